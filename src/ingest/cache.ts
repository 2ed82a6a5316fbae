import { createHash, randomUUID } from "node:crypto";
import { type BigIntStats, existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../version.ts";
import type { Parsed } from "./format.ts";
import { pack, unpack } from "./packed.ts";

/** A file as the disk describes it: one that is another, or was changed, is described otherwise. */
export interface Described {
  path: string;
  size: number;
  changed: string;
  /** When it was last changed, ms. */
  at: number;
}

/** What is remembered of logs between commands. */
export interface Cache {
  /** What was read of a log of this content and these settings. */
  recall: (key: string) => Promise<Parsed[] | undefined>;
  keep: (key: string, parsed: readonly Parsed[]) => Promise<void>;
  /** The content that a file had when it was described like this; and whether one of this path and size is known at all. */
  contentOf: (file: Described) => Promise<{ content?: string; mayBeKnown: boolean }>;
  keepContent: (file: Described, content: string) => Promise<void>;
  /** Makes room where what is kept outgrew its bound. */
  close: () => Promise<void>;
}

/** What all packs may hold together, bytes. */
const MOST_KEPT = 2 * 2 ** 30;
/** A file that was changed so shortly before it was described may have been changed once more within the same tick of the disk's clock, ms. */
const TICK = 2000;
const DAY = 864e5;

/**
 * Where the command line keeps what it read: the folder that `ISOLOSS_CACHE` names, nowhere where it is `off`, else `isoloss` in the user's folder
 * of caches.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const named = env.ISOLOSS_CACHE;
  if (named === "off") return undefined;
  return named || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "isoloss");
}

/**
 * A cache in a folder. What is kept is found by the hash of a log's content and of all that its reading depends on; which content a file has is
 * known without reading it as long as its size, times and inode are what they were. Several processes may use one folder: files come whole or not
 * at all, and what is damaged is as if it were not there.
 *
 * @param most what all packs may hold together, bytes; a single one at most half of it.
 */
export function openCache(folder: string, most = MOST_KEPT): Cache {
  const make = readerMake();
  let wrote = false;
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    const partial = join(folder, `${randomUUID()}.partial`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(partial, bytes);
      await rename(partial, path);
      wrote = true;
    } catch {
      // A disk that is full or may not be written to: the next command reads the log again.
      await rm(partial, { force: true }).catch(() => {});
    }
  };
  const packPath = (key: string): string => join(folder, `${digest([make, key])}.pack`);
  const placePath = (path: string): string => join(folder, `${digest([path])}.place`);
  return {
    recall: async (key) => {
      const path = packPath(key);
      const bytes = await wholeFile(path);
      const parsed = bytes && unpack(bytes);
      // What was used last goes last.
      if (parsed) await utimes(path, new Date(), new Date()).catch(() => {});
      else if (bytes) await rm(path, { force: true }).catch(() => {});
      return parsed;
    },
    keep: async (key, parsed) => {
      const bytes = pack(parsed);
      if (bytes.length < most / 2) await write(packPath(key), bytes);
    },
    contentOf: async (file) => {
      const known = await readFile(placePath(file.path), "utf8")
        .then((text) => JSON.parse(text) as { file: Described; content: string; seen: number })
        .catch(() => undefined);
      const isKnown = known?.file?.changed === file.changed && known.file.size === file.size && known.seen - file.at > TICK;
      return { ...(isKnown && { content: known.content }), mayBeKnown: known?.file?.size === file.size };
    },
    keepContent: (file, content) => write(placePath(file.path), JSON.stringify({ file, content, seen: Date.now() })),
    close: async () => {
      if (wrote) await evict(folder, most);
    },
  };
}

/** The description of a file; undefined where there is none. */
export async function describe(path: string): Promise<Described | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  const at = Math.max(Number(info.mtimeMs), Number(info.ctimeMs));
  return { path, size: Number(info.size), changed: changedAt(info), at };
}

/** Which file it is, and when it was last changed. */
function changedAt({ ino, dev, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, mtimeNs, ctimeNs].join(" ");
}

/** Whether a file that was just changed may change again without a trace. */
export function isSettled({ at }: Described): boolean {
  return Date.now() - at > TICK;
}

/** A hash of anything that JSON can say. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** A hash of bytes as they come. */
export function contentHash(): { update: (bytes: Uint8Array) => void; hex: () => string } {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}

/**
 * Which reader this is: its version, and the files that it is made of, so that a changed one never speaks for the other. Asked one after the other: a few
 * hundred questions to the disk take longer to hand out than to answer.
 */
function readerMake(): string {
  if (!import.meta.url.startsWith("file:")) return VERSION;
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const files = [...codeIn(join(root, "ingest"), true), ...codeIn(root, false)].sort();
  return digest([VERSION, process.version, files.map((path) => [path, changedAt(statSync(path, { bigint: true }))])]);
}

/** None where the reader lies in a file with other code. */
function codeIn(folder: string, recursive: boolean): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The bytes of a file in memory of their own, so that numbers in them are aligned; undefined where it cannot be read. */
async function wholeFile(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, size - at, at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return bytes;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Leaves four fifths of the bound: what was used longest ago goes first, and what a process that died left half written. */
async function evict(folder: string, most: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = (await Promise.all(names.map((name) => describe(join(folder, name))))).filter((file) => file !== undefined);
  const old = files.filter(({ path, at }) => path.endsWith(".partial") && Date.now() - at > DAY);
  let total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > most)
    for (const file of files.toSorted((a, b) => a.at - b.at)) {
      if (total <= 0.8 * most) break;
      total -= file.size;
      old.push(file);
    }
  await Promise.all(old.map(({ path }) => rm(path, { force: true }).catch(() => {})));
}
