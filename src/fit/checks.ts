import type { THRESHOLDS } from "./thresholds.ts";

/** Which step makes a check: reading logs (`runs`), `fit`, its `intervals`, or a command of its own. */
export type CheckStage = "runs" | "fit" | "intervals" | "audit" | "compare" | "isoflop" | "predict" | "artifact";

/** One thing that a fitter ought to check, and how isoloss says what it found. */
export interface Check {
  number: number;
  title: string;
  /** As in `Problem` and `Diagnostic`. */
  codes: readonly string[];
  stage: CheckStage;
  /** Keys of `THRESHOLDS` that decide it. */
  thresholds: readonly (keyof typeof THRESHOLDS)[];
  /** What to do when it speaks. */
  advice: string;
}

const check = (
  number: number,
  stage: CheckStage,
  title: string,
  codes: Check["codes"],
  thresholds: Check["thresholds"],
  advice: string,
): Check => ({ number, title, codes, stage, thresholds, advice });

/** The 25 checks of a scaling-law fit: data (1 to 8), fit (9 to 17), uncertainty (18 to 21), use (22 to 25). `docs/checks.md` is made from this. */
export const CHECKS: readonly Check[] = [
  check(
    1,
    "fit",
    "What N counts is stated",
    ["params-not-stated", "other-params"],
    ["smallModel"],
    "log `params` and `params_non_embedding`, compare `--params total` with `non-embedding`, and say which one is quoted",
  ),
  check(
    2,
    "runs",
    "Logged compute is about 6·N·D",
    ["compute-not-6nd"],
    ["compute"],
    "right for sparse models and long contexts; else look for a wrong unit, or another count of parameters",
  ),
  check(
    3,
    "runs",
    "Each row is one finished training, once, in nats/token",
    [
      "duplicate-run",
      "duplicate-row",
      "unreadable-value",
      "absurd-loss",
      "unit-guess",
      "loss-converted",
      "incomplete-run",
      "warm-up-rows",
      "sampled-history",
    ],
    ["absurd", "digits", "perplexity", "bitsPerByte", "untrained", "smallVocab", "warmUp", "sampledRows"],
    "mend the log, state `loss_unit`, or leave rows out with `--where` and say so; a run that was cut off is no final loss",
  ),
  check(
    4,
    "fit",
    "Rows are ends of runs, not places inside them",
    ["intermediate-checkpoints"],
    [],
    "fit `--checkpoint final`: inside a run the learning rate has not come down, and its rows share one noise",
  ),
  check(
    5,
    "runs",
    "Unique tokens, tokens and epochs fit together",
    ["epochs-disagree", "unique-exceeds-planned"],
    ["epochs"],
    "epochs are tokens over unique tokens, and a run has no more unique tokens than tokens",
  ),
  check(
    6,
    "fit",
    "One evaluation set, one tokenizer, one kind of loss, one kind of training",
    ["mixed-loss-kinds", "mixed-eval-sets", "mixed-tokenizers", "mixed-recipes"],
    [],
    "choose with `--where`, fit apart with `--group-by`, or give each kind its own floor with `--separate E`",
  ),
  check(
    7,
    "fit",
    "Each quantity has levels and decades enough for its exponent",
    ["few-levels", "few-decades"],
    ["levels", "span"],
    "add runs at other sizes, tokens or epochs, or hold the exponent with `--fix`",
  ),
  check(
    8,
    "fit",
    "Residuals are no smaller than seed noise",
    ["noise-below-one-run"],
    ["quiet"],
    "the law follows noise: fewer parameters, or more runs. `isoloss runs` shows the seed noise, where runs are repeated",
  ),
  check(
    9,
    "fit",
    "The end of a search does not depend on units or scale",
    ["not-converged"],
    ["arrived", "sameOptimum"],
    "arrival is a Newton decrement relative to the objective: rows in other units end at the same objective",
  ),
  check(
    10,
    "fit",
    "A fit's status is what its search came to",
    ["not-converged", "unmoved", "at-bound"],
    ["arrived", "unmoved"],
    "do not use a fit that did not converge; quote a parameter at its bound as a bound",
  ),
  check(
    11,
    "fit",
    "Searches from many starts agree",
    ["optima-disagree", "restarted"],
    ["agreement", "rival", "sameOptimum"],
    "raise `--starts`, and compare what the rival optima predict",
  ),
  check(
    12,
    "fit",
    "A second algorithm comes back to the optimum",
    ["not-confirmed"],
    ["confirmed", "confirmRows"],
    "a lower objective means more `--starts`; a higher one a curved valley or corners: trust predictions before parameters",
  ),
  check(
    13,
    "audit",
    "The answer does not hang on Huber's delta",
    ["few-inside-delta", "delta-not-acting", "delta-sensitive"],
    ["insideDelta", "movedByDelta"],
    "state delta with the answer, show `isoloss audit`, and look for outliers",
  ),
  check(
    14,
    "fit",
    "Residuals have no side and no trend",
    ["residual-signs", "residual-trend"],
    ["residuals"],
    "compare laws on held-out larger runs; do not extrapolate along the trend",
  ),
  check(
    15,
    "fit",
    "The rows determine each parameter",
    ["ill-conditioned", "not-identified", "flat", "at-bound"],
    ["condition", "correlation", "flat", "decades", "atBound"],
    "quote a prediction or a bound, or hold a parameter with `--fix`",
  ),
  check(
    16,
    "fit",
    "The design separates the law's terms; else it is refused",
    ["collinear-design"],
    ["collinear"],
    "add runs that change one quantity at fixed others; all runs at one D/N determine no second exponent",
  ),
  check(
    17,
    "audit",
    "No few runs and no one group carry the answer",
    ["influential-rows", "group-sensitive"],
    ["influence", "worstRuns", "fewWorst", "moved", "unexplained", "groupLevels"],
    "look at the runs that are named; mend them, or leave them out and say so",
  ),
  check(
    18,
    "intervals",
    "Whole runs are resampled, and every refit is checked",
    ["rows-resampled", "residual-clusters", "failed-refits", "few-runs"],
    ["arrivedResample", "failedRefits", "fewRuns", "intraclass", "residuals"],
    "resample runs or what holds them; with few runs intervals show noise around the law, not doubt about it",
  ),
  check(
    19,
    "intervals",
    "Kinds of interval agree",
    ["intervals-disagree"],
    ["kindsDisagree", "insidePerParameter"],
    "trust the wider; `--intervals all` shows every kind",
  ),
  check(
    20,
    "predict",
    "An interval for a new run holds its noise",
    ["noise-unknown", "misfit"],
    ["misfit"],
    "train one setup with several seeds, or state the spread with `--noise`",
  ),
  check(
    21,
    "artifact",
    "A kept fit has its rows, their hash, seed, version and every digit",
    ["artifact-altered"],
    [],
    "fit the changed rows anew; a fit whose rows do not hash to what it says is refused",
  ),
  check(
    22,
    "compare",
    "Laws are ranked by what they predict, criteria stand beside it",
    ["criteria-disagree"],
    [],
    "believe the held-out error: AIC and BIC score the rows that were fitted",
  ),
  check(
    23,
    "isoflop",
    "Chinchilla's three approaches stand side by side",
    ["approaches-disagree"],
    [],
    "read the notes of each approach before extrapolating any",
  ),
  check(
    24,
    "predict",
    "How far a prediction leaves the data is said",
    ["extrapolates"],
    ["extrapolates"],
    "the interval supposes that the law goes on: hold out the largest runs to see how far it did",
  ),
  check(
    25,
    "audit",
    "Headline numbers survive the digits that are printed",
    ["rounded-constants"],
    ["rounding"],
    "quote the digits of `fit.json`, or the prediction",
  ),
];

/** Findings beside the 25: about the law, the reading of logs, and the best sizes for compute. */
export const OTHER_FINDINGS: Readonly<Record<string, string>> = {
  exact: "as many parameters as rows: the law passes through all of them",
  kink: "the minimum lies on a corner of the law, where curvature says nothing",
  "law-cannot-rise": "the loss rises with epochs, and the fitted law does not",
  "law-misses-rises": "the fitted law rises with epochs in some of the groups that do",
  "loss-rises-with-size": "at fixed tokens the loss rises with size, and the fitted law does not",
  "unknown-value": "a choice of the glossary in a spelling that is not known",
  "mixed-families": "rows of several families in one search for the best size",
  "repeated-data": "rows of several epochs in a search for the best size, which supposes fresh tokens",
  "narrow-range": "compute spans too little for an exponent",
  "often-none": "many draws have no exponent",
  "few-budgets": "too few compute budgets have a minimum",
  "few-sizes": "a compute budget has too few sizes",
  "not-bracketed": "the lowest loss of a compute budget is that of its smallest or largest size",
  "loosely-bracketed": "noise could leave a budget without a minimum",
  "optima-scatter": "the optima scatter more than the noise of the runs accounts for",
  "envelope-edge": "the best size at some compute is the smallest or largest evaluated",
  "not-annealed": "the envelope lies inside runs, where losses are too high",
};
