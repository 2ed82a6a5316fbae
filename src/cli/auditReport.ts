import { type Audit, type Fit, type GroupStep, type Headline, syntheticText } from "../index.ts";
import { amount, short } from "./numbers.ts";
import { facts, table } from "./table.ts";

type Row = Readonly<{ estimates: Readonly<Record<string, number>>; headline: number | undefined }>;

/** An audit for a reader, in a screen or two: findings first, then what each part saw. */
export function auditReport(fit: Fit, found: Audit): string {
  // A number in every row would be read as one, whatever is said of it elsewhere.
  const open = new Set(fit.diagnostics.filter(({ code }) => code === "not-identified" || code === "at-bound").map((d) => d.parameter));
  const keys = Object.keys(found.delta.steps[0]?.estimates ?? {}).filter((key) => !open.has(key));
  const of = Object.entries(fit.group).map(([name, value]) => ` · ${name} ${value || "not stated"}`);
  return [
    `${fit.law.id === "formula" ? fit.law.formula : fit.law.id}${of.join("")}: ${fit.n} rows of ${fit.runs} runs${syntheticText(fit.observations)}; ${headlineText(found.delta.headline)}`,
    "",
    ...findings(found),
    "",
    facts(
      [
        ...seen(found),
        ...(open.size > 0 ? [["not shown", `${[...open].join(", ")}: not identified`] as [string, string]] : []),
        ["moved", "the estimate that moves most in each refit below, in half widths of its interval"],
      ],
      "  ",
    ),
    "",
    `Other thresholds of the loss (this fit: ${fit.options.loss === "huber" ? `delta ${short(fit.options.delta)}` : "squared"})`,
    deltas(found, keys),
    "",
    `The worst runs dropped, one after the other${found.influence.reason ? `; it ends there: ${found.influence.reason}` : ""}`,
    worst(fit, found, keys),
    ...groups(found, keys),
    "",
    `Digits of the constants and ${found.delta.headline.name}`,
    digits(found),
  ].join("\n");
}

function headlineText({ name, at }: Pick<Headline, "name" | "at">): string {
  const where = Object.entries(at).map(([symbol, x]) => `${symbol} = ${amount(symbol, x)}${symbol === "C" ? " FLOP" : ""}`);
  return name === "D/N" ? `D/N is that of the best split of ${where.join()}` : `loss at ${where.join(", ")}`;
}

function findings({ diagnostics }: Audit): string[] {
  if (diagnostics.length === 0) return ["  nothing to distrust was found"];
  return diagnostics.flatMap(({ code, severity, message, hint }) => [`  ${severity} (${code}): ${message}`, `    ${hint}`]);
}

function seen({ conditioning, residuals, resamples }: Audit): [string, string][] {
  const [pair] = conditioning?.pairs ?? [];
  const [trend] = [...residuals.trends].sort((a, b) => a.p - b.p);
  return [
    [
      "estimates",
      conditioning && pair
        ? `most correlated ${pair.keys.join(" and ")} (${cut(pair.correlation)}), condition number ${short(conditioning.condition, 2)}`
        : "not told apart by curvature",
    ],
    [
      "residuals",
      residuals.signs && trend
        ? `${residuals.signs.above} runs above the law, ${residuals.signs.below} below (p = ${short(residuals.signs.p, 2)}); strongest of ${residuals.trends.length} trends: ${trend.shape} with ${trend.against}, rank correlation ${short(trend.correlation, 2)} (p = ${short(trend.adjusted, 2)}, corrected)`
        : `not tested: ${residuals.runs} independent runs, or none of them off the law`,
    ],
    [
      "refits",
      resamples
        ? `${resamples.failed} of ${resamples.replicates} of resamples did not converge`
        : "none: the fit has no draws, and its intervals here are by curvature",
    ],
  ];
}

/** Cut, not rounded: 0.9996 is no 1. */
function cut(x: number): string {
  return (Math.trunc(1000 * x) / 1000).toFixed(3);
}

function cells({ estimates, headline }: Row, keys: readonly string[]): string[] {
  return [
    ...keys.map((key) => (key in estimates ? short(estimates[key] as number) : "")),
    headline === undefined ? "none" : short(headline),
  ];
}

function deltas({ delta: { steps, headline } }: Audit, keys: readonly string[]): string {
  const rows = steps.map((step) => [
    Number.isFinite(step.delta) ? short(step.delta, 2) : "squared",
    `${short(100 * step.insideDelta, 2)} %`,
    ...cells(step, keys),
    most(step.moved),
    step.status,
  ]);
  return table(["delta", "inside", ...keys, headline.name, "moved", "status"], rows, "  ");
}

function worst({ n }: Fit, { influence: { whole, steps, headline } }: Audit, keys: readonly string[]): string {
  const rows = steps.map((step, k) => [
    String(k + 1),
    step.dropped.run,
    short(step.dropped.residual, 2),
    ...cells(step, keys),
    most(step.moved),
    step.status,
  ]);
  return table(
    ["dropped", "run", "residual", ...keys, headline.name, "moved", "status"],
    [["0", `none of ${n} rows`, "", ...cells(whole, keys)], ...rows],
    "  ",
  );
}

function groups({ groups: { steps, headline } }: Audit, keys: readonly string[]): string[] {
  if (steps.length === 0) return [];
  const rows = steps.map((step) => [`${step.by} ${level(step)}`, String(step.left), ...("reason" in step ? [] : refit(step, keys))]);
  const without = steps.flatMap((step) => ("reason" in step ? [`  without ${step.by} ${level(step)}: ${step.reason}`] : []));
  return ["", "Groups left out in turn", table(["without", "rows", ...keys, headline.name, "moved", "status"], rows, "  "), ...without];
}

function refit(step: Exclude<GroupStep, { reason: string }>, keys: readonly string[]): string[] {
  return [...cells(step, keys), most(step.moved), step.status];
}

function level({ level: text }: GroupStep): string {
  return text !== "" && Number.isFinite(Number(text)) ? short(Number(text), 3) : text || "not stated";
}

/** The estimate that moved most, and how far. */
function most(moved: Readonly<Record<string, number>>): string {
  const [key, by] = Object.entries(moved).reduce((a, b) => (Math.abs(b[1]) > Math.abs(a[1]) ? b : a));
  return Math.abs(by) < 5e-3 ? "nothing" : `${key} ${by > 0 ? "+" : ""}${short(by, 2)}`;
}

function digits({ rounding, delta: { headline } }: Audit): string {
  const rows = rounding.map(({ how, exact, rounded }) => [
    how,
    rounded === undefined ? "none" : short(rounded),
    exact === undefined || rounded === undefined ? "" : `${short(100 * (rounded / exact - 1), 2)} %`,
  ]);
  const [first] = rounding;
  return table(
    ["constants", headline.name, "change"],
    [["every digit", first?.exact === undefined ? "none" : short(first.exact), ""], ...rows],
    "  ",
  );
}
