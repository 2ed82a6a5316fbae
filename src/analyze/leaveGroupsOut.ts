import { format, warning } from "../fit/diagnostic.ts";
import { label } from "../fit/problem.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import { quantity } from "../quantities.ts";
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
  /** Quantities with too many levels to leave each out. */
  passedOver: readonly string[];
  diagnostics: readonly Diagnostic[];
}

/**
 * How estimates move when the rows of one level are left out, each level in turn.
 *
 * `group-sensitive`: an estimate moves by more than half its interval and by more than fewer rows explain.
 * From J rows of which a part is left out, an estimate moves by √(V_rest − V) standard errors where nothing is wrong (Hausman 1978).
 *
 * @param by a quantity or column; default each quantity that the law reads and that has at most 12 levels.
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
  const levelsOf = (name: string): string[] => [...new Set(fit.observations.map((row) => label(row, name)))];
  const all = by === undefined ? fit.law.quantities.map((symbol) => quantity(symbol)?.column as string) : [by];
  const few = all.filter((name) => by !== undefined || levelsOf(name).length <= THRESHOLDS.groupLevels);
  const steps = few.flatMap((name) => {
    const levels = levelsOf(name).sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
    if (levels.length < 2) return [];
    return levels.map((level): GroupStep => {
      const rows = fit.observations.filter((row) => label(row, name) !== level);
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
    passedOver: all.filter((name) => !few.includes(name)),
    diagnostics: sensitive(fit, steps),
  };
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
