import type { InferredOptionTypes, Options } from "yargs";
import { command } from "./command.ts";
import { json, level, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const { checkpoint: _, ...rows } = selection;

const options = {
  ...rows,
  compute: { type: "string", describe: "Where sizes are asked for, FLOP: 1e21; by default the largest compute of the runs" },
  tolerance: { type: "number", default: 0.1, describe: "Runs whose compute differs by at most this share make a budget" },
  budgets: { type: "string", array: true, describe: "Budgets that are known, FLOP: 6e18,1e19 (repeatable); by default they are found" },
  sizes: { type: "number", default: 4, describe: "Sizes that a budget wants" },
  near: { type: "number", describe: "Parabolas of sizes within this factor of the lowest loss only" },
  bootstrap: { type: "number", default: 1000, describe: "Draws for the intervals; 0 for none" },
  noise: { type: "number", describe: "Spread of log loss between runs, instead of resampling them" },
  ...level,
  seed: { type: "number", default: 0, describe: "Of the draws" },
  ...json,
} as const satisfies Record<string, Options>;

export type IsoflopFlags = InferredOptionTypes<typeof options>;

export const isoflopCommand = command({
  command: "isoflop <path..>",
  describe: "The size that is best for its compute, by Hoffmann's three approaches side by side",
  positionals: { path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" } },
  options,
  examples: [
    ["isoflop runs/ --where family=ar", "exponents, and the best size at the largest compute"],
    ["isoflop runs/ --compute 1e22 --budgets 6e18,1e19,3e19", "at known budgets, and further out"],
  ],
  run: async (given, signal) => {
    const { IsolossError, toJson } = await import("../index.ts");
    const { approaches } = await import("./isoflopApproaches.ts");
    const { isoflopReport } = await import("./isoflopReport.ts");
    const found = await approaches(given, signal);
    const all = [found.envelope, found.parabolas, found.law];
    if (all.every((one) => "cannot" in one))
      throw new IsolossError(
        `Cannot find a size that is best for its compute: no approach gives one\n${all.map((one, i) => `  ${i + 1}: ${"cannot" in one ? one.cannot : ""}`).join("\n")}`,
        ("cannot" in found.parabolas && found.parabolas.hint) || "see what was read with: isoloss runs PATH",
      );
    for (const { severity, message, hint } of found.flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
    if (given.json) {
      const { compute, envelope, parabolas, law, diagnostics } = found;
      say(toJson({ compute, envelope, parabolas, law, diagnostics }));
    } else say(isoflopReport(found, given.level));
  },
});
