import type { Law } from "../laws/law.ts";
import type { Field, Run } from "../run.ts";
import { VERSION } from "../version.ts";
import type { Noise } from "./noise.ts";
import { type Along, scheduleText } from "./schedule.ts";

/** What runs were simulated from. */
export interface Simulated {
  law: Law;
  theta: Readonly<Record<string, number>>;
  noise: Noise;
  seed: number;
  along?: Along;
  /** Where the parameters are from, as "published set besiroglu". */
  origin?: string;
}

/**
 * Simulated runs with a label that says in full what they are, as raw columns that every log of them carries: `synthetic` and `simulated_…`.
 *
 * @example
 * labelled(runs, { law: chinchilla, theta: chinchilla.example.theta, noise: { sd: 0.01 }, seed: 1 })[0].fields.simulated_noise // "sd 0.01 of log loss"
 */
export function labelled(runs: readonly Run[], simulated: Simulated): Run[] {
  const label = labelOf(simulated);
  return runs.map((run) => ({ ...run, fields: { ...run.fields, ...label } }));
}

function labelOf({ law, theta, noise, seed, along, origin }: Simulated): Record<string, Field> {
  const values = Object.entries(theta).map(([name, value]) => `${name}=${value}`);
  return {
    synthetic: true,
    simulated_law: law.id,
    ...(law.id === "formula" && { simulated_formula: law.formula }),
    simulated_parameters: values.join(" ") + (origin === undefined ? "" : ` (${origin})`),
    simulated_noise: noiseText(noise),
    simulated_seed: seed,
    ...(along && { simulated_curve: scheduleText(along) }),
    simulated_version: VERSION,
  };
}

/** A noise in words. */
export function noiseText({ sd, tails, shared, monteCarlo }: Noise): string {
  return [
    `sd ${sd} of log loss${tails === undefined ? "" : ` with tails of Student's t, ${tails} degrees of freedom`}`,
    ...(shared ? [`sd ${shared.sd} shared by runs of one ${shared.by.join(" and ")}`] : []),
    ...(monteCarlo ? [`sd ${monteCarlo.single} a Monte-Carlo sample, ${monteCarlo.samples} samples`] : []),
  ].join("; ");
}
