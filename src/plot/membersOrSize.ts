import { predictors } from "../analyze/predictor.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import { type MembersOrSize, membersOrSize } from "../analyze/recipes/membersOrSize.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { certifiedSizes, filledWords } from "./certificates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, recipesOf } from "./figure.ts";
import { type End, endOf, endText, memberEndsOf } from "./limits.ts";
import { type Plane, panel, points, segments, words } from "./marks.ts";
import { outsideNames } from "./outsideNames.ts";
import { bandOf, doubtsOf, lawBeyond, sizeLimitOf } from "./recipeLaws.ts";
import { drawSeries, isSingle, SEARCHED, type Series, type Sized, tries, tunedSeries } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { pointOf } from "./rows.ts";
import { QUIET, RECIPES, ramp } from "./theme.ts";
import { totalAxis } from "./totalAxis.ts";

const WIDTH = 350;
const HEIGHT = 300;
/** Height of one size in the strip. */
const ROW = 19;
/** How many times the largest total the laws are drawn to. */
const BEYOND = 2;

const id = "members-or-size";

/** Members of one size beside the law of single models. */
interface Members {
  params: number;
  colour: string;
  limit: Limit;
  end: End;
  rows: readonly Sized[];
  most: number;
  found: MembersOrSize;
}

/** Loss against total parameters of ever larger single models and of ever more members of each size, and below it which is the better way to spend them. */
export const membersOrSizeFigure: FigureKind = {
  id,
  title: "More members or a larger model: loss at equal total parameters, and where the better way changes.",
  needs:
    "Final losses with recipe, params and unique_tokens: regularized models of three or more sizes, and ensembles of three or more numbers of members.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const all = having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const at = fullest(recipesOf(id, data));
    const rows = all.filter(({ uniqueTokens }) => uniqueTokens === at.uniqueTokens);
    const single = singleOf(at);
    const sizes = membersOf(at, rows, single.limit);
    const regularized = tunedSeries(
      rows.filter((row) => row.recipe === "regularized" && isSingle(row)),
      certifiedSizes(at, "regularized"),
    );
    const totals = [...regularized.rows.map(({ params }) => params), ...sizes.flatMap(({ params, most }) => [params, params * most])];
    const to = Math.max(...totals) * BEYOND;
    const x = totalAxis(
      regularized.rows.map(({ params }) => params),
      to,
    );
    const losses = [...regularized.rows, ...sizes.flatMap((size) => size.rows)].map(({ loss }) => loss);
    const known = sizes.map(({ end }) => end.y);
    const plane: Plane = {
      x: { ...x, axis: { ...x.axis, title: null } },
      y: axisOver([...losses, ...known], { title: LOSS_TITLE, most: 8 }),
    };
    const largest = Math.max(...single.limit.fit.observations.map(({ params }) => params ?? 0));
    const layer = [
      ...lawBeyond(single.limit.fit, "N", { from: Math.min(...totals), last: largest, to }, RECIPES.regularized.colour),
      ...sizes.flatMap((size) => drawMembers(size, to)),
      ...drawSeries(regularized, RECIPES.regularized, false),
      ...names(plane, single.end, sizes),
    ];
    return compose(
      id,
      caption(at, regularized, single.limit, sizes) + leftOut(data.observations, all),
      [panel(plane, layer, { width: WIDTH, height: HEIGHT }), strip(x, sizes)],
      1,
    );
  },
};

function singleOf(at: RecipesAt): { limit: Limit; end: End | undefined } {
  const limit = sizeLimitOf(at, "regularized");
  if (!limit)
    throw new IsolossError(
      `Cannot draw figure "${id}": at ${at.uniqueTokens} unique tokens regularized models have no law in N`,
      "train them at three or more sizes; isoloss recipes PATH says what is missing",
    );
  return { limit, end: endOf(limit) };
}

function membersOf(at: RecipesAt, rows: readonly Sized[], single: Limit): Members[] {
  const ends = memberEndsOf(at);
  if (ends.length === 0)
    throw new IsolossError(
      `Cannot draw figure "${id}": at ${at.uniqueTokens} unique tokens no size has a law in K`,
      "evaluate ensembles of three or more numbers of members; isoloss recipes PATH says what is missing",
    );
  const colours = ramp(RECIPES.ensemble.colour, ends.length);
  return ends.map(({ params, limit, end }, i) => {
    const kept = new Set(limit.fit.observations.map(({ run }) => run));
    const own = rows.filter(({ recipe, run }) => recipe === "ensemble" && kept.has(run));
    const found = membersOrSize(limit.fit, single.fit, { params });
    return { params, colour: colours[i] as string, limit, end, rows: own, most: found.reach.members / params, found };
  });
}

function drawMembers({ params, colour, limit, rows, most }: Members, to: number): Layer[] {
  return [
    ...lawBeyond(limit.fit, "K", { from: 1, last: most, to: to / params, scale: params }, colour),
    points(
      rows.map((row: Observation) => pointOf(row, params * (row.members ?? 1))),
      { colour, shape: RECIPES.ensemble.shape },
      { size: 22, opacity: 0.75 },
    ),
  ];
}

/** Outside, each curve's name with its limit, near the place where it leaves the plot. */
function names({ x, y }: Plane, single: End | undefined, sizes: readonly Members[]): Layer[] {
  const right = x.scale.domain[1];
  const lossAt = ({ params, limit }: Members): number => predictors(limit.fit).best.loss({ K: right / params });
  const told = [
    ...(single ? [{ y: single.y, text: `one model, N → ∞: ${endText(single)}`, colour: RECIPES.regularized.colour }] : []),
    ...sizes.map((size) => ({ y: lossAt(size), text: `K × ${tickLabel(size.params)}, K → ∞: ${endText(size.end)}`, colour: size.colour })),
  ];
  return outsideNames(y, HEIGHT, told, "limit [95 % interval]");
}

/** One row a size: over the totals that were compared, the better way in its colour, and the crossing with its interval. */
function strip(x: Plane["x"], sizes: readonly Members[]): Panel {
  const plane: Plane = {
    x,
    y: {
      type: "quantitative",
      scale: { type: "linear", domain: [-0.6, sizes.length - 0.4], nice: false, zero: false },
      axis: { values: [], labelExpr: "''", title: null, grid: false, ticks: false, domain: false },
    },
  };
  const layer = sizes.flatMap(({ params, colour, found }, i): Layer[] => {
    const y = sizes.length - 1 - i;
    const { crossing, range } = found;
    const bar = (from: number, to: number, of: "members" | "size"): Layer =>
      segments([{ x: from, x2: to, y }], {
        colour: of === "members" ? colour : RECIPES.regularized.colour,
        width: of === "members" ? 7 : 2,
      });
    const at = crossing.kind === "crossing" ? crossing.total.value : undefined;
    const change = crossing.kind === "crossing" ? crossing.above : crossing.better;
    const interval = crossing.kind === "crossing" ? crossing.total.interval : undefined;
    return [
      ...(at === undefined
        ? [bar(range[0], range[1], change)]
        : [bar(range[0], at, change === "members" ? "size" : "members"), bar(at, range[1], change)]),
      ...(interval ? [segments([{ x: interval.low, x2: interval.high, y: y - 0.34 }], { colour: QUIET, width: 2 })] : []),
      words([{ y, text: `K × ${tickLabel(params)}: ${crossingText(found)}` }], { colour: colour, outside: true, dx: 8 }),
    ];
  });
  return panel(plane, layer, {
    title: "The better way (thick: more members; thin: one larger model)",
    width: WIDTH,
    height: sizes.length * ROW,
  });
}

/** As "members from 294k [274k, 322k]", and whether that lies beyond what was measured one of the ways. */
function crossingText({ crossing }: MembersOrSize): string {
  if (crossing.kind === "none") return crossing.better === "members" ? "members throughout" : "one model throughout";
  const { value, interval, missing } = crossing.total;
  const way = crossing.above === "members" ? "members" : "one model";
  const share = missing > 0.05 ? `, none in ${Math.round(100 * missing)} %` : "";
  return `${way} from ${tickLabel(value as number)}${interval ? ` [${tickLabel(interval.low)}, ${tickLabel(interval.high)}${share}]` : ""}${crossing.extrapolated.length > 0 ? ", extrapolated" : ""}`;
}

function caption(at: RecipesAt, regularized: Series, single: Limit, sizes: readonly Members[]): string {
  const extrapolated = sizes.some(({ found }) => found.crossing.kind === "crossing" && found.crossing.extrapolated.length > 0);
  const first = sizes[0]?.limit;
  return [
    `Final validation loss against total parameters on ${tickLabel(at.uniqueTokens)} unique tokens, where the most recipes were measured: single regularized models of N parameters, and K members of each size (N·K).`,
    `Squares: the best setting of each size (${tries("regularized", regularized)} settings tried; ${filledWords([at])}, or from fewer than ${SEARCHED}), every seed a point, with E + A/N^α (${bandOf(single)}).`,
    `Diamonds: ensembles, at each size of the setting with the lowest limit, with E + A/K^α${first ? ` (${bandOf(first)})` : ""}; laws are dashed beyond the runs.`,
    `Below: which of the two laws is lower at equal total parameters, between one member and the further reach of both, and the 95 % interval of the last crossing (grey).`,
    extrapolated ? "Extrapolated: a crossing beyond what was measured one of the ways." : "",
    doubtsOf("the law in N", single),
  ]
    .filter(Boolean)
    .join(" ");
}
