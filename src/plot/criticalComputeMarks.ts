import { FLOP } from "../analyze/allocate.ts";
import type { CriticalComputeCurve, CriticalPoint } from "../analyze/versus/criticalComputeCurve.ts";
import type { MeasuredCritical } from "../analyze/versus/criticalComputeMeasured.ts";
import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import type { Observation } from "../run.ts";
import { axisOver, titleOf } from "./axes.ts";
import type { Pair } from "./familyLaws.ts";
import type { Layer } from "./figure.ts";
import { law, line, type Plane, points, type Row, segments, words } from "./marks.ts";
import { groups } from "./rows.ts";
import { FAMILIES, INK, QUIET } from "./theme.ts";

/** What the figure of critical compute is drawn of: the laws' lines, the runs' marks, and how far the runs reach. */

/** Of grey bars, which lie on grid lines and below all marks. */
const SHADE = "#d4d4d4";
/** Half the width of a stroke that stands for a law at a single place, as a factor. */
const STROKE = 1.12;
/** FLOP that are shown beyond what was run, as a factor. */
const HIGHER = 1e4;

/** Computes that both families have spent on one set of unique tokens, FLOP. */
export interface Reach {
  U: number;
  C: readonly [number, number];
}

/** At each set of unique tokens that the rows of both laws have. */
export function commonReach({ ar, mdm }: Record<keyof Pair, Pick<Fit, "observations">>): Reach[] {
  const spans = (rows: readonly Observation[]): Map<number, [number, number]> => {
    const spent = rows.flatMap(({ uniqueTokens: U, compute, params, tokens }) => {
      const C = compute ?? (params !== undefined && tokens !== undefined ? FLOP * params * tokens : undefined);
      return U === undefined || C === undefined ? [] : [{ U, C }];
    });
    return new Map(groups(spent, ({ U }) => U).map(([U, own]) => [U, extent(own.map(({ C }) => C))]));
  };
  const other = spans(mdm.observations);
  return [...spans(ar.observations)]
    .sort(([a], [b]) => a - b)
    .flatMap(([U, [low, high]]): Reach[] => {
      const [from, to] = other.get(U) ?? [Number.POSITIVE_INFINITY, 0];
      const C = [Math.max(low, from), Math.min(high, to)] as const;
      return C[0] < C[1] ? [{ U, C }] : [];
    });
}

export interface Drawn {
  kept: CriticalComputeCurve;
  /** Each loss above its own law's floor, where laws have one. */
  dropped: CriticalComputeCurve | undefined;
  measured: readonly MeasuredCritical[];
  reach: readonly Reach[];
}

export function criticalPlane({ kept, measured, reach }: Drawn): Plane {
  const there = kept.points.filter(({ compute }) => compute.value !== undefined);
  const marks = measured.flatMap(({ crossover }) => (crossover.kind === "crossing" ? [crossover.x] : [crossover.from, crossover.to]));
  const run = [...reach.flatMap(({ C }) => C), ...marks];
  const most = Math.max(...(run.length > 0 ? run : there.map(({ compute }) => compute.value as number))) * HIGHER;
  const lines = there.map(({ compute }) => Math.min(compute.value as number, most));
  const U = [...there, ...measured, ...reach].map((one) => one.U);
  return {
    x: axisOver(U, { title: titleOf("uniqueTokens"), log: true, room: [0.05, 0.05] }),
    y: axisOver([...run, ...lines], { title: "Critical compute (FLOP)", log: true, room: [0.1, 0.1], powers: true }),
  };
}

export function criticalLayers(plane: Plane, { kept, dropped, measured, reach }: Drawn): Layer[] {
  return [
    ...spanned(reach),
    ...(dropped ? thin(dropped, plane) : []),
    ...lineOf(kept, plane),
    ...alone(kept, plane),
    ...marksOf(measured, plane),
    ...slopeOf(kept, plane),
  ];
}

/** Where both families have runs: a bar at each set of unique tokens. */
function spanned(reach: readonly Reach[]): Layer[] {
  const bars = reach.map(({ U, C: [y, y2] }) => ({ x: U, y, y2 }));
  if (bars.length === 0) return [];
  const lowest = bars.reduce((a, b) => (b.y < a.y ? b : a));
  return [
    segments(bars, { colour: SHADE, width: 9 }),
    words([{ ...lowest, text: "grey: both have runs" }], { colour: QUIET, dx: -5, dy: 11, halo: true }),
  ];
}

/** Neighbours that both have a critical compute, solid where neither is extrapolated. */
function lineOf({ points: at }: CriticalComputeCurve, { y }: Plane): Layer[] {
  const [floor, top] = y.scale.domain;
  const within = (C: number): number => Math.min(Math.max(C, floor), top);
  return at.slice(1).flatMap((point, i): Layer[] => {
    const ends = [at[i] as CriticalPoint, point];
    if (ends.some(({ compute }) => compute.value === undefined)) return [];
    const rows = ends.map(
      ({ U, compute: { value, interval } }): Row => ({
        x: U,
        y: value,
        ...(interval && { low: within(interval.low), high: within(interval.high) }),
      }),
    );
    const open = ends.some(isExtrapolated);
    return [law(rows, { colour: INK, width: 2.2, shade: open ? 0.1 : 0.2, ...(open && { dash: [5, 3] }) })];
  });
}

/** A critical compute without a neighbour that has one: a short stroke and its interval. */
function alone({ points: at }: CriticalComputeCurve, { y }: Plane): Layer[] {
  const [floor, top] = y.scale.domain;
  const has = (i: number): boolean => at[i]?.compute.value !== undefined;
  return at.flatMap(({ U, compute: { value, interval } }, i): Layer[] => {
    if (value === undefined || has(i - 1) || has(i + 1)) return [];
    const stroke = { colour: INK, width: 2.2 };
    return [
      segments([{ x: U / STROKE, x2: U * STROKE, y: value }], stroke),
      ...(interval
        ? [segments([{ x: U, y: Math.max(interval.low, floor), y2: Math.min(interval.high, top) }], { colour: INK, opacity: 0.4 })]
        : []),
    ];
  });
}

const isExtrapolated = ({ extrapolated: { first, second } }: CriticalPoint): boolean =>
  Object.keys(first).length + Object.keys(second).length > 0;

function thin({ points: at }: CriticalComputeCurve, { x, y }: Plane): Layer[] {
  const rows = at.flatMap(({ U, compute: { value: C } }): Row[] =>
    C !== undefined && C <= y.scale.domain[1] && U <= x.scale.domain[1] ? [{ x: U, y: C }] : [],
  );
  // Below its middle, from where the line goes on up: under neither end would it be clear of the other line or the bars.
  const middle = rows[Math.floor(rows.length / 2)];
  if (!middle || rows.length < 2) return [];
  return [
    line(rows, { colour: QUIET, width: 1.2, dash: [1, 2] }),
    words([{ ...middle, text: "irreducible loss dropped" }], { colour: QUIET, dx: 4, dy: 14, halo: true }),
  ];
}

/** Crossings with their intervals; where the order does not change, an open triangle at the end of what both have run, in the direction of what is left. */
function marksOf(found: readonly MeasuredCritical[], { y }: Plane): Layer[] {
  const [floor, top] = y.scale.domain;
  const crossings = found.flatMap(({ U, crossover }) =>
    crossover.kind === "crossing" ? [{ x: U, y: crossover.x, interval: crossover.interval }] : [],
  );
  const bars = crossings.flatMap(({ x, interval }): Row[] =>
    interval ? [{ x, y: Math.max(interval.low, floor), y2: Math.min(interval.high, top) }] : [],
  );
  const bounds = (["first", "second"] as const).map((ahead) =>
    found.flatMap(({ U, crossover }): Row[] =>
      crossover.kind === "none" && crossover.ahead === ahead ? [{ x: U, y: ahead === "first" ? crossover.to : crossover.from }] : [],
    ),
  );
  const [above = [], below = []] = bounds;
  return [
    ...(bars.length > 0 ? [segments(bars, { colour: INK, width: 1.6 })] : []),
    ...(crossings.length > 0
      ? [
          points(
            crossings.map(({ x, y: C }) => ({ x, y: C })),
            { colour: INK, shape: "diamond" },
            { size: 70 },
          ),
        ]
      : []),
    ...(above.length > 0 ? [bounded(above, "AR is lower up to here")] : []),
    ...(below.length > 0 ? [bounded(below, "MDM is lower from here")] : []),
    ...(above.length > 0 ? [points(above, { colour: FAMILIES.ar.colour, shape: "triangle-up" }, { hollow: true, size: 70 })] : []),
    ...(below.length > 0 ? [points(below, { colour: FAMILIES.mdm.colour, shape: "triangle-down" }, { hollow: true, size: 70 })] : []),
  ];
}

function slopeOf({ slope }: CriticalComputeCurve, { x, y }: Plane): Layer[] {
  if (slope?.value === undefined) return [];
  const { value, interval } = slope;
  const said = (x: number): string => x.toFixed(2).replace("-", "−");
  const text = `C ∝ Uᵃ, a = ${said(value)}${interval ? ` (${said(interval.low)} to ${said(interval.high)})` : ""}`;
  return [words([{ x: x.scale.domain[0], y: y.scale.domain[1], text }], { dx: 8, dy: 12, bold: true, halo: true })];
}

/** Words beside the highest of some marks. */
function bounded(marks: readonly Row[], text: string): Layer {
  const top = marks.reduce((a, b) => ((b.y as number) > (a.y as number) ? b : a));
  return words([{ ...top, text }], { dx: 10, halo: true });
}
