import { RunLogError } from "../errors.ts";
import { columnName, WORDS, type Word } from "../glossary.ts";
import { suggestion } from "../words.ts";
import { matchColumns } from "./columns.ts";
import { csvRows } from "./csv.ts";
import type { Override } from "./overrides.ts";
import { readValues } from "./values.ts";

/**
 * Reads a table of overrides: a column `run`, and columns of the glossary.
 *
 * @throws RunLogError for a column that is no word of the glossary, a value that cannot be read, and a run that two rows name.
 * @example
 * parseOverrides("runs.csv", "run,params\nar-*,124M\n")[0].values // { params: 124000000 }
 */
export function parseOverrides(file: string, text: string): Override[] {
  const { names, rows } = csvRows({ file, text: text.replace(/^\uFEFF/, "") });
  const header = { file, line: 1 };
  const unknown = names.find((name) => Object.keys(matchColumns(file, [name])).length === 0);
  if (unknown !== undefined)
    throw new RunLogError(
      header,
      `Cannot override "${unknown}": it is no word of the glossary`,
      suggestion(unknown, (Object.keys(WORDS) as Word[]).map(columnName), "columns"),
    );
  const columns = matchColumns(file, names);
  if (columns.run === undefined)
    throw new RunLogError(
      header,
      "Cannot override anything: no column names the runs",
      "add a column run with ids, paths, or patterns of them as ar-*",
    );
  const lines = new Map<string, number | undefined>();
  return rows.map(({ source, fields }) => {
    const { values, unreadable } = readValues(fields, columns);
    const { run, ...own } = values;
    if (run === undefined)
      throw new RunLogError(source, "Cannot override a run that is not named", "state its id, its path, or a pattern in the column run");
    const [wrong] = Object.entries(unreadable);
    if (wrong)
      throw new RunLogError(
        source,
        `Cannot override ${columnName(wrong[0] as Word)} of "${run}" by "${wrong[1]}"`,
        wanted(wrong[0] as Word),
      );
    if (lines.has(run))
      throw new RunLogError(source, `Cannot override "${run}" twice: line ${lines.get(run)} does too`, "keep one row a run");
    lines.set(run, source.line);
    return { source, run, values: own };
  });
}

function wanted(word: Word): string {
  const kind = WORDS[word];
  if (typeof kind !== "string") return `it is one of ${kind.join(", ")}`;
  return kind === "number" ? "a number, as 3e8; counts also as 124M" : "true or false";
}
