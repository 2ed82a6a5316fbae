import { problem } from "../fit/problem.ts";
import type { Fit } from "../fit/types.ts";
import { text } from "../formula/text.ts";
import { type VegaStep, vegaExpression } from "../formula/vegaExpression.ts";
import { formulaOf } from "../laws/define.ts";
import { extent } from "../numeric/extent.ts";
import { type Quantity, quantity } from "../quantities.ts";

/** What a page needs to compute a fitted law by itself: its formula in the language of Vega, its parameters, and sliders over what the runs cover. */

/** A quantity that a reader moves. */
export interface Slider {
  symbol: string;
  /** As it is read: `Parameters N`. */
  title: string;
  unit: string;
  /** Ends of the slider, which is logarithmic. */
  low: number;
  high: number;
  /** Least and greatest of the rows that were fitted. */
  from: number;
  to: number;
  /** Where the slider begins: the middle of the rows. */
  start: number;
  /** Only whole numbers make sense: members. */
  whole: boolean;
}

export interface ExploredLaw {
  title: string;
  formula: string;
  unit: string;
  /** Caution that stands beside the prediction, in words; empty for none. */
  caution: string;
  steps: readonly VegaStep[];
  sliders: readonly Slider[];
  estimates: Readonly<Record<string, number>>;
  names: readonly string[];
  /** Parameters a draw, in the order of `names`. */
  draws: readonly (readonly number[])[];
  /** How many draws the fit has. */
  drawn: number;
}

/** Draws that a page carries: enough for a 95 % band, and little enough to move with a slider. */
const MOST_DRAWS = 200;
/** How far a slider reaches beyond the rows, as a factor. */
const ROOM = 10;

/**
 * A fitted law for the explorer of a report.
 *
 * Where a law reads D and U, the sliders are U and epochs, and D = U·epochs. The band is that of the first 200 draws, the estimates are the fit's own.
 *
 * @param fit a fit, with draws where a band is wanted; its rows give the ranges.
 * @param title as it stands in the list of laws.
 * @example
 * explored(fitted, "AR").sliders.map(({ symbol }) => symbol) // ["N", "U", "epochs"]
 */
export function explored(fit: Fit, title: string): ExploredLaw {
  const set = problem(fit.law, fit.observations, fit.options);
  const level = set.blocks[0]?.level;
  const theta = (fit.draws?.theta ?? []).slice(0, MOST_DRAWS);
  const estimates = set.parameters(fit.solution, level);
  const names = Object.keys(estimates);
  const { quantities, response } = fit.law;
  const read = formulaOf(fit.law);
  const moved = quantities.includes("D") && quantities.includes("U") ? quantities.map((s) => (s === "D" ? "epochs" : s)) : quantities;
  return {
    title,
    formula: text(read),
    unit: response?.unit ?? "nats/token",
    caution: cautionOf(fit),
    steps: vegaExpression(read),
    sliders: inOrder(moved).map((own) => slider(own, valuesOf(fit, own))),
    estimates,
    names,
    draws: theta.map((one) => {
      const parameters = set.parameters(one, level);
      return names.map((name) => parameters[name] as number);
    }),
    drawn: fit.draws?.theta.length ?? 0,
  };
}

const ORDER = ["N", "D", "U", "epochs", "K", "lambda"];

function inOrder(symbols: readonly string[]): Quantity[] {
  const place = (symbol: string): number => (ORDER.includes(symbol) ? ORDER.indexOf(symbol) : ORDER.length);
  return symbols.toSorted((a, b) => place(a) - place(b)).flatMap((symbol) => quantity(symbol) ?? []);
}

function valuesOf({ observations }: Fit, { symbol, name }: Quantity): number[] {
  return observations
    .map((row) =>
      symbol === "epochs" && row.tokens !== undefined && row.uniqueTokens !== undefined ? row.tokens / row.uniqueTokens : row[name],
    )
    .filter((x): x is number => x !== undefined && x > 0);
}

function slider({ symbol, title, unit }: Quantity, values: readonly number[]): Slider {
  const [from, to] = extent(values);
  const whole = symbol === "K";
  const least = whole || (symbol === "epochs" && from >= 1) ? 1 : 0;
  const middle = Number(Math.sqrt(from * to).toPrecision(3));
  return {
    symbol,
    title: title.toLowerCase() === symbol ? title : `${title} ${symbol === "lambda" ? "λ" : symbol}`,
    unit,
    low: Math.max(least, from / ROOM),
    high: to * ROOM,
    from,
    to,
    start: whole ? Math.round(middle) : middle,
    whole,
  };
}

/** Why a reader should not lean on what the sliders show. */
function cautionOf({ status, diagnostics }: Fit): string {
  if (status === "not-converged") return "The fit did not converge: do not use these numbers.";
  const grave = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  const risen = diagnostics.filter(({ code }) => code === "law-cannot-rise").map(({ message }) => message);
  return [...new Set([...grave, ...risen])].join(" ");
}
