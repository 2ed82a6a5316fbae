import { open, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { IsolossError, type Problem, RunLogError, UsageError } from "../errors.ts";
import type { Run } from "../run.ts";
import { asText } from "./asText.ts";
import { type Claimed, claimed } from "./claimed.ts";
import { type ColumnMap, listed } from "./columns.ts";
import { withoutEarlierStates } from "./earlierStates.ts";
import type { Companion, LogBytes, Parsed } from "./format.ts";
import { FOLDER_FORMATS, FORMATS, HEAD, isLogOfName, mayBeLog, parseLogBytes } from "./index.ts";
import { LOSS_UNITS, lossUnitOf } from "./lossUnits.ts";
import { findRunNames } from "./names/index.ts";
import { type Override, unusedOverrides } from "./overrides.ts";
import { parseOverrides } from "./parseOverrides.ts";
import { isBelow } from "./paths.ts";
import { companionsFinder, isBeside } from "./sidecars.ts";

/** What `loadRuns` read. */
export interface Loaded {
  runs: Run[];
  /** The logs, in the order in which they were read. */
  files: string[];
  /** What stands beside the logs and says what holds over their runs. */
  configurations: string[];
  /** Files of the folders that are no logs, and why. */
  skipped: { file: string; reason: string }[];
  /** What reading found; what is doubtful in the runs, `checkRuns` finds. */
  problems: Problem[];
}

export interface LoadOptions {
  map?: ColumnMap;
  /** How runs are named: templates as `{params}_wd{weight_decay}`, or public sets (datablations, quokka, olmo, marin); what names state counts least. */
  names?: readonly string[];
  /** A table of what holds of runs, whatever is read of them: a column `run` (ids, paths or patterns of them), and words of the glossary. */
  overrides?: string;
  /** The unit of losses whose log states none: nats/token, bits/token, bits/byte, nats/byte or perplexity. */
  lossUnit?: string;
  /** Bytes that a token stands for, where a log states none: losses per byte need it. */
  bytesPerToken?: number;
  /** Columns of which the first that a file has stands for the loss where it has none: accuracies, compared as such. */
  insteadOfLoss?: readonly string[];
  onProgress?: (done: number, total: number, file: string) => void;
  signal?: AbortSignal;
}

/** A log beyond this size, in bytes of text, is refused: it would not fit one string. */
const MOST_BYTES = 256 * 2 ** 20;

const ENDINGS = [...new Set(FORMATS.flatMap(({ extensions }) => extensions))];

const LOG = new RegExp(`\\.(${ENDINGS.join("|")})(\\.gz)?$`, "i");

/** A log: a file, or files of a folder that are one. */
interface Log {
  file: string;
  /** How many folders up the one that was named is. */
  levels: number;
  several?: Claimed & { root: string };
}

/** What is found below the paths. */
interface Found {
  logs: Log[];
  skipped: Loaded["skipped"];
  /** Where the logs really are: one that two paths reach is read once. */
  visited: Set<string>;
}

/**
 * Reads run logs: files of any name, and folders with all that is below them, in the order of their names; with each log what stands beside it.
 *
 * @param paths files and folders; in a folder, files are taken for logs by their ending (.csv, .tsv, .jsonl, .ndjson, each also .gz), and by
 * names that logs have (trainer_state.json, *.log, *.out, *.txt, …) where their content is that of a log.
 * @throws RunLogError (file:line) for what cannot be read; UsageError for a map that no file can follow.
 * @example
 * (await loadRuns(["runs/kjv-tiny/members"])).runs.length // 20
 */
export async function loadRuns(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const { map, insteadOfLoss, onProgress, signal } = options;
  const settings = settingsOf(options);
  const overrides = options.overrides === undefined ? [] : await readOverrides(options.overrides, signal);
  if (paths.length === 0) throw new UsageError("Cannot read runs: no path is given", "name files or folders of run logs");
  const found: Found = { logs: [], skipped: [], visited: new Set() };
  // The table of overrides is no log, where it lies among them.
  if (options.overrides !== undefined) found.visited.add(await realpath(options.overrides));
  for (const path of paths) await collect(path, found);
  const files = found.logs.map(({ file }) => file);
  const companionsOf = companionsFinder(
    { list: (folder) => readdir(folder).catch(() => []), text: async (file) => asText(file, await readBytes(file, signal)) },
    stem,
  );
  const beside = new Set<string>();
  const runs: Run[] = [];
  const problems: Problem[] = [];
  const columns = new Set<string>();
  const companionsAt = async (file: string, levels: number): Promise<Companion[]> => {
    const companions = await companionsOf(file, levels);
    for (const { source } of companions) beside.add(source.file);
    return companions;
  };
  const parse = async ({ file, levels, several }: Log): Promise<Parsed> => {
    const about = {
      file,
      folder: basename(several ? resolve(file) : dirname(resolve(file))),
      map,
      ...settings,
      overrides,
      ...(insteadOfLoss && { insteadOfLoss }),
    };
    if (!several) return parseLogBytes({ ...about, bytes: await readBytes(file, signal), companions: await companionsAt(file, levels) });
    const { root, claim, format } = several;
    return format.parse({
      ...about,
      root,
      claim,
      read: (path) => readBytes(join(root, path), signal),
      beside: (path) => companionsAt(join(root, path), path.split("/").length - 1),
    });
  };
  for (const [i, log] of found.logs.entries()) {
    signal?.throwIfAborted();
    const parsed = await parse(log);
    for (const run of parsed.runs) runs.push(run);
    problems.push(...parsed.problems);
    for (const column of parsed.columns) columns.add(column);
    onProgress?.(i + 1, files.length, log.file);
  }
  const unused = Object.entries(map ?? {}).find(([, column]) => !columns.has(column));
  if (unused)
    throw new UsageError(`Cannot map ${unused[0]} to "${unused[1]}": no file has that column`, `columns: ${listed([...columns])}`);
  const skipped = found.skipped.filter((other) => !beside.has(other.file));
  const last = withoutEarlierStates(runs);
  return {
    runs: last.runs,
    files,
    configurations: [...beside],
    skipped,
    problems: [...problems, ...last.problems, ...unusedOverrides(overrides, last.runs)],
  };
}

/**
 * What is assumed of every log.
 *
 * @throws UsageError for a template, a unit or a number that is none.
 */
function settingsOf({ names, lossUnit, bytesPerToken }: LoadOptions): Pick<LogBytes, "names" | "lossUnit" | "bytesPerToken"> {
  if (lossUnit !== undefined && lossUnitOf(lossUnit) === undefined)
    throw new UsageError(`Cannot take losses to be in "${lossUnit}": it is no unit of a loss`, `units: ${LOSS_UNITS.join(", ")}`);
  if (bytesPerToken !== undefined && !(bytesPerToken > 0))
    throw new UsageError(`Cannot take a token to be ${bytesPerToken} bytes: expected a positive number`, "as 4.2");
  return {
    ...(names && { names: names.map(findRunNames) }),
    ...(lossUnit !== undefined && { lossUnit }),
    ...(bytesPerToken !== undefined && { bytesPerToken }),
  };
}

async function readOverrides(file: string, signal: AbortSignal | undefined): Promise<Override[]> {
  return parseOverrides(file, asText(file, await readBytes(file, signal)));
}

async function collect(path: string, found: Found): Promise<void> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new RunLogError(
      { file: path },
      `Cannot read: ${reasonOf(error)}`,
      "check the path; folders are read with all that is below them",
    );
  });
  if (info.isDirectory()) {
    if ((await walk(path, found)) === 0)
      throw new RunLogError(
        { file: path },
        `Cannot find run logs in the folder: no ${endings()} below it`,
        "give a log of another name as a file: its content is what counts",
      );
  } else if (info.isFile()) await add(path, 0, found);
  else throw new RunLogError({ file: path }, "Cannot read: it is neither a file nor a folder");
}

/** A file below a folder that is read. */
interface Below {
  /** Relative to that folder, with `/`. */
  path: string;
  file: string;
  levels: number;
}

/** The number of logs below a folder. */
async function walk(folder: string, found: Found): Promise<number> {
  const files: Below[] = [];
  await list(folder, "", files, found);
  const { logs, read, left } = claimed(
    files.map(({ path }) => path),
    FOLDER_FORMATS,
  );
  let count = 0;
  for (const { path, file, levels } of files) {
    const several = logs.get(path);
    if (several) {
      count++;
      await addSeveral(folder, several, levels, found);
    } else if (read.has(path)) continue;
    else if (left.has(path)) found.skipped.push({ file, reason: "it is kept beside a run, and is no log" });
    else if (isBeside(basename(file))) found.skipped.push({ file, reason: "a configuration without its log" });
    else if (LOG.test(file)) {
      count++;
      await add(file, levels, found);
    } else if (mayBeLog(basename(file))) {
      if (isLogOfName(basename(file), await firstBytes(file))) {
        count++;
        await add(file, levels, found);
      } else found.skipped.push({ file, reason: "not a log by its content" });
    } else found.skipped.push({ file, reason: `not a log by its ending (${endings()})` });
  }
  return count;
}

/** Lists the files below a folder, by name. Hidden entries and installed packages are never logs; a link back up is not followed. */
async function list(folder: string, below: string, files: Below[], found: Found, above: readonly string[] = []): Promise<void> {
  const here = await realpath(folder);
  if (above.includes(here)) return;
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".") && name !== "node_modules").sort();
  for (const name of names) {
    const file = join(folder, name);
    const path = below + name;
    const info = await stat(file).catch(() => undefined);
    if (info?.isDirectory()) await list(file, `${path}/`, files, found, [...above, here]);
    else if (info?.isFile()) files.push({ path, file, levels: above.length });
    else found.skipped.push({ file, reason: "it is neither a file nor a folder" });
  }
}

/** A log of several files; a link that leads out of its folder is not followed: what it holds is none of the log's. */
async function addSeveral(root: string, { format, claim }: Claimed, levels: number, found: Found): Promise<void> {
  const folder = await realpath(join(root, claim.folder));
  const paths: string[] = [];
  for (const path of claim.paths) {
    const file = join(root, path);
    const target = await realpath(file);
    const own = isBelow(path, claim.folder);
    if (own && !target.startsWith(folder + sep)) found.skipped.push({ file, reason: "a link out of the folder of its log" });
    else if (own && found.visited.has(target)) continue;
    else paths.push(path);
    if (own) found.visited.add(target);
  }
  if (paths.some((path) => isBelow(path, claim.folder)))
    found.logs.push({ file: join(root, claim.folder), levels, several: { root, format, claim: { ...claim, paths } } });
}

/** A file that two paths reach is read once. */
async function add(file: string, levels: number, { logs, visited }: Found): Promise<void> {
  const target = await realpath(file);
  if (!visited.has(target)) logs.push({ file, levels });
  visited.add(target);
}

function stem(name: string): string {
  return name.replace(LOG, "");
}

function endings(): string {
  return ENDINGS.map((ending) => `.${ending}`).join(", ");
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
