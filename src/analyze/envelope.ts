import { IsolossError } from "../errors.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import { random } from "../numeric/random.ts";
import type { Observation } from "../run.ts";
import { computeAsked, sized } from "./comparable.ts";
import { curvesOf, type Level, levelsOf } from "./envelopeCurves.ts";
import { findingsOf } from "./envelopeFindings.ts";
import { type Frontier, frontierOf, type Place, placeOf } from "./frontier.ts";
import { powerLaw } from "./powerLaw.ts";

export interface EnvelopeOptions {
  /** Where the optimal size is asked for, FLOP. Default the largest compute of the rows. */
  compute?: number;
  /** Values of compute at which curves are compared, even in logarithm. Default 500. */
  points?: number;
  /** Draws of whole runs for the intervals; 0 for none. Default 1000. */
  replicates?: number;
  /** Default 0. */
  seed?: number;
  /** Share of draws inside an interval. Default 0.95. */
  level?: number;
}

/** The lowest loss of all training curves at one compute. */
export interface EnvelopePoint {
  /** FLOP. */
  compute: number;
  run: string;
  params: number;
  /** nats/token, by straight lines in ln C between evaluations. */
  loss: number;
}

export interface Envelope extends Frontier {
  /** Points that are part of the power law. */
  points: EnvelopePoint[];
  /** Values of compute at which the best size was the smallest or the largest that was evaluated there. */
  edge: number;
  /** Runs with a curve. */
  runs: number;
  /** Distinct sizes on the envelope. */
  sizes: number;
  /** How the intervals came about; empty without any. */
  note: string;
}

/**
 * Approach 1: the envelope of training curves, at each compute the size N(C) whose loss is lowest there, then N(C) = k·C^a through these sizes.
 *
 * A point counts where smaller and larger sizes were evaluated too. Curves are not smoothed. A point inside a run has a learning rate that had not
 * come down, so its loss is above what a run planned for that compute would reach: Hoffmann's caution, said as `not-annealed`.
 *
 * @param observations every evaluation of whole runs (`checkpoint: "every"`), with N and C (logged, or 6·N·D), C in FLOP; those at no compute are left out.
 * @param options.compute where sizes are asked for, FLOP.
 * @returns the envelope, and the frontier; its values are undefined where fewer than three sizes lie on it.
 * @throws IsolossError for rows without N or C, and where no two runs have a curve.
 * @see Hoffmann et al. 2022, arXiv:2203.15556, section 3.1 and figure 2.
 * @example
 * envelope(curves, { replicates: 0 }).sizes >= 3 // true
 */
export function envelope(observations: readonly Observation[], options: EnvelopeOptions = {}): Envelope {
  const { points: wanted = 500, replicates = 1000, seed = 0, level = 0.95 } = options;
  const rows = sized(observations.filter((row) => row.compute !== 0));
  const compute = computeAsked(options.compute, rows);
  const curves = curvesOf(rows);
  if (curves.length < 2)
    throw new IsolossError(
      `Cannot draw the envelope of training curves: ${curves.length === 0 ? "none" : "only one"} of ${new Set(rows.map(({ row }) => row.run)).size} runs has evaluations at two values of compute`,
      "it needs the losses along the runs: log evaluations as rows of one run id",
    );
  const levels = levelsOf(curves, wanted);
  const all = curves.map(() => true);
  const found = levels.map((at) => best(at, all));
  const points = found.flatMap((at) => (at?.inside ? [{ compute: at.compute, run: at.run, params: at.params, loss: at.loss }] : []));
  const law = lawOf(points);
  const few = curves.length < THRESHOLDS.fewRuns;
  const draws = law && !few ? Array.from({ length: replicates }, (_, k) => drawn(levels, curves.length, seed, k)) : [];
  const places = draws.map((own): Place | undefined => {
    const again = lawOf(own);
    return again && placeOf(again, compute);
  });
  const frontier = frontierOf(law && placeOf(law, compute), places, compute, { level, method: "bootstrap" });
  const result = {
    ...frontier,
    points,
    edge: found.filter((at) => at && !at.inside).length,
    runs: curves.length,
    sizes: new Set(points.map(({ params }) => params)).size,
    note: places.length > 0 ? `${replicates} draws, seed ${seed}: whole runs resampled` : "",
  };
  return { ...result, diagnostics: findingsOf(result, few, observations) };
}

type Best = EnvelopePoint & { inside: boolean };

/** The lowest curve among those that are kept, and whether smaller and larger sizes are there too. */
function best({ compute, order }: Level, kept: readonly boolean[]): Best | undefined {
  let first: Level["order"][number] | undefined;
  let [smaller, larger] = [false, false];
  for (const next of order) {
    if (!kept[next.curve]) continue;
    if (!first) first = next;
    else if (next.params < first.params) smaller = true;
    else if (next.params > first.params) larger = true;
    if (smaller && larger) break;
  }
  return first && { compute, run: first.run, params: first.params, loss: first.loss, inside: smaller && larger };
}

function drawn(levels: readonly Level[], curves: number, seed: number, k: number): Best[] {
  const draw = random(seed, k);
  const kept = new Array<boolean>(curves).fill(false);
  for (let i = 0; i < curves; i++) kept[draw.integer(curves)] = true;
  return levels.flatMap((at) => {
    const found = best(at, kept);
    return found?.inside ? [found] : [];
  });
}

function lawOf(points: readonly { compute: number; params: number }[]): ReturnType<typeof powerLaw> | undefined {
  if (new Set(points.map(({ params }) => params)).size < THRESHOLDS.levels) return undefined;
  return powerLaw(
    points.map((point) => point.compute),
    points.map((point) => point.params),
  );
}
