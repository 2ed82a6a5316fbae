import type { InferredOptionTypes, Options } from "yargs";
import { quantityIn } from "../options.ts";

/** Options of what is simulated: the truth, where the trainings lie, and the noise. */
export const simulation = {
  ...quantityIn,
  set: {
    type: "string",
    array: true,
    describe: "Parameters: a published set (besiroglu), or values (E=1.8,A=480), the later over the earlier (default: the law's example)",
  },
  design: {
    type: "string",
    describe:
      'Levels, crossed: "N=70M,300M,1B; U=1B,4B; epochs=1:64:log2" (ranges: FROM:TO:log:5, FROM:TO:linear:5), or a CSV of trainings (default: that of the fit, or of the law\'s example)',
  },
  like: { type: "string", array: true, describe: "The trainings of existing logs (repeatable)" },
  replicates: { type: "number", default: 1, describe: "Trainings of each setting, with seeds 1, 2, …" },
  "max-compute": { type: "string", describe: "Leave out trainings of more FLOP than this: 1e21" },
  noise: { type: "number", describe: "Spread of log loss between runs (default: that of the fit, or of the law's example)" },
  tails: { type: "number", describe: "Heavy tails: Student's t with so many degrees of freedom, of the same spread" },
  "shared-noise": { type: "string", describe: "Noise that runs share which are alike in some quantities: N,U=0.004" },
  "mc-noise": { type: "number", implies: "mc-samples", describe: "Spread of log loss of one Monte-Carlo sample of a bound" },
  "mc-samples": { type: "number", implies: "mc-noise", describe: "Samples that each evaluation takes the mean of" },
  with: { type: "string", array: true, describe: "What every log states too: family=mdm,loss_kind=elbo" },
  seed: { type: "number", default: 0, describe: "Of the noise" },
} as const satisfies Record<string, Options>;

export type SimulationFlags = InferredOptionTypes<typeof simulation> & { law: string };
