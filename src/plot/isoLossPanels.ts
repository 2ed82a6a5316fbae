import { type IsoLoss, isoLoss } from "../analyze/versus/isoLoss.ts";
import type { Fit } from "../fit/types.ts";
import type { Family, Observation } from "../run.ts";
import { axisOver, type Direction, LOSS_TITLE, powerLabel, titleOf } from "./axes.ts";
import { contourLines, type DrawnContour } from "./contourLines.ts";
import type { Layer, Panel } from "./figure.ts";
import { endOf, type Frontier, frontierLines, type Reach, wayOf } from "./frontierPath.ts";
import type { Frame, Spot } from "./labelRoom.ts";
import { boxes, type Plane, panel, points, type Row } from "./marks.ts";
import { roundLevels, spaced } from "./roundLevels.ts";
import { levels as ascending, groups } from "./rows.ts";
import { FAMILIES, INK, QUIET, ramp } from "./theme.ts";

/** The two panels of a family: contours of its runs, and of its law. */

const FRAME: Frame = { width: 300, height: 260 };
/** Places of the law's grid in each direction. */
const GRID = 41;
/** Levels among the measured losses, among the law's, and beyond what was measured on either side where the law goes on. */
const LEVELS = 9;
const OF_LAW = 3;
const BEYOND = 2;

export type Placed = Observation & Required<Pick<Observation, "params" | "uniqueTokens" | "epochs" | "family">>;

export interface Shown extends Frontier {
  family: Family;
  fit: Fit;
  rows: readonly Placed[];
}

interface Cell extends Row {
  x: number;
  y: number;
  loss: number;
}

/** The plane of all panels: ticks at the places of the runs where the axes end with them, else at round numbers. */
export function planeOf(rows: readonly Placed[], drawn: Reach, reach: Reach): Plane {
  const axis = (name: "epochs" | "params"): Direction => {
    const further = drawn[name][0] < reach[name][0] || drawn[name][1] > reach[name][1];
    const values = further ? gridOver(drawn[name]) : rows.map((row) => row[name]);
    return axisOver(values, { title: titleOf(name), log: true, most: 8, room: [0.06, 0.06], grid: false });
  };
  return { x: axis("epochs"), y: axis("params") };
}

/** @param drawn what the axes span; the runs span `reach`. */
export function familyPanels({ family, fit, rows, path, stop }: Shown, U: number, plane: Plane, drawn: Reach, reach: Reach): Panel[] {
  const found = contoursAt(fit, rows, U, drawn);
  const colours = ramp(FAMILIES[family].colour, found.levels.length).reverse();
  const places = Math.max(...found.levels.map((level) => (String(level).split(".")[1] ?? "").length));
  const styled = (own: IsoLoss["law"]["contours"]): DrawnContour[] =>
    own.map((one, i) => ({ ...one, colour: colours[i] as string, width: 1.4, text: one.level.toFixed(places) }));
  const bare: Plane = { x: plane.x, y: { ...plane.y, axis: { ...plane.y.axis, title: null, labels: false } } };
  // Contours leave names of marks no place in the plot itself.
  const named = (what: string, rest: string, marked: string) => ({
    title: `${FAMILIES[family].label}: ${what}`,
    subtitle: [`${LOSS_TITLE}, ${rest}`, marked],
    ...FRAME,
  });
  const cells = cellsOf(rows);
  const lowest = cells.reduce((a, b) => (b.loss < a.loss ? b : a));
  const C = stop.C.value;
  const end = shownEnd(path, U, drawn);
  const stops = C === undefined ? "more compute always helps" : `frontier ${end ? "stops" : "goes on"} at ${powerLabel(C)} FLOP`;
  return [
    panel(
      plane,
      measuredLayers(plane, family, cells, lowest, styled(found.measured.contours)),
      named("measured", `${rows.length} runs`, `ring: lowest, ${lowest.loss.toFixed(2)}`),
    ),
    panel(
      bare,
      [outline(reach), ...lawLayers(bare, wayOf(path, drawn, C), end, styled(found.law.contours), reach)],
      named("law", fit.law.id, stops),
    ),
  ];
}

/** Levels are those of the runs, and a few of the law. */
function contoursAt(fit: Fit, rows: readonly Placed[], U: number, drawn: Reach): IsoLoss {
  const spans = { epochs: gridOver(drawn.epochs), params: gridOver(drawn.params), rows };
  const losses = rows.map(({ loss }) => loss);
  const lawful = isoLoss(fit, U, spans).law.lattice.z.flat();
  const of = [
    roundLevels(losses, LEVELS),
    roundLevels(lawful, OF_LAW),
    roundLevels(
      lawful.filter((loss) => loss < Math.min(...losses)),
      BEYOND,
    ),
    roundLevels(
      lawful.filter((loss) => loss > Math.max(...losses)),
      BEYOND,
    ),
  ];
  const levels = spaced(ascending(of.flat()));
  return isoLoss(fit, U, { ...spans, levels });
}

const gridOver = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: GRID }, (_, i) => from * (to / from) ** (i / (GRID - 1)));

function cellsOf(rows: readonly Placed[]): Cell[] {
  return groups(rows, ({ epochs, params }) => `${epochs} ${params}`).map(
    ([, same]): Cell => ({
      x: (same[0] as Placed).epochs,
      y: (same[0] as Placed).params,
      loss: same.reduce((sum, { loss }) => sum + loss, 0) / same.length,
      runs: same.map(({ run }) => run).join(", "),
    }),
  );
}

function measuredLayers(plane: Plane, family: Family, cells: readonly Cell[], lowest: Cell, contours: readonly DrawnContour[]): Layer[] {
  return [
    ...contourLines(plane, FRAME, contours, { spots: cells }),
    points(cells, FAMILIES[family], { size: 22 }),
    points([{ x: lowest.x, y: lowest.y }], { colour: INK, shape: "circle" }, { hollow: true, size: 90 }),
    points([lowest], FAMILIES[family], { size: 22 }),
  ];
}

/** Where the frontier stops to help, if the axes reach that. */
function shownEnd(path: Frontier["path"], U: number, drawn: Reach): Spot | undefined {
  const end = endOf(path, U);
  return end && end.x <= drawn.epochs[1] && end.y <= drawn.params[1] ? end : undefined;
}

function lawLayers(plane: Plane, way: readonly Spot[], end: Spot | undefined, contours: readonly DrawnContour[], reach: Reach): Layer[] {
  const whole = end ? [...way, end] : way;
  return [
    ...contourLines(plane, FRAME, contours, { spots: end ? [end] : [], ways: [whole, cornersOf(reach)] }, 0.5),
    ...frontierLines(whole, reach),
    ...(end ? [points([{ ...end }], { colour: INK, shape: "diamond" }, { size: 80 })] : []),
  ];
}

/** What the runs span. */
const outline = ({ epochs: [x, x2], params: [y, y2] }: Reach): Layer => boxes([{ x, x2, y, y2 }], { stroke: QUIET, dash: [2, 3] });

const cornersOf = ({ epochs: [x, x2], params: [y, y2] }: Reach): Spot[] => [
  { x, y },
  { x: x2, y },
  { x: x2, y: y2 },
  { x, y: y2 },
  { x, y },
];
