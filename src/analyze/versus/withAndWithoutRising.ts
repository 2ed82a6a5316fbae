import { IsolossError } from "../../errors.ts";
import { format, warning } from "../../fit/diagnostic.ts";
import { fit } from "../../fit/fit.ts";
import { problem, type Unknown } from "../../fit/problem.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit, FitOptions } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import { risesWith } from "../../laws/risesWith.ts";
import type { Observation } from "../../run.ts";
import { scaleOf, solved } from "../movement.ts";
import { type RiseOptions, riseTest } from "./riseTest.ts";

/** One parameter in both fits. */
export interface Moved {
  parameter: string;
  all: number;
  without: number;
  /** Movement in half widths of the wider of its two intervals by curvature, on the scale that is solved for; 0 where that has no end. */
  moved: number;
  /** Whether that is more than THRESHOLDS.moved: the conclusion hangs on the runs that were left out. */
  changes: boolean;
}

/** One law fitted to all rows, and to those that were kept of them. */
export interface WithAndWithout {
  all: Fit;
  without: Fit;
  /** Rows that the second fit leaves out. */
  left: readonly Observation[];
  /** R² of the loss of each fit on its own rows. */
  r2: { all: number; without: number };
  parameters: readonly Moved[];
  /** Quantities along which the law can rise. */
  risesWith: readonly string[];
  diagnostics: readonly Diagnostic[];
}

/**
 * The same law fitted with and without the runs past the lowest loss of each group that rises: what a filter does to the answer.
 *
 * R² = 1 − Σ(L̂ − L)²/Σ(L − L̄)² of each fit on its own rows, so a filter raises it by leaving out what the law misses.
 *
 * @param law as of `findLaw`.
 * @param observations final rows, losses in nats/token.
 * @param options of the fits.
 * @param options.rise noise and tolerance as of `riseTest`.
 * @param options.kept rows to keep instead: the filter of others, as a column that flags it.
 * @throws IsolossError where nothing is left out, or too few rows remain for the law.
 * @see Muennighoff et al. 2023, arXiv:2305.16264 (182 of 296 runs were kept).
 * @example
 * withAndWithoutRising(chinchilla, rows, { kept: rows.filter((row) => row.epochs <= 16) }).left.length > 0 // true
 */
export function withAndWithoutRising(
  law: Law,
  observations: readonly Observation[],
  options: Partial<FitOptions> & { rise?: RiseOptions; kept?: readonly Observation[] } = {},
): WithAndWithout {
  const { rise, kept, ...fitting } = options;
  const out = new Set(riseTest(observations, rise).rising.flatMap((group) => group.past));
  const own = new Set(kept ?? observations.filter((row) => !out.has(row)));
  const rest = observations.filter((row) => own.has(row));
  const left = observations.filter((row) => !own.has(row));
  if (left.length === 0)
    throw new IsolossError(
      `Cannot show a fit of law "${law.id}" without the runs that rise: none of ${observations.length} rows is left out`,
      "no group ends above its lowest loss: one fit serves; or name the rows to keep",
    );
  const [all, without] = [fit(law, observations, fitting), fit(law, rest, fitting)];
  const parameters = movedBetween(all, without);
  const r2 = { all: all.metrics.r2 as number, without: without.metrics.r2 as number };
  return { all, without, left, r2, parameters, risesWith: risesWith(law), diagnostics: changes(law, r2, left.length, all.n, parameters) };
}

function movedBetween(all: Fit, without: Fit): Moved[] {
  const [wide, narrow] = [scaleOf(all), scaleOf(without)];
  return problem(all.law, all.observations, all.options).unknowns.flatMap((unknown: Unknown): Moved[] => {
    const { key } = unknown;
    const [a, b] = [all.estimates[key], without.estimates[key]];
    if (a === undefined || b === undefined) return [];
    const half = Math.max(wide[key]?.half ?? 0, narrow[key]?.half ?? 0);
    // An estimate at a bound of 0 has no logarithm to move on.
    const by = Math.abs(solved(unknown, b) - solved(unknown, a)) / half;
    const moved = Number.isFinite(by) ? by : 0;
    return [{ parameter: key, all: a, without: b, moved, changes: moved > THRESHOLDS.moved }];
  });
}

function changes(law: Law, r2: WithAndWithout["r2"], left: number, rows: number, parameters: readonly Moved[]): Diagnostic[] {
  const changed = parameters.filter((own) => own.changes);
  const quality = `R² ${r2.all.toFixed(2)} with all ${rows} rows, ${r2.without.toFixed(2)} without ${left} of them`;
  const values = changed.map(({ parameter, all, without }) => `${parameter} ${format(all)} and ${format(without)}`).join(", ");
  if (changed.length === 0)
    return [
      {
        code: "rising-left-out",
        severity: "note",
        message: `law "${law.id}": ${quality}; no parameter moves by more than its interval`,
        hint: "state how many runs were left out, and by what rule",
      },
    ];
  return [
    warning(
      "rising-left-out",
      `law "${law.id}": ${quality}; what it concludes hangs on them: ${values}`,
      "show both fits, or one of a law that can rise",
    ),
  ];
}
