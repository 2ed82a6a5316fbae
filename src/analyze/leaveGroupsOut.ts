import { format, warning } from "../fit/diagnostic.ts";
import { label } from "../fit/problem.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { quantity } from "../quantities.ts";
import type { Observation } from "../run.ts";
import { requireColumn } from "../table/column.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { mostMoved, scaleOf } from "./movement.ts";
import { orReason } from "./outcome.ts";
import { type Refitted, refitted, requireExaminable } from "./refitted.ts";

/** The fit without the rows of one level, or why there is none. */
export type GroupStep = { by: string; level: string; left: number } & (Refitted | { reason: string });

export interface GroupsLeftOut {
  headline: Pick<Headline, "name" | "at">;
  steps: readonly GroupStep[];
  diagnostics: readonly Diagnostic[];
}

/**
 * How estimates move when the rows of one level are left out, each level in turn.
 *
 * `group-sensitive`: an estimate moves by more than half its interval and by more than fewer rows explain.
 * From J rows of which a part is left out, an estimate moves by √(V_rest − V) standard errors where nothing is wrong (Hausman 1978).
 *
 * @param by a quantity or column; default each quantity that the law reads, in quarters of the rows where it has more than 12 levels.
 * @param options.compute FLOP at which the headline is asked for.
 * @throws UsageError for a column that is none; IsolossError for a fit that did not converge, or passes through all rows.
 * @example
 * leaveGroupsOut(fitted, "params").steps[0].by // "params"
 */
export function leaveGroupsOut(fit: Fit, by?: string, { compute }: { compute?: number } = {}): GroupsLeftOut {
  requireExaminable(fit);
  if (by !== undefined) requireColumn(fit.observations, by, "leave out groups by");
  const headline = headlineOf(fit, compute);
  const scale = scaleOf(fit);
  const names = by === undefined ? fit.law.quantities.map((symbol) => quantity(symbol)?.column as string) : [by];
  const steps = names.flatMap((name) => {
    const groupOf = grouping(fit.observations, name, by === undefined);
    const levels = [...new Set(fit.observations.map(groupOf))].sort(
      (a, b) => Number.parseFloat(a) - Number.parseFloat(b) || (a < b ? -1 : 1),
    );
    if (levels.length < 2) return [];
    return levels.map((level): GroupStep => {
      const rows = fit.observations.filter((row) => groupOf(row) !== level);
      const found = orReason(() => {
        const { set: _set, theta: _theta, ...step } = refitted(fit, { rows }, scale, headline);
        return step;
      });
      return { by: name, level, left: fit.n - rows.length, ...found };
    });
  });
  return {
    headline: { name: headline.name, at: headline.at },
    steps,
    diagnostics: sensitive(fit, steps),
  };
}

/** The group of a row: its level, or, of a quantity with too many of them, the quarter of the rows that it lies in. */
function grouping(rows: readonly Observation[], name: string, quarters: boolean): (row: Observation) => string {
  const levels = new Set(rows.map((row) => label(row, name)));
  const values = [...rows.map((row) => Number(label(row, name)))].sort((a, b) => a - b);
  if (!quarters || levels.size <= THRESHOLDS.groupLevels || !values.every(Number.isFinite)) return (row) => label(row, name);
  const ends = [0.25, 0.5, 0.75, 1].map((share) => values[Math.ceil(share * values.length) - 1] as number);
  const inside = (x: number): number => ends.findIndex((end) => x <= end);
  const titles = ends.map((_, k) => {
    const own = values.filter((x) => inside(x) === k);
    return `${format(own[0] ?? Number.NaN)} to ${format(own.at(-1) ?? Number.NaN)}`;
  });
  return (row) => titles[inside(Number(label(row, name)))] as string;
}

function sensitive({ estimates }: Fit, steps: readonly GroupStep[]): Diagnostic[] {
  const said = steps.flatMap((step) => {
    // That too few levels are left is told by the design's own findings.
    if ("reason" in step) return [];
    const surprising = Object.entries(step.moved).filter(([key, by]) => Math.abs(by) > THRESHOLDS.unexplained * (step.explained[key] ?? 0));
    const most = mostMoved(Object.fromEntries(surprising), THRESHOLDS.moved);
    return most === undefined
      ? []
      : [
          `${step.by} ${levelText(step.level)} (${most} ${format(step.estimates[most] as number)} instead of ${format(estimates[most] as number)})`,
        ];
  });
  if (said.length === 0) return [];
  const [first, ...others] = said;
  return [
    warning(
      "group-sensitive",
      `an estimate moves by more than half its interval, and more than fewer rows explain, without ${first}${others.length > 0 ? `, and in ${others.length} more of ${steps.length} refits` : ""}`,
      "the answer rests on that group: see whether its runs were trained alike, and add runs beside it",
    ),
  ];
}

/** A level of a quantity in short; of a column as it stands. */
export function levelText(level: string): string {
  return level !== "" && Number.isFinite(Number(level)) ? format(Number(level)) : level || "not stated";
}
