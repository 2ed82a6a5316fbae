import { type Curve, curveOf, evaluationCount, pointAt } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import { type Problem, place } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { digitsOf } from "../ingest/values.ts";
import type { Run } from "../run.ts";
import { fragmentsOf } from "../table/fragments.ts";
import { setupText } from "../table/setupText.ts";

/**
 * Trainings that are there twice: an id that stands for several, or two ids with one setup and the same losses to the last bit.
 *
 * Replicates may share a loss that was rounded to a few digits, so a single loss counts from `DATA_THRESHOLDS.digits` digits, or where both runs
 * state one seed.
 */
export function checkDuplicates(runs: readonly Run[]): Problem[] {
  const ids = new Map<string, Run>();
  const contents = new Map<string, Run[]>();
  const fragments = fragmentsOf(runs);
  const repeated = [...grouped(fragments, ([, whole]) => whole)].map(([whole, own]) =>
    secondEvaluations(
      whole,
      own.map(([run]) => run),
    ),
  );
  const others = runs
    .filter((run) => !fragments.has(run))
    .flatMap((run) => {
      const earlier = ids.get(run.run);
      if (earlier) return [sameId(run, earlier)];
      ids.set(run.run, run);
      const key = contentOf(run);
      if (key === undefined) return [];
      const alike = contents.get(key);
      if (!alike) contents.set(key, [run]);
      const twin = alike?.find((other) => isTwin(run, other));
      if (!twin) alike?.push(run);
      return twin ? [sameContent(run, twin)] : [];
    });
  return [...repeated, ...others];
}

function secondEvaluations(whole: Run, fragments: readonly Run[]): Problem {
  const [first] = fragments as readonly [Run];
  const count = fragments.reduce((sum, run) => sum + evaluationCount(run), 0);
  return warningAt(
    first.source,
    "repeated-evaluation",
    `run "${whole.run}" of ${place(whole.source)} is evaluated a second time at ${count === 1 ? "a place" : `${count} places`} of its course: each is kept as a run of its own`,
    "the same tokens, epochs or step twice are a restart, or were rounded: leave one out, or log more digits",
  );
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

/** Setup and last loss; curves are compared in full only where these agree. Undefined for a loss by which no copy is told. */
function contentOf(run: Run): string | undefined {
  const { loss, tokens, epochs, step } = pointAt(run, -1) ?? {};
  const count = evaluationCount(run);
  const rounded = count === 1 && (loss === undefined || !Number.isFinite(loss) || digitsOf(loss) < DATA_THRESHOLDS.digits);
  if (rounded && run.seed === undefined) return undefined;
  return JSON.stringify([setupText(run), count, loss, tokens, epochs, step, ...(rounded ? [run.seed] : [])]);
}

function isTwin(run: Run, other: Run): boolean {
  const curve = curveOf(run);
  const { loss } = curve;
  return loss.length > 0 && sameLosses(curve, curveOf(other));
}

/** Whether two curves have the same finite losses, one by one. */
function sameLosses({ loss: a }: Curve, { loss: b }: Curve): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] || !Number.isFinite(a[i])) return false;
  return true;
}
