import type { InferredOptionTypes, Options } from "yargs";
import { command } from "./command.ts";
import { json, quantityIn, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const options = {
  by: { type: "string", default: "params", describe: "What makes the runs larger that are held out: params|tokens|epochs|compute" },
  folds: { type: "number", default: 5, describe: "Steps of the expanding window, at most" },
  ...quantityIn,
  ...selection,
  loss: { type: "string", choices: ["huber", "squared"], describe: "What is summed over residuals (default huber)" },
  delta: { type: "number", default: 1e-3, describe: "Huber's threshold, in the residual's unit" },
  fix: { type: "string", array: true, describe: "Hold a parameter of every law that has it, or of one: L0=10.8, LAW:E=1.87 (repeatable)" },
  tie: {
    type: "string",
    array: true,
    describe: "Let a parameter equal another, in every law that has both or in one: beta=alpha, LAW:beta=alpha",
  },
  seed: { type: "number", default: 0, describe: "Of the starts" },
  starts: { type: "number", default: 64, describe: "Starts of a fit to all rows; fits in folds take a quarter of them" },
  ...json,
} as const satisfies Record<string, Options>;

export type CompareFlags = InferredOptionTypes<typeof options>;

export const compareCommand = command({
  command: "compare <law> <path..>",
  describe: "Rank laws by how well they predict held-out larger runs, AIC and BIC beside it",
  positionals: {
    law: { type: "string", demandOption: true, describe: "Laws: ids, or quoted formulas; at least two" },
    path: { type: "string", array: true, demandOption: true, describe: "Further laws, then logs or folders of them" },
  },
  options,
  examples: [
    ["compare data-constrained overfit-penalty runs/", "by held-out larger models"],
    ['compare chinchilla "E + A/N^alpha" runs/ --by tokens', "by held-out longer training"],
    ["compare data-constrained quokka-rising runs/ --tie data-constrained:beta=alpha", "with a tie in one of them"],
  ],
  run: async (given, signal) => {
    const { columnsOf, compareLaws, requireAxis, toJson } = await import("../index.ts");
    const { compareOptions, lawOf, lawsAndPaths } = await import("./compareLaws.ts");
    const { progress } = await import("./progress.ts");
    const { selectRows } = await import("./rows.ts");
    const { laws: texts, paths } = lawsAndPaths([given.law, ...given.path]);
    // A wrong law or option is said before a long read.
    const by = requireAxis(given.by);
    for (const text of texts) lawOf(text, given.in, []);
    const stated = compareOptions(given);
    const { rows, flags } = await selectRows(paths, given, signal);
    const columns = columnsOf(rows);
    const laws = texts.map((text) => lawOf(text, given.in, columns));
    const found = await compareLaws(laws, rows, { ...stated, by, onProgress: progress("comparing"), signal });
    for (const { severity, message, hint } of flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
    if (given.json) say(toJson(found));
    else {
      const { compareReport } = await import("./compareReport.ts");
      say(compareReport(found));
    }
  },
});
