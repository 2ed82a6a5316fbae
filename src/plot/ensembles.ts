import { asymptote } from "../analyze/asymptote.ts";
import { IsolossError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, fitsOf, having, type Layer, type Panel, requireOne } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, type Plane, panel, points, segments, words } from "./marks.ts";
import { bandOf } from "./recipeLaws.ts";
import { isOfSubsets, levels, pointOf } from "./rows.ts";
import { QUIET, RECIPES, ramp, TEXT } from "./theme.ts";

export type Grouped = Observation & Required<Pick<Observation, "params" | "members">>;

const HEIGHT = 300;
/** How many times the largest ensemble the law is drawn to. */
export const BEYOND = 4;

interface Size {
  N: number;
  colour: string;
  rows: Grouped[];
  fit: Fit;
  limit: { y: number; low?: number; high?: number } | undefined;
}

const id = "ensembles";

/** Loss against the number of members, one colour a model size, and beside it the limit of infinitely many. */
export const ensembles: FigureKind = {
  id,
  title: "Ensemble loss against members with its K → ∞ limit, one colour a model size.",
  needs: "Final losses of ensembles with params and members; every subset of the members may be a row.",
  curves: false,
  fits: [{ law: "power", in: "members", where: ["recipe=ensemble"], by: ["params"] }],
  draw({ observations, fits }) {
    const rows = having(id, observations, ["params", "members"]).filter((row) => row.recipe === undefined || row.recipe === "ensemble");
    if (rows.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": none of ${observations.length} rows is an ensemble`,
        "ensembles state recipe ensemble, or no recipe, and members",
      );
    requireOne(id, rows, "uniqueTokens", "unique_tokens");
    const found = sizesOf(rows, fitsOf(id, fits, "power", "K"));
    const most = Math.max(...rows.map((row) => row.members));
    const ends = found.flatMap(({ limit }) => (limit ? [limit.y, limit.low ?? limit.y, limit.high ?? limit.y] : []));
    const y = axisOver([...rows.map((row) => row.loss), ...ends], { title: LOSS_TITLE, most: 8 });
    const members = levels(rows.map((row) => row.members));
    const x = axisOver([...members, most * BEYOND], {
      title: titleOf("members"),
      log: true,
      ticks: [...members, 2 * most, most * BEYOND],
      room: [0.05, 0],
    });
    const main = panel(
      { x, y },
      found.flatMap((size) => alongMembers(size, most)),
      { width: 300, height: HEIGHT },
    );
    return compose(id, caption(rows, found), [main, ...(ends.length > 0 ? [limits(y, found)] : [])], 2);
  },
};

function sizesOf(rows: readonly Grouped[], fits: readonly Fit[]): Size[] {
  const sizes = levels(rows.map((row) => row.params));
  const colours = ramp(RECIPES.ensemble.colour, sizes.length);
  return sizes.flatMap((N, i) => {
    const fit = fits.find((candidate) => candidate.observations[0]?.params === N);
    if (!fit) return [];
    const end = asymptote(fit);
    const limit =
      end.kind === "asymptote" && end.loss.value !== undefined
        ? { y: end.loss.value, ...(end.loss.interval && { low: end.loss.interval.low, high: end.loss.interval.high }) }
        : undefined;
    return [{ N, colour: colours[i] as string, rows: rows.filter((row) => row.params === N), fit, limit }];
  });
}

/** Ensembles of one size against members with their law, dashed beyond the largest of all ensembles. */
export function alongMembers({ colour, rows, fit }: Pick<Size, "colour" | "rows" | "fit">, most: number): Layer[] {
  return [
    law(lawAlong(fit, "K", [1, most]), { colour, width: 1.8 }),
    law(lawAlong(fit, "K", [most, most * BEYOND]), { colour, width: 1.8, dash: [5, 3] }),
    points(
      rows.map((row) => pointOf(row, row.members)),
      { colour, shape: RECIPES.ensemble.shape },
      { size: 22, opacity: 0.75 },
    ),
  ];
}

/** A narrow panel at K = ∞ with each size's limit and, outside, its name and interval. */
function limits(loss: Plane["y"], sizes: readonly Size[]): Panel {
  const plane: Plane = {
    x: {
      type: "quantitative",
      scale: { type: "linear", domain: [0, 1], nice: false, zero: false },
      axis: { values: [0.5], labelExpr: "'K → ∞'", title: null, grid: false },
    },
    y: { ...loss, axis: { ...loss.axis, title: null, labels: false, ticks: false, domain: false } },
  };
  const known = sizes.flatMap(({ N, colour, limit }) => (limit ? [{ N, colour, ...limit }] : []));
  const [low, high] = loss.scale.domain;
  const moved = spread(
    known.map(({ y }) => y),
    ((high - low) * (TEXT + 3)) / HEIGHT,
  );
  const layer = known.flatMap(({ N, colour, y, ...interval }, i): Layer[] => {
    const text = `${tickLabel(N)}: ${y.toFixed(3)}${interval.low === undefined || interval.high === undefined ? "" : ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`}`;
    return [
      ...(interval.low === undefined ? [] : [segments([{ x: 0.5, y: interval.low, y2: interval.high }], { colour, width: 2.4 })]),
      points([{ x: 0.5, y, ...interval }], { colour, shape: RECIPES.ensemble.shape }, { hollow: true, size: 30 }),
      words([{ y: moved[i], text }], { colour: colour, outside: true, dx: 6, bold: true }),
    ];
  });
  const head = words(
    [
      {
        y: Math.max(...moved) + (1.1 * (high - low) * (TEXT + 3)) / HEIGHT,
        text: `parameters: limit${known.some(({ low: bound }) => bound !== undefined) ? " [95 % interval]" : ""}`,
      },
    ],
    {
      colour: QUIET,
      outside: true,
      dx: 6,
    },
  );
  return panel(plane, [...layer, head], { width: 34, height: HEIGHT });
}

function caption(rows: readonly Grouped[], sizes: readonly Size[]): string {
  const unique = levels(rows.flatMap((row) => row.uniqueTokens ?? []));
  const decays = sizes.flatMap(({ N, rows: own }) => {
    const values = levels(own.flatMap((row) => row.weightDecay ?? []));
    return values.length > 0 ? [`${tickLabel(N)} at ${values.join(", ")}`] : [];
  });
  const bands = [...new Set(sizes.map(({ fit }) => bandOf({ fit, status: fit.status })))];
  const shares = isOfSubsets(rows) ? " (subsets share members and are not independent)" : "";
  return [
    `Validation loss of ensembles against the number of members${unique.length > 0 ? `, on ${unique.map(tickLabel).join(", ")} unique tokens` : ""}; one colour a model size (parameters of one member${decays.length > 0 ? `; weight decay: ${decays.join(", ")}` : ""}).`,
    isOfSubsets(rows) ? "Each diamond is one subset of the trained members." : "Each diamond is one evaluation.",
    `Lines: L(K) = E + A/K^α fitted at each size, ${bands.join("; ")}${shares}; dashed beyond the largest ensemble.`,
    sizes.some(({ limit }) => limit)
      ? `Right: the limit of infinitely many members${sizes.some(({ limit }) => limit?.low !== undefined) ? " with its 95 % interval" : ""}.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
