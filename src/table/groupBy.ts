import type { Field, Observation } from "../run.ts";
import { field, requireColumn } from "./column.ts";
import { compareFields } from "./where.ts";

/** Observations that agree in some columns; `group` says in what, as text, `""` for a missing value. */
export interface Group {
  group: Readonly<Record<string, string>>;
  observations: Observation[];
}

/**
 * Splits observations by columns; groups come in the order of their values, rows in their own.
 *
 * @param by glossary names, symbols or raw columns.
 * @throws UsageError for a column that no observation has.
 * @example
 * groupBy(rows, ["family"]).map((g) => g.group.family) // ["ar", "mdm"]
 */
export function groupBy(observations: readonly Observation[], by: readonly string[]): Group[] {
  for (const name of by) requireColumn(observations, name, "group by");
  const groups = new Map<string, { values: (Field | undefined)[]; observations: Observation[] }>();
  for (const observation of observations) {
    const values = by.map((name) => field(observation, name));
    const key = JSON.stringify(values.map((value) => value ?? null));
    const group = groups.get(key) ?? { values, observations: [] };
    groups.set(key, group);
    group.observations.push(observation);
  }
  return [...groups.values()]
    .sort((a, b) => by.map((_, i) => compareFields(a.values[i], b.values[i])).find((order) => order !== 0) ?? 0)
    .map(({ values, observations: rows }) => ({
      group: Object.fromEntries(by.map((name, i) => [name, String(values[i] ?? "")])),
      observations: rows,
    }));
}
