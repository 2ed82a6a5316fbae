import type { Options } from "yargs";
import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const options = {
  ...selection,
  bootstrap: {
    type: "number",
    describe: "Draws for the intervals (default: 2000, of fewer the tails of few degrees of freedom are chance)",
  },
  noise: { type: "number", describe: "Spread of log loss between seeds; by default that of replicates among the runs" },
  seed: { type: "number", default: 0, describe: "Of the draws" },
  accuracy: {
    type: "string",
    describe: "Columns (or tasks) of accuracies to compare too: COL[,COL], or MEAN=COL[,COL] with the column of their reported mean",
  },
  stage: { choices: ["cpt", "sft"], describe: "The later stage of training that rows are of which state none; compared by --accuracy" },
  ...json,
} as const satisfies Record<string, Options>;

export const recipesCommand = command({
  command: "recipes <path..>",
  describe: "Recipes for limited data side by side: tuning, limits, data efficiency, ensembles, distillation",
  positionals: { path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" } },
  options,
  examples: [
    ["recipes runs/ --where family=ar", "every recipe at every set of unique tokens"],
    ["recipes runs.csv --map params=params_exact --noise 0.002", "with the spread between seeds stated"],
    ["recipes runs.csv --accuracy piqa,sciq,arc_easy", "with errors of tasks beside losses"],
  ],
  run: async (given, signal) => {
    const { recipes, toJson } = await import("../index.ts");
    const { requireNumber } = await import("./given.ts");
    const { progress } = await import("./progress.ts");
    const { selectRows } = await import("./rows.ts");
    const { accuracyColumns, accuracyNamed, accuracyWanted } = await import("./recipesAccuracy.ts");
    const { bootstrap: replicates, noise, seed, stage } = given;
    // A wrong option is said before a long read.
    if (replicates !== undefined)
      requireNumber("--bootstrap", replicates, Number.isInteger(replicates) && replicates > 1, "a whole number above 1", "2000");
    requireNumber("--seed", seed, Number.isSafeInteger(seed), "a whole number", "0");
    if (noise !== undefined) requireNumber("--noise", noise, noise > 0 && noise < 10, "a spread of log loss above 0 and below 10", "0.002");
    const named = accuracyNamed(given.accuracy, stage);
    const { rows, flags } = await selectRows(given.path, { ...given, ...(named && { insteadOfLoss: accuracyColumns(named) }) }, signal);
    const spread = noise === undefined ? {} : { noise };
    const accuracy = named && accuracyWanted(named, stage, rows);
    const found = await recipes(rows, {
      ...(replicates !== undefined && { replicates }),
      seed,
      ...spread,
      ...(accuracy && { accuracy }),
      signal,
      onProgress: progress("comparing recipes"),
    });
    for (const { severity, message, hint } of flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
    if (given.json) {
      const { recipesFace } = await import("./recipesFace.ts");
      say(toJson(recipesFace(found)));
    } else {
      const { recipesReport } = await import("./recipesReport.ts");
      say(recipesReport(found, rows.length, accuracy));
    }
  },
});
