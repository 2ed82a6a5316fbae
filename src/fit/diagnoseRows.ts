import type { Observation } from "../run.ts";
import { replicateNoise } from "../table/replicates.ts";
import { type Repetition, repetitions } from "../table/rise.ts";
import { linearize, variance } from "./covariance.ts";
import { format, warning } from "./diagnostic.ts";
import type { Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** Findings about the rows as seen by this law. */
export function diagnoseRows(problem: Problem, theta: Float64Array): Diagnostic[] {
  const mixed = mixtures(problem.rows);
  // Rises and seed noise are those of losses.
  return problem.law.response ? mixed : [...mixed, ...rises(problem, theta), ...quiet(problem, theta)];
}

function mixtures(rows: readonly Observation[]): Diagnostic[] {
  const mixed = (name: "lossKind" | "evalSet" | "tokenizer", code: string, title: string, hint: string): Diagnostic[] => {
    const kinds = [...new Set(rows.map((row) => row[name] ?? "unknown"))];
    return kinds.length > 1 ? [warning(code, `the rows mix ${title}: ${kinds.join(", ")}`, hint)] : [];
  };
  const recipes = [...new Set(rows.map((row) => row.recipe ?? "unknown"))];
  const plain = recipes.filter((recipe) => recipe === "standard" || recipe === "regularized" || recipe === "unknown");
  return [
    ...mixed(
      "lossKind",
      "mixed-loss-kinds",
      "kinds of loss",
      "a bound and a likelihood differ by an unknown gap: fit them apart (--group-by loss_kind) or give each its own floor (--separate E --by loss_kind)",
    ),
    ...mixed("evalSet", "mixed-eval-sets", "evaluation sets", "losses on different text are not comparable: choose one with --where"),
    ...mixed(
      "tokenizer",
      "mixed-tokenizers",
      "tokenizers",
      "losses a token of different tokenizers are not comparable: choose one with --where",
    ),
    ...(plain.length > 0 && plain.length < recipes.length
      ? [
          warning(
            "mixed-recipes",
            `the rows mix single runs with other recipes: ${recipes.join(", ")}`,
            "ensembles and distilled students have seen more than their own training: choose with --where recipe=…",
          ),
        ]
      : []),
  ];
}

function rises(problem: Problem, theta: Float64Array): Diagnostic[] {
  const { rows } = problem;
  const noise = replicateNoise(rows);
  const highest = problem.losses.reduce((a, b) => Math.max(a, b), 0);
  const tolerance = noise ? THRESHOLDS.rise * noise.sd * highest : THRESHOLDS.riseNats;
  const rising = repetitions(rows).filter((group) => group.rise > tolerance);
  if (rising.length === 0) return [];
  const values = problem.values(theta);
  const modelled = new Map(rows.map((row, i) => [`${row.run} ${row.epochs}`, values[i] as number]));
  const at = (row: Observation | undefined): number => modelled.get(`${row?.run} ${row?.epochs}`) ?? Number.NaN;
  const followed = rising.filter((group) => at(group.rows.at(-1)) > at(group.rows[group.lowest])).length;
  if (followed === rising.length) return [];
  const groups = `${rising.length} group${rising.length === 1 ? "" : "s"} of runs (most: ${most(rising)})`;
  if (followed > 0)
    return [
      warning(
        "law-misses-rises",
        `the loss rises with epochs in ${groups}, and the fitted law rises in ${followed} of them`,
        "look at the residuals of the others (--residuals FILE.csv)",
      ),
    ];
  return [
    warning(
      "law-cannot-rise",
      `the loss rises with epochs in ${groups}, and the fitted law rises in none`,
      "use a law that can rise (overfit-penalty), best checkpoints (--checkpoint best), or leave the overfitted runs out and say so",
    ),
  ];
}

function most(rising: readonly Repetition[]): string {
  const worst = rising.reduce((a, b) => (b.rise > a.rise ? b : a));
  const low = worst.rows[worst.lowest];
  const last = worst.rows.at(-1);
  const [from, to, N, U] = [low?.epochs, last?.epochs, low?.params, low?.uniqueTokens].map((x) => format(x ?? Number.NaN));
  return `${worst.rise.toFixed(3)} nats/token from ${from} to ${to} epochs at N = ${N}, U = ${U}`;
}

function quiet(problem: Problem, theta: Float64Array): Diagnostic[] {
  const noise = replicateNoise(problem.rows);
  // An ensemble is quieter than one of its members.
  if (!noise || noise.degreesOfFreedom < 2 || problem.options.residual !== "log" || problem.rows.some((row) => (row.members ?? 1) > 1))
    return [];
  const spread = Math.sqrt(variance(linearize(problem, theta).residuals, theta.length));
  if (spread === 0 || spread >= noise.sd / 2) return [];
  return [
    warning(
      "noise-below-one-run",
      `residuals (${format(spread)} in log loss) are less than half the seed noise (${format(noise.sd)})`,
      "the law follows noise: fewer parameters, or more runs",
    ),
  ];
}
