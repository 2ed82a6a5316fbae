import { existsSync } from "node:fs";
import {
  completed,
  type Diagnostic,
  extrapolation,
  extrapolationFindings,
  type Fit,
  findLaw,
  groupBy,
  type Interval,
  IsolossError,
  isOpen,
  laws,
  type NewRunNoise,
  newRunNoise,
  type Point,
  type PublishedSet,
  predict,
  predictorOf,
  type Response,
  suggestion,
  syntheticNote,
  UsageError,
} from "../index.ts";
import { requireLevel } from "./given.ts";
import { readFits } from "./readFits.ts";

/** What one law says at some points; `set` or `group` say which law. */
export interface Predictions {
  law: string;
  formula: string;
  /** What is predicted, where that is not the loss. */
  response?: Response;
  set?: string;
  /** Where a published set does not say where it holds. */
  range?: "not stated";
  group?: Readonly<Record<string, string>>;
  predictions: { at: Point; loss: number; interval: Interval | null; extrapolation: Readonly<Record<string, number>> }[];
  /** The noise that the intervals of a new run hold. */
  newRun?: Omit<NewRunNoise, "diagnostics">;
  diagnostics: readonly Diagnostic[];
}

export interface PredictFlags {
  fit: string;
  set?: string | undefined;
  in?: string | undefined;
  level: number;
  "new-run": boolean;
  noise?: number | undefined;
}

/** The predictions of every fit of a file, or of a published set. */
export async function sources(given: PredictFlags, at: readonly Point[]): Promise<Predictions[]> {
  requireLevel(given.level);
  if (!existsSync(given.fit)) {
    const found = publishedAt(given, at);
    if (given["new-run"])
      throw new UsageError(
        `Cannot say where a new run would end by published values of "${found.law}": they have no draws`,
        "fit the law to runs, and give the fit.json",
      );
    return [found];
  }
  const idle = (["set", "in"] as const).find((flag) => given[flag] !== undefined);
  if (idle) throw new UsageError(`Cannot use --${idle} with ${given.fit}: a fit has its own values`, "--set and --in are for a law's id");
  const fits = await readFits(given.fit);
  return fits.flatMap((fit) => levelsOf(fit).map(({ level, group }) => fitAt(fit, level, group, at, given)));
}

function levelsOf(fit: Fit): { level?: string; group: Record<string, string> }[] {
  const { separate } = fit.options;
  if (!separate) return [{ group: { ...fit.group } }];
  return groupBy(fit.observations, [separate.by]).map(({ group }) => ({
    level: group[separate.by] as string,
    group: { ...fit.group, ...group },
  }));
}

function fitAt(fit: Fit, group: string | undefined, names: Record<string, string>, at: readonly Point[], given: PredictFlags): Predictions {
  const { level, noise, "new-run": newRun } = given;
  const found = predict(fit, at, { level, newRun, ...(noise !== undefined && { noise }), ...(group !== undefined && { group }) });
  const { diagnostics, ...seeds } = newRun ? newRunNoise(fit, noise) : { diagnostics: [] };
  const distances = at.map((point) => extrapolation(fit, point));
  return {
    law: fit.law.id,
    formula: fit.law.formula,
    ...(fit.law.response && { response: fit.law.response }),
    ...(Object.keys(names).length > 0 && { group: names }),
    predictions: found.map(({ loss, low, high }, i) => {
      const point = at[i] as Point;
      const interval = Number.isNaN(low) ? null : { low, high, level, method: fit.draws?.method ?? "" };
      return { at: point, loss, interval, extrapolation: distances[i] as Record<string, number> };
    }),
    ...("sd" in seeds && { newRun: seeds }),
    diagnostics: [...syntheticFinding(fit), ...diagnostics, ...extrapolationFindings(distances, "the rows of the fit")],
  };
}

function syntheticFinding({ observations }: Fit): Diagnostic[] {
  const message = syntheticNote(observations);
  return message === undefined ? [] : [{ code: "synthetic-runs", severity: "note", message, hint: "the raw columns simulated_… say how" }];
}

function publishedAt(given: { fit: string; set?: string | undefined; in?: string | undefined }, at: readonly Point[]): Predictions {
  const known = laws.some((law) => law.id === given.fit);
  if (!known && /[./\\]/.test(given.fit) && !/[\s+*^(]/.test(given.fit))
    throw new IsolossError(
      `${given.fit}: Cannot read a fit: no such file`,
      "check the path; isoloss laws lists the laws that can be named instead",
    );
  const quantity = given.in ?? quantityOf(given.fit, given.set);
  const law = findLaw(given.fit, quantity === undefined ? {} : { in: quantity });
  const ids = law.published.map((set) => set.id);
  if (ids.length === 0)
    throw new UsageError(
      `Cannot predict from law "${law.id}": it has no published values`,
      "fit it first: isoloss fit LAW PATH -o fit.json",
    );
  const set =
    law.published.find(({ id }) => id === given.set) ?? (given.set === undefined && ids.length === 1 ? law.published[0] : undefined);
  if (!set) {
    const message =
      given.set === undefined
        ? `Cannot choose among the published values of law "${law.id}"`
        : `Cannot find the published values "${given.set}" of law "${law.id}"`;
    throw new UsageError(
      message,
      given.set === undefined ? `name them with --set ${ids.join(" or --set ")}` : suggestion(given.set, ids, "they are"),
    );
  }
  const predictor = predictorOf(law, set.theta);
  const distances = at.map((point) => beyond(set, point));
  return {
    law: law.id,
    formula: law.formula,
    ...(law.response && { response: law.response }),
    set: set.id,
    ...(set.range === undefined && { range: "not stated" as const }),
    predictions: at.map((point, i) => ({
      at: point,
      loss: predictor.loss(point),
      interval: null,
      extrapolation: distances[i] as Record<string, number>,
    })),
    diagnostics: extrapolationFindings(distances, `the range of "${set.id}"`),
  };
}

/** A published set of a one-quantity law names the quantity by its range. */
function quantityOf(id: string, set: string | undefined): string | undefined {
  const law = laws.find((known) => known.id === id && isOpen(known));
  const [symbol, ...others] = Object.keys(law?.published.find((published) => published.id === set)?.range ?? {});
  return others.length === 0 ? symbol : undefined;
}

/** FLOP of a training: what budgets of published sets are in. */
function computeAt({ N, D, M }: Point): number | undefined {
  if (D === undefined) return undefined;
  return M !== undefined ? M * D : N !== undefined ? 6 * N * D : undefined;
}

/** Decades by which a point lies outside the range of a published set. */
function beyond(set: PublishedSet, point: Point): Record<string, number> {
  const at = completed(point);
  const outside = Object.entries(set.range ?? {}).map(([symbol, [low, high]]): [string, number] => {
    const x = at[symbol] ?? (symbol === "C" ? computeAt(at) : undefined);
    return [symbol, x === undefined || !(x > 0) ? 0 : Math.max(Math.log10(x / high), Math.log10(low / x))];
  });
  return Object.fromEntries(outside.filter(([, decades]) => decades > 1e-9));
}
