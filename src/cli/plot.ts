import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { remark, say } from "./print.ts";

/** Size of text where a width is given and no paper, points: that of figures as they are. */
const TEXT_POINTS = 8.25;

/** Points by which text may be smaller and look the same. */
const SEEN = 0.05;

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
    ...json,
  },
  examples: [
    ["plot loss-by-epochs runs/ -o epochs.svg", "from logs; laws that the figure shows are fitted on the way"],
    ["plot repeated-data fit.json -o repeats.svg", "from a fit that was kept"],
    [
      "plot data-efficiency runs.csv --baseline published:infinite-compute-standard-unique-tokens -o efficiency.svg",
      "losses in tokens of a published law",
    ],
    ["plot ensembles runs/ --paper icml -o ensembles.pdf", "for one column of a paper: vector, fonts embedded, text at its size"],
  ],
  run: async (given, signal) => {
    const {
      didYouMean,
      figures,
      findPaper,
      fitWidth,
      requireEnding,
      requireWritable,
      saveFigure,
      set,
      textOf,
      toJson,
      UsageError,
      widthOf,
    } = await import("../index.ts");
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
    // A wrong option is said before a long read.
    requireEnding(given.out);
    const paper = given.paper === undefined ? undefined : findPaper(given.paper);
    const width = given.width === undefined ? paper?.width : widthOf(given.width);
    const { figureData } = await import("./figureData.ts");
    const { data, files } = await figureData(kind, inputs, given, signal);
    await requireWritable(given.out, files);
    const { title, letters } = given;
    const drawn = set(kind.draw(data), { ...(title !== undefined && { title }), letters, grey: given.theme === "grey" });
    const text = paper?.text ?? TEXT_POINTS;
    const spec = width === undefined ? drawn : await fitWidth(drawn, width, text);
    if (width !== undefined && textOf(spec) < text - SEEN)
      remark(`text is ${textOf(spec).toFixed(1)} points, not ${text}: labels leave too little of ${Math.round(width)} points to the plots`);
    signal.throwIfAborted();
    const written = await saveFigure(spec, given.out, { inputs: files });
    if (given.json) say(toJson({ figure: kind.id, caption: spec.usermeta.isoloss.caption, files: written }));
    else {
      say(written.join("\n"));
      remark(spec.usermeta.isoloss.caption);
    }
  },
});
