import type { Problem } from "../errors.ts";
import type { Run } from "../run.ts";
import type { ColumnMap } from "./columns.ts";
import type { Configuration } from "./configuration.ts";
import type { RunNames } from "./names/runNames.ts";
import type { Override } from "./overrides.ts";

/** A file beside a log that says what holds over its run: a configuration, hyperparameters, a model's description. */
export interface Companion extends Configuration {
  /** 0: of this log by its name; 1: of all logs of its folder; 2 and more: of all below a folder further up. */
  level: number;
}

/** What is known of a log besides its content. */
export interface About {
  /** Name for messages and sources. */
  file: string;
  /** Name of the directory that holds the file: a raw column of every run. */
  folder?: string;
  /** Configurations beside it, the nearest first. */
  companions?: readonly Companion[];
  map?: ColumnMap;
  /** How the runs are named: what their names state counts least. */
  names?: readonly RunNames[];
  /** What holds of runs whatever is read of them. */
  overrides?: readonly Override[];
  /** The unit of losses whose log does not say, as `bits/byte`. */
  lossUnit?: string;
  /** Bytes that a token stands for, where the log does not say. */
  bytesPerToken?: number;
  /** Columns of which the first that a file has stands for the loss where it has none: accuracies, compared as such. */
  insteadOfLoss?: readonly string[];
}

/** The content of one log, unpacked, and what stands beside it. */
export interface LogBytes extends About {
  bytes: Uint8Array;
}

/** The text of one log, and what stands beside it. */
export interface LogText extends About {
  text: string;
}

/** The beginning of a log, by which its format is told: as bytes, and as text whatever it is. */
export interface Head {
  bytes: Uint8Array;
  text: string;
}

/** What a log holds. `columns`: the names it uses, for messages. */
export interface Parsed {
  runs: Run[];
  problems: Problem[];
  columns: readonly string[];
}

interface Kind {
  id: string;
  title: string;
  /** Endings by which a folder's files are taken for logs, without the dot. */
  extensions: readonly string[];
  /** Whole names by which a folder's files are taken for logs, where their ending says nothing. */
  names?: RegExp;
  /** Whether the content is of this kind; the first of the registry that says so reads it. */
  recognises: (head: Head) => boolean;
  /** Why a file of one of `names` holds no run yet: in a folder it is passed over with this reason. */
  nothingYet?: (head: Head) => string | undefined;
}

/** Reads a log in pieces of any length, as bytes of UTF-8 without a mark of their order. */
export interface TextReader {
  push: (bytes: Uint8Array) => void;
  end: () => Parsed;
}

export interface TextFormat extends Kind {
  content: "text";
  parse: (log: LogText) => Parsed;
  /** Where the format can be read without holding the whole of a log: a long one is then no longer than its columns. */
  reader?: (about: About) => TextReader;
}

export interface BinaryFormat extends Kind {
  content: "binary";
  parse: (log: LogBytes) => Parsed | Promise<Parsed>;
}

/** A kind of log: adding one is a file that exports a `Format`, and its line in `index.ts`. */
export type Format = TextFormat | BinaryFormat;

/** A log that is several files of a folder, and what reads them, unpacked. */
export interface LogFolder extends Omit<About, "companions"> {
  /** The folder that was read: `claims` was asked of the paths below it. */
  root: string;
  claim: Claim;
  read: (path: string) => Promise<Uint8Array>;
  /** Configurations beside one of the log's files, the nearest first. */
  beside: (path: string) => Promise<readonly Companion[]>;
}

/** Files below a folder that are one log; paths are relative to the folder that is read, with `/`. */
export interface Claim {
  /** The folder that is the log; empty for the one that is read. */
  folder: string;
  /** Files that are read. */
  paths: readonly string[];
  /** Files that belong to the log and say nothing of its runs. */
  left?: readonly string[];
}

/** A kind of log that is several files of a folder, which mean something only together. */
export interface FolderFormat {
  id: string;
  title: string;
  /** The logs among the files below a folder, by their paths alone. */
  claims: (paths: readonly string[]) => Claim[];
  parse: (log: LogFolder) => Promise<Parsed>;
}
