import { asymptote } from "../analyze/asymptote.ts";
import type { Fit } from "../fit/types.ts";
import type { Observation, Recipe } from "../run.ts";
import { bestOver } from "../table/bestOver.ts";
import { groupBy } from "../table/groupBy.ts";
import { axisOver, LOSS_TITLE, sizeTitle, tickLabel } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, having, type Layer, leftOut, requireOne } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, line, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { groups, levels, meansAt, pointOf } from "./rows.ts";
import { RECIPES, TEXT } from "./theme.ts";

type Sized = Observation & Required<Pick<Observation, "params" | "recipe">>;

/** The columns over which a recipe is tuned at every size. */
const TUNED = ["weight_decay", "epochs", "learning_rate"];
/** A point chosen from fewer settings than this is drawn hollow: it is hardly tuned. */
const SEARCHED = 3;
const WIDTH = 360;
const HEIGHT = 270;

interface Series {
  recipe: Recipe;
  /** Rows at each size's best setting. */
  rows: Sized[];
  /** Settings that were tried at each size. */
  tried: Map<number, number>;
}

const id = "loss-by-params";

/** Loss against model size by recipe, each tuned at every size, with power laws in N and the K → ∞ limits of ensembles where fits give them. */
export const lossByParams: FigureKind = {
  id,
  title: "Loss against parameters by recipe, with the fitted power law, its band and its asymptote.",
  needs:
    "Final losses with params and recipe at one value of unique_tokens; recipes are tuned over weight decay, epochs and learning rate.",
  curves: false,
  fits: [
    // Seeds of one size share what the law misses there.
    {
      law: "power",
      in: "params",
      where: ["recipe=regularized"],
      by: [],
      cluster: "params",
      rows: (group) => bestOver(group, TUNED, ["params"]),
    },
    { law: "power", in: "members", where: ["recipe=ensemble"], by: ["params"] },
  ],
  draw({ observations, fits = [] }) {
    const rows = having(id, observations, ["params", "recipe"]);
    requireOne(id, rows, "uniqueTokens", "unique_tokens");
    const series = groups(rows, (row) => row.recipe)
      .map(([recipe, own]) => tuned(recipe, own))
      .sort((a, b) => order(a.recipe) - order(b.recipe));
    const limits = limitsOf(fits);
    const sizes = rows.map((row) => row.params);
    const x = axisOver(sizes, { title: sizeTitle(sizes, " of one model"), log: true, room: [0.05, 0.1] });
    const laws = fits.filter((fit) => fit.law.quantities.join() === "N").map((fit) => lawOf(fit, x.scale.domain[1]));
    const ends = [...limits, ...laws.flatMap(({ floor }) => floor ?? [])];
    // An end that the rows leave open must not stretch the axis: its bar runs off the plot instead.
    const shown = ends.flatMap(({ y, low = y, high = y, open }) => (open ? [y] : [y, low, high]));
    const losses = [...series.flatMap((s) => s.rows.map((row) => row.loss)), ...shown];
    const plane: Plane = { x, y: axisOver(losses, { title: LOSS_TITLE, most: 7, room: [0.06, 0.06] }) };
    const layer = [
      ...laws.flatMap((found) => drawLaw(plane, found)),
      ...series.flatMap((s) =>
        drawSeries(
          s,
          laws.some(({ recipe }) => recipe === s.recipe),
        ),
      ),
      ...drawLimits(limits),
      ...names(plane, series, laws, limits),
    ];
    return compose(
      id,
      caption(series, laws, limits) + leftOut(observations, rows),
      [panel(plane, layer, { width: WIDTH, height: HEIGHT })],
      1,
    );
  },
};

const order = (recipe: Recipe): number => Object.keys(RECIPES).indexOf(recipe);

function tuned(recipe: Recipe, rows: readonly Sized[]): Series {
  // An ensemble is judged with as many members as every size has.
  const most = Math.min(...groups(rows, (row) => row.params).map(([, own]) => Math.max(...own.map((row) => row.members ?? 1))));
  const full = recipe === "ensemble" ? rows.filter((row) => row.members === most) : rows;
  const best = bestOver(full, TUNED, ["params"]) as Sized[];
  const tried = new Map(groups(full, (row) => row.params).map(([N, own]) => [N, groupBy(own, TUNED).length]));
  return { recipe, rows: best, tried };
}

/** A loss that is approached, with its interval. */
interface End {
  y: number;
  /** The rows bound it on one side only. */
  open?: boolean;
  low?: number;
  high?: number;
}

type Limit = End & { x: number };

function limitsOf(fits: readonly Fit[]): Limit[] {
  return fits
    .filter((fit) => fit.law.quantities.join() === "K")
    .flatMap((fit) => {
      const end = asymptote(fit);
      const N = fit.observations[0]?.params;
      if (end.kind !== "asymptote" || end.loss.value === undefined || N === undefined) return [];
      return [{ x: N, y: end.loss.value, ...(end.loss.interval && { low: end.loss.interval.low, high: end.loss.interval.high }) }];
    })
    .sort((a, b) => a.x - b.x);
}

interface LawInN {
  recipe: Recipe;
  rows: Row[];
  floor: End | undefined;
}

function lawOf(fit: Fit, largest: number): LawInN {
  const own = fit.observations.flatMap((row) => row.params ?? []);
  const end = asymptote(fit);
  const value = end.kind === "asymptote" ? end.loss.value : undefined;
  const interval = end.kind === "asymptote" ? end.loss.interval : undefined;
  return {
    recipe: fit.observations[0]?.recipe ?? "standard",
    rows: lawAlong(fit, "N", [Math.min(...own), largest]),
    floor:
      value === undefined
        ? undefined
        : {
            y: value,
            open: fit.diagnostics.some((d) => d.code === "not-identified" && d.parameter === "E"),
            ...(interval && { low: interval.low, high: interval.high }),
          },
  };
}

function drawLaw(plane: Plane, { recipe, rows, floor }: LawInN): Layer[] {
  const { colour } = RECIPES[recipe];
  const [left, right] = plane.x.scale.domain;
  if (!floor) return [law(rows, { colour })];
  const { y, low, high } = floor;
  return [
    law(rows, { colour }),
    segments([{ x: left, x2: right, y }], { colour, dash: [5, 3] }),
    ...(low === undefined ? [] : [segments([{ x: right, y: low, y2: high }], { colour, width: 5 })]),
  ];
}

function drawSeries({ recipe, rows, tried }: Series, hasLaw: boolean): Layer[] {
  const look = RECIPES[recipe];
  const isSearched = (row: Sized): boolean => recipe === "ensemble" || (tried.get(row.params) ?? 0) >= SEARCHED;
  const drawn = (hollow: boolean): Layer[] => {
    const own = rows.filter((row) => isSearched(row) !== hollow);
    return own.length > 0
      ? [
          points(
            own.map((row) => pointOf(row, row.params)),
            look,
            { hollow, size: 36 },
          ),
        ]
      : [];
  };
  const joined = hasLaw
    ? []
    : [
        line(
          meansAt(rows, (row) => row.params),
          { colour: look.colour, width: 1, dash: [2, 2] },
        ),
      ];
  return [...joined, ...drawn(false), ...drawn(true)];
}

function drawLimits(limits: readonly Limit[]): Layer[] {
  if (limits.length === 0) return [];
  const { colour, shape } = RECIPES.ensemble;
  const whiskers = limits.flatMap(({ x, low, high }) => (low === undefined ? [] : [{ x, y: low, y2: high }]));
  return [
    line(
      limits.map(({ x, y }) => ({ x, y })),
      { colour, width: 1, dash: [2, 2] },
    ),
    points(
      limits.map(({ x, y, low, high }) => ({ x, y, low, high })),
      { colour, shape },
      { hollow: true, size: 46 },
    ),
    ...(whiskers.length > 0 ? [segments(whiskers, { colour, width: 1.6 })] : []),
  ];
}

/** Names beside the last point of what they name: right of the plot, or in it where a series ends early. */
function names(plane: Plane, series: readonly Series[], laws: readonly LawInN[], limits: readonly Limit[]): Layer[] {
  const largest = Math.max(...series.flatMap((s) => s.rows.map((row) => row.params)));
  const found = series.flatMap(({ recipe, rows }) => {
    const end = meansAt(rows, (row) => row.params).at(-1);
    const { label, colour } = RECIPES[recipe];
    return end ? [{ ...end, text: `${label}${recipe === "ensemble" ? `, K = ${rows[0]?.members}` : ""}`, colour }] : [];
  });
  const early = found
    .filter(({ x }) => x < largest)
    .map(({ x, y, text, colour }) => words([{ x, y, text }], { colour, dx: 9, bold: true }));
  const last = limits.at(-1);
  const outside: { y: number; text: string; colour: string }[] = [
    ...found.filter(({ x }) => x === largest),
    ...laws.flatMap(({ recipe, floor }) => (floor ? [{ y: floor.y, text: approached(floor), colour: RECIPES[recipe].colour }] : [])),
    ...(last ? [{ y: last.y, text: "ensemble, K → ∞", colour: RECIPES.ensemble.colour }] : []),
  ];
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    outside.map(({ y }) => y),
    ((high - low) * (TEXT + 4)) / HEIGHT,
  );
  return [...early, ...outside.map(({ text, colour }, i) => words([{ y: moved[i], text }], { colour, outside: true, dx: 8, bold: true }))];
}

function approached({ y, low, high, open }: End): string {
  if (open) return `N → ∞: not identified${high === undefined ? "" : ` (< ${high.toFixed(3)})`}`;
  return `N → ∞: ${y.toFixed(3)}${low === undefined || high === undefined ? "" : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`}`;
}

function caption(series: readonly Series[], laws: readonly LawInN[], limits: readonly Limit[]): string {
  const unique = levels(series.flatMap((s) => s.rows.flatMap((row) => row.uniqueTokens ?? [])));
  const tries = series
    .filter(({ recipe }) => recipe !== "ensemble")
    .map(({ recipe, tried }) => {
      const counts = levels([...tried.values()]);
      return `${RECIPES[recipe].label} from ${counts.length > 1 ? `${counts[0]} to ${counts.at(-1)}` : counts[0]}`;
    });
  return [
    `Final validation loss against the parameters of one model, by recipe${unique.length > 0 ? `, on ${unique.map(tickLabel).join(", ")} unique tokens` : ""}.`,
    `Each recipe is shown at the best setting of weight decay, epochs and learning rate that was tried at that size (${tries.join(", ")} settings; hollow: fewer than ${SEARCHED}); every seed at that setting is a point.`,
    ...laws.map(
      ({ recipe, floor }) =>
        `Solid: power law of the ${RECIPES[recipe].label} recipe with its 95 % band${floor ? `; dashed: its asymptote, its 95 % interval as a bar at the right edge${floor.open ? ", which has no lower end: the points do not determine the asymptote" : ""}` : ""}.`,
    ),
    limits.length > 0
      ? "Hollow diamonds: the limit of infinitely many members, from a power law in K at each size, with 95 % interval."
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
