import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { more, warningAt } from "../finding.ts";
import { columnName, WORDS, type Word } from "../glossary.ts";
import type { LossPoint, Run } from "../run.ts";
import { checkCurves } from "./checkCurves.ts";
import { checkDuplicates } from "./checkDuplicates.ts";
import { checkIdentical } from "./checkIdentical.ts";
import { checkSynthetic } from "./checkSynthetic.ts";
import { checkTokens } from "./checkTokens.ts";
import { checkUnits } from "./checkUnits.ts";

/**
 * What is doubtful in runs that were read: flagged, never repaired. What each code means is in docs/checks.md.
 *
 * Besides those of the checks: `unreadable-value` (a number that is none, or a loss that is not positive: a fit that keeps the row stops there).
 */
export function checkRuns(runs: readonly Run[]): Problem[] {
  // Where another column stands for the loss, what is doubtful in losses is not asked of it.
  const measured = runs.filter((run) => run.insteadOfLoss === undefined);
  return [
    ...checkDuplicates(measured),
    ...checkIdentical(measured),
    ...checkUnits(measured),
    ...measured.flatMap((run) => [...unreadable(run), ...absurdLoss(run), ...checkCurves(run)]),
    ...runs.flatMap(checkTokens),
    ...checkSynthetic(runs),
  ];
}

function unreadable(run: Run): Problem[] {
  const wrong = run.points.flatMap((point) => {
    const text = Object.entries(point.unreadable ?? {}).filter(([word]) => WORDS[word as Word] === "number");
    const loss =
      text.length === 0 && !(point.loss > 0 && Number.isFinite(point.loss))
        ? [["loss", Number.isNaN(point.loss) ? "(missing)" : point.loss]]
        : [];
    const held = [...text.map(([word, value]) => `${columnName(word as Word)} "${value}"`), ...loss.map((pair) => pair.join(" "))];
    return held.length > 0 ? [{ source: point.source, held: held.join(", ") }] : [];
  });
  const [first] = wrong;
  if (!first) return [];
  return [
    warningAt(
      first.source,
      "unreadable-value",
      `run "${run.run}" has ${first.held}, which cannot be fitted${more(wrong.length)}`,
      'mend the log, or leave the row out with --where, as "loss>0"',
    ),
  ];
}

function absurdLoss(run: Run): Problem[] {
  const wrong = run.points.filter((point) => point.loss > bound(run, point));
  const [point] = wrong;
  if (!point) return [];
  const limit = bound(run, point);
  const why = limit === DATA_THRESHOLDS.absurd ? `${limit}` : `ln(vocab) = ${limit.toFixed(3)}, the loss of guessing`;
  return [
    warningAt(
      point.source,
      "absurd-loss",
      `run "${run.run}" has loss ${point.loss}, above ${why}${more(wrong.length)}`,
      "check the unit (nats/token, not a perplexity or a sum), or leave it out with --where",
    ),
  ];
}

/** A model that repeats its data can overfit to worse than guessing, so ln(vocab) bounds only what saw nothing twice. */
function bound(run: Run, point: LossPoint): number {
  return run.vocab !== undefined && run.vocab > 1 && (point.epochs ?? 0) <= 1 ? Math.log(run.vocab) : DATA_THRESHOLDS.absurd;
}
