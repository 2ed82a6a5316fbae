import { curveOf, evaluationCount } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import { type Problem, place } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { digitsOf } from "../ingest/values.ts";
import type { Run } from "../run.ts";
import { sameLosses } from "./checkDuplicates.ts";
import { endOf } from "./ends.ts";
import { setupText } from "./setupText.ts";

/**
 * Different trainings with the same losses: a value or a curve that was copied to another row.
 *
 * Where more than a few runs agree, losses were read in steps (off a picture, say), and no copy can be told: nothing is said. Curves count from three evaluations; a last loss from `DATA_THRESHOLDS.digits` digits, and where so many runs would hardly meet by chance.
 * Ensembles are left out: one of a single member has that member's loss.
 */
export function checkIdentical(runs: readonly Run[]): Problem[] {
  const single = runs.filter((run) => !run.memberRuns && run.recipe !== "ensemble" && Number.isFinite(lastOf(run)));
  const likely = single.length > 1 ? coincidences(single.map(lastOf)) : 0;
  const twins = [...grouped(single, lastOf).values()].flatMap((same) => {
    const seen: Run[] = [];
    return same.flatMap((run) => {
      const twin = seen.find((other) => differs(run, other) && identical(run, other, likely));
      seen.push(run);
      return twin ? [{ run, twin }] : [];
    });
  });
  return twins.length > Math.max(DATA_THRESHOLDS.copies * runs.length, 1) ? [] : twins.map(({ run, twin }) => found(run, twin));
}

function found(run: Run, twin: Run): Problem {
  const [own, other] = [evaluationCount(run), evaluationCount(twin)];
  const what = own > 1 ? `${Math.min(own, other)} losses` : `loss ${lastOf(run)}`;
  return warningAt(
    run.source,
    "identical-losses",
    `run "${run.run}" has the very ${what} of run "${twin.run}" at ${place(twin.source)}, and another setup`,
    "one of them may be a copy: look at both logs; both are kept",
  );
}

const lastOf = (run: Run): number => endOf(run)?.loss ?? Number.NaN;

/** Pairs with one id or one setup are told by `checkDuplicates`. */
function differs(run: Run, other: Run): boolean {
  const setupOf = (own: Run): string => JSON.stringify([setupText(own), endOf(own)?.tokens, endOf(own)?.epochs]);
  return run.run !== other.run && setupOf(run) !== setupOf(other);
}

function identical(run: Run, other: Run, likely: number): boolean {
  if (evaluationCount(run) >= 3 && sameLosses(curveOf(run), curveOf(other))) return true;
  return digitsOf(lastOf(run)) >= DATA_THRESHOLDS.digits && likely <= DATA_THRESHOLDS.chance;
}

/** Pairs that would agree by chance, were losses spread evenly over their range: n²/2 · resolution/range. */
function coincidences(losses: readonly number[]): number {
  const [low, high, resolution] = losses.reduce(
    ([least, most, step], x) => [Math.min(least, x), Math.max(most, x), Math.min(step, 10 ** -decimals(x))],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1],
  );
  return high > low ? (losses.length ** 2 / 2) * (resolution / (high - low)) : Number.POSITIVE_INFINITY;
}

function decimals(x: number): number {
  return Math.max(digitsOf(x) - 1 - Math.floor(Math.log10(Math.abs(x) || 1)), 0);
}
