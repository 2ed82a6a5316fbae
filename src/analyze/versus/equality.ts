import { IsolossError } from "../../errors.ts";
import { openDraws } from "../../fit/identification.ts";
import { percentile } from "../../fit/intervals.ts";
import { type Problem, problem, type Unknown } from "../../fit/problem.ts";
import { isBetter, restarted } from "../../fit/restart.ts";
import type { Fit, FitOptions } from "../../fit/types.ts";
import { solved } from "../movement.ts";
import type { Estimate } from "../predictor.ts";
import { FAMILIES } from "./families.ts";
import { type LikelihoodRatio, likelihoodRatio } from "./likelihoodRatio.ts";

export type Separation = NonNullable<FitOptions["separate"]>;

/** Whether a parameter is the same in both families. */
export interface EqualityTest {
  parameter: string;
  unit: string;
  ar: number;
  mdm: number;
  /** mdm − ar on the scale that is solved for: of logarithms where `scale` is log, so that exp of it is the ratio. Infinite ends are open. */
  difference: Estimate;
  scale: "log" | "linear";
  /** The fit in which this one is shared, against the fit. */
  likelihoodRatio: LikelihoodRatio;
}

/** Better optima that the tests may meet before the search is given up. */
const RESTARTS = 3;

/** @throws IsolossError for a fit whose objective says nothing of other fits. */
export function determined(joint: Fit): Fit {
  if (joint.status !== "not-converged" && joint.status !== "exact") return joint;
  throw new IsolossError(
    `Cannot compare the families under law "${joint.law.id}": ${joint.status === "exact" ? `its ${joint.solution.length} parameters pass through all ${joint.n} rows` : "the fit did not converge"}`,
    "share more parameters between the families, hold some, or add runs",
  );
}

/** The fit with its tests; one that a test finds a better optimum for is done again from there. */
export function tested(joint: Fit, left = RESTARTS): { joint: Fit; tests: LikelihoodRatio[]; together: LikelihoodRatio | undefined } {
  const names = (joint.options.separate as Separation).parameters;
  const set = problem(joint.law, joint.observations, joint.options);
  const tests = names.map((name) => sharing(joint, set, [name]));
  const together = names.length === 0 ? undefined : names.length === 1 ? tests[0] : sharing(joint, set, names);
  const best = [...tests, ...(together ? [together] : [])].reduce(
    (a, b) => (b.objective < a.objective ? b : a),
    tests[0] as LikelihoodRatio,
  );
  if (best === undefined || left === 0 || !isBetter(best.objective, joint)) return { joint, tests, together };
  const start = set.unknowns.map(({ key, parameter }) => best.solution[key] ?? (best.solution[parameter.name] as number));
  return tested(determined(restarted(joint, `a fit that shares some of ${names.join(", ")}`, start)), left - 1);
}

function sharing(joint: Fit, set: Problem, names: readonly string[]): LikelihoodRatio {
  const own = joint.options.separate as Separation;
  const value = (key: string): number | undefined => joint.solution[set.unknowns.findIndex((u) => u.key === key)];
  const from = (share: number): Record<string, number> => ({
    ...Object.fromEntries(set.unknowns.map((u, p) => [u.key, joint.solution[p] as number])),
    ...Object.fromEntries(
      names.map((name) => {
        const [ar, mdm] = FAMILIES.map((family) => value(`${name}[${family}]`) as number) as [number, number];
        return [name, (1 - share) * ar + share * mdm];
      }),
    ),
  });
  const separate = { ...own, parameters: own.parameters.filter((name) => !names.includes(name)) };
  return likelihoodRatio(joint, { separate }, [0, 0.5, 1].map(from));
}

/** The test of one parameter with what its draws say. */
export function equality(joint: Fit, set: Problem, name: string, ratio: LikelihoodRatio, level = 0.95): EqualityTest {
  const [a, m] = FAMILIES.map((family) => set.unknowns.findIndex((u) => u.key === `${name}[${family}]`)) as [number, number];
  const [first, second] = [set.unknowns[a], set.unknowns[m]] as [Unknown, Unknown];
  const theta = joint.draws?.theta ?? [];
  // A draw at a bound of the search has no finite value, on either side.
  const open = (u: Unknown, p: number): number[] =>
    openDraws(
      u,
      theta.map((row) => row[p] as number),
    ).map((x) => solved(u, x));
  const others = open(second, m);
  const gaps = open(first, a).map((x, i) => (others[i] as number) - x);
  const known = gaps.filter((gap) => !Number.isNaN(gap));
  return {
    parameter: name,
    unit: first.parameter.unit,
    ar: joint.estimates[first.key] as number,
    mdm: joint.estimates[second.key] as number,
    difference: {
      value: (joint.solution[m] as number) - (joint.solution[a] as number),
      interval: gaps.length === 0 ? undefined : percentile(known, level, joint.draws?.method ?? ""),
      missing: gaps.length === 0 ? 0 : 1 - known.length / gaps.length,
    },
    scale: first.parameter.scale,
    likelihoodRatio: ratio,
  };
}
