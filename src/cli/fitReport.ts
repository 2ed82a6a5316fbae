import { type Asymptote, asymptote, type Diagnostic, extent, type Fit, quantity, standing } from "../index.ts";
import { kindsText } from "./kindsReport.ts";
import { amount, count, estimateText, intervalText, short, valueText } from "./numbers.ts";
import { facts, table } from "./table.ts";

type Fact = [name: string, text: string];

const STATUS: Readonly<Record<Fit["status"], string>> = {
  converged: "converged",
  "at-bound": "at a bound: some parameters are known from one side only",
  flat: "flat: some parameters trade off freely, quote predictions instead",
  kink: "on a corner of the law, where curvature says nothing; other searches end there too",
  exact: "exact: as many parameters as rows, so the law passes through all of them",
  "not-converged": "NOT CONVERGED: do not use these numbers",
};

/** A fit for a reader: what was done, estimates, what they are worth. */
export function fitReport(fit: Fit, level: number): string {
  const kinds = fit.intervalKinds ? ["", kindsText(fit.intervalKinds, level)] : [];
  return [title(fit), "", estimates(fit, level), ...kinds, "", facts(worth(fit, level), "  "), ...diagnostics(fit.diagnostics)].join("\n");
}

function title({ law, group, n, runs, observations, options }: Fit): string {
  const ranges = law.quantities.map((symbol) => {
    const values = observations.map((row) => row[quantity(symbol)?.name as "params"] as number);
    const [low, high] = extent(values);
    return low === high ? `${symbol} ${amount(symbol, low)}` : `${symbol} ${amount(symbol, low)} to ${amount(symbol, high)}`;
  });
  const of = Object.entries(group).map(([name, value]) => ` · ${name} ${value || "not stated"}`);
  const how =
    options.loss === "huber"
      ? `Huber loss (delta ${short(options.delta)}) of ${options.residual} residuals`
      : `squared ${options.residual} residuals`;
  const subsets = observations.every((row) => row.memberRuns);
  const rows = n === runs ? `${n} runs` : `${n} ${subsets ? "subsets" : "rows"} of ${runs} runs`;
  return [
    `${law.id === "formula" ? "formula" : `${law.id}: ${law.title}`}${of.join("")}`,
    law.formula.replace(/^/gm, "  "),
    "",
    `${rows}: ${ranges.join(", ")}`,
    how,
  ].join("\n");
}

function estimates(fit: Fit, level: number): string {
  const hasIntervals = Object.keys(fit.intervals).length > 0;
  return table(["parameter", "estimate", hasIntervals ? `${short(100 * level)} % interval` : "", "unit"], estimateRows(fit), "  ");
}

/** A row a parameter: key, estimate, interval or why there is none, unit. */
export function estimateRows(fit: Fit): string[][] {
  return Object.keys(fit.estimates).map((key) => {
    const { interval, held } = standing(fit, key);
    const parameter = fit.law.parameters.find((p) => p.name === key.replace(/\[.*/s, ""));
    return [key, shownEstimate(fit, key), held ?? (interval ? intervalText(interval) : ""), parameter?.unit ?? ""];
  });
}

/** An estimate as the report prints it. */
export function shownEstimate(fit: Fit, key: string): string {
  const { doubt, interval } = standing(fit, key);
  return doubt ?? estimateText(fit.estimates[key] as number, interval);
}

/** What the estimates are worth. */
export function worth(fit: Fit, level: number): Fact[] {
  const { census, confirmation, metrics, objective, draws } = fit;
  const second = confirmation.skipped
    ? `not asked (${confirmation.skipped})`
    : confirmation.failed
      ? `failed (${confirmation.failed})`
      : `${confirmation.agrees ? "agrees" : "does not agree"} (from ${confirmation.distance} standard errors off, relative difference ${short(Math.abs(confirmation.difference), 1)})`;
  const metric = (name: string): string => short(metrics[name] ?? Number.NaN, 4);
  return [
    ["status", STATUS[fit.status]],
    ["identified", identified(fit)],
    [
      "search",
      `${census.agreed} of ${census.starts} starts reach this optimum${census.rows === undefined ? "" : ` (on ${census.rows} of the rows)`}; second algorithm (ml-levenberg-marquardt) ${second}`,
    ],
    [
      "fit",
      `R² ${metric("r2")}, typical miss ${short(metrics.rmse ?? Number.NaN, 2)} ${fit.law.response?.unit ?? "nats/token"}, largest ${short(metrics.largestMiss ?? Number.NaN, 2)}; objective ${short(objective, 9)}`,
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
    : [describeEnd(end, fit, to)];
}

/** A limit below this, nats/token, is none: the law could as well go to 0. */
const NOTHING = 1e-6;

/** Where a law leads as the symbols `to` grow: "limit" or "lowest", and its value. */
export function describeEnd(end: Exclude<Asymptote, { kind: "none" }>, fit: Fit, to: readonly string[]): Fact {
  const missing = end.loss.missing > 0 ? ` (none in ${short(100 * end.loss.missing, 2)} % of refits)` : "";
  const { value: lossValue = Number.NaN, interval: drawn } = end.loss;
  const bounded = drawn && { ...drawn, low: drawn.low < NOTHING ? 0 : drawn.low };
  const loss = `${bounded?.low === 0 ? intervalText(bounded) : valueText(lossValue, bounded)} ${fit.law.response?.unit ?? "nats/token"}${missing}`;
  if (end.kind === "asymptote") return ["limit", `${loss} as ${to.join(", ")} grow${to.length === 1 ? "s" : ""} without bound`];
  const symbol = to[0] as string;
  const counted = ["N", "D", "U"].includes(symbol);
  const { value, interval } = end.at;
  const at = counted
    ? count(value as number) + (interval ? ` (${count(interval.low, 2)} to ${count(interval.high, 2)})` : "")
    : valueText(value as number, interval);
  return ["lowest", `${loss} at ${symbol} = ${at}`];
}

const SEVERITIES = ["error", "warning", "note"] as const;

function diagnostics(list: readonly Diagnostic[]): string[] {
  if (list.length === 0) return ["", "Nothing to distrust was found."];
  const worstFirst = toTell(list);
  return ["", "What to distrust, and what to do", ...worstFirst.flatMap((d, i) => said(d, worstFirst.slice(i + 1)))];
}

/** Findings worst first, without those that another one says already. */
export function toTell(list: readonly Diagnostic[]): Diagnostic[] {
  const open = list.filter((d) => d.code === "not-identified").map((d) => d.parameter);
  // That it lies at a bound is one of the ways in which a parameter is not identified.
  const told = list.filter((d) => !(d.code === "at-bound" && open.includes(d.parameter)));
  return SEVERITIES.flatMap((severity) => told.filter((d) => d.severity === severity));
}

/** A finding and what to do about it; the same advice for several findings stands after the last. */
function said({ severity, message, hint }: Diagnostic, [next]: readonly Diagnostic[]): string[] {
  return [`  ${severity}: ${message}`, ...(hint && next?.hint !== hint ? [`    → ${hint}`] : [])];
}
