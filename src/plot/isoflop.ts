import { computeBudgets } from "../analyze/computeBudgets.ts";
import { type Isoflop, type IsoflopBudget, isoflop } from "../analyze/isoflop.ts";
import { type Profile, profileOf } from "../analyze/isoflopProfile.ts";
import { IsolossError } from "../errors.ts";
import { extent } from "../numeric/extent.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, powerLabel, titleOf } from "./axes.ts";
import { endNames } from "./endNames.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel } from "./figure.ts";
import { line, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { pointOf } from "./rows.ts";
import { FAMILIES, INK, QUIET, ramp } from "./theme.ts";

const id = "isoflop";
const HEIGHT = 270;
const WIDTHS = { profiles: 300, sizes: 230 };
/** Three leave a parabola no degree of freedom. */
const FEWEST_SIZES = 4;
const MOST_BUDGETS = 9;
/** Steps of a parabola. */
const STEPS = 32;

/** A budget with what is drawn of it. */
interface Shown extends IsoflopBudget {
  profile: Profile;
  colour: string;
}

/** Loss against size at equal compute, with the parabola of every budget, and the sizes at which these are lowest against compute. */
export const isoflopFigure: FigureKind = {
  id,
  title: "Loss against parameters at equal compute with the parabola of each budget, and how the best size grows with compute.",
  needs: "Final losses with params and compute (or tokens) of four or more sizes at each of some computes.",
  curves: false,
  fits: [],
  draw({ observations }) {
    const rows = having(id, observations, ["params"]);
    const least = planned(() => leastSizes(rows));
    const found = isoflop(rows, { sizes: least });
    const colours = ramp(FAMILIES.ar.colour, found.budgets.length);
    const { budgets } = computeBudgets(rows, { sizes: least });
    const shown = found.budgets.map((budget, i): Shown => {
      const own = budgets.find(({ compute }) => compute === budget.compute) as (typeof budgets)[number];
      return { ...budget, profile: profileOf(own, {}), colour: colours[i] as string };
    });
    return compose(id, caption(found, shown, least) + leftOut(observations, rows), [profiles(shown), ...sizes(found, shown)], 2);
  },
};

/** Without budgets there is no figure; what to do about them is for the analysis, which has options for it. */
function planned<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IsolossError)) throw error;
    throw new IsolossError(
      `Cannot draw figure "${id}": ${error.message.replace(/^Cannot find budgets: /, "")}`,
      "train several sizes at one compute; isoloss isoflop PATH takes budgets of your own (--budgets, --tolerance)",
    );
  }
}

/** Sizes that a budget has at least, so that there are no more budgets than can be told apart: runs at any compute meet by chance, planned ones in many sizes. */
function leastSizes(rows: readonly Observation[]): number {
  let least = FEWEST_SIZES;
  while (computeBudgets(rows, { sizes: least }).budgets.length > MOST_BUDGETS) least++;
  return least;
}

function profiles(shown: readonly Shown[]): Panel {
  const all = shown.flatMap(({ profile }) => profile.rows);
  const plane: Plane = {
    x: axisOver(all.map(sizeOf), { title: titleOf("params"), log: true, most: 6 }),
    y: axisOver(
      all.map(({ loss }) => loss),
      { title: LOSS_TITLE, most: 7, room: [0.08, 0.04] },
    ),
  };
  const [, high] = plane.y.scale.domain;
  const ends = shown.map(({ compute, colour, profile }) => {
    const last = profile.rows.at(-1) as Observation;
    return { x: sizeOf(last), y: last.loss, text: powerLabel(compute), colour };
  });
  const layer: Layer[] = [
    ...shown.flatMap(({ profile, colour }) => parabolaOf(profile, colour)),
    ...shown.map(({ profile, colour }) =>
      points(
        profile.rows.map((row) => pointOf(row, sizeOf(row))),
        { colour, shape: "circle" },
        { size: 22 },
      ),
    ),
    ...shown.flatMap(({ params, loss, profile }) =>
      profile.optimum ? [points([{ x: params.value, y: loss.value }], { colour: INK, shape: "diamond" }, { hollow: true, size: 50 })] : [],
    ),
    ...endNames(plane, HEIGHT, ends),
    words([{ y: high, text: "FLOP" }], { colour: QUIET, outside: true, dx: 5, dy: -4, baseline: "bottom" }),
  ];
  return panel(plane, layer, { title: "Equal compute", width: WIDTHS.profiles, height: HEIGHT });
}

/** Dotted where it has no minimum among its sizes. */
function parabolaOf({ x, parabola, optimum }: Profile, colour: string): Layer[] {
  if (!parabola) return [];
  const [from, to] = extent(x);
  const curve = Array.from({ length: STEPS + 1 }, (_, i): Row => {
    const at = from + ((to - from) * i) / STEPS;
    return { x: Math.exp(at), y: parabola.at(at) };
  });
  return [line(curve, { colour, ...(!optimum && { dash: [2, 3], width: 1 }) })];
}

/** Nothing where no budget has a minimum. */
function sizes({ a, params, compute }: Isoflop, shown: readonly Shown[]): Panel[] {
  const best = shown.filter(({ profile }) => profile.optimum);
  if (best.length === 0) return [];
  const law = (C: number): number => (params.value as number) * (C / compute) ** (a.value as number);
  const [from, to] = extent(best.map((budget) => budget.compute));
  const plane: Plane = {
    x: axisOver([from, to], { title: titleOf("compute"), log: true, most: 5, powers: true, room: [0.06, 0.06], ticks: decades(from, to) }),
    y: axisOver(
      best.flatMap((budget) => [budget.params.value as number, ...endsOf(budget)]),
      { title: "Best size (parameters)", log: true, most: 6 },
    ),
  };
  const bars = best.flatMap((budget): Row[] => {
    const [low, high] = endsOf(budget);
    return low === undefined ? [] : [{ x: budget.compute, y: low, y2: high }];
  });
  const layer: Layer[] = [
    ...(a.value === undefined
      ? []
      : [
          line(
            [from, to].map((C) => ({ x: C, y: law(C) })),
            { colour: INK },
          ),
        ]),
    ...(bars.length > 0 ? [segments(bars, { colour: QUIET, width: 2 })] : []),
    ...best.map(({ compute: x, params: { value: y }, loose, colour }) =>
      points([{ x, y }], { colour, shape: "diamond" }, { size: 50, hollow: loose }),
    ),
  ];
  const interval = a.interval ? ` [${two(a.interval.low)}, ${two(a.interval.high)}]` : "";
  const title = a.value === undefined ? "Best size" : `N ∝ Cᵃ, a = ${two(a.value)}${interval}`;
  return [panel(plane, layer, { title, width: WIDTHS.sizes, height: HEIGHT })];
}

function caption({ a, used, unused, note, budgets }: Isoflop, shown: readonly Shown[], least: number): string {
  const without = budgets.filter(({ reason }) => reason !== "");
  const loose = shown.filter((budget) => budget.loose).length;
  return [
    `Final validation loss against parameters at ${budgets.length} budgets of compute, each of one colour; lines: parabolas in the logarithm of parameters, diamonds: where they are lowest.`,
    without.length > 0
      ? `No minimum at ${without.map(({ compute, reason }) => `${powerLabel(compute)} FLOP (${reason})`).join(", ")}: dotted.`
      : "",
    a.value === undefined
      ? "Two budgets with a minimum are needed for an exponent."
      : `Right: the best size of ${used} budgets against compute, with the power law of least squares in logarithms (approach 2 of Hoffmann et al. 2022): exponent ${two(a.value)}${a.interval ? `, 95 % interval ${two(a.interval.low)} to ${two(a.interval.high)}` : ""}.`,
    loose > 0 ? `Hollow: ${loose} minima that noise could undo.` : "",
    note === "" ? "" : `Bars: 95 % intervals. ${note.charAt(0).toUpperCase()}${note.slice(1)}.`,
    unused > 0 ? `${unused} runs share their compute with fewer than ${least} sizes and are not drawn.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const sizeOf = ({ params }: Observation): number => params as number;
const two = (x: number): string => x.toFixed(2);

function endsOf({ params: { interval } }: IsoflopBudget): number[] {
  return interval && interval.low > 0 && Number.isFinite(interval.high) ? [interval.low, interval.high] : [];
}

/** Whole powers of ten, where there are two. */
function decades(from: number, to: number): number[] {
  const first = Math.ceil(Math.log10(from));
  const all = Array.from({ length: Math.max(Math.floor(Math.log10(to)) - first + 1, 0) }, (_, i) => Number(`1e${first + i}`));
  return all.length >= 2 ? all : [from, to];
}
