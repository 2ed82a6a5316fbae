import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { RunLogError, UsageError } from "../errors.ts";
import { type Claimed, claimed } from "./claimed.ts";
import { FOLDER_FORMATS, FORMATS, HEAD, isLogOfName, mayBeLog, nothingIn } from "./index.ts";
import { isBelow } from "./paths.ts";
import { readPieces, STDIN, unreadable } from "./readPieces.ts";
import { isBeside } from "./sidecars.ts";

const ENDINGS = [...new Set(FORMATS.flatMap(({ extensions }) => extensions))];
const LOG = new RegExp(`\\.(${ENDINGS.join("|")})(\\.(gz|zst))?$`, "i");

/** A log: a file, or files of a folder that are one. */
export interface FoundLog {
  file: string;
  /** How many folders up the one that was named is. */
  levels: number;
  several?: Claimed & { root: string };
  /** Whether it comes by standard input. */
  standardInput?: true;
  /** Whether a folder holds it, and nobody named it. */
  inFolder?: true;
}

/** What is found below the paths. */
export interface Found {
  logs: FoundLog[];
  /** Files of the folders that are no logs, and why. */
  skipped: { file: string; reason: string }[];
}

interface Search extends Found {
  /** Where the logs really are: one that two paths reach is read once. */
  visited: Set<string>;
}

/**
 * The logs that paths name, in the order of the paths and of the names below them: files of any name, folders with all that is below them,
 * patterns (`runs/*.csv`, `runs/**`) that no shell has resolved, and `-` for standard input.
 *
 * @param others files that are no logs, where they lie among them.
 * @throws RunLogError for a path that leads to none; UsageError for standard input that is named twice.
 */
export async function findLogs(paths: readonly string[], others: readonly string[] = []): Promise<Found> {
  const found: Search = { logs: [], skipped: [], visited: new Set() };
  for (const other of others) found.visited.add(await realpath(other));
  for (const path of paths) await collect(path, found);
  return { logs: found.logs, skipped: found.skipped };
}

/** Whether a file is a log by its ending. */
export function endsAsLog(name: string): boolean {
  return LOG.test(name);
}

/** Endings of logs that trainers print. */
const PRINTED = /\.(log|out|err|txt)(\.(gz|zst))?$/i;

/** A log's name without its ending. */
export function stem(name: string): string {
  return name.replace(LOG, "").replace(PRINTED, "");
}

/** How standard input is named as a path. */
const STANDARD_INPUT: readonly string[] = ["-", "/dev/stdin"];

async function collect(path: string, found: Search): Promise<void> {
  if (STANDARD_INPUT.includes(path)) {
    if (found.logs.some(({ standardInput }) => standardInput))
      throw new UsageError("Cannot read standard input twice", "give - once; a file of that name is ./-");
    found.logs.push({ file: STDIN, levels: 0, standardInput: true });
    return;
  }
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (info instanceof Error) {
    // A file whose name has the signs of a pattern is that file.
    if (info.code === "ENOENT" && (await collectPattern(path, found))) return;
    throw unreadable(path, info, "check the path; folders are read with all that is below them");
  }
  if (info.isDirectory()) {
    const before = found.skipped.length;
    if ((await walk(path, found)) === 0) {
      const near = found.skipped.slice(before).find(({ file }) => mayBeLog(basename(file)));
      throw new RunLogError(
        { file: path },
        `Cannot find run logs in the folder: no ${endings()} below it`,
        near ? `${near.file}: ${near.reason}` : "give a log of another name as a file: its content is what counts",
      );
    }
  } else if (info.isFile()) await add(path, 0, found);
  else throw new RunLogError({ file: path }, "Cannot read: it is neither a file nor a folder");
}

/** Whether a path is a pattern; what it matches is as if it had been given, but of files that its last part does not name by their ending only logs. */
async function collectPattern(pattern: string, found: Search): Promise<boolean> {
  const { glob, isDynamicPattern } = await import("tinyglobby");
  if (!isDynamicPattern(pattern)) return false;
  const matches = (await glob(pattern, { onlyFiles: false, expandDirectories: false })).sort();
  const named = /\.[^*?/]+$/.test(basename(pattern));
  let count = 0;
  for (const match of matches) {
    const path = match.replace(/\/$/, "");
    const info = await stat(path).catch(() => undefined);
    // What is below a folder is matched by itself where the pattern says so.
    if (info?.isDirectory()) count += pattern.endsWith("**") ? 0 : await walk(path, found);
    else if (info?.isFile() && named) {
      count++;
      await add(path, 0, found);
    } else if (info?.isFile()) count += await addIfLog(path, 0, found);
  }
  if (count === 0)
    throw new RunLogError(
      { file: pattern },
      matches.length === 0
        ? "Cannot read: no file or folder matches the pattern"
        : `Cannot find run logs: no ${endings()} among ${matches.length} matches`,
      "patterns are as in a shell: * within a name, ** for folders too, {a,b} for either",
    );
  return true;
}

/** A file below a folder that is read. */
interface Below {
  /** Relative to that folder, with `/`. */
  path: string;
  file: string;
  levels: number;
}

/** The number of logs below a folder. */
async function walk(folder: string, found: Search): Promise<number> {
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
    else count += await addIfLog(file, levels, found);
  }
  return count;
}

/** A file that nobody named, by its name, and by its content where the name does not say. */
async function addIfLog(file: string, levels: number, found: Search): Promise<number> {
  const name = basename(file);
  const passOver = (reason: string): number => {
    found.skipped.push({ file, reason });
    return 0;
  };
  if (isBeside(name)) return passOver("a configuration without its log");
  if (!endsAsLog(name)) {
    if (!mayBeLog(name)) return passOver(`not a log by its ending (${endings()})`);
    const first = await firstBytes(file);
    const nothing = nothingIn(name, first);
    if (nothing !== undefined) return passOver(nothing);
    if (!isLogOfName(name, first)) return passOver("not a log by its content");
  }
  await add(file, levels, found, { inFolder: true });
  return 1;
}

/** Lists the files below a folder, by name. Hidden entries and installed packages are never logs; a link back up is not followed. */
async function list(folder: string, below: string, files: Below[], found: Search, above: readonly string[] = []): Promise<void> {
  const here = await realpath(folder);
  if (above.includes(here)) return;
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    const path = below + entry.name;
    const info = entry.isSymbolicLink() ? await stat(file).catch(() => undefined) : entry;
    if (info?.isDirectory()) await list(file, `${path}/`, files, found, [...above, here]);
    else if (info?.isFile()) files.push({ path, file, levels: above.length });
    else found.skipped.push({ file, reason: "it is neither a file nor a folder" });
  }
}

/** A log of several files; a link that leads out of its folder is not followed: what it holds is none of the log's. */
async function addSeveral(root: string, { format, claim }: Claimed, levels: number, found: Search): Promise<void> {
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
async function add(file: string, levels: number, { logs, visited }: Search, more: Pick<FoundLog, "inFolder"> = {}): Promise<void> {
  const target = await realpath(file);
  if (!visited.has(target)) logs.push({ file, levels, ...more });
  visited.add(target);
}

function endings(): string {
  return ENDINGS.map((ending) => `.${ending}`).join(", ");
}

/** The first bytes of a file, unpacked, by which its format is told; none of one that cannot be read. */
async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD), 0, HEAD, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (!isPacked(bytes)) return bytes;
    for await (const piece of readPieces(file, false)) return piece.subarray(0, HEAD);
    return new Uint8Array();
  } catch {
    return new Uint8Array();
  } finally {
    await handle.close();
  }
}

/** By the first byte of gzip and of Zstandard: no text begins with either. */
const isPacked = (bytes: Uint8Array): boolean => bytes[0] === 0x1f || bytes[0] === 0x28;
