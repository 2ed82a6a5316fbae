import { IsolossError, place, UsageError } from "../../errors.ts";
import type { Observation, Stage } from "../../run.ts";
import { field } from "../../table/column.ts";
import { type AccuracyColumns, accuracyOf } from "./accuracy.ts";

/** One setting of continued pre-training or fine-tuning. */
export interface StagePoint {
  label: string;
  /** Data of its own, as unique tokens, or steps: whatever all points count alike. */
  amount: number;
  /** Share of questions answered rightly. */
  accuracy: number;
}

/** What is said of less data that did as well: two measured settings, and no law between them. */
export const MATCHED_OR_BETTER = "matched or better, not an inverted law";

export interface MatchedOrBetter {
  target: StagePoint;
  /** The smallest amount whose accuracy is at least the target's; undefined where none is. */
  match: StagePoint | undefined;
  /** Amount of the target over that of the match. Accuracies are not equal, so that it is no data efficiency. */
  ratio: number | undefined;
  /** Accuracy of the match above the target's, percentage points. */
  points: number | undefined;
  /** Smaller amounts that do not reach the target, the best first. */
  below: readonly StagePoint[];
  meaning: typeof MATCHED_OR_BETTER;
}

export interface StagesOptions extends AccuracyColumns {
  /** Column of the accuracy, as `avg`; in a long table the task, whose accuracy is in `column`. */
  accuracy: string;
  /** Column of the amount. Default `unique_tokens`. */
  amount?: string;
  /** The stage of rows that state none. */
  stage?: Exclude<Stage, "pretrain">;
}

/** Settings of one stage, and what the smaller of them make of the largest. */
export interface StageComparison {
  stage: Exclude<Stage, "pretrain">;
  /** Column of the accuracy, or its task. */
  task: string;
  /** By amount, then accuracy, the largest first. */
  points: readonly StagePoint[];
  comparison: MatchedOrBetter;
}

/**
 * The smallest amount of data (or steps) whose accuracy is at least the target's: ratio = amount of the target / that amount.
 *
 * Two measurements and no law: accuracies between the amounts were not seen, and the match may be better than the target, so a smaller amount might have
 * done. Amounts count data, not compute: epochs and members are on top.
 *
 * @param target setting to be matched; amount above 0.
 * @param candidates settings, in the target's unit; those of the target's amount or more are passed over.
 * @throws UsageError for an amount that is not positive, or an accuracy that is no share.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, appendix A and table 1 (17.5 = 280,000/16,000 steps at 39.23 against 40.58).
 * @example
 * matchedOrBetter({ label: "all", amount: 280000, accuracy: 0.3923 }, [{ label: "K = 8", amount: 16000, accuracy: 0.4058 }]).ratio // 17.5
 */
export function matchedOrBetter(target: StagePoint, candidates: readonly StagePoint[]): MatchedOrBetter {
  for (const { label, amount, accuracy } of [target, ...candidates]) {
    if (!(amount > 0 && Number.isFinite(amount)))
      throw new UsageError(`Cannot compare amounts: ${label} has ${amount}, expected a finite positive number of tokens or steps`);
    if (!(accuracy >= 0 && accuracy <= 1))
      throw new UsageError(`Cannot compare accuracies: ${label} has ${accuracy}, expected a share from 0 to 1`, "39.23 % is 0.3923");
  }
  const smaller = candidates.filter(({ amount }) => amount < target.amount);
  const reached = smaller.filter(({ accuracy }) => accuracy >= target.accuracy);
  const match = reached.toSorted((a, b) => a.amount - b.amount || b.accuracy - a.accuracy)[0];
  const below = smaller.filter(({ accuracy }) => accuracy < target.accuracy).toSorted((a, b) => b.accuracy - a.accuracy);
  return {
    target,
    match,
    ratio: match && target.amount / match.amount,
    points: match && 100 * (match.accuracy - target.accuracy),
    below,
    meaning: MATCHED_OR_BETTER,
  };
}

/**
 * Continued pre-training and fine-tuning, a stage at a time: whether less data does as well as the most.
 *
 * @param rows with `stage` cpt or sft (or `options.stage` for all), their accuracy and their amount in raw columns or the glossary's.
 * @throws IsolossError where no row is of such a stage, a row lacks its amount, or a stage has one amount only.
 * @example
 * const row = (avg, tokens) => ({ ...observation, stage: "cpt", uniqueTokens: tokens, fields: { avg } });
 * stages([row(0.39, 73e9), row(0.41, 4e9)], { accuracy: "avg" })[0].comparison.ratio // 18.25
 */
export function stages(rows: readonly Observation[], options: StagesOptions): StageComparison[] {
  const amountName = options.amount ?? "unique_tokens";
  const staged = rows.flatMap((row) => {
    const stage = row.stage ?? options.stage;
    const accuracy = accuracyOf(row, options.accuracy, options)?.accuracy;
    return stage === undefined || stage === "pretrain" || accuracy === undefined
      ? []
      : [{ stage, point: pointOf(row, accuracy, amountName) }];
  });
  if (staged.length === 0)
    throw new IsolossError(
      `Cannot compare stages: none of ${rows.length} rows is of stage cpt or sft and states ${options.accuracy}`,
      "write the column stage, or say which stage these rows are of",
    );
  return (["cpt", "sft"] as const).flatMap((stage): StageComparison[] => {
    const points = staged
      .filter((one) => one.stage === stage)
      .map(({ point }) => point)
      .toSorted((a, b) => b.amount - a.amount || b.accuracy - a.accuracy);
    const [target, ...others] = points;
    if (!target) return [];
    if (others.every(({ amount }) => amount === target.amount))
      throw new IsolossError(
        `Cannot compare stage ${stage}: all of its ${points.length} rows have ${amountName} ${target.amount}`,
        "add runs on less data, or name the column of the amount",
      );
    return [{ stage, task: options.accuracy, points, comparison: matchedOrBetter(target, others) }];
  });
}

const LABEL = ["recipe", "batch_size", "epochs", "members"];

function pointOf(row: Observation, accuracy: number, name: string): StagePoint {
  const amount = field(row, name);
  if (typeof amount !== "number")
    throw new IsolossError(
      `${place(row.source)}: Cannot compare stages: run "${row.run}" states no ${name}`,
      "log it, or name the column of the amount",
    );
  const label = LABEL.flatMap((column) => {
    const value = field(row, column);
    return value === undefined || value === null ? [] : [`${column}=${value}`];
  }).join(", ");
  return { label: label || row.run, amount, accuracy };
}
