import { predictors } from "../analyze/predictor.ts";
import type { DataScaling } from "../analyze/recipes/dataScaling.ts";
import type { Recipes, RecipesAt } from "../analyze/recipes/recipes.ts";
import type { Refused } from "../analyze/recipes/refused.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, titleOf } from "./axes.ts";
import { certifiedSizes } from "./certificates.ts";
import type { Layer, Panel } from "./figure.ts";
import { type End, endOf, endText, heldBy, isKnown, jointEndOf } from "./limits.ts";
import { line, type Plane, panel, points, type Row, segments } from "./marks.ts";
import { outsideNames } from "./outsideNames.ts";
import { lawBeyond, sizeLimitOf } from "./recipeLaws.ts";
import { meansAt, pointOf } from "./rows.ts";
import { INK, type Look, RECIPES } from "./theme.ts";

/** What recipes reach at several sets of unique tokens: minima and limits with their laws in U, and the panel that shows them. */

export const WIDTH = 350;
export const HEIGHT = 250;
/** How far beyond the runs laws are drawn, as a ratio of sizes and of unique tokens. */
export const BEYOND = 2;

/** What one recipe reached, in one way, at several sets of unique tokens. */
export interface OverU {
  name: string;
  look: Pick<Look, "colour" | "shape">;
  /** Runs of the best measured losses. */
  rows: readonly Observation[];
  /** Unique tokens at which the setting of these is certified. */
  certified: ReadonlySet<number>;
  /** Limits, in place of runs. */
  ends: readonly { x: number; end: End }[];
  law: DataScaling | Refused;
}

/** Standard and regularized minima, and the limits of regularized models and of ensembles; what there is none of is left out. */
export function overOf({ at, efficiency }: Recipes): OverU[] {
  const best = (recipe: "standard" | "regularized", law: DataScaling | Refused): OverU => ({
    name: `${RECIPES[recipe].label}, best`,
    look: RECIPES[recipe],
    rows: at
      .filter(({ uniqueTokens }) => recipe !== "standard" || !efficiency.untuned.includes(uniqueTokens))
      .flatMap(({ measured }) => measured.filter((one) => one.recipe === recipe).flatMap((one) => one.rows)),
    certified: new Set(at.filter((one) => isCertified(one, recipe)).map(({ uniqueTokens }) => uniqueTokens)),
    ends: [],
    law,
  });
  const limits = (name: string, look: OverU["look"], endAt: (one: RecipesAt) => End | undefined, law: DataScaling | Refused): OverU => ({
    name,
    look,
    rows: [],
    certified: new Set(),
    ends: at.flatMap((one) => {
      const end = endAt(one);
      return end && isKnown(end) ? [{ x: one.uniqueTokens, end }] : [];
    }),
    law,
  });
  const lawOf = (what: string, recipe: string): DataScaling | Refused =>
    efficiency.scaling.find((one) => one.what === what && one.recipe === recipe)?.law ?? { reason: "there are no points" };
  const all = [
    best("standard", efficiency.baseline.measured),
    best("regularized", lawOf("best measured", "regularized")),
    limits("regularized, N → ∞", RECIPES.regularized, sizeEnd, lawOf("regularized, N → ∞", "regularized")),
    limits("ensemble, K, N → ∞", { colour: INK, shape: "diamond" }, jointEndOf, lawOf("ensemble, K → ∞ then N → ∞", "ensemble")),
  ];
  return all.filter(({ rows, ends }) => rows.length + ends.length > 0);
}

function sizeEnd(at: RecipesAt): End | undefined {
  const limit = sizeLimitOf(at, "regularized");
  return limit && endOf(limit);
}

/** Whether the size with the lowest measured loss of a recipe has a certificate. */
function isCertified(at: RecipesAt, recipe: "standard" | "regularized"): boolean {
  const size = at.measured.find((one) => one.recipe === recipe)?.rows[0]?.params;
  return size !== undefined && certifiedSizes(at, recipe).has(size);
}

/** The recipes against unique tokens, with their laws. */
export function inTokens(over: readonly OverU[], untuned: readonly Observation[]): Panel {
  const tokens = [
    ...over.flatMap(({ rows, ends }) => [...rows.flatMap((row) => row.uniqueTokens ?? []), ...ends.map((one) => one.x)]),
    ...untuned.flatMap((row) => row.uniqueTokens ?? []),
  ];
  const to = Math.max(...tokens) * BEYOND;
  const x = axisOver(tokens, { title: titleOf("uniqueTokens"), log: true, most: 7, room: [0.06, 0] });
  const losses = [...untuned, ...over.flatMap(({ rows }) => [...rows])].map(({ loss }) => loss);
  const ends = over.flatMap((one) => one.ends.map(({ end }) => end));
  const all = losses.length > 0 ? losses : ends.map(({ y }) => y);
  const plane: Plane = {
    x: { ...x, scale: { ...x.scale, domain: [x.scale.domain[0], to] } },
    y: axisOver([...all, ...ends.flatMap((end) => heldBy(end, all))], { title: LOSS_TITLE, most: 8, room: [0.12, 0.04] }),
  };
  const layer = [
    // Limits first: a measured loss beside its limit lies inside the open mark.
    ...over.toReversed().flatMap((one) => drawOver(one, to)),
    ...(untuned.length > 0 ? [points(placed(untuned), RECIPES.standard, { hollow: true, size: 30, opacity: 0.45 })] : []),
    ...outsideNames(
      plane.y,
      HEIGHT,
      over.map((one) => toldOf(one, to)),
      "recipe: U → ∞ [95 % interval]",
    ),
  ];
  return panel(plane, layer, { title: "Recipes over data", width: WIDTH, height: HEIGHT });
}

const placed = (rows: readonly Observation[]): Row[] =>
  rows.flatMap((row) => (row.uniqueTokens === undefined ? [] : [pointOf(row, row.uniqueTokens)]));

/** A law is drawn only through points that are all known. */
export function lawIn({ law, rows, ends }: OverU): DataScaling | undefined {
  if (!("fit" in law)) return undefined;
  return rows.length > 0 || law.points.length === ends.length ? law : undefined;
}

function drawOver(one: OverU, to: number): Layer[] {
  const { rows, certified, ends, look } = one;
  const law = lawIn(one);
  const { colour } = look;
  const path = [...meansAt(rows, (row) => row.uniqueTokens as number), ...ends.map(({ x, end }) => ({ x, y: end.y }))];
  const whiskers = ends.flatMap(({ x, end: { low, high } }) => (low === undefined || high === undefined ? [] : [{ x, y: low, y2: high }]));
  return [
    ...(law
      ? lawBeyond(law.fit, "U", tokensOf(law, to), colour)
      : path.length > 1
        ? [line(path, { colour, width: 1.2, dash: [2, 2] })]
        : []),
    ...(whiskers.length > 0 ? [segments(whiskers, { colour, width: 1.6 })] : []),
    ...[false, true].flatMap((hollow) => {
      const own = rows.filter(({ uniqueTokens = 0 }) => certified.has(uniqueTokens) !== hollow);
      return own.length > 0 ? [points(placed(own), look, { hollow, size: 26 })] : [];
    }),
    ...(ends.length > 0
      ? [
          points(
            ends.map(({ x, end }) => ({ x, y: end.y })),
            look,
            { hollow: true, clear: true, size: 90 },
          ),
        ]
      : []),
  ];
}

/** Beyond its runs a law is drawn only where its limit is known. */
function tokensOf(law: DataScaling, to: number): { from: number; last: number; to: number } {
  const { from, last } = reach(law.fit.observations, "uniqueTokens");
  const end = endOf(law);
  return { from, last, to: end && isKnown(end) ? to : last };
}

function toldOf(one: OverU, to: number): { y: number; text: string; colour: string } {
  const law = lawIn(one);
  const end = law && endOf(law);
  const last = Math.min(...one.rows.map(({ loss }) => loss), ...one.ends.map(({ end: { y } }) => y));
  const places = new Set([...one.rows.map((row) => row.uniqueTokens), ...one.ends.map(({ x }) => x)]).size;
  const why = "fit" in one.law ? "no law, as some limits are unknown" : `${places} set${places === 1 ? "" : "s"} of tokens`;
  return {
    y: law ? predictors(law.fit).best.loss({ U: tokensOf(law, to).to }) : last,
    text: `${one.name}: ${end ? endText(end) : why}`,
    colour: one.look.colour,
  };
}

/** Where rows lie along a quantity. */
export function reach(rows: readonly Observation[], name: "params" | "uniqueTokens"): { from: number; last: number } {
  const values = rows.flatMap((row) => row[name] ?? []);
  return { from: Math.min(...values), last: Math.max(...values) };
}
