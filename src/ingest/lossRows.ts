import type { Problem, Source } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { matchColumns } from "./columns.ts";
import type { About } from "./format.ts";
import { lossMetric } from "./lossMetric.ts";
import type { RawRow } from "./parseRows.ts";
import { alongOf } from "./progress.ts";
import { lookup, type Series } from "./series.ts";
import type { Training } from "./training.ts";

/** Metrics that are looked up at every loss: those of progress and setup, which no training has many of. */
const MOST_LOOKED_UP = 64;

/**
 * Rows for every value of the loss, with what else was logged there, and what holds there.
 *
 * @param changing metrics that hold only where they were logged, whatever their names say.
 */
export function lossRows(training: Training, changing: ReadonlySet<string>, problems: Problem[]): RawRow[] {
  const { series, axis, run, single } = training;
  const names = [...series.keys()];
  const name = lossMetric(training, names) ?? (training.insteadOfLoss?.find((other) => series.has(other)) as string);
  const losses = series.get(name) as Series;
  const rows = losses.at.map((at): [string, Field][] =>
    axis === undefined
      ? [["run", run]]
      : [
          ["run", run],
          [axis, at],
        ],
  );
  const rowsAt = new Map<number, number[]>();
  for (const [i, at] of losses.at.entries()) {
    const own = rowsAt.get(at);
    if (own) own.push(i);
    else rowsAt.set(at, [i]);
  }
  let lookedUp = 0;
  for (const [other, own] of series) {
    if (other === name) continue;
    const kind = changing.has(other) ? "other" : kindOf(training, other);
    if (kind === "other" || ++lookedUp > MOST_LOOKED_UP) addWhereLogged(rows, rowsAt, other, own, single);
    else if (kind === "progress") addProgress(training, rows, losses, other, own, problems);
    else for (const row of rows) row.push([other, plain(own.values.at(-1) as Field, single)]);
  }
  return rows.map((fields, i) => {
    fields.push([name, plain(losses.values[i] as Field, single)]);
    return { source: sourceOf(training, losses, i), fields: Object.fromEntries(fields) };
  });
}

/** Of values that were logged at one place the last counts. */
function addWhereLogged(
  rows: readonly [string, Field][][],
  rowsAt: ReadonlyMap<number, readonly number[]>,
  name: string,
  { at, values }: Series,
  single: boolean | undefined,
): void {
  for (const [k, place] of at.entries())
    for (const i of rowsAt.get(place) ?? []) {
      const row = rows[i] as [string, Field][];
      if (row.at(-1)?.[0] === name) row.pop();
      row.push([name, plain(values[k] as Field, single)]);
    }
}

function addProgress(
  training: Training,
  rows: readonly [string, Field][][],
  losses: Series,
  name: string,
  series: Series,
  problems: Problem[],
): void {
  const { upTo, exactly, between, before } = lookup(series);
  let count = 0;
  let used = 0;
  for (const [i, at] of losses.at.entries()) {
    const exact = exactly(at);
    const k = upTo(at);
    const inside = training.steps && k > 0 && k < series.at.length;
    // One value for two evaluations would say that nothing was trained between them.
    const value = exact ?? (inside ? between(at) : k === used ? undefined : before(at));
    used = k;
    if (value === undefined) continue;
    if (exact === undefined) count++;
    rows[i]?.push([name, plain(value, training.single)]);
  }
  if (count > 0) problems.push(betweenNote(training, name, count, rows.length));
}

/** Words that an evaluation has of its own. */
const OWN: readonly Word[] = ["loss", "learningRate", "run"];
/** Words that hold for evaluations until another value is logged. */
const ALONG: readonly Word[] = ["tokens", "epochs", "step", "compute", "mcSamples"];

/** What a metric is to an evaluation: known between the places where it was logged, the same over the training, or of just those places. */
function kindOf(about: About, name: string): "progress" | "setup" | "other" {
  const word = wordOf(about, name);
  if (alongOf(name) || (word && ALONG.includes(word))) return "progress";
  return word === undefined || OWN.includes(word) ? "other" : "setup";
}

function betweenNote({ file, steps }: Training, name: string, count: number, of: number): Problem {
  const how = steps ? "read between those logged before and after" : "those logged last before";
  return noteAt(
    { file },
    "read-between",
    `"${name}" was not logged with ${count} of ${of} losses: it is ${how}`,
    `log "${name}" with every evaluation to have it as it was`,
  );
}

function sourceOf({ file, files }: Training, series: Series, i: number): Source {
  return { file: files?.[series.files?.[i] ?? 0] ?? file, line: series.lines[i] as number };
}

/** Numbers that are none are kept as text, so that the row can be named if it is used. */
function plain(value: Field, single = false): Field {
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return String(value);
  return single && Math.fround(value) === value ? shortest(value) : value;
}

function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(9));
}

/** What the name of a metric says it is. */
export function wordOf({ file, map }: About, name: string): Word | undefined {
  return (Object.keys(matchColumns(file, [name], map)) as Word[])[0];
}
