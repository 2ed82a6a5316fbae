import type { Named, RunNames } from "./runNames.ts";

/**
 * What the name of a run states: its id, else the last part of an id with slashes, else its file's name without the ending, else its folder's.
 *
 * @returns undefined where none of them is of a pattern.
 */
export function namedBy(
  patterns: readonly RunNames[],
  run: string,
  file: string,
): { name: string; named: Named } | { ambiguous: string } | undefined {
  const parts = file.split(/[\\/]/);
  const last = parts.at(-1) as string;
  const stems = [last.replace(/\.(gz|zst)$/, "").replace(/\.[a-z]+$/i, ""), last];
  const candidates = [run, run.split("/").at(-1) as string, ...stems, ...parts.slice(0, -1).reverse()];
  let ambiguous: string | undefined;
  for (const name of candidates)
    for (const pattern of patterns) {
      const named = pattern.read(name);
      if (named === "ambiguous") ambiguous ??= name;
      else if (named) return { name, named };
    }
  return ambiguous === undefined ? undefined : { ambiguous };
}
