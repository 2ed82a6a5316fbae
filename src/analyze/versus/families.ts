import { IsolossError, place } from "../../errors.ts";
import { trainings } from "../../fit/fit.ts";
import { metrics } from "../../fit/metrics.ts";
import { heldAt, problem } from "../../fit/problem.ts";
import type { Fit } from "../../fit/types.ts";
import type { Family, Observation } from "../../run.ts";
import { hash } from "../../table/hash.ts";

/** The first is compared with the second: exact likelihood with an upper bound of it. */
export const FAMILIES: readonly [Family, Family] = ["ar", "mdm"];

/** @throws IsolossError for a row without a family, and where one of the two has no row. */
export function requireBothFamilies(rows: readonly Observation[], action: string): void {
  const silent = rows.find((row) => row.family === undefined);
  if (silent)
    throw new IsolossError(
      `${place(silent.source)}: Cannot ${action}: run "${silent.run}" does not state its family`,
      "log family as ar or mdm, map a column to it with --map family=COLUMN, or leave the run out with --where",
    );
  const missing = FAMILIES.find((family) => rows.every((row) => row.family !== family));
  if (missing)
    throw new IsolossError(
      `Cannot ${action}: none of ${rows.length} rows is of family ${missing}`,
      `read logs of ${missing} runs too: ${FAMILIES.join(" and ")} are compared`,
    );
}

/**
 * One family of a fit with separate parameters as a fit of its own, for every analysis that takes one: its rows, estimates, intervals and draws. Draws of
 * the two stay paired, so what they share moves both.
 *
 * Where parameters are shared it is no optimum of its own rows: profiles of it ask the joint fit.
 *
 * @param joint a fit with `separate`.
 * @param level a value of the column that it is separate by, as "ar".
 * @throws IsolossError for a level that the fit does not have, or whose rows are fewer than its parameters.
 */
export function partOf(joint: Fit, level: string): Fit {
  const set = problem(joint.law, joint.observations, joint.options);
  const block = set.blocks.find((own) => own.level === level);
  const { separate, ...shared } = joint.options;
  if (!separate || !block)
    throw new IsolossError(`Cannot take "${level}" out of the fit: it has ${set.blocks.map((own) => own.level ?? "no groups").join(", ")}`);
  const rows = set.rows.slice(block.from, block.from + block.bound.rows);
  const options = { ...shared, fixed: heldAt(joint.options, level) };
  const own = problem(joint.law, rows, options);
  const index = [...block.index];
  const take = (values: readonly number[]): number[] => index.map((p) => values[p] as number);
  const solution = take(joint.solution);
  const theta = Float64Array.from(solution);
  const named = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      joint.law.parameters.flatMap(({ name }) => {
        const value = record[`${name}[${level}]`] ?? record[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const draws = joint.draws && { ...joint.draws, names: own.unknowns.map((u) => u.key), theta: joint.draws.theta.map(take) };
  return {
    ...joint,
    group: { ...joint.group, [separate.by]: level },
    n: rows.length,
    runs: trainings(rows),
    estimates: named(joint.estimates),
    objective: own.objective(theta, new Float64Array(rows.length).fill(1)),
    intervals: named(joint.intervals),
    profiles: named(joint.profiles ?? {}),
    metrics: metrics(own, theta),
    diagnostics: joint.diagnostics.flatMap(({ parameter, ...said }) => {
      if (parameter === undefined) return [said];
      const [name = parameter, other] = parameter.split(/[[\]]/);
      return other === undefined || other === level ? [{ ...said, parameter: name }] : [];
    }),
    options,
    data: { sha256: hash(rows), rows: rows.length },
    solution,
    observations: rows,
    ...(draws && { draws }),
  };
}
