import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { NoTrainingError, type Problem, UsageError } from "../errors.ts";
import type { Run } from "../run.ts";
import { asText } from "./asText.ts";
import { digest, openCache } from "./cache.ts";
import { type ColumnMap, listed } from "./columns.ts";
import { withoutEarlierStates } from "./earlierStates.ts";
import { endsAsLog, type FoundLog, findLogs, stem } from "./findLogs.ts";
import type { About, Companion, LogBytes } from "./format.ts";
import { mayBeLog } from "./index.ts";
import { LOSS_UNITS, lossUnitOf } from "./lossUnits.ts";
import { findRunNames } from "./names/index.ts";
import { type Override, unusedOverrides } from "./overrides.ts";
import { parseOverrides } from "./parseOverrides.ts";
import { parsePieces } from "./parsePieces.ts";
import { readPieces, readWhole } from "./readPieces.ts";
import { type ReadLog, recalled } from "./recalled.ts";
import { sharedConfigurations } from "./sharedConfigurations.ts";
import { companionsFinder } from "./sidecars.ts";

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
  /** Is told how many of the logs are read; a part of one where it is a large file. */
  onProgress?: (done: number, total: number, file: string) => void;
  /** A folder that keeps what was read, for the next call (`cacheFolder` is that of the command line); by default nothing is kept. */
  cache?: string;
  signal?: AbortSignal;
}

/** A log beyond this size, in bytes unpacked, is refused where its format is read as a whole: it would not fit one string. */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads run logs: files of any name, and folders with all that is below them, in the order of their names; with each log what stands beside it.
 *
 * @param paths files, folders, patterns as `runs/*.csv`, and `-` for standard input; in a folder, files are taken for logs by their ending (.csv,
 * .tsv, .jsonl, .ndjson, …, each also .gz and .zst), and by names that logs have (trainer_state.json, *.log, *.out, *.txt, …) where their content
 * is that of a log.
 * @throws RunLogError (file:line) for what cannot be read; UsageError for a map that no file can follow.
 * @example
 * (await loadRuns(["runs/kjv-tiny/members"])).runs.length // 20
 */
export async function loadRuns(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const { map, insteadOfLoss, onProgress, signal } = options;
  const settings = settingsOf(options);
  const overrides = options.overrides === undefined ? [] : await readOverrides(options.overrides, signal);
  if (paths.length === 0) throw new UsageError("Cannot read runs: no path is given", "name files or folders of run logs");
  const found = await findLogs(paths, options.overrides === undefined ? [] : [options.overrides]);
  const count = found.logs.length;
  const files: string[] = [];
  const folders = new Map<string, Promise<string[]>>();
  const namesIn = (folder: string): Promise<string[]> => {
    const names = folders.get(folder) ?? readdir(folder).catch(() => []);
    folders.set(folder, names);
    return names;
  };
  const companionsOf = companionsFinder(
    {
      list: namesIn,
      text: async (file) => asText(file, await readWhole(file, MOST_BYTES, { signal })),
    },
    stem,
    endsAsLog,
    mayBeLog,
  );
  const beside = new Set<string>();
  const runs: Run[] = [];
  const problems: Problem[] = [];
  const columns = new Set<string>();
  const companionsAt = async (file: string, levels: number): Promise<Companion[]> => {
    const companions = await companionsOf(file, levels);
    for (const { source, unread } of companions) if (unread === undefined) beside.add(source.file);
    return companions;
  };
  const aboutOf = ({ file, several, standardInput }: FoundLog): About => ({
    file,
    ...(!standardInput && { folder: basename(several ? resolve(file) : dirname(resolve(file))) }),
    ...(map && { map }),
    ...settings,
    overrides,
    ...(insteadOfLoss && { insteadOfLoss }),
  });
  const besideOf = ({ file, levels, several, standardInput }: FoundLog, path: string): Promise<Companion[]> | Companion[] =>
    several ? companionsAt(join(several.root, path), path.split("/").length - 1) : standardInput ? [] : companionsAt(file, levels);
  /** Those of each file of a log. */
  const allBeside = (log: FoundLog): Promise<Companion[][]> =>
    Promise.all((log.several?.claim.paths ?? [log.file]).map(async (path) => besideOf(log, path)));
  const shared = sharedConfigurations(map);
  let read = 0;
  let foreign: NoTrainingError | undefined;
  const readLog: ReadLog = async (log, onPacked) => {
    const { file, several, standardInput } = log;
    if (several)
      return several.format.parse({
        ...aboutOf(log),
        root: several.root,
        claim: several.claim,
        read: (path) => readWhole(join(several.root, path), MOST_BYTES, { signal }),
        beside: async (path) => besideOf(log, path),
      });
    const onBytes = (bytes: number, size: number): void => onProgress?.(read + Math.min(bytes / size, 0.999), count, file);
    const pieces = readPieces(file, standardInput === true, { signal, onBytes, onPacked });
    return parsePieces({ ...aboutOf(log), companions: await besideOf(log, file) }, pieces, MOST_BYTES);
  };
  /** A hash of all that is told to the reader of a log. */
  const settingsHash = async (log: FoundLog): Promise<string> => {
    return digest([
      { ...aboutOf(log), names: options.names },
      await allBeside(log),
      log.several && [log.several.format.id, log.several.claim],
    ]);
  };
  const reading =
    options.cache === undefined
      ? undefined
      : recalled(openCache(options.cache), digest(paths.map((path) => resolve(path))), settingsHash, readLog);
  try {
    for (const log of found.logs) {
      signal?.throwIfAborted();
      try {
        const parsed = await (reading ? reading.read(log) : readLog(log));
        files.push(log.file);
        for (const run of parsed.runs) runs.push(run);
        problems.push(...parsed.problems);
        for (const column of parsed.columns) columns.add(column);
        shared.add((await allBeside(log)).flat(), parsed.runs.length);
      } catch (error) {
        if (!(error instanceof NoTrainingError && log.inFolder)) throw error;
        foreign ??= error;
        found.skipped.push({ file: log.file, reason: error.reason });
      }
      read++;
      onProgress?.(read, count, log.file);
    }
  } finally {
    await reading?.close();
  }
  if (files.length === 0 && foreign) throw foreign;
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
    problems: [...problems, ...shared.problems(), ...last.problems, ...unusedOverrides(overrides, last.runs)],
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
  return parseOverrides(file, asText(file, await readWhole(file, MOST_BYTES, { signal })));
}
