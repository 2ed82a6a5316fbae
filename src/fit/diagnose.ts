import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { replicateNoise } from "../table/replicates.ts";
import { repetitions } from "../table/rise.ts";
import { gramian, inverse, linearize, variance } from "./covariance.ts";
import type { Search } from "./newton.ts";
import { natural, type Problem, type Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Census, Confirmation, Diagnostic, Interval, Status } from "./types.ts";

const warning = (code: string, message: string, hint: string): Diagnostic => ({ code, severity: "warning", message, hint });

/** What the end of the search really was. */
export function statusOf(problem: Problem, found: Search): Status {
  if (problem.rows.length === problem.unknowns.length) return "exact";
  const arrived = found.end === "arrived" || (found.end === "stalled" && found.decrement < THRESHOLDS.sameOptimum * found.objective);
  if (!arrived) return found.end === "stalled" && /\b(min|max)\(/.test(problem.law.formula) ? "kink" : "not-converged";
  if (found.held.some(Boolean) || vanished(problem, found).length > 0) return "at-bound";
  return flatDirection(problem, found) ? "flat" : "converged";
}

/** Unknowns that bound the search, or whose term has shrunk to nothing (a coefficient on log scale never reaches its 0). */
export function atBound(problem: Problem, found: Search): { key: string; message: string }[] {
  const held = problem.unknowns
    .filter((_, p) => found.held[p])
    .map((u) => ({
      key: u.key,
      message: `${u.key} lies at its bound ${format(natural(u, found.theta[problem.unknowns.indexOf(u)] as number))}`,
    }));
  return [...held, ...vanished(problem, found).map((key) => ({ key, message: `the term of ${key} has vanished` }))];
}

function vanished(problem: Problem, found: Search): string[] {
  const { jacobian } = linearize(problem, found.theta);
  const P = problem.unknowns.length;
  return problem.unknowns
    .filter(
      (u, p) =>
        u.parameter.scale === "log" && !found.held[p] && problem.rows.every((_, i) => Math.abs(jacobian[i * P + p] as number) < 1e-9),
    )
    .map((u) => u.key);
}

/** The unknowns of the flattest direction, or undefined when every direction is curved: from the Hessian with unit diagonal. */
function flatDirection(problem: Problem, found: Search): string[] | undefined {
  const P = problem.unknowns.length;
  const free = problem.unknowns.map((_, p) => p).filter((p) => !found.held[p]);
  const scaled = Matrix.zeros(free.length, free.length);
  free.forEach((p, a) =>
    free.forEach((q, b) => {
      const h = found.h[Math.max(p, q) * P + Math.min(p, q)] as number;
      scaled.set(a, b, h / Math.sqrt((found.h[p * P + p] as number) * (found.h[q * P + q] as number)));
    }),
  );
  if (scaled.to1DArray().some((x) => !Number.isFinite(x))) return problem.unknowns.map((u) => u.key);
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const least = eigen.realEigenvalues.indexOf(Math.min(...eigen.realEigenvalues));
  if ((eigen.realEigenvalues[least] as number) > THRESHOLDS.flat) return undefined;
  return free.filter((_, a) => Math.abs(eigen.eigenvectorMatrix.get(a, least)) > 0.1).map((p) => (problem.unknowns[p] as Unknown).key);
}

/** Findings about the search itself. */
export function diagnoseSearch(problem: Problem, found: Search, status: Status, census: Census, confirmation: Confirmation): Diagnostic[] {
  const list: Diagnostic[] = [];
  if (status === "not-converged")
    list.push({
      code: "not-converged",
      severity: "error",
      message: `the best of ${census.starts} searches did not reach a minimum`,
      hint: "do not use these numbers; try --starts 256, fewer free parameters, or another law",
    });
  if (status === "kink")
    list.push(
      warning(
        "kink",
        "the minimum lies on a corner of the law (a min or max changes branch there)",
        "intervals from curvature do not hold here; use the bootstrap",
      ),
    );
  if (status === "flat")
    list.push(
      warning(
        "flat",
        `the objective is flat along ${flatDirection(problem, found)?.join(", ")}`,
        "these parameters trade off freely: quote predictions, or hold one with --fix",
      ),
    );
  if (status === "exact")
    list.push(
      warning(
        "exact",
        `${problem.rows.length} rows and as many parameters: no degree of freedom is left`,
        "the law passes through every row whatever it is; add runs before trusting it",
      ),
    );
  for (const { key, message } of atBound(problem, found))
    list.push({
      ...warning("at-bound", message, `the rows bound ${key} on one side only: quote it as a bound, not as a number`),
      parameter: key,
    });
  const rivals = census.others.filter((o) => o.objective < census.best * (1 + THRESHOLDS.rival));
  if (census.agreed < THRESHOLDS.agreement * census.starts || rivals.length > 0)
    list.push(
      warning(
        "optima-disagree",
        rivals.length > 0
          ? `another optimum lies within ${THRESHOLDS.rival * 100} % of the best objective (${rivals[0]?.count} of ${census.starts} starts end there)`
          : `${census.agreed} of ${census.starts} starts reached the best objective`,
        "the optimum may not be the global one, or not the only one: raise --starts and compare predictions",
      ),
    );
  if (confirmation.skipped === "" && !confirmation.agrees)
    list.push(
      warning(
        "optima-disagree",
        `the second algorithm ended ${confirmation.difference > 0 ? "above" : "below"} the optimum (relative difference ${confirmation.difference.toExponential(1)})`,
        confirmation.difference > 0
          ? "the optimum is not confirmed: the valley may be curved or have corners"
          : "a better optimum exists: raise --starts",
      ),
    );
  return list;
}

/** Findings about the rows as seen by this law. */
export function diagnoseRows(problem: Problem, theta: Float64Array): Diagnostic[] {
  const { rows } = problem;
  const list: Diagnostic[] = [];
  const mixed = (name: "lossKind" | "evalSet" | "tokenizer", code: string, title: string, hint: string): void => {
    const kinds = [...new Set(rows.map((row) => row[name] ?? "unknown"))];
    if (kinds.length > 1) list.push(warning(code, `the rows mix ${title}: ${kinds.join(", ")}`, hint));
  };
  mixed(
    "lossKind",
    "mixed-loss-kinds",
    "kinds of loss",
    "a bound and a likelihood differ by an unknown gap: fit them apart (--group-by loss_kind) or give each its own floor (--separate E --by loss_kind)",
  );
  mixed("evalSet", "mixed-eval-sets", "evaluation sets", "losses on different text are not comparable: choose one with --where");
  mixed(
    "tokenizer",
    "mixed-tokenizers",
    "tokenizers",
    "losses a token of different tokenizers are not comparable: choose one with --where",
  );

  const noise = replicateNoise(rows);
  const predicted = new Map(rows.map((row, i) => [row, problem.values(theta)[i] as number]));
  const tolerance = noise ? THRESHOLDS.rise * noise.sd * Math.max(...problem.losses) : THRESHOLDS.riseNats;
  const rising = repetitions(rows).filter((group) => group.rise > tolerance);
  if (rising.length > 0) {
    const modelled = (row: { run: string; epochs?: number }): number => {
      const match = rows.find((r) => r.run === row.run && r.epochs === row.epochs);
      return match ? (predicted.get(match) as number) : Number.NaN;
    };
    const followed = rising.filter(
      (group) => modelled(group.rows.at(-1) as { run: string }) > modelled(group.rows[group.lowest] as { run: string }),
    );
    if (followed.length === 0) {
      const worst = rising.reduce((a, b) => (b.rise > a.rise ? b : a));
      const low = worst.rows[worst.lowest];
      list.push(
        warning(
          "law-cannot-rise",
          `the loss rises with epochs in ${rising.length} group${rising.length === 1 ? "" : "s"} of runs (most: ${worst.rise.toFixed(3)} nats/token from ${format(low?.epochs ?? 0)} to ${format(worst.rows.at(-1)?.epochs ?? 0)} epochs at N = ${format(low?.params ?? Number.NaN)}, U = ${format(low?.uniqueTokens ?? Number.NaN)}), and the fitted law rises in none`,
          "use a law that can rise (overfit-penalty), best checkpoints (--checkpoint best), or leave the overfitted runs out and say so",
        ),
      );
    }
  }
  // An ensemble is quieter than one of its members.
  if (noise && noise.degreesOfFreedom >= 2 && rows.every((row) => (row.members ?? 1) === 1)) {
    const { residuals } = linearize(problem, theta);
    const spread = Math.sqrt(variance(residuals, theta.length));
    if (problem.options.residual === "log" && spread > 0 && spread < noise.sd / 2)
      list.push(
        warning(
          "noise-below-one-run",
          `residuals (${format(spread)} in log loss) are less than half the seed noise (${format(noise.sd)})`,
          "the law follows noise: fewer parameters, or more runs",
        ),
      );
  }
  return list;
}

/**
 * Which parameters the rows do not determine: by the draws' intervals where there are draws, else by the curvature's standard error.
 */
export function diagnoseIdentification(problem: Problem, found: Search, intervals?: Readonly<Record<string, Interval>>): Diagnostic[] {
  const P = problem.unknowns.length;
  const free = problem.unknowns.map((_, p) => p).filter((p) => !found.held[p]);
  const linear = linearize(problem, found.theta);
  const covariance = inverse(gramian(linear, P, free), free.length);
  const s2 = variance(linear.residuals, free.length);
  return problem.unknowns.flatMap((u, p) => {
    // Without draws, "at-bound" has said it already.
    if (found.held[p] && !intervals) return [];
    const a = free.indexOf(p);
    const spread = intervals ? undefined : 3.92 * Math.sqrt((covariance?.[a * free.length + a] ?? Number.POSITIVE_INFINITY) * s2);
    const reason = unidentified(u, found.theta[p] as number, intervals?.[u.key], spread);
    const hint = `quote a bound or a prediction instead of ${u.key}; runs that change ${u.key}'s term alone would determine it`;
    return reason ? [{ ...warning("not-identified", `${u.key} is not identified: ${reason}`, hint), parameter: u.key }] : [];
  });
}

function unidentified(u: Unknown, theta: number, interval: Interval | undefined, spread: number | undefined): string {
  if (interval) {
    const { low, high } = interval;
    if (u.parameter.scale === "log" && (low === 0 || high === Number.POSITIVE_INFINITY))
      return high === Number.POSITIVE_INFINITY
        ? low === 0
          ? "no bound on either side"
          : `only above ${format(low)} is known`
        : `only below ${format(high)} is known`;
    if (u.parameter.scale === "log" && high > THRESHOLDS.decades * low)
      return `its ${interval.level * 100} % interval, ${format(low)} to ${format(high)}, spans more than a factor ${THRESHOLDS.decades}`;
    if (u.parameter.scale === "linear" && u.parameter.start && low <= 0 && high > 0)
      return `its ${interval.level * 100} % interval, ${format(low)} to ${format(high)}, includes 0`;
    return "";
  }
  if (spread === undefined) return "";
  if (u.parameter.scale === "log")
    return spread > Math.log(THRESHOLDS.decades) ? `by curvature its 95 % interval spans more than a factor ${THRESHOLDS.decades}` : "";
  return u.parameter.start && spread / 2 > Math.abs(theta) ? "by curvature its 95 % interval includes 0" : "";
}

function format(x: number): string {
  return Math.abs(x) >= 1e5 || (x !== 0 && Math.abs(x) < 1e-3) ? x.toExponential(2) : String(Number(x.toPrecision(3)));
}
