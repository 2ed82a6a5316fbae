import type { Observation } from "../../index.ts";

/** Which rows of a set of logs the laws of a report are fitted to. */

/** Rows of each family that occurs, AR first; undefined where none is stated. */
export function byFamily(rows: readonly Observation[]): { family: string | undefined; rows: Observation[] }[] {
  const families = [...new Set(rows.map((row) => row.family))].sort();
  return families.map((family) => ({ family, rows: rows.filter((row) => row.family === family) }));
}

export function nameOf(family: string | undefined): string {
  return family?.toUpperCase() ?? "family not stated";
}

export function levelsOf(rows: readonly Observation[], of: (row: Observation) => number | undefined): number[] {
  return [...new Set(rows.flatMap((row) => of(row) ?? []))].sort((a, b) => a - b);
}

/** Single pre-trained models: no ensembles, students or later stages. */
export function single(rows: readonly Observation[]): Observation[] {
  return rows.filter(
    ({ recipe, members = 1, memberRuns, teacherRuns, stage = "pretrain" }) =>
      members === 1 &&
      !memberRuns &&
      !teacherRuns &&
      stage === "pretrain" &&
      !["ensemble", "distilled", "self_distilled"].includes(recipe ?? ""),
  );
}

/** What a law in size and data does not read, and which therefore has to be alike. */
export function settingOf({ recipe, weightDecay, dropout, tokenMasking }: Observation): string {
  const stated = { recipe, "weight decay": weightDecay, dropout, "token masking": tokenMasking };
  return Object.entries(stated)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(", ");
}

/** Rows at the value of some columns that most rows have; of equally many, the first. */
export function mostCommon(rows: readonly Observation[], of: (row: Observation) => unknown): Observation[] {
  const groups = new Map<unknown, Observation[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  return [...groups.values()].reduce((most, own) => (own.length > most.length ? own : most), []);
}

/** Single models of every family, each at the regularisation that most of its runs have. */
export function usual(rows: readonly Observation[]): Observation[] {
  return byFamily(single(rows)).flatMap((one) => mostCommon(one.rows, settingOf));
}
