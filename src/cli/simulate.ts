import type { InferredOptionTypes, Options } from "yargs";
import { command } from "./command.ts";
import { json } from "./options.ts";
import { remark, say } from "./print.ts";
import { simulation } from "./simulation/options.ts";

const options = {
  ...simulation,
  evaluations: { type: "number", describe: "Evaluations along each run; the last is the law's value (default: final losses only)" },
  schedule: {
    type: "string",
    choices: ["cosine", "cooldown", "none"],
    implies: "evaluations",
    describe: "How the excess over the law comes down along a run (default cosine; cooldown: in the last fifth)",
  },
  excess: { type: "number", implies: "evaluations", describe: "Log loss above the law at the peak of the learning rate (default 0.03)" },
  fault: {
    type: "string",
    array: true,
    describe: "Plant what isoloss check is to find: duplicate, copy, perplexity, swapped, cut-off, spike",
  },
  out: {
    type: "string",
    alias: "o",
    describe: "Where to: .csv, .tsv, .jsonl, .json, or a folder of one log a run (default: CSV on stdout)",
  },
  format: {
    type: "string",
    describe: "Of the logs in a folder: csv, tsv, jsonl (default), json, trainer-state (Hugging Face), nanogpt (its text)",
  },
  ...json,
} as const satisfies Record<string, Options>;

export type SimulateFlags = InferredOptionTypes<typeof options> & { law: string };

export const simulateCommand = command({
  command: "simulate <law>",
  describe: "Labelled synthetic logs of a law with noise: for tests, tutorials and plans",
  positionals: {
    law: { type: "string", demandOption: true, describe: "A law's id, a quoted formula, or a fit.json whose law and noise are taken" },
  },
  options,
  examples: [
    ["simulate chinchilla -o synthetic.csv", "the law's example"],
    [
      'simulate data-constrained --set c4 --design "N=70M,300M,1B; U=1B,4B; epochs=1:64:log2" --noise 0.002 --replicates 3 -o logs/',
      "a folder of one log a run",
    ],
    ['simulate "E + A/N^alpha" --set E=2,A=400,alpha=0.34 --design "N=1e7:1e10:log10" --noise 0.002', "a formula of one's own"],
    ["simulate fit.json --seed 2 -o again.csv", "the runs of a fit, as they would have come out with other seeds"],
    [
      "simulate data-constrained --evaluations 20 --fault spike,cut-off -o faulty/",
      "training curves with mistakes for isoloss check to find",
    ],
  ],
  run: async (given, signal) => {
    const { simulated } = await import("./simulation/simulated.ts");
    const { destination } = await import("./simulation/destination.ts");
    const { simulatedText } = await import("./simulation/report.ts");
    const { toJson } = await import("../index.ts");
    const to = await destination(given);
    const found = await simulated(given, signal);
    for (const line of found.remarks) remark(line);
    signal.throwIfAborted();
    const written = await to.write(found.runs, found.files, signal);
    if (given.json) say(toJson({ ...found.summary, ...(written !== undefined && { written }) }));
    else if (written === undefined) process.stdout.write(to.text(found.runs));
    else say(simulatedText(found, written));
  },
});
