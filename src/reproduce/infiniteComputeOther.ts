import type { Estimate } from "../analyze/predictor.ts";
import { distillationShare } from "../analyze/recipes/distillationShare.ts";
import { type Downstream, downstream } from "../analyze/recipes/downstream.ts";
import { bestAccuracy, downstreamGain } from "../analyze/recipes/downstreamGain.ts";
import { matchedOrBetter, type StageComparison, stages } from "../analyze/recipes/stages.ts";
import { timesStandardPractice } from "../analyze/recipes/timesStandardPractice.ts";
import { scaledInterval } from "../fit/intervals.ts";
import type { Interval } from "../fit/types.ts";
import { normalQuantile } from "../numeric/quantile.ts";
import type { Claim } from "./claim.ts";
import { PAPER, RUNS, UNIQUE } from "./infiniteComputeFits.ts";
import { shared, type Tables } from "./tables.ts";
import { arithmetic, range, type Stated } from "./uncertainty.ts";

/** Distillation, accuracies, the later stage, and the paper's headline ratios. */

const ACCURACIES = "infinite-compute/downstream_200m.csv";
const MATHS = "infinite-compute/cpt_math.csv";
const TASKS = ["arc_easy", "piqa", "sciq"];
/** Tokens of a step: 64 sequences of 4096. */
const STEP = 64 * 4096;
const RECOMPUTED = "mean of three tasks, recomputed from the authors' evaluations";

const cells = shared((tables) => downstream(tables.runs(ACCURACIES, { map: { loss: "acc" } }), { tasks: TASKS, mean: "avg3" }).cells);

/** Numbers with the intervals that questions give them. */
function answered(claim: Stated, of: (tables: Tables) => readonly Estimate[]): Claim {
  return {
    ...claim,
    ours: (tables) => of(tables).map(({ value }) => value as number),
    uncertainty: (tables) => ({
      kind: "interval",
      intervals: of(tables).map(({ interval }) => interval as Interval),
      note: "of the questions asked, as if each setting had questions of its own; seeds are not in it",
    }),
  };
}

function inPercent({ value, interval, missing }: Estimate): Estimate {
  return {
    value: 100 * (value as number),
    interval: interval && scaledInterval(interval, 100),
    missing,
  };
}

function percent({ accuracy, standardError }: Downstream): Estimate {
  const half = 100 * normalQuantile(0.975) * (standardError as number);
  return {
    value: 100 * accuracy,
    interval: { low: 100 * accuracy - half, high: 100 * accuracy + half, level: 0.95, method: "wald" },
    missing: 0,
  };
}

const accuracies = (quantity: string, published: string, of: readonly Readonly<Record<string, string>>[], source = RECOMPUTED): Claim =>
  answered({ quantity, published, source, data: [ACCURACIES] }, (tables) => of.map((where) => percent(bestAccuracy(cells(tables), where))));

const SIZES = ["150M", "300M", "600M", "1.4B"];

function gain(tables: Tables, recipe: string) {
  return downstreamGain(bestAccuracy(cells(tables), { recipe }), bestAccuracy(cells(tables), { recipe: "standard" }));
}

const mathematics = shared((tables) =>
  stages(tables.runs(MATHS, { map: { loss: "avg" } }), { accuracy: "avg", unit: "percent", stage: "cpt", amount: "unique_tokens_b" }),
);

/** The 73B run against the best on 4B, counted in steps of 64 sequences, which the table's whole billions round. */
function inSteps(tables: Tables): number {
  const { target, match } = (mathematics(tables)[0] as StageComparison).comparison;
  if (!match) return Number.NaN;
  return matchedOrBetter({ ...target, amount: 280_000 * STEP }, [{ ...match, amount: 16_000 * STEP }]).ratio ?? Number.NaN;
}

const share = (regularized: number, student: number, teacher: number): number => {
  const one = (loss: number) => [{ label: "as given", loss }];
  return 100 * distillationShare({ regularized: one(regularized), student: one(student), teacher: one(teacher) }).low;
};

/** Losses of the tables that shares are taken of; the teacher's is printed to two decimals. */
function taught(tables: Tables) {
  const loss = (...where: string[]): number => Math.min(...tables.runs(RUNS, { where }).map((row) => row.loss));
  return {
    regularized: loss("recipe=regularized", "params_label=300M"),
    student: loss("recipe=distilled", "epochs=16", "weight_decay=0.1"),
    earlier: loss("recipe=distilled", "weight_decay=0.01"),
    teacher: loss("recipe=ensemble", "ensemble_k=8"),
  };
}

const SECTION = `${PAPER}, section 6.1`;

const distilled: readonly Claim[] = [
  {
    quantity:
      "share of the gain that the student keeps, %: printed losses; student to 4 digits; single model as in the code; earlier student",
    published: "84.0, 82.6, 83.7, 84.6",
    source: "arithmetic with scipy; the paper prints 83",
    data: [RUNS],
    ours: (tables) => {
      const { regularized, student, earlier, teacher } = taught(tables);
      return [
        share(3.57, 3.36, teacher),
        share(3.57, student, teacher),
        share(regularized, student, teacher),
        share(regularized, earlier, teacher),
      ];
    },
    uncertainty: () => range("every defensible choice of the inputs"),
  },
  arithmetic(
    {
      quantity: "share of the gain that the student keeps, %",
      published: "83",
      source: `${SECTION}, abstract`,
      data: [RUNS],
      instead: "84",
      why: "83 needs a teacher at 3.3161 to 3.3193, which prints as 3.32; at 3.32 the share is 82.6 to 84.6 by the choice of inputs",
    },
    (tables) => {
      const { regularized, student, teacher } = taught(tables);
      return share(regularized, student, teacher);
    },
  ),
  {
    quantity: "teacher's loss that gives 82.5 to 83.5 %",
    published: "3.3161, 3.3193",
    source: "arithmetic with scipy",
    data: [RUNS],
    ours: (tables) => {
      const { regularized, student } = taught(tables);
      return [0.825, 0.835].map((kept) => regularized - (regularized - student) / kept);
    },
    uncertainty: () => range("ends of what rounds to 83 %"),
  },
];

const downstreamClaims: readonly Claim[] = [
  answered(
    {
      quantity: "best ensemble over best unregularized, points of accuracy",
      published: "9",
      source: `${PAPER}, section 7`,
      data: [ACCURACIES],
    },
    (tables) => [gain(tables, "ensemble").points],
  ),
  answered({ quantity: "the same, to its digits", published: "9.05", source: RECOMPUTED, data: [ACCURACIES] }, (tables) => [
    gain(tables, "ensemble").points,
  ]),
  answered(
    { quantity: "the same as a relative gain, %", published: "16.4", source: `${RECOMPUTED}; not percentage points`, data: [ACCURACIES] },
    (tables) => [inPercent(gain(tables, "ensemble").relative)],
  ),
  answered(
    {
      quantity: "distilled over best unregularized, points of accuracy",
      published: "7",
      source: `${PAPER}, section 7`,
      data: [ACCURACIES],
    },
    (tables) => [gain(tables, "distilled").points],
  ),
  answered({ quantity: "that of the distilled, to its digits", published: "6.85", source: RECOMPUTED, data: [ACCURACIES] }, (tables) => [
    gain(tables, "distilled").points,
  ]),
  accuracies(
    "accuracy, %: best ensemble, best unregularized",
    "64.39, 55.34",
    [{ recipe: "ensemble" }, { recipe: "standard" }],
    `${PAPER}, section 7`,
  ),
  accuracies(
    "accuracy, %: ensembles of 5, 150M to 1.4B",
    "59.40, 63.00, 63.48, 64.39",
    SIZES.map((size) => ({ recipe: "ensemble", params_label: size, members: "5" })),
  ),
  accuracies(
    "accuracy, %: regularized, 150M to 1.4B",
    "55.12, 58.39, 59.95, 60.73",
    SIZES.map((size) => ({ recipe: "regularized", params_label: size })),
  ),
  accuracies("accuracy, %: distilled, self-distilled", "62.19, 60.54", [{ recipe: "distilled" }, { recipe: "self_distilled" }]),
  accuracies(
    "accuracy, %: one member of the 300M ensemble, no unregularized model",
    "58.47",
    [{ recipe: "ensemble", params_label: "300M", members: "1" }],
    `${RECOMPUTED}; a note calls it "best unregularized 300M"`,
  ),
];

const later: readonly Claim[] = [
  arithmetic(
    {
      quantity: "continued pre-training: data of the run that is matched or bettered, over the match's",
      published: "17.5",
      source: `${PAPER}, table 1`,
      data: [MATHS],
    },
    inSteps,
  ),
  arithmetic(
    {
      quantity: "the same: accuracies on either side, %",
      published: "39.23, 40.58",
      source: `${PAPER}, table 1: matched or better, not an inverted law`,
      data: [MATHS],
    },
    (tables) => {
      const { target, match } = (mathematics(tables)[0] as StageComparison).comparison;
      return [100 * target.accuracy, 100 * (match?.accuracy ?? Number.NaN)];
    },
  ),
  arithmetic({ quantity: "the same: tokens on either side (1e9)", published: "73.40, 4.19", source: `${PAPER}, table 1`, data: [] }, () =>
    [280_000, 16_000].map((steps) => (steps * STEP) / 1e9),
  ),
];

const headlines: readonly Claim[] = [
  arithmetic(
    { quantity: "largest tuned weight decay over standard practice", published: "32", source: `${PAPER}, section 3 ("30×")`, data: [] },
    () => timesStandardPractice(3.2, [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4]).value,
  ),
  arithmetic(
    { quantity: "parameters per token over Chinchilla's", published: "140", source: `${PAPER}, section 1`, data: [] },
    () => (1.4 / 0.2) * 20,
  ),
  arithmetic(
    {
      quantity: "unique tokens of 800, 1600, 3200, 6400 steps",
      published: "209715200, 419430400, 838860800, 1677721600",
      source: `${PAPER}, section 2`,
      data: [],
    },
    () => UNIQUE.map((_, i) => 800 * 2 ** i * STEP),
  ),
];

export const otherClaims: readonly Claim[] = [...distilled, ...downstreamClaims, ...later, ...headlines];
