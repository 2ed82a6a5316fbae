import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Files that grow while a figure of them is shown: looked at again and again, since notices of the system are lost on shared disks. */

/** Milliseconds between two looks, and how often that is the time that a look takes. */
const INTERVAL = 400;
const PATIENCE = 10;
/** Looks after which files that never rest are read as they are. */
const MOST_LOOKS = 10;

/**
 * Calls `work` at once, and again whenever a file among `paths` or below them has changed and then rests, until the signal is given.
 *
 * @param paths files and folders; one that does not exist yet, or is a pattern, counts from when it, or a match of it, is there.
 * @param ours files that `work` writes, which do not count.
 * @param work returns further files to look at; what it throws ends the watch.
 */
export async function watch(
  paths: readonly string[],
  ours: readonly string[],
  work: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  const own = new Set(ours.map((path) => resolve(path)));
  let more: readonly string[] = [];
  const look = async (): Promise<string> => stateOf(await filesOf([...paths, ...more]), own);
  try {
    for (;;) {
      // Taken before the files are read: what grows meanwhile is seen as a change.
      const read = await look();
      more = await work();
      await changed(read, look, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Waits until a look differs from `read`, and the next from it no more. */
async function changed(read: string, look: () => Promise<string>, signal: AbortSignal): Promise<void> {
  let before = read;
  for (let looks = 0; looks < MOST_LOOKS; ) {
    const begun = performance.now();
    const now = await look();
    if (now !== read && now === before) return;
    if (now !== read) looks++;
    before = now;
    await sleep(Math.max(INTERVAL, PATIENCE * (performance.now() - begun)), undefined, { signal });
  }
}

async function filesOf(paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const path of paths) await collect(path, found);
  return found;
}

async function collect(path: string, found: Set<string>): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (!entry.isDirectory()) found.add(resolve(join(entry.parentPath, entry.name)));
  } else if (there) found.add(resolve(path));
  else if (PATTERN.test(path)) {
    // Only what it matches: the words of the watch itself may be written beside it.
    const { glob } = await import("tinyglobby");
    for (const match of await glob(path, { onlyFiles: false, expandDirectories: false }))
      if (path.endsWith("**")) found.add(resolve(match));
      else await collect(match.replace(/\/$/, ""), found);
  }
}

const PATTERN = /[*?[{]/;

/** Names, sizes and times of change, but of files of ours, as one text. */
async function stateOf(files: ReadonlySet<string>, own: ReadonlySet<string>): Promise<string> {
  const seen = await Promise.all(
    [...files]
      .filter((file) => !own.has(file))
      .sort()
      .map(async (file) => {
        const there = await stat(file).catch(() => undefined);
        return there?.isFile() ? `${file} ${there.size} ${there.mtimeMs}` : file;
      }),
  );
  return seen.join("\n");
}
