import { open, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { IsolossError, type Problem, RunLogError, UsageError } from "../errors.ts";
import type { Run } from "../run.ts";
import { checkRuns } from "./check.ts";
import { type ColumnMap, listed } from "./columns.ts";
import { withoutEarlierStates } from "./earlierStates.ts";
import type { Companion } from "./format.ts";
import { asText, FORMATS, HEAD, isLogOfName, mayBeLog, parseLogBytes } from "./index.ts";

/** What `loadRuns` read. */
export interface Loaded {
  runs: Run[];
  /** The logs, in the order in which they were read. */
  files: string[];
  /** Files of the folders that are no logs, and why. */
  skipped: { file: string; reason: string }[];
  /** What is doubtful in the runs, as in `checkRuns`. */
  problems: Problem[];
}

export interface LoadOptions {
  map?: ColumnMap;
  /** Columns of which the first that a file has stands for the loss where it has none: accuracies, compared as such. */
  insteadOfLoss?: readonly string[];
  onProgress?: (done: number, total: number, file: string) => void;
  signal?: AbortSignal;
}

/** A log beyond this size, in bytes of text, is refused: it would not fit one string. */
const MOST_BYTES = 256 * 2 ** 20;

const ENDINGS = [...new Set(FORMATS.flatMap(({ extensions }) => extensions))];

const LOG = new RegExp(`\\.(${ENDINGS.join("|")})(\\.gz)?$`, "i");
const CONFIG = /\.config\.json$/i;

/**
 * Reads run logs: files of any name, and folders with all that is below them, in the order of their names.
 *
 * @param paths files and folders; in a folder, files are taken for logs by their ending (.csv, .tsv, .jsonl, .ndjson, each also .gz), and by
 * names that logs have (trainer_state.json, *.log, *.out, *.txt, …) where their content is that of a log.
 * @throws RunLogError (file:line) for what cannot be read; UsageError for a map that no file can follow.
 * @example
 * (await loadRuns(["runs/kjv-tiny/members"])).runs.length // 20
 */
export async function loadRuns(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const { map, insteadOfLoss, onProgress, signal } = options;
  if (paths.length === 0) throw new UsageError("Cannot read runs: no path is given", "name files or folders of run logs");
  const files: string[] = [];
  const skipped: Loaded["skipped"] = [];
  const visited = new Set<string>();
  for (const path of paths) await collect(path, files, skipped, visited);
  const runs: Run[] = [];
  const withLoss: Run[] = [];
  const problems: Problem[] = [];
  const columns = new Set<string>();
  for (const [i, file] of files.entries()) {
    signal?.throwIfAborted();
    const parsed = await parseLogBytes({
      file,
      bytes: await readBytes(file, signal),
      folder: basename(dirname(resolve(file))),
      companions: await companionsOf(file),
      map,
      ...(insteadOfLoss && { insteadOfLoss }),
    });
    for (const run of parsed.runs) {
      runs.push(run);
      if (!parsed.withoutLoss) withLoss.push(run);
    }
    problems.push(...parsed.problems);
    for (const column of parsed.columns) columns.add(column);
    onProgress?.(i + 1, files.length, file);
  }
  const unused = Object.entries(map ?? {}).find(([, column]) => !columns.has(column));
  if (unused)
    throw new UsageError(`Cannot map ${unused[0]} to "${unused[1]}": no file has that column`, `columns: ${listed([...columns])}`);
  const last = withoutEarlierStates(runs);
  const kept = new Set(last.runs);
  return {
    runs: last.runs,
    files,
    skipped,
    problems: [...problems, ...last.problems, ...checkRuns(withLoss.filter((run) => kept.has(run)))],
  };
}

async function collect(path: string, files: string[], skipped: Loaded["skipped"], visited: Set<string>): Promise<void> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new RunLogError(
      { file: path },
      `Cannot read: ${reasonOf(error)}`,
      "check the path; folders are read with all that is below them",
    );
  });
  if (info.isDirectory()) {
    if ((await walk(path, files, skipped, visited)) === 0)
      throw new RunLogError(
        { file: path },
        `Cannot find run logs in the folder: no ${endings()} below it`,
        "give a log of another name as a file: its content is what counts",
      );
  } else if (info.isFile()) await add(path, files, visited);
  else throw new RunLogError({ file: path }, "Cannot read: it is neither a file nor a folder");
}

/** The number of logs below a folder. Hidden entries and installed packages are never logs; a link back up is not followed. */
async function walk(
  folder: string,
  files: string[],
  skipped: Loaded["skipped"],
  visited: Set<string>,
  above: readonly string[] = [],
): Promise<number> {
  const here = await realpath(folder);
  if (above.includes(here)) return 0;
  let logs = 0;
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".") && name !== "node_modules").sort();
  for (const name of names) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isDirectory()) logs += await walk(path, files, skipped, visited, [...above, here]);
    else if (!info?.isFile()) skipped.push({ file: path, reason: "it is neither a file nor a folder" });
    else if (LOG.test(name)) {
      logs++;
      await add(path, files, visited);
    } else if (mayBeLog(name)) {
      if (isLogOfName(name, await firstBytes(path))) {
        logs++;
        await add(path, files, visited);
      } else skipped.push({ file: path, reason: "not a log by its content" });
    } else if (!CONFIG.test(name)) skipped.push({ file: path, reason: `not a log by its ending (${endings()})` });
    else if (!names.some((other) => LOG.test(other) && stem(other) === name.replace(CONFIG, "")))
      skipped.push({ file: path, reason: "a configuration without its log" });
  }
  return logs;
}

/** A file that two paths reach is read once. */
async function add(file: string, files: string[], visited: Set<string>): Promise<void> {
  const target = await realpath(file);
  if (!visited.has(target)) files.push(file);
  visited.add(target);
}

function stem(name: string): string {
  return name.replace(LOG, "");
}

function endings(): string {
  return ENDINGS.map((ending) => `.${ending}`).join(", ");
}

async function companionsOf(file: string): Promise<Companion[]> {
  const beside = join(dirname(file), `${stem(basename(file))}.config.json`);
  const info = await stat(beside).catch(() => undefined);
  return info?.isFile() ? [{ file: beside, text: asText(beside, await readBytes(beside)) }] : [];
}

/** The bytes of a file, unpacked when its first ones say gzip; never more than the bound is held, whatever a small archive unpacks to. */
async function readBytes(file: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw tooBig(file);
    const bytes = await readFile(file, { signal });
    return isPacked(bytes) ? await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
  } catch (error) {
    if (error instanceof IsolossError || signal?.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooBig(file);
    throw new RunLogError({ file }, `Cannot read: ${reasonOf(error as NodeJS.ErrnoException)}`, hintOf(error as NodeJS.ErrnoException));
  }
}

/** The first bytes of a file, unpacked, by which its format is told; none of one that cannot be read. */
async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD), 0, HEAD, 0);
    const bytes = buffer.subarray(0, bytesRead);
    return isPacked(bytes) ? await readBytes(file) : bytes;
  } catch {
    return new Uint8Array();
  } finally {
    await handle.close();
  }
}

const isPacked = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function tooBig(file: string): RunLogError {
  return new RunLogError(
    { file },
    `Cannot read: it holds more than ${MOST_BYTES / 2 ** 20} MiB of text`,
    "split it by run, or keep fewer evaluations a run",
  );
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["no such file or folder", "check the path"],
  EACCES: ["permission denied", "check who may read it"],
  Z_BUF_ERROR: ["the gzip file ends too early", "copy it again; a file that is still being written cannot be read"],
  Z_DATA_ERROR: ["the gzip file is damaged", "copy it again"],
};

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""]?.[0] ?? error.message;
}

function hintOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""]?.[1] ?? "check the file";
}
