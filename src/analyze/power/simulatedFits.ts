import { UsageError } from "../../errors.ts";
import { checkDesign } from "../../fit/design.ts";
import { bootstrap } from "../../fit/draws.ts";
import { optionsFor } from "../../fit/fit.ts";
import { floorOf, openDraws } from "../../fit/identification.ts";
import { percentile } from "../../fit/intervals.ts";
import { fitWith, leanFit } from "../../fit/leanFit.ts";
import { natural, type Problem, problem, type Unknown } from "../../fit/problem.ts";
import type { Fit, FitOptions } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import type { Observation } from "../../run.ts";
import type { DesignRow } from "../../simulate/design.ts";
import { drawnNoise, type Noise } from "../../simulate/noise.ts";
import { simulate } from "../../simulate/simulate.ts";
import { observations } from "../../table/observations.ts";
import { suggestion } from "../../words.ts";
import type { Estimate } from "../predictor.ts";

/** A law that is true, with the noise around it. */
export interface Truth {
  law: Law;
  /** Every parameter, in its own unit. */
  theta: Readonly<Record<string, number>>;
  noise: Noise;
}

/** How each simulated set of runs is fitted. */
export interface SimulatedFitOptions {
  fit: Partial<Omit<FitOptions, "separate">>;
  replicates: number;
  seed: number;
  cluster?: string;
  signal?: AbortSignal;
}

/** Fresh starts of a search that begins at the truth too. */
const STARTS = 3;

/** Fits of simulated runs of one design: the truth as a fit, and fits of data sets by number. */
export interface SimulatedFits {
  unknowns: readonly Unknown[];
  truth: Fit;
  /** The fit of data set k with its draws; undefined where no search arrives. Equal k give equal fits. */
  fitted(k: number): Promise<Fit | undefined>;
}

/**
 * Prepares a design for many data sets: the law is compiled and evaluated once, noise alone is drawn anew.
 *
 * @throws IsolossError for a design that cannot determine the law, whatever its losses are.
 */
export function simulatedFits({ law, theta, noise }: Truth, design: readonly DesignRow[], options: SimulatedFitOptions): SimulatedFits {
  const { observations: rows } = observations(simulate(law, theta, design, 0, options.seed));
  const full = optionsFor(law, { starts: STARTS, ...options.fit });
  const set = problem(law, rows, full);
  checkDesign(set);
  const near = Float64Array.from(set.unknowns, (u) => solved(u, theta));
  return {
    unknowns: set.unknowns,
    truth: fitWith(set, near),
    fitted: async (k) => {
      // Seeds of one stream in the lower half, data sets in the upper: no two of them meet.
      const draw = drawnNoise(noise, (options.seed % 2 ** 31) + (k + 1) * 2 ** 32);
      const losses = set.losses.map((loss, i) => loss * Math.exp(draw.ofRun((design[i] as DesignRow).at) + draw.ofEvaluation()));
      const noisy = rows.map((row, i) => withLoss(law, row, losses[i] as number));
      const fit = leanFit({ ...set.withLosses(losses), rows: noisy } as Problem, near);
      if (!fit) return undefined;
      const { replicates, cluster, signal, seed } = options;
      const draws = await bootstrap(fit, {
        replicates,
        seed,
        threads: 1,
        ...(cluster !== undefined && { cluster }),
        ...(signal && { signal }),
      });
      return { ...fit, draws };
    },
  };
}

/**
 * A free parameter as what is asked of each fit; draws at its bound have no finite value, and one that the rows do not determine is open on both sides.
 *
 * @throws UsageError for a parameter that the fits do not have free.
 */
export function parameterOf({ unknowns }: SimulatedFits, name: string, level: number): (fit: Fit) => Estimate {
  const p = unknowns.findIndex(({ key }) => key === name);
  const unknown = unknowns[p];
  if (!unknown) {
    const free = unknowns.map(({ key }) => key);
    throw new UsageError(
      `Cannot ask how well ${name} is known: it is not a free parameter of the law`,
      suggestion(name, free, "the free parameters are"),
    );
  }
  return (fit) => {
    const value = natural(unknown, fit.solution[p] as number);
    const method = fit.draws?.method ?? "";
    const draws = openDraws(
      unknown,
      (fit.draws?.theta ?? []).map((theta) => theta[p] as number),
    );
    const open = { low: floorOf(unknown), high: Number.POSITIVE_INFINITY, level, method };
    const lost = fit.diagnostics.some(({ code, parameter }) => code === "not-identified" && parameter === name);
    return { value, interval: lost ? open : percentile(draws, level, method), missing: 0 };
  };
}

function solved({ parameter, low, high }: Unknown, theta: Readonly<Record<string, number>>): number {
  const value = theta[parameter.name] as number;
  return Math.min(Math.max(parameter.scale === "log" ? Math.log(value) : value, low), high);
}

function withLoss({ response }: Law, row: Observation, loss: number): Observation {
  return response ? { ...row, fields: { ...row.fields, [response.column]: loss } } : { ...row, loss };
}
