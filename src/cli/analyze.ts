import type { InferredOptionTypes, Options } from "yargs";
import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { say } from "./print.ts";

// No option has a default of yargs: one that is given to a question that has no use for it is refused.
const { default: _final, ...checkpoint } = selection.checkpoint;
const { default: _total, ...params } = selection.params;
const { default: _complete, ...incomplete } = selection.incomplete;

const options = {
  at: { type: "string", array: true, describe: "Quantities held: N=300k,U=50k,epochs=16 (D, U and epochs complete each other)" },
  over: { type: "string", describe: "Walk or search one quantity: epochs=1:500:log" },
  to: { type: "string", array: true, describe: "asymptote: what grows without bound, as N,K (default: all that --at does not hold)" },
  compute: { type: "string", describe: "allocate: FLOP to spend" },
  irreducible: {
    type: "string",
    choices: ["kept", "dropped"],
    describe: "critical-compute: compare losses as they are, or each above its floor",
    defaultDescription: "kept",
  },
  within: { type: "string", describe: "members-within: nats/token above the limit", defaultDescription: "0.01" },
  loss: { type: "string", describe: "data-efficiency: the measured loss to tell in tokens, nats/token" },
  limits: { type: "boolean", describe: "data-efficiency: the baseline's rows are limits, not measured losses" },
  tuned: { type: "string", array: true, describe: "certificate: columns that were searched over, as epochs,weight_decay" },
  column: { type: "string", describe: "best: the column that was tuned", defaultDescription: "weight_decay" },
  cell: { type: "string", array: true, describe: "Columns within which values are compared, as recipe,params,unique_tokens" },
  by: { type: "string", array: true, describe: "Columns that tell settings apart" },
  accuracy: { type: "string", array: true, describe: "Tasks, or columns of accuracies, as piqa,sciq" },
  unit: { type: "string", choices: ["share", "percent"], describe: "What accuracies are in", defaultDescription: "share" },
  mean: { type: "string", describe: "downstream: the task under which a table reports the mean itself" },
  amount: { type: "string", describe: "stages: column of the data or steps", defaultDescription: "unique_tokens" },
  stage: { type: "string", choices: ["cpt", "sft"], describe: "stages: the stage of rows that state none" },
  noise: { type: "number", describe: "Spread of log loss between seeds (default: that of replicates among the runs)" },
  bootstrap: { type: "number", describe: "Draws for intervals of limits and best values", defaultDescription: "2000" },
  seed: { type: "number", describe: "Of the draws", defaultDescription: "0" },
  ...selection,
  checkpoint: { ...checkpoint, defaultDescription: "final" },
  params: { ...params, defaultDescription: "total" },
  incomplete,
  ...json,
} as const satisfies Record<string, Options>;

const positionals = {
  what: { type: "string", describe: "The question; without it they are listed" },
  path: { type: "string", array: true, describe: "Fits that isoloss fit -o kept, or logs and folders of them" },
} as const satisfies Record<string, Options>;

export type AnalyzeFlags = InferredOptionTypes<typeof options & typeof positionals>;

export const analyzeCommand = command({
  command: "analyze [what] [path..]",
  describe: "One question of fits or logs: asymptote, crossover, critical-compute, data-efficiency, allocate, …",
  positionals,
  options,
  examples: [
    ["analyze", "the questions, and what each needs"],
    ["analyze half-life fit.json --at N=300k,U=50k", "repeats after which one is worth half of a fresh token"],
    ["analyze critical-compute ar.json mdm.json --at U=50k", "from how much compute on the second is the better use of the data"],
    ["analyze best runs/ --where family=ar --column epochs", "the best epochs of each size, all else as in its best setting"],
    [
      "analyze certificate runs/ --where family=ar --tuned weight_decay,epochs --cell params,unique_tokens",
      "is the tuning locally optimal?",
    ],
  ],
  run: async (given, signal) => {
    const { ask, listed } = await import("./analyze/ask.ts");
    if (given.what === undefined) say(await listed(given));
    else await ask(given.what, given, signal);
  },
});
