import type { Estimate } from "../analyze/predictor.ts";
import { limitsBySeed } from "../analyze/recipes/limitSeeds.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Status } from "../fit/types.ts";
import { axisOver, tickLabel, titleOf } from "./axes.ts";
import { categories } from "./categories.ts";
import { compose, type FigureKind, having, type Layer, type Panel, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { endOf, endText, isKnown } from "./limits.ts";
import { line, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { bandOf, memberLimitsOf, sizeLimitOf } from "./recipeLaws.ts";
import { fullest } from "./recipes.ts";
import { QUIET, RECIPES, ramp, TEXT } from "./theme.ts";

const ROW = 26;
const WIDTH = 190;
const HEIGHT = 250;
/** Statuses of refits whose limit is no number: the rows that are left do not determine it. */
const OPEN: readonly Status[] = ["at-bound", "flat", "not-converged"];

/** A limit from some of the rows. */
interface Refit {
  label: string;
  limit: Estimate;
  status: Status;
}

const id = "limit-sensitivity";

/** How far limits move: that in N without each size and by seed, those in K with fewer members. */
export const limitSensitivity: FigureKind = {
  id,
  title: "How much a limit moves: the limit in N without each size, and limits in K with fewer members.",
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
      const end = limit && endOf(limit);
      return limit && end && isKnown(end) && "each" in limit.leaveOneOut ? [{ recipe, limit }] : [];
    })[0];
    const members = memberLimitsOf(at).filter((limit) => {
      const end = endOf(limit);
      return end && isKnown(end) && limit.smaller.length > 0;
    });
    if (!size && members.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": on ${at.uniqueTokens} unique tokens no limit is left when a size or a member is left out`,
        "tune single models of four or more params, or evaluate ensembles of four or more members of one size",
      );
    const panels = [
      ...(size ? [withoutSizes(refitsOf(size.limit), size.recipe)] : []),
      ...(members.length > 0 ? [fewerMembers(members.toSorted((a, b) => a.params - b.params))] : []),
    ];
    return compose(id, caption(at, size?.limit, members), panels, 2);
  },
};

/** The whole fit first, then what is left without each size, and each seed alone. */
function refitsOf(limit: Limit): Refit[] {
  const each = "each" in limit.leaveOneOut ? limit.leaveOneOut.each : [];
  const bare = (value: number | undefined): Estimate => ({ value, interval: undefined, missing: 0 });
  return [
    { label: "all sizes", limit: limit.limit, status: limit.status },
    ...each.map(({ without, limit: value, status }) => ({
      label: `without ${tickLabel(Number(without.split(" = ")[1]))}`,
      limit: bare(value),
      status,
    })),
    ...limitsBySeed(limit).map(({ seed, limit: value, status }) => ({ label: `seed ${seed} alone`, limit: bare(value), status })),
  ];
}

function withoutSizes(refits: readonly Refit[], recipe: "standard" | "regularized"): Panel {
  const { colour, shape, label } = RECIPES[recipe];
  const placed = refits.toReversed().map((refit, y) => ({ ...refit, y }));
  const known = placed.filter(({ limit, status }) => limit.value !== undefined && !OPEN.includes(status));
  const { value, interval } = (refits[0] as Refit).limit;
  const plane: Plane = {
    x: axisOver(
      known.flatMap(({ limit }) => [
        limit.value as number,
        limit.interval?.low ?? (limit.value as number),
        limit.interval?.high ?? (limit.value as number),
      ]),
      { title: "Validation loss (nats/token), N → ∞", most: 5, room: [0.1, 0.1] },
    ),
    y: categories(
      placed.map((refit) => refit.label),
      null,
    ),
  };
  const [bottom, top] = plane.y.scale.domain;
  const open = placed.filter((refit) => !known.includes(refit));
  const dots = (exact: boolean): Layer[] => {
    const rows = known
      .filter(({ status }) => (status === "exact") === exact)
      .map(({ limit, y }): Row => ({ x: limit.value, y, limit: limit.value }));
    return rows.length > 0 ? [points(rows, { colour, shape }, { hollow: exact, size: 46 })] : [];
  };
  const layer: Layer[] = [
    ...(interval ? [band({ x: interval.low, x2: interval.high, y: bottom, y2: top }, colour)] : []),
    segments([{ x: value, y: bottom, y2: top }], { colour, width: 1, dash: [2, 3] }),
    ...dots(false),
    ...dots(true),
    words(
      known.map(({ limit, status, y }) => ({ y, text: `${limitText(limit)}${status === "exact" ? " (exact)" : ""}` })),
      { colour, outside: true, dx: 6 },
    ),
    ...(open.length > 0
      ? [
          words(
            open.map(({ y }) => ({ x: plane.x.scale.domain[0], y, text: "not identified" })),
            { colour: QUIET, dx: 6 },
          ),
        ]
      : []),
  ];
  return panel(plane, layer, { title: `${label}: limit in size`, width: WIDTH, height: Math.max(HEIGHT, placed.length * ROW) });
}

function limitText({ value, interval }: Estimate): string {
  return `${value?.toFixed(3)}${interval ? ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]` : ""}`;
}

function fewerMembers(limits: readonly (Limit & { params: number })[]): Panel {
  const colours = ramp(RECIPES.ensemble.colour, limits.length);
  const sizes = limits.map((limit, i) => ({ params: limit.params, colour: colours[i] as string, limit, steps: stepsOf(limit) }));
  const ks = sizes.flatMap(({ steps }) => steps.map(({ x }) => x));
  const values = sizes.flatMap(({ limit, steps }) => [
    ...steps.map(({ y }) => y),
    ...(limit.limit.interval ? [limit.limit.interval.low, limit.limit.interval.high] : []),
  ]);
  const plane: Plane = {
    x: axisOver(ks, { title: `${titleOf("members")}, at most`, ticks: [...new Set(ks)].sort((a, b) => a - b), room: [0.15, 0.15] }),
    y: axisOver(values, { title: "Validation loss (nats/token), K → ∞", most: 8, room: [0.06, 0.06] }),
  };
  const [left, right] = plane.x.scale.domain;
  const { shape } = RECIPES.ensemble;
  const layer = sizes.flatMap(({ colour, limit, steps }): Layer[] => {
    const { interval } = limit.limit;
    const bars = steps.flatMap(({ x, low, high }) => (low === undefined ? [] : [{ x, y: low, y2: high }]));
    const dots = [true, false].flatMap((exact) => {
      const rows = steps.filter((step) => step.exact === exact).map(({ x, y, low, high }): Row => ({ x, y, low, high }));
      return rows.length > 0 ? [points(rows, { colour, shape }, { hollow: exact, size: 46 })] : [];
    });
    return [
      ...(interval ? [band({ x: left, x2: right, y: interval.low, y2: interval.high }, colour)] : []),
      line(
        steps.map(({ x, y }) => ({ x, y })),
        { colour, width: 1, dash: [2, 2] },
      ),
      ...(bars.length > 0 ? [segments(bars, { colour, width: 1.6 })] : []),
      ...dots,
    ];
  });
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    sizes.map(({ limit }) => limit.limit.value as number),
    ((high - low) * (TEXT + 3)) / HEIGHT,
  );
  const names = sizes.map(({ params, colour, limit }, i) => {
    const end = endOf(limit);
    return words([{ y: moved[i], text: `${tickLabel(params)}: ${end ? endText(end) : ""}` }], { colour, outside: true, dx: 8, bold: true });
  });
  return panel(plane, [...layer, ...names], { title: "ensemble: limit in members", width: 190, height: HEIGHT });
}

interface Step {
  x: number;
  y: number;
  low?: number;
  high?: number;
  exact: boolean;
}

/** Limits by the most members that were fitted, the whole fit last; refits that determine none are left out. */
function stepsOf({ smaller, limit, fit, status }: Limit): Step[] {
  const all = Math.max(...fit.observations.map(({ members }) => members ?? 1));
  const refits = [...smaller.map((one) => ({ x: one.upTo, ...one })), { x: all, limit, status, exact: status === "exact" }];
  return refits.flatMap(({ x, limit: { value, interval }, status: own, exact }): Step[] =>
    value === undefined || OPEN.includes(own) ? [] : [{ x, y: value, exact, ...(interval && { low: interval.low, high: interval.high }) }],
  );
}

function band(row: Row, colour: string): Layer {
  return {
    data: { values: [row] },
    mark: { type: "rect", color: colour, opacity: 0.14 },
    encoding: { x2: { field: "x2" }, y2: { field: "y2" } },
  };
}

function caption({ uniqueTokens }: RecipesAt, size: Limit | undefined, members: readonly Limit[]): string {
  const [first] = members;
  const dropped = size && refitsOf(size).filter(({ status, limit }) => limit.value === undefined || OPEN.includes(status)).length;
  return [
    `How much limits of the laws E + A/x^α move with what they are fitted to, on ${tickLabel(uniqueTokens)} unique tokens.`,
    size
      ? `Left: the limit N → ∞ of tuned single models, of all sizes and without each${limitsBySeed(size).length > 0 ? ", and from each seed alone" : ""}; band: the 95 % interval of the whole fit (${bandOf(size)}).`
      : "",
    dropped ? "Refits whose rows leave the limit open show no number." : "",
    first
      ? `${size ? "Right: the" : "The"} limit K → ∞ at each size (parameters of one member) from ensembles of at most so many members, the whole fit last; bands: its 95 % interval (${bandOf(first)}); bars: intervals of the smaller fits.`
      : "",
    "Hollow: exact, with no degree of freedom left.",
  ]
    .filter(Boolean)
    .join(" ");
}
