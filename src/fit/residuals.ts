import type { Observation } from "../run.ts";
import { problem } from "./problem.ts";
import type { Fit } from "./types.ts";

/** A row of a fit, what the law says of it, and the residual that the fit made small. */
export interface Residual {
  observation: Observation;
  /** The row's loss, nats/token, or what else the law predicts. */
  observed: number;
  predicted: number;
  /** ln predicted − ln observed, or predicted − observed (nats/token), as the fit's options say. */
  residual: number;
}

/** The residual of every row of a fit, in the order of its observations. */
export function residuals(fit: Fit): Residual[] {
  const set = problem(fit.law, fit.observations, fit.options);
  const values = set.values(Float64Array.from(fit.solution));
  return set.rows.map((observation, i) => {
    const predicted = values[i] as number;
    const observed = set.losses[i] as number;
    const residual = fit.options.residual === "log" ? Math.log(predicted / observed) : predicted - observed;
    return { observation, observed, predicted, residual };
  });
}
