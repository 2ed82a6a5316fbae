import type { Curve } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { more, warningAt } from "../finding.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf, placeOf } from "./ends.ts";

/** Whether a run's tokens, unique tokens, epochs, plan and compute fit together. */
export function checkTokens(run: Run, curve: Curve): Problem[] {
  return [...epochsDisagree(run, curve), ...beyondPlan(run), ...uniqueExceedsPlanned(run), ...computeDisagrees(run, curve)];
}

function epochsDisagree(run: Run, { tokens, epochs, loss }: Curve): Problem[] {
  const unique = run.uniqueTokens;
  if (!tokens || !epochs || unique === undefined || !(unique > 0)) return [];
  let count = 0;
  let first = -1;
  for (let i = 0; i < loss.length; i++)
    if (disagree(epochs[i] as number, (tokens[i] as number) / unique)) {
      if (count === 0) first = i;
      count++;
    }
  if (count === 0) return [];
  return [
    warningAt(
      placeOf(run, first),
      "epochs-disagree",
      `run "${run.run}" states ${numberText(epochs[first] as number, 5)} epochs, but tokens/unique_tokens is ${numberText((tokens[first] as number) / unique, 5)}${more(count)}`,
      "epochs are tokens seen over unique tokens; check the units of both, or map the right columns with --map",
    ),
  ];
}

/** Inside the first epoch a run may well state 1 epoch (of what it saw) or a fraction that was rounded. */
function disagree(epochs: number, expected: number): boolean {
  return Math.abs(epochs - expected) > DATA_THRESHOLDS.epochs * expected && !(expected <= 1 && epochs <= 1 && epochs >= 0);
}

function beyondPlan(run: Run): Problem[] {
  const epochs = endOf(run)?.epochs;
  const planned = run.plannedEpochs;
  if (epochs === undefined || planned === undefined || epochs <= planned * (1 + DATA_THRESHOLDS.beyondPlan)) return [];
  return [
    warningAt(
      placeOf(run, -1),
      "epochs-disagree",
      `run "${run.run}" ends after ${numberText(epochs, 5)} epochs, but planned_epochs is ${numberText(planned, 5)}`,
      "a schedule that went on beyond its plan, or a wrong column: check the units of both, or map the right columns with --map",
    ),
  ];
}

/** Fewer tokens than unique ones are normal on the way; at the end of the plan, what was not seen was not data of the run. */
function uniqueExceedsPlanned(run: Run): Problem[] {
  const { uniqueTokens: unique, plannedEpochs, complete } = run;
  const end = endOf(run);
  if (!end || unique === undefined || (plannedEpochs === undefined && complete === false)) return [];
  const planned = plannedEpochs === undefined ? end.tokens : plannedEpochs * unique;
  if (planned === undefined || !(planned > 0) || unique <= planned * (1 + DATA_THRESHOLDS.epochs)) return [];
  return [
    warningAt(
      placeOf(run, -1),
      "unique-exceeds-planned",
      `run "${run.run}" states ${numberText(unique, 4)} unique tokens, but ${plannedEpochs === undefined ? "sees" : "is to see"} ${numberText(planned, 4)} in all`,
      "unique tokens are those that the run sees at least once, not the size of the corpus they are drawn from: state no more than its tokens",
    ),
  ];
}

/** Sparse models, and attention over long contexts, differ from 6·N·D for good reason; a wrong unit or another N does too. */
function computeDisagrees(run: Run, { tokens, compute, loss }: Curve): Problem[] {
  const counts = [run.params, run.paramsNonEmbedding].filter((count) => count !== undefined && count > 0) as number[];
  const [count] = counts;
  if (count === undefined || !tokens || !compute) return [];
  const [low, high] = DATA_THRESHOLDS.compute;
  let [off, first, least, most] = [0, -1, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < loss.length; i++) {
    const [flops, seen] = [compute[i] as number, tokens[i] as number];
    if (!seen || !flops) continue;
    if (counts.some((n) => flops >= low * 6 * n * seen && flops <= high * 6 * n * seen)) continue;
    const ratio = flops / (6 * count * seen);
    if (off === 0) first = i;
    off++;
    least = Math.min(least, ratio);
    most = Math.max(most, ratio);
  }
  if (off === 0) return [];
  const [from, to] = [numberText(least, 3), numberText(most, 3)];
  return [
    warningAt(
      placeOf(run, first),
      "compute-not-6nd",
      `run "${run.run}" logs a compute that is ${from === to ? from : `${from} to ${to}`} times 6·N·D${off > 1 ? ` in ${off} of ${loss.length} evaluations` : ""}`,
      "right for sparse models and long contexts; else check the units of compute, params and tokens, and which parameters N counts",
    ),
  ];
}
