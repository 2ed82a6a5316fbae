import type { Problem } from "../errors.ts";
import type { Run } from "../run.ts";
import type { ColumnMap } from "./columns.ts";

/** The text of one log, and what stands beside it. */
export interface LogText {
  /** Name for messages and sources. */
  file: string;
  text: string;
  /** Name of the directory that holds the file: a raw column of every run. */
  folder?: string;
  /** The configuration beside it (`<run>.config.json`). */
  config?: { file: string; text: string };
  map?: ColumnMap;
  /** Columns of which the first that a file has stands for the loss where it has none: accuracies, compared as such. */
  insteadOfLoss?: readonly string[];
}

/** What a log holds. `columns`: the names it uses, for messages. */
export interface Parsed {
  runs: Run[];
  problems: Problem[];
  columns: readonly string[];
  /** Whether another column stood for the loss: what is doubtful in losses is then not asked of it. */
  withoutLoss: boolean;
}

/** A kind of log: adding one is a file that exports a `Format`, and its line in `index.ts`. */
export interface Format {
  id: string;
  title: string;
  /** Endings by which a folder's files are taken for logs, without the dot. */
  extensions: readonly string[];
  /** Whether the content is of this kind; the first of the registry that says so reads it. */
  recognises: (text: string) => boolean;
  parse: (log: LogText) => Parsed;
}
