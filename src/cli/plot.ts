import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { remark, say } from "./print.ts";

export const plotCommand = command({
  command: "plot [figure] [input..]",
  describe: "Draw a figure of fits or run logs; without a figure, say which there are",
  positionals: {
    figure: { type: "string", describe: "A kind of figure" },
    input: { type: "string", array: true, describe: "Fits (.json), logs, or folders of logs" },
  },
  options: {
    ...selection,
    bootstrap: { type: "number", default: 1000, describe: "Refits for the bands of laws that are fitted here" },
    seed: { type: "number", default: 0, describe: "Of those fits" },
    out: { type: "string", alias: "o", describe: "Where to: .svg (its spec beside it) or .vl.json" },
    ...json,
  },
  examples: [
    ["plot loss-by-epochs runs/ -o epochs.svg", "from logs; laws that the figure shows are fitted on the way"],
    ["plot repeated-data fit.json -o repeats.svg", "from a fit that was kept"],
  ],
  run: async (given, signal) => {
    const { didYouMean, figures, requireWritable, saveFigure, toJson, UsageError } = await import("../index.ts");
    const kinds = figures.map(({ id, title }) => `\n  ${id}: ${title}`).join("");
    if (given.figure === undefined) throw new UsageError("Cannot draw: no figure is named", `the figures are${kinds}`);
    const kind = figures.find(({ id }) => id === given.figure);
    if (!kind) {
      const meant = didYouMean(
        given.figure,
        figures.map(({ id }) => id),
      );
      throw new UsageError(`Cannot find figure "${given.figure}"`, `${meant ? `did you mean "${meant}"? ` : ""}the figures are${kinds}`);
    }
    const inputs = given.input ?? [];
    if (inputs.length === 0)
      throw new UsageError(
        `Cannot draw ${kind.id}: no fit and no log is given`,
        `${kind.needs} As: isoloss plot ${kind.id} runs/ -o ${kind.id}.svg`,
      );
    if (given.out === undefined) throw new UsageError(`Cannot draw ${kind.id}: no output is named`, `as -o ${kind.id}.svg`);
    const { figureData } = await import("./figureData.ts");
    const { data, files } = await figureData(kind, inputs, given, signal);
    await requireWritable(given.out, files);
    const spec = kind.draw(data);
    signal.throwIfAborted();
    const written = await saveFigure(spec, given.out, { inputs: files });
    if (given.json) say(toJson({ figure: kind.id, caption: spec.usermeta.isoloss.caption, files: written }));
    else {
      say(written.join("\n"));
      remark(spec.usermeta.isoloss.caption);
    }
  },
});
