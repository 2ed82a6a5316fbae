import type { Options } from "yargs";
import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const { checkpoint: _, ...rows } = selection;
const options = {
  ...rows,
  assume: { choices: ["elbo"], describe: "What the loss of MDM runs is that do not log loss_kind; recorded in the result" },
  law: { type: "string", default: "data-constrained", describe: "Law of repeated data that both families are fitted by" },
  separate: { type: "string", array: true, describe: "Parameters of the law with a value of their own in each family; default all" },
  fix: {
    type: "string",
    array: true,
    describe: "Hold a parameter of the law: E=1.87, or of one family: E[ar]=1.83 (repeatable); or a published set: published:c4",
  },
  "fix-from": { type: "string", describe: "Hold the parameters that an earlier fit has estimated: base.json" },
  metric: { type: "string", array: true, describe: "Columns of accuracies by which crossings are looked for too" },
  noise: { type: "number", describe: "Spread of log loss between seeds; by default that of replicates among the runs" },
  bootstrap: { type: "number", default: 300, describe: "Refits for the intervals of laws" },
  seed: { type: "number", default: 0, describe: "Of the refits" },
  ...json,
} as const satisfies Record<string, Options>;

export const versusCommand = command({
  command: "versus <path..>",
  describe: "AR against MDM on the same data: which is lower, where they cross, what that proves, and what it hangs on",
  positionals: { path: { type: "string", array: true, demandOption: true, describe: "Logs of both families, or folders of them" } },
  options,
  examples: [
    ["versus runs/", "every question that the logs answer, one table first"],
    ["versus ar.csv mdm.csv --assume elbo --metric hellaswag", "a log that forgot its kind of loss; crossings by accuracy too"],
    ["versus runs/ --fix E[ar]=1.83 --fix E[mdm]=1.98", "a base law from earlier runs, its own for each family"],
    ["versus runs/ --where params=271674 --json", "one size, for programs"],
  ],
  run: async (given, signal) => {
    const { findLaw, toJson, versus } = await import("../index.ts");
    const { fixedParameters } = await import("./fixed.ts");
    const { list, requireNumber } = await import("./given.ts");
    const { progress } = await import("./progress.ts");
    const { selectRows } = await import("./rows.ts");
    const { heldOfFamilies } = await import("./separation.ts");
    const { assume, bootstrap: replicates, noise, seed } = given;
    // A wrong option is said before a long read.
    requireNumber("--bootstrap", replicates, Number.isInteger(replicates) && replicates > 1, "a whole number above 1", "300");
    requireNumber("--seed", seed, Number.isSafeInteger(seed), "a whole number", "0");
    if (noise !== undefined) requireNumber("--noise", noise, noise > 0 && noise < 10, "a spread of log loss above 0 and below 10", "0.002");
    const law = findLaw(given.law);
    const held = heldOfFamilies(await fixedParameters(law, given.fix, given["fix-from"]));
    const {
      rows: final,
      best = [],
      along: curves = [],
      flags,
    } = await selectRows(given.path, { ...given, checkpoint: "final" }, signal, { best: true, along: Number.POSITIVE_INFINITY });
    const found = await versus(
      { final, best, curves },
      {
        law,
        replicates,
        seed,
        signal,
        metrics: list(given.metric),
        ...held,
        ...(assume && { assume }),
        ...(noise !== undefined && { noise }),
        ...(given.separate && { separate: list(given.separate) }),
        onProgress: progress("comparing families"),
      },
    );
    for (const { severity, message, hint } of flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
    if (given.json) {
      const { versusFace } = await import("./versusFace.ts");
      say(toJson(versusFace(found)));
    } else {
      const { versusReport } = await import("./versusReport.ts");
      say(versusReport(found));
    }
  },
});
