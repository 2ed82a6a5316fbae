import { bootstrap } from "../../../src/fit/draws.ts";
import { fit } from "../../../src/fit/fit.ts";
import { withIntervals } from "../../../src/fit/intervals.ts";
import type { Fit } from "../../../src/fit/types.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import type { Law } from "../../../src/laws/law.ts";
import { simulate } from "../../../src/simulate/simulate.ts";
import { observations } from "../../../src/table/observations.ts";

const DESIGN = { N: [1e7, 3e7, 1e8, 3e8, 1e9], U: [1e8, 3e8, 1e9], epochs: [1, 2, 4, 8, 16, 32, 64] };

/** A law at given parameters as a fit: to its own losses without noise, all but E held. */
export function exactly(law: Law, theta: Readonly<Record<string, number>>, design: Readonly<Record<string, number[]>> = DESIGN): Fit {
  const { E: _, ...held } = theta;
  return fit(law, observations(simulate(law, theta, design, 0, 1)).observations, { fixed: held, starts: 4 });
}

/** A data-constrained fit to noisy losses, with draws. */
export async function noisy(theta: Readonly<Record<string, number>>): Promise<Fit> {
  const bare = fit(dataConstrained, observations(simulate(dataConstrained, theta, DESIGN, 0.004, 1)).observations, { starts: 8 });
  return withIntervals(bare, await bootstrap(bare, { replicates: 20 }));
}

export const AR = { E: 1.83, A: 286, B: 773, alpha: 0.31, beta: 0.31, RD: 31, RN: 38 };
export const MDM = { E: 1.98, A: 251, B: 1134, alpha: 0.3, beta: 0.3, RD: 490, RN: 1200 };
