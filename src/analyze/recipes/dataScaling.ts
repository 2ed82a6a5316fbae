import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../../fit/types.ts";
import { lawIn } from "../../laws/define.ts";
import { power } from "../../laws/power.ts";
import { random } from "../../numeric/random.ts";
import type { Observation } from "../../run.ts";
import { type Estimate, estimate } from "../predictor.ts";
import { type DataPoint, measuredDraws } from "./dataPoint.ts";
import { limitOver } from "./limitOver.ts";
import { LIMIT_DRAWS, type Limit, type LimitOptions } from "./limits.ts";
import { redrawnAt, stageSpread, withMisfit } from "./redrawn.ts";

/** How a recipe's loss falls with unique tokens, and where it tends. */
export interface DataScaling extends Limit {
  /** With the draws, paired by position with those of the law; none where the law has none. */
  points: readonly DataPoint[];
  /** A with U in 1e9 tokens, as papers print it, nats/token. */
  perBillion: Estimate;
}

const BILLION = 1e9;

/**
 * The law L(U) = E + A/U^alpha through minima or limits of one recipe, as the paper compares recipes over data.
 *
 * Where points have draws, the law is refitted to each (two stages): points without draws are drawn with `options.noise`, or else held, which the draws'
 * note says; a misfit beyond the draws counts as noise. Where none has, the interval is that of the points' scatter about the law. Three points leave no degree of freedom: `exact`, no interval.
 *
 * @param what of which recipe, as "standard, best measured".
 * @param options.noise standard deviation of log loss between runs.
 * @throws IsolossError for fewer than three sets of unique tokens.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 5 and figures 6 and 7.
 * @example
 * const points = [2e8, 4e8, 8e8, 16e8].map((uniqueTokens) => ({ uniqueTokens, loss: 1.9 + 88 / uniqueTokens ** 0.22 }));
 * Number((await dataScaling("standard", points)).limit.value.toFixed(6)) // 1.9
 */
export async function dataScaling(what: string, points: readonly DataPoint[], options: LimitOptions = {}): Promise<DataScaling> {
  const rows = points.map((point, i) => rowOf(what, point, i));
  let kept: readonly number[] = [];
  const limit = await limitOver(
    {
      law: lawIn(power, "U"),
      what: `${what}, U → ∞`,
      over: ["U"],
      along: "U",
      hint: "train the recipe, tuned, at three or more sets of unique tokens",
      draws: (fit) => {
        const found = drawsOf(fit, points, rows, options);
        kept = found?.kept ?? [];
        return found?.draws;
      },
    },
    rows,
    options,
  );
  return {
    ...limit,
    points: paired(points, kept, options),
    perBillion: estimate([limit.fit], (p) => p.loss({ U: BILLION }) - (p.limit({}, ["U"]) ?? Number.NaN), options.level),
    diagnostics: [...limit.diagnostics, ...exactPoints(points), ...scattered(limit, points, options)],
  };
}

function rowOf(what: string, { uniqueTokens, loss, provisional }: DataPoint, i: number): Observation {
  const source = { file: what, line: i + 1 };
  const run = `${what} at U = ${uniqueTokens}`;
  return { run, source, checkpoint: "final", uniqueTokens, loss, fields: provisional ? { provisional: true } : {} };
}

function drawsOf(
  fit: Fit,
  points: readonly DataPoint[],
  rows: readonly Observation[],
  options: LimitOptions,
): ReturnType<typeof redrawnAt> | undefined {
  const { noise, seed = 0 } = options;
  const losses = lossesOf(points, options);
  if (!losses) return undefined;
  // A fit keeps its rows in an order of its own.
  const inOrder = fit.observations.map((row) => losses[rows.indexOf(row)] as readonly number[]);
  const { own, missed } = stageSpread(fit, inOrder);
  const count = points.filter(({ draws }) => draws).length;
  const held = noise === undefined ? points.length - count : 0;
  const note = `${points.length} points, ${count} with draws of their own${held > 0 ? `, ${held} held as if they had no noise` : ""}, and the law in U refitted to each draw; they spread ${format(own)} nats/token by themselves and ${format(missed)} about that law`;
  return redrawnAt(fit, withMisfit(fit, inOrder, seed + points.length), { method: "parametric", seed, note });
}

/** Draws of every point: its own, or by the noise of its runs; undefined where there is neither for any. */
function lossesOf(
  points: readonly DataPoint[],
  { noise, seed = 0, replicates = LIMIT_DRAWS }: LimitOptions,
): (readonly number[])[] | undefined {
  const own = points.flatMap(({ draws }) => (draws ? [draws.length] : []));
  if (own.length === 0 && noise === undefined) return undefined;
  const count = own.length > 0 ? Math.min(...own) : replicates;
  return points.map((point, i) => {
    if (point.draws) return point.draws;
    return noise === undefined ? Array.from({ length: count }, () => point.loss) : measuredDraws(point, noise, random(seed, i), count);
  });
}

function paired(points: readonly DataPoint[], kept: readonly number[], options: LimitOptions): DataPoint[] {
  const losses = kept.length > 0 ? lossesOf(points, options) : undefined;
  return points.map(({ draws: _, ...point }, i) => {
    const own = losses?.[i];
    return own ? { ...point, draws: kept.map((k) => own[k] as number) } : point;
  });
}

function exactPoints(points: readonly DataPoint[]): Diagnostic[] {
  const exact = points.filter((point) => point.exact);
  if (exact.length === 0) return [];
  return [
    warning(
      "points-exact",
      `${exact.length} of ${points.length} points are limits of fits without a degree of freedom (U = ${exact.map(({ uniqueTokens }) => uniqueTokens).join(", ")})`,
      "how far they may be off is not known: the interval is too narrow, add runs to the first stage",
    ),
  ];
}

function scattered({ fit, freedom }: Limit, points: readonly DataPoint[], options: LimitOptions): Diagnostic[] {
  const losses = lossesOf(points, options);
  if (freedom < 1 || !losses) return [];
  const { own, missed } = stageSpread(fit, losses);
  if (missed <= THRESHOLDS.scatter * own) return [];
  return [
    warning(
      "points-scatter",
      `the points miss the law in U by ${format(missed)} nats/token, their own draws account for ${format(own)}: they differ in more than data, or the law is another`,
      "see whether all are tuned alike; the interval counts the misfit as noise",
    ),
  ];
}
