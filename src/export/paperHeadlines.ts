import { asymptote } from "../analyze/asymptote.ts";
import { repeatsAtValue } from "../analyze/freshTokens.ts";
import { type Estimate, estimate } from "../analyze/predictor.ts";
import { partOf } from "../analyze/versus/families.ts";
import { IsolossError } from "../errors.ts";
import { format } from "../fit/diagnostic.ts";
import { problem } from "../fit/problem.ts";
import type { Fit } from "../fit/types.ts";
import { quantity } from "../quantities.ts";

/** What a paper quotes of a fit beside its constants: where the loss ends, and how long repeats are worth something. */

export interface PaperHeadline {
  /** A word for a macro: `Asymptote`, `Lowest`, `LowestAt`, `HalfLife`. */
  key: string;
  title: string;
  unit: string;
  /** The group of parameters, where they are separate. */
  level?: string;
  estimate: Estimate;
  /** Where it holds, and what share of draws has none. */
  note: string;
}

/** A loss below this, nats/token, is none: the law could as well go to 0. */
const NOTHING = 1e-6;

/** Headlines of a fit, by group where parameters are separate; empty where a fit did not converge or its parameters trade off freely. */
export function paperHeadlines(fit: Fit, level: number): PaperHeadline[] {
  if (fit.status === "not-converged" || fit.status === "flat") return [];
  if (!fit.options.separate) return [...ends(fit, level), ...halves(fit, level)];
  return problem(fit.law, fit.observations, fit.options).blocks.flatMap(({ level: name }) => {
    const part = name === undefined ? undefined : partOrNone(fit, name);
    return part ? [...ends(part, level), ...halves(part, level)].map((h) => ({ ...h, level: name as string })) : [];
  });
}

function partOrNone(fit: Fit, level: string): Fit | undefined {
  try {
    return partOf(fit, level);
  } catch (error) {
    // A group of fewer rows than parameters is no fit by itself.
    if (error instanceof IsolossError) return undefined;
    throw error;
  }
}

function ends(fit: Fit, level: number): PaperHeadline[] {
  const end = asymptote(fit, { level });
  if (end.kind === "none") return [];
  const to = fit.law.quantities;
  const unit = fit.law.response?.unit ?? "nats/token";
  const without = `as ${to.join(", ")} grow${to.length === 1 ? "s" : ""} without bound`;
  if (end.kind === "asymptote")
    return [{ key: "Asymptote", title: "asymptote", unit, estimate: floored(end.loss), note: `${without}${missing(end.loss)}` }];
  return [
    { key: "Lowest", title: "lowest loss", unit, estimate: floored(end.loss), note: `the law rises again${missing(end.loss)}` },
    {
      key: "LowestAt",
      title: `lowest at ${to[0]}`,
      unit: quantity(to[0] as string)?.unit ?? "",
      estimate: end.at,
      note: missing(end.at).replace(/^; /, ""),
    },
  ];
}

function floored(found: Estimate): Estimate {
  const { interval } = found;
  return interval && interval.low < NOTHING ? { ...found, interval: { ...interval, low: 0 } } : found;
}

function missing({ missing: share }: Estimate): string {
  return share > 0 ? `; none in ${Number((100 * share).toPrecision(2))} % of refits` : "";
}

function halves(fit: Fit, level: number): PaperHeadline[] {
  if (!["N", "D", "U"].every((symbol) => fit.law.quantities.includes(symbol))) return [];
  const at = roomiest(fit);
  const found = estimate([fit], (p) => repeatsAtValue(p, at, 0.5), level);
  // Repeats that lose nothing have no half-life, in this fit and in all of its draws.
  if (found.value === Number.POSITIVE_INFINITY && !((found.interval?.low ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY))
    return [];
  return [
    {
      key: "HalfLife",
      title: "half-life",
      unit: "repeats",
      estimate: found,
      note: `repeats after which one more is worth half of a fresh token, at N = ${format(at.N)} and U = ${format(at.U)}, the row with most unique tokens a parameter`,
    },
  ];
}

/** The row with the most unique tokens a parameter: a place that was measured, where the size is least in excess and repeats are all that differs. */
function roomiest({ observations }: Fit): { N: number; U: number } {
  const rows = observations.map((row) => ({ N: row.params as number, U: row.uniqueTokens as number }));
  return rows.reduce((a, b) => (b.U / b.N > a.U / a.N ? b : a));
}
