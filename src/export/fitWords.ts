import { type Asymptote, asymptote } from "../analyze/asymptote.ts";
import { standing } from "../fit/standing.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { countText, estimateText, intervalText, numberText, quantityText, valueText } from "../numberText.ts";
import { extent } from "../numeric/extent.ts";
import { type QuantityName, quantity } from "../quantities.ts";
import { syntheticText } from "../table/synthetic.ts";

/** A fit in words, the same on a terminal, in a report and in a notebook: numbers with the digits that their intervals warrant. */

type Fact = readonly [name: string, text: string];

/** What a reader is told of a fit. */
export interface FitWords {
  /** Law and group. */
  title: string;
  formula: string;
  /** How many rows and runs, and what they span. */
  rows: string;
  /** Loss function and residuals. */
  method: string;
  /** A row a parameter: key, estimate or what stands in its place, interval, unit. */
  estimates: readonly (readonly string[])[];
  /** What the estimates are worth: status, search, fit, intervals, limit. */
  facts: readonly Fact[];
  /** What to distrust, worst first. */
  findings: readonly Diagnostic[];
}

const STATUS: Readonly<Record<Fit["status"], string>> = {
  converged: "converged",
  "at-bound": "at a bound: some parameters are known from one side only",
  flat: "flat: some parameters trade off freely, quote predictions instead",
  kink: "on a corner of the law, where curvature says nothing; other searches end there too",
  exact: "exact: as many parameters as rows, so the law passes through all of them",
  "not-converged": "NOT CONVERGED: do not use these numbers",
};

/**
 * A fit in words: estimates with the digits that their intervals warrant, `not identified` in the place of what the rows do not tell.
 *
 * @param level share of draws inside the interval of the limit; those of the estimates have their own. Default 0.95.
 * @example
 * fitWords(fitted).estimates.map(([name]) => name).join(" ") // "E A B alpha beta RD RN"
 */
export function fitWords(fit: Fit, level = 0.95): FitWords {
  return {
    title: titleOf(fit),
    formula: fit.law.formula,
    rows: rowsOf(fit),
    method: methodOf(fit),
    estimates: estimatesOf(fit),
    facts: worth(fit, level),
    findings: findingsToTell(fit.diagnostics),
  };
}

function titleOf({ law, group }: Fit): string {
  const of = Object.entries(group).map(([name, value]) => ` · ${name} ${value || "not stated"}`);
  return `${law.id === "formula" ? "formula" : `${law.id}: ${law.title}`}${of.join("")}`;
}

function rowsOf({ law, n, runs, observations }: Fit): string {
  const ranges = law.quantities.map((symbol) => {
    const values = observations.map((row) => row[quantity(symbol)?.name as QuantityName] as number);
    const [low, high] = extent(values);
    return low === high
      ? `${symbol} ${quantityText(symbol, low)}`
      : `${symbol} ${quantityText(symbol, low)} to ${quantityText(symbol, high)}`;
  });
  const subsets = observations.every((row) => row.memberRuns);
  const rows = n === runs ? `${n} runs` : `${n} ${subsets ? "subsets" : "rows"} of ${runs} runs`;
  return `${rows}${syntheticText(observations)}: ${ranges.join(", ")}`;
}

function methodOf({ options }: Fit): string {
  return options.loss === "huber"
    ? `Huber loss (delta ${numberText(options.delta)}) of ${options.residual} residuals`
    : `squared ${options.residual} residuals`;
}

function estimatesOf(fit: Fit): string[][] {
  return Object.keys(fit.estimates).map((key) => {
    const { interval, held } = standing(fit, key);
    const parameter = fit.law.parameters.find((p) => p.name === key.replace(/\[.*/s, ""));
    return [key, shownEstimate(fit, key), held ?? (interval ? intervalText(interval) : ""), parameter?.unit ?? ""];
  });
}

/**
 * An estimate as it is printed: a number, or what stands in its place.
 *
 * @param key of the estimate: a parameter's name, or `name[level]` where parameters are separate.
 */
export function shownEstimate(fit: Fit, key: string): string {
  const { doubt, interval } = standing(fit, key);
  return doubt ?? estimateText(fit.estimates[key] as number, interval);
}

/** What the estimates are worth. */
function worth(fit: Fit, level: number): Fact[] {
  const { census, confirmation, metrics, objective, draws } = fit;
  const second = confirmation.skipped
    ? `not asked (${confirmation.skipped})`
    : confirmation.failed
      ? `failed (${confirmation.failed})`
      : `${confirmation.agrees ? "agrees" : "does not agree"} (from ${confirmation.distance} standard errors off, relative difference ${numberText(Math.abs(confirmation.difference), 1)})`;
  const metric = (name: string): string => numberText(metrics[name] ?? Number.NaN, 4);
  return [
    ["status", STATUS[fit.status]],
    ["identified", identified(fit)],
    [
      "search",
      `${census.agreed} of ${census.starts} starts reach this optimum${census.rows === undefined ? "" : ` (on ${census.rows} of the rows)`}; second algorithm (ml-levenberg-marquardt) ${second}`,
    ],
    [
      "fit",
      `R² ${metric("r2")}, typical miss ${numberText(metrics.rmse ?? Number.NaN, 2)} ${fit.law.response?.unit ?? "nats/token"}, largest ${numberText(metrics.largestMiss ?? Number.NaN, 2)}; objective ${numberText(objective, 9)}`,
    ],
    ...(draws
      ? ([
          [
            "intervals",
            `${draws.theta.length} refits, ${draws.cluster === undefined ? METHOD[draws.method] : `rows of one ${draws.cluster} resampled as wholes`}, seed ${draws.seed}${draws.note && !fit.diagnostics.some((d) => d.message === draws.note) ? `; ${draws.note}` : ""}`,
          ],
        ] as Fact[])
      : []),
    ...limits(fit, level),
  ];
}

const METHOD = {
  bootstrap: "whole runs resampled",
  parametric: "noise drawn around the law",
  members: "ensemble members resampled",
} as const;

/** Which of the free parameters the rows determine. */
function identified(fit: Fit): string {
  const free = Object.keys(fit.estimates).filter((key) => standing(fit, key).held === undefined);
  const open = free.filter((key) => standing(fit, key).doubt !== undefined);
  if (fit.status === "not-converged") return "not known";
  if (fit.status === "exact") return "not known: as many rows as parameters fit anything";
  if (open.length === 0) return free.length === 1 ? `${free[0]}` : `all ${free.length} parameters`;
  const known = free.filter((key) => !open.includes(key));
  return `${known.join(", ") || "none"}; not ${open.join(", ")}`;
}

/** Where the law leads. Parameters that differ by group have no one limit. */
function limits(fit: Fit, level: number): Fact[] {
  if (fit.options.separate || fit.status === "not-converged" || fit.status === "flat") return [];
  const end = asymptote(fit, { level });
  const to = fit.law.quantities;
  return end.kind === "none"
    ? [["limit", `none as ${to.join(", ")} grow${fit.law.quantities.length === 1 ? "s" : ""} without bound`]]
    : [endInWords(end, fit, to)];
}

/** A limit below this, nats/token, is none: the law could as well go to 0. */
const NOTHING = 1e-6;

/**
 * Where a law leads as symbols grow: "limit" or "lowest", and its value in words.
 *
 * @param end a limit, or a lowest loss and its place.
 * @param to symbols that grow.
 */
export function endInWords(end: Exclude<Asymptote, { kind: "none" }>, fit: Fit, to: readonly string[]): Fact {
  const missing = end.loss.missing > 0 ? ` (none in ${numberText(100 * end.loss.missing, 2)} % of refits)` : "";
  const { value: lossValue = Number.NaN, interval: drawn } = end.loss;
  const bounded = drawn && { ...drawn, low: drawn.low < NOTHING ? 0 : drawn.low };
  const loss = `${bounded?.low === 0 ? intervalText(bounded) : valueText(lossValue, bounded)} ${fit.law.response?.unit ?? "nats/token"}${missing}`;
  if (end.kind === "asymptote") return ["limit", `${loss} as ${to.join(", ")} grow${to.length === 1 ? "s" : ""} without bound`];
  const symbol = to[0] as string;
  const counted = ["N", "D", "U"].includes(symbol);
  const { value, interval } = end.at;
  const at = counted
    ? countText(value as number) + (interval ? ` (${countText(interval.low, 2)} to ${countText(interval.high, 2)})` : "")
    : valueText(value as number, interval);
  return ["lowest", `${loss} at ${symbol} = ${at}`];
}

const SEVERITIES = ["error", "warning", "note"] as const;

/**
 * Findings worst first, without those that another one says already.
 *
 * @example
 * findingsToTell([{ code: "kink", severity: "note", message: "", hint: "" }, { code: "flat", severity: "error", message: "", hint: "" }])[0].code // "flat"
 */
export function findingsToTell(list: readonly Diagnostic[]): Diagnostic[] {
  const open = list.filter((d) => d.code === "not-identified").map((d) => d.parameter);
  // That it lies at a bound is one of the ways in which a parameter is not identified.
  const told = list.filter((d) => !(d.code === "at-bound" && open.includes(d.parameter)));
  return SEVERITIES.flatMap((severity) => told.filter((d) => d.severity === severity));
}
