import { dirname, resolve } from "node:path";
import { canonicalTable, type Loaded, place, requireWritable, writeWhole } from "../index.ts";
import { numbered } from "./check.ts";
import { pairs } from "./given.ts";
import { remark } from "./print.ts";

/** Writes the runs as one canonical table, and says on stderr what it has otherwise than the logs. */
export async function fixTo(
  path: string,
  { runs, files, configurations }: Loaded,
  given: { map: string[] | undefined; runs: string | undefined },
): Promise<void> {
  const inputs = [...files, ...configurations, ...(given.runs === undefined ? [] : [given.runs])];
  await requireWritable(path, inputs);
  const { text, rows, changes } = canonicalTable(runs, pairs("--map", given.map));
  await writeWhole(path, text, inputs);
  for (const { source, message, rows: count, files: of } of changes)
    remark(`${place(source)}: ${message}${count > 1 ? ` (${count} rows${of > 1 ? ` of ${of} files` : ""})` : ""}`);
  remark(`${path}: ${rows} rows of ${runs.length} runs, none left out; ${numbered(changes.length, "kind")} of change`);
  const folder = `${dirname(resolve(path))}/`;
  if (files.some((file) => resolve(file).startsWith(folder)))
    remark(`${path} lies in a folder that was read: read that folder again, and its runs are there twice`);
}
