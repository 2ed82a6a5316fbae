import type { Observation } from "../run.ts";
import { mixtures } from "../table/mixtures.ts";
import { type ReplicateNoise, replicateNoise } from "../table/replicates.ts";
import { type Repetition, repetitions, sizes } from "../table/rise.ts";
import { linearize, variance } from "./covariance.ts";
import { diagnoseInputs } from "./diagnoseInputs.ts";
import { format, warning } from "./diagnostic.ts";
import type { Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** Findings about the rows as seen by this law. */
export function diagnoseRows(problem: Problem, theta: Float64Array): Diagnostic[] {
  const mixed = [...diagnoseInputs(problem), ...mixtures(problem.rows).map(({ code, message, hint }) => warning(code, message, hint))];
  // Rises and seed noise are those of losses.
  if (problem.law.response) return mixed;
  const noise = replicateNoise(problem.rows);
  return [...mixed, ...rises(problem, theta, noise), ...quiet(problem, theta, noise)];
}

function rises(problem: Problem, theta: Float64Array, noise: ReplicateNoise | undefined): Diagnostic[] {
  const { rows } = problem;
  const highest = problem.losses.reduce((a, b) => Math.max(a, b), 0);
  const tolerance = noise ? THRESHOLDS.rise * noise.sd * highest : THRESHOLDS.riseNats;
  const values = problem.values(theta);
  const modelled = new Map(rows.map((row, i) => [`${row.run} ${row.epochs}`, values[i] as number]));
  const at = (row: Observation | undefined): number => modelled.get(`${row?.run} ${row?.epochs}`) ?? Number.NaN;
  const seen = (groups: readonly Repetition[]) => {
    const rising = groups.filter((group) => group.rise > tolerance);
    const followed = rising.filter((group) => at(group.rows.at(-1)) > at(group.rows[group.lowest])).length;
    return { rising, followed, said: `${rising.length} group${rising.length === 1 ? "" : "s"} of runs` };
  };
  return [...withEpochs(seen(repetitions(rows))), ...withSize(problem, seen(sizes(rows)))];
}

interface Seen {
  rising: readonly Repetition[];
  followed: number;
  said: string;
}

function withEpochs({ rising, followed, said }: Seen): Diagnostic[] {
  if (followed === rising.length) return [];
  const groups = `${said} (most: ${most(rising, "epochs")})`;
  return followed > 0
    ? [
        warning(
          "law-misses-rises",
          `the loss rises with epochs in ${groups}, and the fitted law rises in ${followed} of them`,
          "look at the residuals of the others (--residuals FILE.csv)",
        ),
      ]
    : [
        warning(
          "law-cannot-rise",
          `the loss rises with epochs in ${groups}, and the fitted law rises in none`,
          "use a law that can rise (overfit-penalty), best checkpoints (--checkpoint best), or leave the overfitted runs out and say so",
        ),
      ];
}

/** Overfitting or double descent in size: no law of it is published, so it is a finding about the runs. */
function withSize({ law }: Problem, { rising, followed, said }: Seen): Diagnostic[] {
  if (!law.quantities.includes("N") || followed === rising.length) return [];
  return [
    warning(
      "loss-rises-with-size",
      `at fixed tokens the loss rises with size in ${said} (most: ${most(rising, "params")}), and the fitted law rises in ${followed || "none"} of them`,
      "larger models overfit these tokens, or are tuned worse: tune weight decay and epochs at each size, or leave those runs out and say so",
    ),
  ];
}

function most(rising: readonly Repetition[], along: "epochs" | "params"): string {
  const worst = rising.reduce((a, b) => (b.rise > a.rise ? b : a));
  const low = worst.rows[worst.lowest];
  const [from, to, N, U, epochs] = [low?.[along], worst.rows.at(-1)?.[along], low?.params, low?.uniqueTokens, low?.epochs].map((x) =>
    format(x ?? Number.NaN),
  );
  const place = along === "epochs" ? `${from} to ${to} epochs at N = ${N}` : `N = ${from} to ${to} at ${epochs} epochs`;
  return `${worst.rise.toFixed(3)} nats/token from ${place}, U = ${U}`;
}

function quiet(problem: Problem, theta: Float64Array, noise: ReplicateNoise | undefined): Diagnostic[] {
  // An ensemble is quieter than one of its members.
  if (!noise || noise.degreesOfFreedom < 2 || problem.options.residual !== "log" || problem.rows.some((row) => (row.members ?? 1) > 1))
    return [];
  const spread = Math.sqrt(variance(linearize(problem, theta).residuals, theta.length));
  if (spread === 0 || spread >= THRESHOLDS.quiet * noise.sd) return [];
  return [
    warning(
      "noise-below-one-run",
      `residuals (${format(spread)} in log loss) are less than half the seed noise (${format(noise.sd)})`,
      "the law follows noise: fewer parameters, or more runs",
    ),
  ];
}
