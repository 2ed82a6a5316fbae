import type { Problem } from "../../errors.ts";
import { noteAt } from "../../finding.ts";
import { type AllSeries, seriesOf } from "../series.ts";
import type { WandbFile } from "./history.ts";

/**
 * The history of a run that was resumed from file to file: a later file supersedes the rows of earlier ones from its own first step on.
 */
export function resumed(files: readonly WandbFile[]): { history: AllSeries; problems: Problem[] } {
  const [only] = files;
  if (only && files.length === 1) return { history: only.history, problems: [] };
  const history: AllSeries = new Map();
  const problems: Problem[] = [];
  let offset = 0;
  for (const [number, file] of files.entries()) {
    const first = lowest(file.history.get("_step")?.values);
    const steps = history.get("_step");
    const gone = new Set(steps?.at.filter((_, i) => (steps.values[i] as number) >= first));
    if (gone.size > 0) problems.push(superseded(file.file, first, gone.size));
    for (const [name, series] of history) {
      const kept = series.at.map((at) => !gone.has(at));
      const take = <T>(list: readonly T[]): T[] => list.filter((_, i) => kept[i]);
      history.set(name, { at: take(series.at), values: take(series.values), lines: take(series.lines), files: take(series.files ?? []) });
    }
    for (const [name, own] of file.history) {
      const series = seriesOf(history, name);
      series.files ??= [];
      for (let i = 0; i < own.at.length; i++) {
        series.at.push((own.at[i] as number) + offset);
        series.values.push(own.values[i] as number);
        series.lines.push(own.lines[i] as number);
        series.files.push(number);
      }
    }
    offset += file.rows;
  }
  return { history: new Map([...history].filter(([, { at }]) => at.length > 0)), problems };
}

function lowest(steps: readonly unknown[] = []): number {
  return steps.reduce<number>((least, step) => (typeof step === "number" ? Math.min(least, step) : least), Number.POSITIVE_INFINITY);
}

function superseded(file: string, step: number, rows: number): Problem {
  return noteAt(
    { file },
    "superseded",
    `the run was resumed at step ${step}: ${rows} rows that its earlier files hold from there on are superseded`,
    "to see the earlier attempt, give its file alone",
  );
}
