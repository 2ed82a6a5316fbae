import { type Estimate, predictorOf } from "../analyze/predictor.ts";
import { type Baseline, dataEfficiency } from "../analyze/recipes/dataEfficiency.ts";
import { limitPoint, measuredPoint } from "../analyze/recipes/dataPoint.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { Recipes, RecipesAt } from "../analyze/recipes/recipes.ts";
import type { Fit } from "../fit/types.ts";
import { lawIn } from "../laws/define.ts";
import { power } from "../laws/power.ts";
import { tickLabel } from "./axes.ts";
import type { FigureData } from "./figure.ts";
import { type End, endOf, endOfFit, isKnown, jointEndOf, jointLimitOf, memberEndsOf } from "./limits.ts";
import { sizeLimitOf } from "./recipeLaws.ts";
import type { Sized } from "./recipeSeries.ts";
import { INK, RECIPES } from "./theme.ts";

/** The losses that the figure "data-efficiency" holds against one another, and what each is worth in unique tokens of the standard recipe. */

/** Members of one size, with their law in K. */
export interface Ensemble {
  params: number;
  fit: Fit;
  end: End;
  /** Undefined where the law was given. */
  limit?: Limit;
  rows: readonly (Sized & { members?: number })[];
}

/** A loss that matters: its rule, its name, and what it is worth in tokens of the standard recipe. */
export interface Level {
  name: string;
  end: End;
  colour: string;
  /** The recipe whose best measured loss it is; undefined for limits. */
  best?: "standard" | "regularized";
  efficiency?: Estimate;
}

/** The size whose limit K → ∞ is lowest; without any, a law in members that was given. */
export function ensembleOf(at: RecipesAt, rows: readonly Sized[], fits: readonly Fit[]): Ensemble | undefined {
  const own = rows.filter(({ recipe }) => recipe === "ensemble");
  const best = memberEndsOf(at).toSorted((a, b) => a.end.y - b.end.y)[0];
  const drawn = (fit: Fit): readonly Sized[] => {
    const kept = new Set(fit.observations.map(({ run }) => run));
    return own.filter(({ run }) => kept.has(run));
  };
  if (best) return { params: best.params, fit: best.limit.fit, end: best.end, limit: best.limit, rows: drawn(best.limit.fit) };
  const given = fits.find((fit) => fit.law.quantities.join() === "K" && drawn(fit).length > 0);
  const end = given && endOfFit(given);
  const params = given?.observations[0]?.params;
  return given && end && params !== undefined ? { params, fit: given, end, rows: drawn(given) } : undefined;
}

export interface FoundBaseline extends Baseline {
  /** As the caption says it. */
  from: string;
}

/** The standard recipe's law in U: a stated one, as a published one; else that of its measured losses, else a fit that was given. */
export function baselineOf({ efficiency }: Recipes, { fits = [], baseline }: FigureData): FoundBaseline | { reason: string } {
  if (baseline)
    return { law: predictorOf(lawIn(power, "U"), baseline.parameters), origin: "measured", from: `as stated (${baseline.from})` };
  const { measured } = efficiency.baseline;
  if ("fit" in measured) {
    const freedom = `${measured.freedom} degree${measured.freedom === 1 ? "" : "s"} of freedom`;
    return {
      law: measured.fit,
      origin: "measured",
      from: `of its best measured losses at ${measured.points.length} sets of unique tokens (${freedom})`,
    };
  }
  const given = fits.find((fit) => fit.law.id === "power" && fit.law.quantities.join() === "U");
  return given ? { law: given, origin: "measured", from: "as given" } : { reason: measured.reason };
}

export function levelsOf(at: RecipesAt, ensemble: Ensemble | undefined, baseline: FoundBaseline | { reason: string }): Level[] {
  const { uniqueTokens } = at;
  const worth = (loss: number, origin: Baseline["origin"], draws?: readonly number[]): { efficiency?: Estimate } =>
    "law" in baseline
      ? { efficiency: dataEfficiency({ value: loss, origin, ...(draws && { draws }) }, baseline, { uniqueTokens }).perUnique }
      : {};
  const limited = (end: End | undefined, limit: Limit | undefined): { efficiency?: Estimate } => {
    if (!end || !isKnown(end)) return {};
    return worth(end.y, "limit", limit && limitPoint(limit, uniqueTokens).draws);
  };
  const size = sizeLimitOf(at, "regularized");
  const sizeEnd = size && endOf(size);
  const found = at.measured.flatMap(({ recipe, rows }): Level[] => {
    // The regularized recipe is told by its limit, where it has one.
    if (recipe !== "standard" && (recipe !== "regularized" || (sizeEnd && isKnown(sizeEnd)))) return [];
    const { label, colour } = RECIPES[recipe];
    const { loss } = measuredPoint(rows);
    return [{ name: `${label}, best`, best: recipe, end: { y: loss, state: "limit" }, colour, ...worth(loss, "measured") }];
  });
  if (sizeEnd) found.push({ name: "regularized, N → ∞", end: sizeEnd, colour: RECIPES.regularized.colour, ...limited(sizeEnd, size) });
  if (ensemble)
    found.push({
      name: `ensemble of ${tickLabel(ensemble.params)}, K → ∞`,
      end: ensemble.end,
      colour: RECIPES.ensemble.colour,
      ...limited(ensemble.end, ensemble.limit),
    });
  const joint = jointLimitOf(at);
  const jointEnd = jointEndOf(at);
  if (jointEnd) found.push({ name: "ensemble, K, N → ∞", end: jointEnd, colour: INK, ...limited(jointEnd, joint) });
  return found;
}
