import type { Observation } from "../index.ts";

/** Rows above which a fit takes minutes, and the file that keeps them tens of megabytes. */
const MANY = 50_000;
/** What a row takes in a kept fit, bytes: as measured, with few raw columns. */
const ROW_BYTES = 720;

/** What a fit to very many rows is about to do, and the cheaper choice where there is one; undefined for fewer. */
export function manyRows(
  rows: readonly Pick<Observation, "run" | "source">[],
  { checkpoint, bootstrap, out, groups }: { checkpoint: string; bootstrap: number; out: string | undefined; groups: boolean },
): string | undefined {
  if (rows.length <= MANY) return undefined;
  const runs = new Set(rows.map(({ run, source }) => `${source.file}\n${run}`)).size;
  const counted = (count: number): string => count.toLocaleString("en-US");
  const refits =
    bootstrap > 0 ? ` and ${counted(bootstrap)} refits${groups ? " a group" : ""}, which are most of the work (--bootstrap 0: none)` : "";
  const kept = out === undefined ? "" : `; ${out} keeps every row, about ${Math.round((rows.length * ROW_BYTES) / 1e6)} MB`;
  const cheaper = checkpoint === "every" ? "; --checkpoint final or best fits a row a run" : "";
  return `fitting ${counted(rows.length)} rows of ${counted(runs)} runs: ${bootstrap > 0 ? "the search" : "the search alone"}${refits}${kept}${cheaper}`;
}
