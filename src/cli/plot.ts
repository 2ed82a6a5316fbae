import { command } from "./command.ts";
import type { Drawn } from "./drawFigure.ts";
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
    bootstrap: { type: "number", describe: "Refits for the bands of laws that are fitted here (default: 1000, of limits of recipes 2000)" },
    seed: { type: "number", default: 0, describe: "Of those fits" },
    accuracy: { type: "string", describe: "Columns (or tasks) of accuracies to draw too, as piqa,sciq; a log without a loss is then read" },
    baseline: {
      type: "string",
      describe: "The standard recipe's law in unique tokens, in place of its runs': E=…,A=…,alpha=… with U in tokens, or published:ID",
    },
    out: { type: "string", alias: "o", describe: "Where to: .svg (its spec beside it), .png, .pdf, .html or .vl.json" },
    paper: { type: "string", describe: "Laid out for a column of: neurips, iclr, icml, acl, nature, or icml-wide, acl-wide, nature-wide" },
    width: { type: "string", describe: "Of the whole figure, instead of a paper's: as 3.25in, 89mm, 240pt" },
    theme: {
      type: "string",
      choices: ["light", "grey"] as const,
      default: "light" as const,
      describe: "grey: as print without colour gives it",
    },
    title: { type: "string", describe: "Over the whole figure" },
    letters: { type: "boolean", default: false, describe: "(a), (b), … at the panels" },
    watch: {
      type: "boolean",
      default: false,
      describe: "Draw again whenever the logs grow, until Ctrl-C (which then is no failure: exit code 0)",
    },
    ...json,
  },
  examples: [
    ["plot loss-by-epochs runs/ -o epochs.svg", "from logs; laws that the figure shows are fitted on the way"],
    ["plot repeated-data fit.json -o repeats.svg", "from a fit that was kept"],
    [
      "plot data-efficiency runs.csv --baseline published:infinite-compute-standard-unique-tokens -o efficiency.svg",
      "losses in tokens of a published law",
    ],
    [
      "plot loss-by-epochs runs/ --watch -o epochs.png",
      "for training in progress: the last good picture stays while a log is half written",
    ],
    ["plot ensembles runs/ --paper icml -o ensembles.pdf", "for one column of a paper: vector, fonts embedded, text at its size"],
  ],
  untilInterrupted: ({ watch }) => watch === true,
  run: async (given, signal) => {
    const { didYouMean, figures, toJson, UsageError } = await import("../index.ts");
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
    const { input: inputs = [], out } = given;
    if (inputs.length === 0)
      throw new UsageError(
        `Cannot draw ${kind.id}: no fit and no log is given`,
        `${kind.needs} As: isoloss plot ${kind.id} runs/ -o ${kind.id}.svg`,
      );
    if (out === undefined) throw new UsageError(`Cannot draw ${kind.id}: no output is named`, `as -o ${kind.id}.svg`);
    const { drawFigure } = await import("./drawFigure.ts");
    const draw = (): Promise<Drawn> => drawFigure(kind, inputs, { ...given, out }, signal);
    if (given.watch) {
      const { redraw } = await import("./redraw.ts");
      return redraw(inputs, out, draw, given.json, signal);
    }
    const { inputs: _, rows: __, ...shown } = await draw();
    if (given.json) say(toJson(shown));
    else {
      say(shown.files.join("\n"));
      remark(shown.caption);
    }
  },
});
