import { type Problem, RunLogError } from "../errors.ts";
import { identity } from "./assemble.ts";
import type { Columns } from "./columns.ts";
import { changeAfter, setupColumns, textAt } from "./continuedRows.ts";
import type { RawColumns } from "./rawColumns.ts";
import type { RowReader } from "./rowReader.ts";
import { unknownChoices } from "./values.ts";

/** Rows that state one setup. */
export interface Group {
  first: number;
  last: number;
  count: number;
}

/** Runs of one log, at most: each holds its setup. */
const MOST_RUNS = 2 ** 20;

/** The rows of a log by setup and run. */
export interface Grouping {
  /** In the order in which they first appear. */
  groups: Group[];
  /** The group of each row. */
  groupOf: Uint32Array;
  problems: Problem[];
}

/** Which rows state one setup and one run. */
export function grouping(table: RawColumns, matched: Columns, read: RowReader): Grouping {
  const own = setupColumns(table, matched);
  const groupOf = new Uint32Array(table.count);
  const groups: Group[] = [];
  const byText = new Map<string, number>();
  const byIdentity = new Map<string, number>();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (let from = 0, to = 0; from < table.count; from = to) {
    const alone = read.isAlone(from);
    to = alone ? from + 1 : changeAfter(own, from, table.count);
    if (read.startOf) to = sameUntil(read.startOf, from, to);
    const text = alone ? "" : `${read.startOf?.[from] ?? ""} ${textAt(own, from)}`;
    let at = alone ? undefined : byText.get(text);
    if (at === undefined) {
      const row = read.known(from);
      problems.push(...unknownChoices(row, matched, row.source, seen));
      const key = identity(row);
      at = byIdentity.get(key) ?? groups.length;
      if (at === groups.length) groups.push({ first: from, last: from, count: 0 });
      byIdentity.set(key, at);
      if (!alone) byText.set(text, at);
      if (groups.length > MOST_RUNS)
        throw new RunLogError(
          { file: table.file },
          `Cannot read: it holds more than ${MOST_RUNS.toLocaleString("en")} runs`,
          "state which run a row is of in a column run, or split the log",
        );
    }
    groupOf.fill(at, from, to);
    const group = groups[at] as Group;
    group.count += to - from;
    group.last = to - 1;
  }
  return { groups, groupOf, problems };
}

function sameUntil(startOf: Uint32Array, from: number, to: number): number {
  let end = from + 1;
  while (end < to && startOf[end] === startOf[from]) end++;
  return end;
}
