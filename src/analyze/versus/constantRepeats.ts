import { IsolossError } from "../../errors.ts";
import { format } from "../../fit/diagnostic.ts";
import { fit } from "../../fit/fit.ts";
import { problem, type Unknown } from "../../fit/problem.ts";
import { profile } from "../../fit/profile.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit, FitOptions } from "../../fit/types.ts";
import { dataConstrained } from "../../laws/dataConstrained.ts";
import { growingRepeats } from "../../laws/growingRepeats.ts";
import { extent } from "../../numeric/extent.ts";
import { incompleteBeta } from "../../numeric/incompleteBeta.ts";
import type { Observation } from "../../run.ts";
import { powerLaw } from "../powerLaw.ts";
import { type LikelihoodRatio, likelihoodRatio } from "./likelihoodRatio.ts";
import { KNOWN_LEVEL, type Known, knownOf } from "./repeatsKnown.ts";

/** R_D* of the rows between two numbers of unique tokens. */
export interface RepeatsAtLevel extends Pick<Known, "state" | "bound" | "interval"> {
  /** Fewest and most unique tokens. */
  U: readonly [number, number];
  rows: number;
  runs: number;
  /** Largest repeats (epochs − 1) among them. */
  repeats: number;
  value: number;
}

export interface ConstantRepeats {
  /** From few to many unique tokens, with the base law and R_N* shared. */
  levels: readonly RepeatsAtLevel[];
  /** One R_D* for all against one a level. */
  byLevel: LikelihoodRatio;
  /** Exponent g of R_D* ∝ U^g: 0 where it is constant, with its profile interval at 90 %. */
  growth: Pick<Known, "interval"> & { value: number };
  /** g = 0 against g free: rows count as independent, and any difference between levels counts as a trend. */
  growthTest: LikelihoodRatio;
  /** R_D* of the levels against their U, a power law by least squares: a trend that stands out of the scatter of levels; undefined with fewer than three. */
  acrossLevels: { exponent: number; standardError: number; p: number } | undefined;
  /** `grows` or `falls` where both tests find it; `none` where they do not; `not-tested` with fewer than three levels. */
  trend: "grows" | "falls" | "none" | "not-tested";
  /** Whether E, A, B, alpha and beta were fitted to the same rows; where they were held, their misfit leaks into R_D*. */
  baseRefitted: boolean;
  diagnostics: readonly Diagnostic[];
}

const LEVEL_COLUMN = "repeats_level";
const BASE = ["E", "A", "B", "alpha", "beta"];

/**
 * Whether one R_D* serves all unique tokens: one a level of U against one for all, and whether it changes with U (R_D* ∝ U^g) by more than levels scatter.
 *
 * The base law is fitted to the same rows unless `options.fixed` holds it.
 *
 * @param rows of one family, with N (parameters), D, U (tokens); loss in nats/token.
 * @param options.upTo the most unique tokens of each level but the last; default each number of unique tokens is a level.
 * @param options.fit how the laws are fitted, as { tied: { beta: "alpha" } }.
 * @throws IsolossError where the rows have one level of U, or do not determine the law.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, eq. 14; arXiv:2511.13421, which derives growth with ln U.
 * @example
 * constantRepeats(rows, { fit: { starts: 4 } }).levels.length // 5
 */
export function constantRepeats(
  rows: readonly Observation[],
  options: { upTo?: readonly number[]; fit?: Partial<Omit<FitOptions, "separate">> } = {},
): ConstantRepeats {
  const { levelled, names } = levelsOf(rows, options.upTo);
  const one = fit(dataConstrained, levelled, options.fit);
  const separate = { by: LEVEL_COLUMN, parameters: ["RD"] };
  const each = fit(dataConstrained, levelled, { ...options.fit, separate });
  const growing = fit(growingRepeats, levelled, options.fit);
  const byLevel = likelihoodRatio(each, { separate: { ...separate, parameters: [] } }, [startOf(one)]);
  const { RD, ...base } = startOf(one);
  const growthTest = likelihoodRatio(growing, { fixed: { ...growing.options.fixed, g: 0 } }, [{ ...base, R: RD as number }]);
  const { unknowns } = problem(each.law, each.observations, each.options);
  const levels = names.map((name) => atLevel(each, unknowns, name));
  const acrossLevels = slopeOf(levels);
  const seen = acrossLevels && Math.max(acrossLevels.p, growthTest.p) < THRESHOLDS.differ;
  const found = {
    levels,
    byLevel,
    growth: { value: growing.estimates.g as number, interval: profile(growing, "g", KNOWN_LEVEL).interval },
    growthTest,
    acrossLevels,
    trend: !acrossLevels
      ? ("not-tested" as const)
      : !seen
        ? ("none" as const)
        : acrossLevels.exponent > 0
          ? ("grows" as const)
          : ("falls" as const),
    baseRefitted: BASE.every((name) => !(name in (options.fit?.fixed ?? {}))),
  };
  return { ...found, diagnostics: diagnose(found) };
}

/** Levels are what scatters: their R_D* against the middle of their U, with n − 2 degrees of freedom. */
function slopeOf(levels: readonly RepeatsAtLevel[]): ConstantRepeats["acrossLevels"] {
  const { exponent, standardError } = powerLaw(
    levels.map(({ U: [low, high] }) => Math.sqrt(low * high)),
    levels.map(({ value }) => value),
  );
  const freedom = levels.length - 2;
  if (standardError === undefined || freedom < 1) return undefined;
  const t = exponent / standardError;
  return { exponent, standardError, p: incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) };
}

/** Rows that say which level they are of, by the column that the fit is separate by. */
function levelsOf(rows: readonly Observation[], upTo?: readonly number[]): { levelled: Observation[]; names: string[] } {
  const edges = upTo ? [...upTo].sort((a, b) => a - b) : undefined;
  const nameOf = ({ uniqueTokens = Number.NaN }: Observation): string =>
    edges ? String(edges.findIndex((edge) => uniqueTokens <= edge) + 1 || edges.length + 1) : String(uniqueTokens);
  const levelled = rows.map((row) => ({ ...row, fields: { ...row.fields, [LEVEL_COLUMN]: nameOf(row) } }));
  const names = [...new Set(levelled.map(nameOf))].sort((a, b) => Number(a) - Number(b));
  if (names.length < 2)
    throw new IsolossError(
      `Cannot test whether R_D* changes with the unique tokens: all ${rows.length} rows have one level of them`,
      "add runs at other numbers of unique tokens",
    );
  return { levelled, names };
}

/** The solution by key. */
function startOf(found: Fit): Record<string, number> {
  const { unknowns } = problem(found.law, found.observations, found.options);
  return Object.fromEntries(unknowns.map((u, p) => [u.key, found.solution[p] as number]));
}

function atLevel(each: Fit, unknowns: readonly Unknown[], name: string): RepeatsAtLevel {
  const own = each.observations.filter((row) => row.fields[LEVEL_COLUMN] === name);
  const key = unknowns.find((u) => u.level === name)?.key as string;
  return {
    U: extent(own.map((row) => row.uniqueTokens as number)),
    rows: own.length,
    runs: new Set(own.map((row) => row.run)).size,
    repeats: own.reduce((most, row) => Math.max(most, (row.tokens as number) / (row.uniqueTokens as number) - 1), 0),
    value: each.estimates[key] as number,
    ...knownOf(profile(each, key, KNOWN_LEVEL).interval),
  };
}

function diagnose({ levels, growth, byLevel, trend, acrossLevels, baseRefitted }: Omit<ConstantRepeats, "diagnostics">): Diagnostic[] {
  if (byLevel.p >= THRESHOLDS.differ) return [];
  const values = levels
    .map(
      ({ U, value, state, bound }) =>
        `${state === "lower-bound" ? `above ${format(bound as number)}` : format(value)} up to U = ${format(U[1])}`,
    )
    .join(", ");
  const change = {
    grows: `it grows as U^${format(growth.value)}`,
    falls: `it falls as U^${format(growth.value)}`,
    none: `without a trend that stands out of the scatter of levels (p ${format(acrossLevels?.p ?? 1)})`,
    "not-tested": "too few levels for a trend",
  }[trend];
  return [
    {
      code: "repeats-not-constant",
      severity: "warning",
      message: `R_D* is not one number for all unique tokens (p ${format(byLevel.p)}): ${values}; ${change}${baseRefitted ? "" : "; the base law was held, and its misfit leaks into R_D*"}`,
      hint: !baseRefitted
        ? "fit the base law to the same runs first"
        : trend === "grows"
          ? "use data-constrained-growing"
          : "quote R_D* with the unique tokens that it holds for",
    },
  ];
}
