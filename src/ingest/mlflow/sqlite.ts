import type { Database, SqlValue } from "sql.js";
import { IsolossError, type Problem, RunLogError } from "../../errors.ts";
import { warningAt } from "../../finding.ts";

const MAGIC = "SQLite format 3\0";
/** Bytes of the header that say how changes are written: 1 into the file, 2 into a log beside it. */
const WRITTEN = [18, 19];

export function isSqlite(bytes: Uint8Array): boolean {
  return [...MAGIC].every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

/** A table of a database that is being read. */
export interface Tables {
  /** Names of the tables, in the order in which they were made; views are none. */
  names: string[];
  /**
   * Visits rows of a table.
   *
   * @throws RunLogError when the table lacks one of the columns.
   */
  each: (table: string, columns: readonly string[], visit: (row: SqlValue[]) => void) => void;
}

/**
 * Reads tables of a SQLite database; nothing of it is run: neither views nor triggers, nor columns that are computed.
 *
 * @returns what `read` makes, and what is doubtful.
 * @throws RunLogError when the file is damaged.
 */
export async function withTables<T>(
  file: string,
  bytes: Uint8Array,
  read: (tables: Tables) => T,
): Promise<{ value: T; problems: Problem[] }> {
  const { default: initSqlJs } = await import("sql.js");
  const { Database } = await initSqlJs();
  const logged = WRITTEN.some((at) => bytes[at] === 2);
  let database: Database | undefined;
  try {
    database = new Database(logged ? withoutLog(bytes) : bytes);
    return { value: read(tablesOf(file, database, bytes.length)), problems: logged ? [besideLog(file)] : [] };
  } catch (error) {
    if (error instanceof IsolossError) throw error;
    throw new RunLogError({ file }, `Cannot read the database: ${(error as Error).message}`, "copy it again while nothing writes to it");
  } finally {
    try {
      database?.close();
    } catch {
      // What could not be read may not close either, and the error of the reading is the one that counts.
    }
  }
}

function tablesOf(file: string, database: Database, size: number): Tables {
  const made = database.exec(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
  );
  const names = (made[0]?.values ?? []).map(([name]) => String(name));
  // Of a table no row is smaller than this: more rows are pages that refer to one another.
  let left = size / 4;
  return {
    names,
    each(table, columns, visit) {
      if (!names.includes(table)) throw lacking(file, `the table ${table}`, names);
      const stored = database.exec(`SELECT name FROM pragma_table_xinfo(${quoted(table, "'")}) WHERE hidden = 0`)[0]?.values.flat() ?? [];
      const missing = columns.find((column) => !stored.includes(column));
      if (missing !== undefined) throw lacking(file, `the column ${missing} of ${table}`, stored.map(String));
      const statement = database.prepare(`SELECT ${columns.map((column) => quoted(column, '"')).join(", ")} FROM ${quoted(table, '"')}`);
      try {
        while (statement.step()) {
          if (--left < 0) throw new Error("it has more rows than it has room for");
          visit(statement.get());
        }
      } finally {
        statement.free();
      }
    },
  };
}

function quoted(name: string, by: string): string {
  return `${by}${name.replaceAll(by, by + by)}${by}`;
}

function lacking(file: string, what: string, there: readonly string[]): RunLogError {
  return new RunLogError(
    { file },
    `Cannot find ${what}: there is ${there.slice(0, 20).join(", ")}`,
    "read a database that MLflow wrote, or export it as CSV",
  );
}

function withoutLog(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (const at of WRITTEN) copy[at] = 1;
  return copy;
}

function besideLog(file: string): Problem {
  return warningAt(
    { file },
    "write-ahead-log",
    "the database keeps its latest changes in a file beside it (-wal): what is there only was not read",
    "copy them in: sqlite3 FILE 'PRAGMA wal_checkpoint'",
  );
}
