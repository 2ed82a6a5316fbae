import {
  type Crossover,
  crossoverOfLaws,
  type Estimate,
  type Fit,
  field,
  IsolossError,
  type LawCrossover,
  observedCrossover,
  type Point,
  replicateNoise,
  type Series,
  type Side,
  UsageError,
} from "../../index.ts";
import { symbolOf } from "../given.ts";
import { amount, lossText, short } from "../numbers.ts";
import { held } from "./places.ts";
import type { KeptFit, Question } from "./question.ts";
import { atText, missingText, reachText } from "./words.ts";

/** Where two fits change order along one quantity, by their laws and by the measured rows at the same place. */

const AXES: Readonly<Record<string, LawCrossover["along"]>> = { epochs: "epochs", D: "tokens", C: "compute", U: "unique_tokens" };

export const crossoverQuestion: Question = {
  id: "crossover",
  title: "where two fits change order along one quantity, all else held",
  needs: "FIRST SECOND --over epochs --at N=300k,U=50k (or over D, C; over U at N, epochs)",
  reads: [2, 2],
  options: ["over", "at"],
  answer: ({ fits, given }) => {
    const [first, second] = fits as readonly [KeptFit, KeptFit];
    const symbol = symbolIn(given.over);
    const at = held(given.at);
    if (at[symbol] !== undefined)
      throw new UsageError(`Cannot look for a crossing along ${symbol}: --at holds it`, "hold the other quantities");
    const found = crossoverOfLaws(first.fit, second.fit, AXES[symbol] as LawCrossover["along"], at);
    const measured = observed(first.fit, second.fit, symbol, at);
    const range = found.range.map((x) => amount(symbol, x)).join(" to ");
    if (found.x.value === undefined)
      throw new IsolossError(
        `Cannot find a crossover along ${symbol} from ${range}${atText(at)}: the law of ${named(found.ahead, fits)} is lower throughout${inDraws(found.x)}; ${measuredText(measured, symbol)}`,
        "ask at other quantities, or along another",
      );
    const outside = (["first", "second"] as const).flatMap((side) =>
      Object.entries(found.extrapolated[side]).map(
        ([name, decades]) => `${name} lies ${short(decades, 2)} decades outside the rows of ${named(side, fits)}`,
      ),
    );
    return {
      text: [
        `by the laws: at ${symbol} = ${amount(symbol, found.x.value)}${between(symbol, found.x)}${missingText(found.x.missing)}${atText(at)}`,
        `  beyond it ${named(found.ahead, fits)} is lower${found.count > 1 ? `; they cross ${found.count} times from ${range}, and this is the first` : ""}`,
        measuredText(measured, symbol),
      ],
      conditional: [
        "the laws: draws of the two fits are taken as independent, as those of different rows are",
        ...fits.map((kept, i) => `the rows of ${named(i === 0 ? "first" : "second", fits)} have ${reachText(kept.fit, symbol)}`),
        ...outside,
      ],
      result: { ...found, measured },
    };
  },
};

function symbolIn(over: string | undefined): string {
  const along = Object.keys(AXES).join(", ");
  if (over === undefined) throw new UsageError('Cannot answer "crossover": --over is not given', `name one of ${along}, as --over epochs`);
  if (over.includes("="))
    throw new UsageError(`Cannot use --over ${over}: a crossover takes a quantity without a range`, "as --over epochs");
  const symbol = symbolOf("--over", over);
  if (!(symbol in AXES)) throw new UsageError(`Cannot look for a crossing along ${symbol}`, `name one of ${along}`);
  return symbol;
}

function named(side: Side | undefined, fits: readonly KeptFit[]): string {
  if (side === undefined) return "neither";
  const { fit, file } = fits[side === "first" ? 0 : 1] as KeptFit;
  return `the ${side} (${Object.values(fit.group).join(" ") || file})`;
}

/** An end of 0 or ∞ lies outside the range that was searched. */
function between(symbol: string, { interval }: Estimate): string {
  if (!interval) return "";
  const { low, high } = interval;
  const ends = [
    low === 0 ? "before the range" : amount(symbol, low),
    high === Number.POSITIVE_INFINITY ? "beyond it" : amount(symbol, high),
  ];
  return ` (${ends.join(" to ")})`;
}

function inDraws({ interval, missing }: Estimate): string {
  return interval && missing < 1 ? `, though they cross in ${short(100 * (1 - missing), 2)} % of refits` : "";
}

type Measured = Crossover | { reason: string };

/** The crossing of the rows that lie exactly at the held quantities. */
function observed(first: Fit, second: Fit, symbol: string, at: Point): Measured {
  const [a, b] = [series(first, symbol, at), series(second, symbol, at)];
  if (a.x.length < 2 || b.x.length < 2)
    return { reason: `${a.x.length} and ${b.x.length} rows of the fits lie there, expected two of each` };
  if (Math.max(Math.min(...a.x), Math.min(...b.x)) >= Math.min(Math.max(...a.x), Math.max(...b.x)))
    return { reason: `the rows of the fits there share no range of ${symbol}` };
  const noise = noiseOf([first, second]);
  return noise === undefined ? { reason: "the rows hold no replicates to tell their noise" } : observedCrossover(a, b, noise);
}

/** Pooled over the fits: their rows may be alike in all that is logged, and are still no replicates of one another. */
function noiseOf(fits: readonly Fit[]): number | undefined {
  const known = fits.flatMap(({ observations }) => replicateNoise(observations) ?? []);
  const freedom = known.reduce((sum, { degreesOfFreedom }) => sum + degreesOfFreedom, 0);
  return freedom > 0
    ? Math.sqrt(known.reduce((sum, { sd, degreesOfFreedom }) => sum + sd ** 2 * degreesOfFreedom, 0) / freedom)
    : undefined;
}

function series({ observations }: Fit, symbol: string, at: Point): Series {
  const rows = observations.filter((row) => Object.entries(at).every(([name, x]) => field(row, name) === x));
  const kept = rows.filter((row) => typeof field(row, symbol) === "number");
  return { x: kept.map((row) => field(row, symbol) as number), loss: kept.map(({ loss }) => loss) };
}

function measuredText(found: Measured, symbol: string): string {
  if ("reason" in found) return `measured: not asked, ${found.reason}`;
  if (found.kind === "none")
    return `measured: no crossing from ${amount(symbol, found.from)} to ${amount(symbol, found.to)}; closest by ${lossText(Math.abs(found.gap))} nats/token at ${amount(symbol, found.at)}`;
  const { x, interval, missing } = found;
  const ends = found.between.map((end) => amount(symbol, end)).join(" and ");
  const moved = interval && (interval.low < found.between[0] || interval.high > found.between[1]);
  const noisy = moved ? `; with noise${between(symbol, { value: x, interval, missing })}` : "";
  return `measured: between ${symbol} = ${ends}, about ${amount(symbol, x)}${noisy}`;
}
