import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { linearize } from "./covariance.ts";
import { format, warning } from "./diagnostic.ts";
import type { Search } from "./newton.ts";
import { natural, type Problem, type Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Census, Confirmation, Diagnostic, Status } from "./types.ts";

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
      message: `${u.key} lies at ${u.parameter.name in problem.options.bounds ? "the bound set for it," : "its bound"} ${format(natural(u, found.theta[problem.unknowns.indexOf(u)] as number))}`,
    }));
  return [
    ...held,
    ...vanished(problem, found).map((key) => ({ key, message: `${key} moves no prediction at the optimum: its term has vanished` })),
  ];
}

/** Unknowns that move no prediction at the optimum: a coefficient on log scale that goes to its 0, and the exponents of its term. */
export function vanished(problem: Problem, found: Search): string[] {
  const { jacobian } = linearize(problem, found.theta);
  const P = problem.unknowns.length;
  return problem.unknowns
    .filter((_, p) => !found.held[p] && problem.rows.every((_, i) => Math.abs(jacobian[i * P + p] as number) < 1e-9))
    .map((u) => u.key);
}

/** The unknowns of the flattest direction, or undefined when every direction is curved: from the Hessian with unit diagonal. */
export function flatDirection(problem: Problem, found: Search): string[] | undefined {
  const P = problem.unknowns.length;
  const idle = vanished(problem, found);
  const free = problem.unknowns.map((_, p) => p).filter((p) => !found.held[p] && !idle.includes((problem.unknowns[p] as Unknown).key));
  if (free.length === 0) return undefined;
  const scaled = Matrix.zeros(free.length, free.length);
  free.forEach((p, a) =>
    free.forEach((q, b) => {
      const h = found.h[Math.max(p, q) * P + Math.min(p, q)] as number;
      scaled.set(a, b, h / Math.sqrt((found.h[p * P + p] as number) * (found.h[q * P + q] as number)));
    }),
  );
  if (scaled.to1DArray().some((x) => !Number.isFinite(x))) return free.map((p) => (problem.unknowns[p] as Unknown).key);
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
        "not-confirmed",
        confirmation.failed
          ? `the second algorithm failed (${confirmation.failed})`
          : `the second algorithm ended ${confirmation.difference > 0 ? "above" : "below"} the optimum (relative difference ${confirmation.difference.toExponential(1)})`,
        confirmation.failed || confirmation.difference > 0
          ? "the optimum is not confirmed: the valley may be curved or have corners"
          : "a better optimum exists: raise --starts",
      ),
    );
  return list;
}
