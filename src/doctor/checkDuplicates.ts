import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import { type Problem, place } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { digitsOf } from "../ingest/values.ts";
import type { Run } from "../run.ts";

/** What names a run or tells replicates apart: two rows that differ in nothing else are candidates for one training. */
const APART: readonly string[] = ["run", "seed", "source", "fields", "points"];

/**
 * Trainings that are there twice: an id that stands for several, or two ids with one setup and the same losses to the last bit.
 *
 * Replicates may share a loss that was rounded to a few digits, so a single loss counts from `DATA_THRESHOLDS.digits` digits, or where both runs
 * state one seed.
 */
export function checkDuplicates(runs: readonly Run[]): Problem[] {
  const ids = new Map<string, Run>();
  const contents = new Map<string, Run[]>();
  return runs.flatMap((run) => {
    const earlier = ids.get(run.run);
    if (earlier) return [sameId(run, earlier)];
    ids.set(run.run, run);
    const key = contentOf(run);
    const alike = contents.get(key);
    if (!alike) contents.set(key, [run]);
    const twin = alike?.find((other) => isTwin(run, other));
    if (!twin) alike?.push(run);
    return twin ? [sameContent(run, twin)] : [];
  });
}

function sameId(run: Run, earlier: Run): Problem {
  return warningAt(
    run.source,
    "duplicate-run",
    `run "${run.run}" is also at ${place(earlier.source)}: both are kept`,
    "give every training an id of its own, or leave one file out; a curve needs tokens, epochs or step that grow and one setup",
  );
}

function sameContent(run: Run, twin: Run): Problem {
  return warningAt(
    run.source,
    "duplicate-row",
    `run "${run.run}" has the setup and the very losses of run "${twin.run}" at ${place(twin.source)}: both are kept`,
    'another seed gives other losses: leave one of them out with --where "run!=…"',
  );
}

/** Setup and last loss; curves are compared in full only where these agree. */
function contentOf(run: Run): string {
  const setup = Object.entries(run)
    .filter(([name]) => !APART.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const last = run.points.at(-1);
  return JSON.stringify([setup, run.points.length, last?.loss, last?.tokens, last?.epochs, last?.step]);
}

function isTwin(run: Run, other: Run): boolean {
  const [first] = run.points;
  if (!first || !run.points.every((point, i) => Object.is(point.loss, other.points[i]?.loss) && Number.isFinite(point.loss))) return false;
  return run.points.length > 1 || (run.seed !== undefined && run.seed === other.seed) || digitsOf(first.loss) >= DATA_THRESHOLDS.digits;
}
