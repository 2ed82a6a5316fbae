import type { Claim, FolderFormat } from "./format.ts";

/** A log of several files, and the format that claims them. */
export interface Claimed {
  format: FolderFormat;
  claim: Claim;
}

/** What formats of several files take of the files below a folder. */
export interface Taken {
  /** The log that a path is the first of, by that path. */
  logs: Map<string, Claimed>;
  /** Paths that are in a log of several files. */
  read: Set<string>;
  /** Paths that belong to such a log and are not read. */
  left: Set<string>;
}

/**
 * Asks each format in turn which files are its own; what one takes, the next is not asked for.
 *
 * @param paths relative to the folder that is read, with `/`.
 */
export function claimed(paths: readonly string[], formats: readonly FolderFormat[]): Taken {
  const taken: Taken = { logs: new Map(), read: new Set(), left: new Set() };
  for (const format of formats)
    for (const claim of format.claims(paths.filter((path) => !taken.read.has(path) && !taken.left.has(path)))) {
      const [first] = claim.paths;
      if (first === undefined) continue;
      taken.logs.set(first, { format, claim });
      for (const path of claim.paths) taken.read.add(path);
      for (const path of claim.left ?? []) taken.left.add(path);
    }
  return taken;
}
