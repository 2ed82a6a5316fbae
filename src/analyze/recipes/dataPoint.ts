import { IsolossError } from "../../errors.ts";
import type { Random } from "../../numeric/random.ts";
import type { Observation } from "../../run.ts";
import { predictors } from "../predictor.ts";
import type { Limit } from "./limits.ts";
import { meanLoss } from "./setting.ts";

/** The loss of a recipe at one set of unique tokens: the lowest that was measured, or a limit. */
export interface DataPoint {
  /** U, tokens. */
  uniqueTokens: number;
  /** nats/token. */
  loss: number;
  /** Draws of the loss, where it is itself a result: the law is refitted to each. */
  draws?: readonly number[];
  /** Trainings that the loss is the mean of, members of ensembles each one: their noise is that of one by √runs. Default 1. */
  runs?: number;
  /** Whether the fit that gave it had no degree of freedom. */
  exact?: boolean;
  /** Whether it stands on runs that are not final. */
  provisional?: boolean;
}

/**
 * The limit of a recipe at one set of unique tokens, with its draws and its marks.
 *
 * @param limit as of `sizeLimit`, `memberLimit` or `jointLimit`.
 * @param uniqueTokens U of its runs.
 * @throws IsolossError where the law has no limit.
 */
export function limitPoint(limit: Limit, uniqueTokens: number): DataPoint {
  const { value } = limit.limit;
  if (value === undefined)
    throw new IsolossError(
      `Cannot compare "${limit.what}" over data: its law has no limit`,
      "compare measured losses, or fit a law that levels off",
    );
  const draws = limit.limit.interval && predictors(limit.fit).draws.map((law) => law.limit({}, limit.over) ?? Number.NaN);
  return {
    uniqueTokens,
    loss: value,
    ...(draws && { draws }),
    exact: limit.status === "exact",
    provisional: limit.diagnostics.some(({ code }) => code === "provisional-points"),
  };
}

/**
 * The mean loss of runs at one setting, as those that a certificate keeps.
 *
 * @param rows one a seed, of one set of unique tokens.
 * @throws IsolossError where they state none, or several.
 * @example
 * measuredPoint([observation]).runs // 1
 */
export function measuredPoint(rows: readonly Observation[]): DataPoint {
  const stated = [...new Set(rows.map((row) => row.uniqueTokens))];
  const [uniqueTokens] = stated;
  if (uniqueTokens === undefined || stated.length > 1)
    throw new IsolossError(
      `Cannot compare ${rows.length} runs over data: their unique_tokens are ${stated.map((x) => x ?? "not stated").join(", ") || "none"}, expected one value`,
      "log unique_tokens, and give the runs of one setting",
    );
  return { uniqueTokens, loss: meanLoss(rows), runs: trainings(rows) };
}

/** Subsets share members, so that a member that is named counts once; of members without names the largest ensemble is taken. */
function trainings(rows: readonly Observation[]): number {
  const named = new Set(rows.flatMap((row) => row.memberRuns ?? []));
  const unnamed = rows.filter(({ memberRuns }) => !memberRuns);
  const single = unnamed.filter(({ members = 1 }) => members === 1).length;
  return named.size + Math.max(single, ...unnamed.map(({ members = 1 }) => members), 0);
}

/**
 * Draws of a measured loss: loss·exp(noise/√runs · normal).
 *
 * @param noise standard deviation of log loss between seeds.
 */
export function measuredDraws({ loss, runs = 1 }: DataPoint, noise: number, draw: Random, count: number): number[] {
  return Array.from({ length: count }, () => loss * Math.exp((noise / Math.sqrt(runs)) * draw.normal()));
}
