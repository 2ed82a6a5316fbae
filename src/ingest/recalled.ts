import { join } from "node:path";
import { type Cache, contentHash, type Described, describe, digest, isSettled } from "./cache.ts";
import type { FoundLog } from "./findLogs.ts";
import type { Parsed } from "./format.ts";
import { readPieces } from "./readPieces.ts";

/** Reads a log; `onPacked` is given every byte of its file. */
export type ReadLog = (log: FoundLog, onPacked?: (bytes: Uint8Array) => void) => Promise<Parsed>;

/** Of a log that is smaller what was read is kept together with that of others, bytes. */
const LARGE = 2 ** 18;
/** Fewer small logs are read as fast as they are recalled. */
const FEW = 16;

/** One of the logs that are kept together, by what it was and how it was read. */
interface Entry extends Parsed {
  key: string;
}

/** Reads logs that were read before from a cache. */
export interface Recalling {
  read: (log: FoundLog) => Promise<Parsed>;
  /** Keeps what was read of small logs, also where the reading was broken off. */
  close: () => Promise<void>;
}

/**
 * Reads logs, and what was read of them before from a cache: a large one by the hash of its content, the small ones of a call all together.
 *
 * @param name what tells the calls apart whose small logs are kept together.
 * @param settingsOf a hash of all that the reading of a log depends on besides its content.
 */
export function recalled(cache: Cache, name: string, settingsOf: (log: FoundLog) => Promise<string>, read: ReadLog): Recalling {
  const bundleKey = digest(["bundle", name]);
  let bundle: Promise<Map<string, Entry>> | undefined;
  const entries = new Map<string, Entry>();
  const recallBundle = async (): Promise<Map<string, Entry>> =>
    new Map(((await cache.recall(bundleKey)) as Entry[] | undefined)?.map((entry) => [entry.key, entry]));

  const small = async (log: FoundLog, file: Described, settings: string): Promise<Parsed> => {
    bundle ??= recallBundle();
    const key = digest([file.path, file.size, file.changed, settings]);
    const known = (await bundle).get(key);
    const parsed = known ?? (await read(log));
    if (known || isSettled(file)) entries.set(key, { ...parsed, key });
    return parsed;
  };

  const large = async (log: FoundLog, file: Described, settings: string): Promise<Parsed> => {
    const known = log.several ? undefined : await cache.contentOf(file);
    const isHashed = known?.content === undefined && known?.mayBeKnown === true;
    const content = log.several ? isSettled(file) && file.changed : (known?.content ?? (isHashed && (await hashOf(log.file))));
    const found = content ? (await cache.recall(digest([content, settings])))?.[0] : undefined;
    if (found) {
      if (isHashed && content) await cache.keepContent(file, content);
      return found;
    }
    const hash = contentHash();
    const parsed = await read(log, hash.update);
    // A file that is being written is read anew by the next command.
    if ((await describedLog(log))?.changed !== file.changed || (log.several && !isSettled(file))) return parsed;
    const hex = log.several ? file.changed : hash.hex();
    await cache.keep(digest([hex, settings]), [parsed]);
    if (!log.several) await cache.keepContent(file, hex);
    return parsed;
  };

  return {
    read: async (log) => {
      const file = log.standardInput ? undefined : await describedLog(log);
      if (!file) return read(log);
      const settings = await settingsOf(log);
      return file.size > LARGE ? large(log, file, settings) : small(log, file, settings);
    },
    close: async () => {
      const before = await bundle;
      if (entries.size >= FEW && [...entries.keys()].some((key) => !before?.has(key))) await cache.keep(bundleKey, [...entries.values()]);
      await cache.close();
    },
  };
}

/** A log of several files is as large as all, and changed where one of them is. */
async function describedLog({ file, several }: FoundLog): Promise<Described | undefined> {
  if (!several) return describe(file);
  const files = await Promise.all(several.claim.paths.map((path) => describe(join(several.root, path))));
  if (files.some((one) => one === undefined)) return undefined;
  const own = files as Described[];
  return {
    path: file,
    size: own.reduce((sum, { size }) => sum + size, 0),
    changed: digest(own.map(({ path, size, changed }) => [path, size, changed])),
    at: own.reduce((latest, { at }) => Math.max(latest, at), 0),
  };
}

async function hashOf(file: string): Promise<string | undefined> {
  const hash = contentHash();
  for await (const _ of readPieces(file, false, { onPacked: hash.update, asItLies: true }));
  return hash.hex();
}
