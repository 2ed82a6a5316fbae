import { resolve } from "node:path";
import type { InferredOptionTypes, Options } from "yargs";
import type { Fit } from "../index.ts";
import { command } from "./command.ts";
import { json, level, quantityIn, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const options = {
  ...quantityIn,
  ...selection,
  "group-by": { type: "string", array: true, describe: "Fit each group of rows apart: family,recipe (repeatable)" },
  loss: { type: "string", choices: ["huber", "squared"], describe: "What is summed over residuals (default huber)" },
  delta: { type: "number", default: 1e-3, describe: "Huber's threshold, in the residual's unit" },
  residual: { type: "string", choices: ["log", "linear"], describe: "ln predicted − ln observed (default), or predicted − observed" },
  fix: {
    type: "string",
    array: true,
    describe: "Hold parameters: E=1.87,alpha=0.34 or E[ar]=1.83,E[mdm]=1.98, or published:SET, or published:SET:A,B (repeatable)",
  },
  "fix-from": { type: "string", describe: "Hold the parameters that an earlier fit has estimated: base.json" },
  tie: { type: "string", array: true, describe: "Let a parameter equal another: beta=alpha (repeatable)" },
  separate: { type: "string", array: true, describe: "Parameters with a value of their own in each group: RD,E, or all" },
  by: { type: "string", implies: "separate", describe: "The column of those groups (default family)" },
  bounds: { type: "string", array: true, describe: "Search a parameter within bounds: A=0.1:10 (repeatable)" },
  bootstrap: { type: "number", default: 1000, describe: "Refits for the intervals; 0 for none" },
  cluster: { type: "string", describe: "The column whose values are resampled as wholes (default run): seed, or params,unique_tokens" },
  noise: { type: "number", describe: "Spread of log loss between runs, for a parametric bootstrap" },
  ...level,
  intervals: {
    type: "string",
    choices: ["default", "all"],
    default: "default",
    describe: "One kind of interval, or every kind side by side",
  },
  seed: { type: "number", default: 0, describe: "Of starts and refits" },
  starts: { type: "number", default: 64, describe: "Starts of the search" },
  out: { type: "string", alias: "o", describe: "Keep the fit, with its rows and draws: fit.json" },
  residuals: { type: "string", describe: "Write the residuals as CSV: FILE.csv" },
  ...json,
} as const satisfies Record<string, Options>;

export type FitFlags = InferredOptionTypes<typeof options>;

export const fitCommand = command({
  command: "fit <law> <path..>",
  describe: "Fit a law to run logs: estimates with intervals, and what to make of them",
  positionals: {
    law: { type: "string", demandOption: true, describe: 'A law\'s id, or a quoted formula as "E + A/N^alpha"' },
    path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" },
  },
  options,
  examples: [
    ["fit chinchilla runs/ --where family=ar", "a law of the registry, on some of the runs"],
    ['fit "E + A/N^alpha" runs/ -o fit.json', "a formula of one's own: free names are its parameters"],
    ["fit data-constrained runs/ --fix published:c4:A,B,E,alpha,beta", "the base law as published, the value of repeats from the runs"],
    ["fit data-constrained runs/ --fix-from base.json", "a fit in two stages: the base from one-epoch runs, then frozen"],
    ["fit chinchilla runs/ --intervals all", "bootstrap, BCa, Gauss-Newton, sandwich and profile side by side"],
    ["fit power ensembles/ --in members --group-by params", "one fit a group"],
    ["fit chinchilla runs/ --cluster seed --intervals all", "seeds resampled as wholes, every kind of interval side by side"],
    ["fit data-constrained runs/ --separate RD,E", "own RD and E a family, the rest shared"],
    ["fit chinchilla runs/ --separate all --by loss_kind", "nothing shared: every parameter has a value in each group"],
  ],
  run: async (given, signal) => {
    const { columnsOf, findLaw, groupBy, IsolossError, requireColumn, requireWritable, summary, toJson, UsageError, writeWhole } =
      await import("../index.ts");
    const { fitOptions, fitWithIntervals, residualsCsv } = await import("./fitRows.ts");
    const { fixedParameters } = await import("./fixed.ts");
    const { list } = await import("./given.ts");
    const { lawAndPaths } = await import("./lawAndPaths.ts");
    const { selectRows } = await import("./rows.ts");
    const { law: text, paths } = lawAndPaths([given.law, ...given.path]);
    const quantity = given.in === undefined ? {} : { in: given.in };
    // A wrong law or option is said before a long read.
    findLaw(text, quantity);
    const stated = fitOptions(given);
    const { rows, flags, files } = await selectRows(paths, given, signal);
    const outputs = [given.out, given.residuals].filter((path) => path !== undefined);
    if (given.out !== undefined && given.residuals !== undefined && resolve(given.out) === resolve(given.residuals))
      throw new UsageError(`Cannot write both the fit and its residuals to ${given.out}`);
    for (const path of outputs) await requireWritable(path, files);
    for (const name of given.cluster?.split(",") ?? []) requireColumn(rows, name, "resample by");
    const law = findLaw(text, { ...quantity, columns: columnsOf(rows) });
    const held = await fixedParameters(law, given.fix, given["fix-from"]);
    const { separation } = await import("./separation.ts");
    const how = { ...stated, ...separation(law, rows, { ...given, tied: stated.tied ?? {} }, held) };
    const { manyRows } = await import("./manyRows.ts");
    const many = manyRows(rows, { ...given, groups: given["group-by"] !== undefined });
    if (many !== undefined) remark(many);
    if (law.id === "formula") remark(`parameters: ${law.parameters.map((p) => `${p.name} (${p.meaning})`).join(", ")}`);

    const by = list(given["group-by"]);
    const fits: Fit[] = [];
    for (const { group, observations } of by.length > 0 ? groupBy(rows, by) : [{ group: {}, observations: rows }]) {
      try {
        fits.push({ ...(await fitWithIntervals(law, observations, how, signal)), group });
      } catch (error) {
        if (by.length === 0 || !(error instanceof IsolossError) || error instanceof UsageError) throw error;
        remark(
          `left out: ${Object.entries(group)
            .map((pair) => pair.join("="))
            .join(" ")}: ${error.message}${error.hint ? `\n  hint: ${error.hint}` : ""}`,
        );
      }
    }
    if (fits.length === 0)
      throw new IsolossError(
        `Cannot fit law "${law.id}" to any group by ${by.join(", ")}: the reasons are above`,
        "choose a law with fewer parameters, or fewer groups",
      );
    const { roundingNotes } = await import("./printed.ts");
    const flagged = fits.map((fit) => ({ ...fit, diagnostics: [...fit.diagnostics, ...roundingNotes(fit), ...flags] }));
    const one = by.length > 0 ? undefined : flagged[0];
    signal.throwIfAborted();
    if (given.out !== undefined) await writeWhole(given.out, `${toJson(one ?? flagged)}\n`, files);
    if (given.residuals !== undefined)
      await writeWhole(given.residuals, residualsCsv(flagged), given.out === undefined ? files : [...files, given.out]);
    if (given.json) say(toJson(one ? summary(one) : flagged.map(summary)));
    else {
      const { fitReport } = await import("./fitReport.ts");
      say([...flagged.map((fit) => fitReport(fit, given.level)), next(law.id, given.out)].join("\n\n"));
    }
  },
});

/** What a reader does after a fit. */
function next(law: string, kept: string | undefined): string {
  const file = kept ?? "fit.json";
  return [
    `Next: isoloss audit ${file} (what the fit rests on), isoloss compare ${law === "formula" ? "LAW" : law} LAW… PATH (other laws on the same rows)`,
    ...(kept === undefined ? [`      keep the fit with -o ${file}`] : []),
  ].join("\n");
}
