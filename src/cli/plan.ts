import type { InferredOptionTypes, Options } from "yargs";
import { command } from "./command.ts";
import { json } from "./options.ts";
import { remark, say } from "./print.ts";
import { simulation } from "./simulation/options.ts";

const { replicates: _, ...truth } = simulation;

const options = {
  know: {
    type: "string",
    demandOption: true,
    describe:
      'What is to be known, and how well: "RD within 2x" (a factor), "alpha within 5%", "loss within 0.01", "half-life within 2x", …',
  },
  runs: { type: "string", default: "10:200", describe: "Sizes of the designs: 10:200 (by doubling), or 12,24,48" },
  grow: {
    type: "string",
    choices: ["levels", "replicates"],
    describe:
      "How designs grow: more levels of each quantity between its ends, or the design again with other seeds (default levels where there are any)",
  },
  ...truth,
  at: { type: "string", array: true, describe: "Where a loss, a half-life, … is asked: N=300M,U=1e8,epochs=16" },
  over: { type: "string", describe: "lowest: the quantity and its range: epochs=1:500:log" },
  to: { type: "string", array: true, describe: "asymptote: what grows without bound, as N,D (default: all that --at does not hold)" },
  compute: { type: "string", describe: "optimal-params, optimal-tokens: FLOP to spend" },
  share: { type: "number", default: 0.8, describe: "Share of simulations that are to know it" },
  simulations: { type: "number", default: 200, describe: "Simulated data sets of each design" },
  bootstrap: { type: "number", default: 200, describe: "Refits of each, for its interval" },
  fix: { type: "string", array: true, describe: "Hold parameters in the fits: E=1.87, or published:SET:A,B (repeatable)" },
  tie: { type: "string", array: true, describe: "Let a parameter equal another: beta=alpha (repeatable)" },
  loss: { type: "string", choices: ["huber", "squared"], describe: "What the fits sum over residuals (default huber)" },
  delta: { type: "number", describe: "Huber's threshold (default 1e-3)" },
  cluster: { type: "string", describe: "Columns resampled as wholes, where runs share noise: params,unique_tokens" },
  ...json,
} as const satisfies Record<string, Options>;

export type PlanFlags = InferredOptionTypes<typeof options> & { law: string };

export const planCommand = command({
  command: "plan <law>",
  describe: "How many runs until a number is known: growing designs, simulated and fitted many times",
  positionals: {
    law: { type: "string", demandOption: true, describe: "A law's id, a quoted formula, or a fit.json whose law and noise are taken" },
  },
  options,
  examples: [
    [
      'plan data-constrained --set c4 --know "RD within 2x" --design "N=70M:1B; U=100M:4B; epochs=1:64" --noise 0.004',
      "runs until R_D* is known to a factor of 2",
    ],
    [
      'plan fit.json --know "loss within 0.01" --at N=7B,D=1T --runs 20:160',
      "more runs like those of a fit, until it predicts a larger one",
    ],
    ['plan chinchilla --know "alpha within 5%" --grow replicates --runs 81,162', "the example's design, and the same with a second seed"],
  ],
  run: async (given, signal) => {
    const { powerAnalysis, toJson } = await import("../index.ts");
    const { planOf } = await import("./plan/planOf.ts");
    const { answer, planText } = await import("./plan/report.ts");
    const { progress } = await import("./progress.ts");
    const plan = await planOf(given, signal);
    for (const line of plan.remarks) remark(line);
    const { truth, known, designs, origin } = plan;
    const found = await powerAnalysis(truth, designs, known.of, known.within, {
      ...plan.options,
      onProgress: progress("simulating"),
      signal,
    });
    if (given.json) {
      const { law, theta: parameters, noise } = truth;
      say(
        toJson({
          synthetic: true,
          law: law.id,
          formula: law.formula,
          parameters,
          origin,
          noise,
          known: known.name,
          unit: known.unit,
          answer: answer(plan, found),
          ...found,
        }),
      );
    } else say(planText(plan, found));
    for (const { severity, message, hint } of found.diagnostics) remark(`${severity}: ${message}\n  hint: ${hint}`);
  },
});
