import type { Limit, SmallerFit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import { fit } from "../fit/fit.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, having, type Layer, type Panel, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { bandOf, memberLimitsOf, sizeLimitOf } from "./recipeLaws.ts";
import { fullest } from "./recipes.ts";
import { groups, pointOf } from "./rows.ts";
import { INK, QUIET, RECIPES, TEXT } from "./theme.ts";

const HEIGHT = 240;

/** A law fitted without its largest values. */
interface Held {
  limit: Limit;
  smaller: SmallerFit;
}

const id = "held-out";

/** Laws fitted without their largest sizes, or largest ensembles, and what they predict of these. */
export const heldOut: FigureKind = {
  id,
  title: "What laws fitted without the largest sizes, or the largest ensembles, predict of these, against what was measured.",
  needs:
    "Final losses with recipe, params and unique_tokens of tuned single models at four or more sizes, or of ensembles with four or more members.",
  curves: false,
  recipes: true,
  checks: true,
  fits: [],
  draw(data) {
    having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const at = fullest(recipesOf(id, data));
    const size = (["regularized", "standard"] as const).flatMap((recipe) => {
      const limit = sizeLimitOf(at, recipe);
      // As many sizes are held out as leave a law that its points can still test.
      const smaller = limit && (limit.smaller.find(({ exact }) => !exact) ?? limit.smaller.at(-1));
      return limit && smaller ? [{ recipe, limit, smaller }] : [];
    })[0];
    const members = memberLimitsOf(at)
      .flatMap((limit) => {
        const smaller = limit.smaller.at(-1);
        return smaller ? [{ params: limit.params, limit, smaller }] : [];
      })
      .sort((a, b) => a.params - b.params);
    if (!size && members.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": on ${at.uniqueTokens} unique tokens no law can be fitted without its largest size, or its largest ensemble`,
        "tune single models of four or more params, or evaluate ensembles of four or more members of one size",
      );
    const panels = [...(size ? [largerSizes(size)] : []), ...(members.length > 0 ? [largerEnsembles(members)] : [])];
    return compose(id, caption(at, size, members), panels, 2);
  },
};

/** The law up to where it was fitted and on to the sizes that were held out, with its predictions and what was measured there. */
function largerSizes({ recipe, limit, smaller }: Held & { recipe: "standard" | "regularized" }): Panel {
  const { colour, shape, label } = RECIPES[recipe];
  const rows = limit.fit.observations as readonly (Observation & { params: number })[];
  const [kept, held] = [rows.filter((row) => row.params <= smaller.upTo), rows.filter((row) => row.params > smaller.upTo)];
  const predicted = predictions(smaller, "N");
  const { law: form, options } = limit.fit;
  const without = fit(form, kept, options);
  const largest = Math.max(...rows.map(({ params }) => params));
  const smallest = Math.min(...rows.map(({ params }) => params));
  const plane: Plane = {
    x: axisOver(
      rows.map(({ params }) => params),
      { title: titleOf("params"), log: true, most: 6, room: [0.06, 0.1] },
    ),
    y: axisOver([...rows.map((row) => row.loss), ...predicted.flatMap(({ y, low = y, high = y }) => [y, low, high])], {
      title: LOSS_TITLE,
      most: 7,
      room: [0.16, 0.06],
    }),
  };
  const pointAt = (row: (typeof rows)[number]): Row => pointOf(row, row.params);
  const layer: Layer[] = [
    law(lawAlong(without, "N", [smallest, smaller.upTo]), { colour, width: 1.8 }),
    law(lawAlong(without, "N", [smaller.upTo, largest]), { colour, width: 1.8, dash: [5, 3] }),
    ...bars(predicted, INK),
    points(
      predicted.map(({ x, y, low, high }) => ({ x, y, low, high })),
      { colour: INK, shape: "circle" },
      { hollow: true, size: 40 },
    ),
    points(kept.map(pointAt), { colour, shape }, { size: 34 }),
    points(held.map(pointAt), { colour: INK, shape: "diamond" }, { size: 46 }),
    ...predicted.map(({ x, y, low = y, measured, error }) =>
      words([{ x, y: Math.min(low, y, measured), text: `${signed(error)}${smaller.exact ? " exact" : ""}` }], {
        align: "center",
        baseline: "top",
        dy: 8,
      }),
    ),
    ...sides(plane, predicted.at(-1) as Prediction),
  ];
  return panel(plane, layer, { title: `${label}: larger sizes`, width: 290, height: HEIGHT });
}

/** Names beside the last point of each of the two. */
function sides({ y }: Plane, { predicted, measured }: Prediction): Layer[] {
  const [low, high] = y.scale.domain;
  const moved = spread([predicted, measured], ((high - low) * (TEXT + 3)) / HEIGHT);
  return ["predicted", "measured"].map((text, i) => words([{ y: moved[i], text }], { outside: true, dx: 2 }));
}

/** Measured less predicted loss of each size's largest ensembles, around the interval of the prediction. */
function largerEnsembles(sizes: readonly (Held & { params: number })[]): Panel {
  const found = sizes
    .flatMap(({ params, smaller }) => predictions(smaller, "K").map((one) => ({ ...one, x: params, exact: smaller.exact })))
    .map(({ y, low, high, ...rest }) => ({
      ...rest,
      y: rest.error,
      ...(low !== undefined && high !== undefined && { low: low - y, high: high - y }),
    }));
  const plane: Plane = {
    x: axisOver(
      found.map(({ x }) => x),
      { title: `${titleOf("params")} of one member`, log: true, most: 6, room: [0.3, 0.3] },
    ),
    y: axisOver([0, ...found.flatMap(({ y, low = y, high = y }) => [y, low, high])], {
      title: "Measured − predicted (nats/token)",
      most: 7,
      room: [0.14, 0.1],
    }),
  };
  const [left, right] = plane.x.scale.domain;
  const { colour } = RECIPES.ensemble;
  const layer: Layer[] = [
    segments([{ x: left, x2: right, y: 0 }], { colour: QUIET, width: 1 }),
    ...bars(found, colour),
    ...[true, false].flatMap((exact) => {
      const rows = found.filter((one) => one.exact === exact).map(({ x, y, measured, predicted }): Row => ({ x, y, measured, predicted }));
      return rows.length > 0 ? [points(rows, { colour: INK, shape: "diamond" }, { hollow: exact, size: 46 })] : [];
    }),
    ...found.map(({ x, y, low = y, error, exact }) =>
      words([{ x, y: Math.min(low, y), text: `${signed(error)}${exact ? " exact" : ""}` }], { align: "center", baseline: "top", dy: 7 }),
    ),
  ];
  return panel(plane, layer, { title: "ensemble: the last member", width: 260, height: HEIGHT });
}

interface Prediction {
  /** The value that was held out. */
  x: number;
  /** Predicted loss, nats/token. */
  y: number;
  low?: number;
  high?: number;
  predicted: number;
  /** Mean over seeds, or over sets of members. */
  measured: number;
  error: number;
}

/** One a value that was held out. */
function predictions({ points: held }: SmallerFit, along: string): Prediction[] {
  return groups(held, ({ at }) => at[along] as number).map(([x, same]) => {
    const { predicted, interval } = same[0] as (typeof same)[number];
    const measured = same.reduce((sum, { observed }) => sum + observed, 0) / same.length;
    const ends = interval && { low: interval.low, high: interval.high };
    return { x, y: predicted, ...ends, predicted, measured, error: measured - predicted };
  });
}

function bars(rows: readonly { x: number; low?: number; high?: number }[], colour: string): Layer[] {
  const known = rows.flatMap(({ x, low, high }) => (low === undefined ? [] : [{ x, y: low, y2: high }]));
  return known.length > 0 ? [segments(known, { colour, width: 2.4 })] : [];
}

/** As "+0.0051": above 0 the law was too optimistic. */
const signed = (error: number): string => `${error < 0 ? "−" : "+"}${Math.abs(error).toFixed(4)}`;

function caption({ uniqueTokens }: RecipesAt, size: Held | undefined, members: readonly Held[]): string {
  const held = size ? predictions(size.smaller, "N") : [];
  const [first] = members;
  return [
    `Laws fitted without their largest values, and tried on them, on ${tickLabel(uniqueTokens)} unique tokens; numbers are measured less predicted loss, above 0 where the law was too optimistic.`,
    size
      ? `${members.length > 0 ? "Left: the" : "The"} power law in size, fitted to ${size.smaller.places} sizes up to ${tickLabel(size.smaller.upTo)} (line; dashed beyond), with its predictions (circles) and what was measured (diamonds) at ${held.map(({ x }) => tickLabel(x)).join(", ")}${size.smaller.exact ? "; the fit is exact, with no degree of freedom left, and its prediction tests the form alone" : ""}.`
      : "",
    first
      ? `${size ? "Right: the" : "The"} power law in members, fitted without the largest ensembles: what these measured less its prediction (diamonds; hollow where the fit is exact), one size a column.${first.limit.fit.observations.some((row) => row.memberRuns) ? " These share members with the smaller ones, and so miss by less than the intervals, which hold the choice of members." : ""}`
      : "",
    held.some(({ low }) => low !== undefined) || members.some(({ smaller }) => smaller.points.some(({ interval }) => interval))
      ? `Bars: 95 % intervals of the predictions as means of many runs (${[size?.limit, first?.limit]
          .filter((limit) => limit !== undefined)
          .map(bandOf)
          .join("; ")}).`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
