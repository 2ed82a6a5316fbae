import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { more, warningAt } from "../finding.ts";
import type { LossPoint, Run } from "../run.ts";

/** Whether a run's tokens, unique tokens, epochs, plan and compute fit together. */
export function checkTokens(run: Run): Problem[] {
  return [...epochsDisagree(run), ...uniqueExceedsPlanned(run), ...computeDisagrees(run)];
}

function epochsDisagree(run: Run): Problem[] {
  const wrong = run.points.filter((point) => disagrees(point, run.uniqueTokens));
  const [point] = wrong;
  if (!point) return [];
  const expected = (point.tokens as number) / (run.uniqueTokens as number);
  return [
    warningAt(
      point.source,
      "epochs-disagree",
      `run "${run.run}" states ${point.epochs} epochs, but tokens/unique_tokens is ${short(expected, 5)}${more(wrong.length)}`,
      "epochs are tokens seen over unique tokens; check the units of both, or map the right columns with --map",
    ),
  ];
}

/** Inside the first epoch a run may well state 1 epoch (of what it saw) or a fraction that was rounded. */
function disagrees({ tokens, epochs }: LossPoint, uniqueTokens: number | undefined): boolean {
  if (tokens === undefined || epochs === undefined || uniqueTokens === undefined || !(uniqueTokens > 0)) return false;
  const expected = tokens / uniqueTokens;
  return Math.abs(epochs - expected) > DATA_THRESHOLDS.epochs * expected && !(expected <= 1 && epochs <= 1 && epochs >= 0);
}

/** Fewer tokens than unique ones are normal on the way; at the end of the plan, what was not seen was not data of the run. */
function uniqueExceedsPlanned(run: Run): Problem[] {
  const { uniqueTokens: unique, plannedEpochs, complete } = run;
  const last = run.points.at(-1);
  if (!last || unique === undefined || (plannedEpochs === undefined && complete === false)) return [];
  const planned = plannedEpochs === undefined ? last.tokens : plannedEpochs * unique;
  if (planned === undefined || !(planned > 0) || unique <= planned * (1 + DATA_THRESHOLDS.epochs)) return [];
  return [
    warningAt(
      last.source,
      "unique-exceeds-planned",
      `run "${run.run}" states ${short(unique, 4)} unique tokens, but ${plannedEpochs === undefined ? "sees" : "is to see"} ${short(planned, 4)} in all`,
      "unique tokens are those that the run sees at least once, not the size of the corpus they are drawn from: state no more than its tokens",
    ),
  ];
}

/** Sparse models, and attention over long contexts, differ from 6·N·D for good reason; a wrong unit or another N does too. */
function computeDisagrees(run: Run): Problem[] {
  const counts = [run.params, run.paramsNonEmbedding].filter((count) => count !== undefined && count > 0) as number[];
  const [low, high] = DATA_THRESHOLDS.compute;
  const off = run.points.flatMap((point) => {
    const { tokens, compute } = point;
    if (!tokens || !compute || counts.length === 0) return [];
    const ratios = counts.map((count) => compute / (6 * count * tokens));
    return ratios.some((ratio) => ratio >= low && ratio <= high) ? [] : [{ point, ratio: ratios[0] as number }];
  });
  const [first] = off;
  if (!first) return [];
  const ratios = off.map(({ ratio }) => ratio);
  const [least, most] = [
    short(
      ratios.reduce((a, b) => Math.min(a, b)),
      3,
    ),
    short(
      ratios.reduce((a, b) => Math.max(a, b)),
      3,
    ),
  ];
  return [
    warningAt(
      first.point.source,
      "compute-not-6nd",
      `run "${run.run}" logs a compute that is ${least === most ? least : `${least} to ${most}`} times 6·N·D${off.length > 1 ? ` in ${off.length} of ${run.points.length} evaluations` : ""}`,
      "right for sparse models and long contexts; else check the units of compute, params and tokens, and which parameters N counts",
    ),
  ];
}

function short(x: number, digits: number): string {
  return String(Number(x.toPrecision(digits)));
}
