import { curveOf, evaluationCount } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import { type Problem, place } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { digitsOf } from "../ingest/values.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { setupText } from "../table/setupText.ts";
import { endOf } from "./ends.ts";

/**
 * Different trainings with the same losses: a value or a curve that was copied to another row.
 *
 * Where more than a few runs agree, losses were read in steps (off a picture, say), and no copy can be told: nothing is said. Curves count from three evaluations; a last loss from `DATA_THRESHOLDS.digits` digits, and where so many runs would hardly meet by chance.
 * Ensembles are left out: one of a single member has that member's loss.
 */
export function checkIdentical(runs: readonly Run[]): Problem[] {
  const single = runs.filter((run) => !run.memberRuns && run.recipe !== "ensemble" && Number.isFinite(lastOf(run)));
  const likely = single.length > 1 ? coincidences(single.map(lastOf)) : 0;
  const twins = [...grouped(single, lastOf).values()].flatMap((same) => twinsIn(same, likely));
  return twins.length > Math.max(DATA_THRESHOLDS.copies * runs.length, 1) ? [] : twins.map(({ run, twin }) => found(run, twin));
}

function found(run: Run, twin: Run): Problem {
  const [own, other] = [evaluationCount(run), evaluationCount(twin)];
  const what = own > 1 ? `${Math.min(own, other)} losses` : `loss ${numberText(lastOf(run), 7)}`;
  return warningAt(
    run.source,
    "identical-losses",
    `run "${run.run}" has the very ${what} of run "${twin.run}" at ${place(twin.source)}, and another setup`,
    "one of them may be a copy: look at both logs; both are kept",
  );
}

const lastOf = (run: Run): number => endOf(run)?.loss ?? Number.NaN;

interface Twins {
  run: Run;
  twin: Run;
}

/** Among runs of one last loss, those that have the losses of an earlier one. */
function twinsIn(same: readonly Run[], likely: number): Twins[] {
  if (same.length < 2) return [];
  if (digitsOf(lastOf(same[0] as Run)) >= DATA_THRESHOLDS.digits && likely <= DATA_THRESHOLDS.chance) return unlike(same);
  // Where the last loss tells nothing, only curves can be copies.
  const curves = same.filter((run) => evaluationCount(run) >= 3 && curveOf(run).loss.every(Number.isFinite));
  return [...grouped(curves, (run) => curveOf(run).loss.join()).values()].flatMap(unlike);
}

/**
 * Each run with the first before it of another id and setup; pairs with one id or one setup are told by `checkDuplicates`.
 *
 * Two runs of an id, and two of a setup, are enough to look at: whatever is asked for, one of them is as good as any later one. So no run is compared with more than a few.
 */
function unlike(runs: readonly Run[]): Twins[] {
  const kept: { run: Run; setup: string }[] = [];
  const ids = new Map<string, number>();
  const setups = new Map<string, number>();
  const pairs = new Set<string>();
  return runs.flatMap((run) => {
    const setup = JSON.stringify([setupText(run), endOf(run)?.tokens, endOf(run)?.epochs]);
    const other = kept.find((earlier) => earlier.run.run !== run.run && earlier.setup !== setup);
    const pair = JSON.stringify([run.run, setup]);
    const [ofId, ofSetup] = [ids.get(run.run) ?? 0, setups.get(setup) ?? 0];
    if (ofId < 2 && ofSetup < 2 && !pairs.has(pair)) {
      kept.push({ run, setup });
      ids.set(run.run, ofId + 1);
      setups.set(setup, ofSetup + 1);
      pairs.add(pair);
    }
    return other ? [{ run, twin: other.run }] : [];
  });
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
