import { setupOf } from "../curve.ts";
import type { Run } from "../run.ts";

/** What names a run or tells replicates apart: two runs that differ in nothing else are candidates for one training. */
const APART: readonly string[] = ["run", "seed", "source", "fields", "insteadOfLoss"];

/** One text for all runs of one setup, whatever their losses, and whatever is in `but`. */
export function setupText(run: Run, but: readonly string[] = []): string {
  return JSON.stringify(
    Object.entries(setupOf(run))
      .filter(([name]) => !APART.includes(name) && !but.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
