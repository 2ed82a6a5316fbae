import { type IsoLoss, isoLoss } from "../analyze/versus/isoLoss.ts";
import type { Fit } from "../fit/types.ts";
import type { Family, Observation } from "../run.ts";
import { axisOver, type Direction, LOSS_TITLE, powerLabel, titleOf } from "./axes.ts";
import { contourLines, type DrawnContour, type Frame, type Spot } from "./contourLines.ts";
import type { Layer, Panel } from "./figure.ts";
import { endOf, type Frontier, frontierLines, type Reach, wayOf } from "./frontierPath.ts";
import { boxes, type Plane, panel, points, type Row, words } from "./marks.ts";
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
  const named = (what: string, rest: string) => ({
    title: `${FAMILIES[family].label}: ${what}`,
    subtitle: `${LOSS_TITLE}, ${rest}`,
    ...FRAME,
  });
  return [
    panel(plane, measuredLayers(plane, family, rows, styled(found.measured.contours), drawn), named("measured", `${rows.length} runs`)),
    panel(
      bare,
      [outline(reach), ...lawLayers(bare, { path, stop }, styled(found.law.contours), U, drawn, reach)],
      named("law", fit.law.id),
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

function measuredLayers(plane: Plane, family: Family, rows: readonly Placed[], contours: readonly DrawnContour[], drawn: Reach): Layer[] {
  const cells = groups(rows, ({ epochs, params }) => `${epochs} ${params}`).map(
    ([, same]): Cell => ({
      x: (same[0] as Placed).epochs,
      y: (same[0] as Placed).params,
      loss: same.reduce((sum, { loss }) => sum + loss, 0) / same.length,
      runs: same.map(({ run }) => run).join(", "),
    }),
  );
  const lowest = cells.reduce((a, b) => (b.loss < a.loss ? b : a));
  const name = named(lowest, `lowest ${lowest.loss.toFixed(2)}`, drawn);
  return [
    ...contourLines(plane, FRAME, contours, cells, { named: name.covered }),
    points(cells, FAMILIES[family], { size: 22 }),
    points([{ x: lowest.x, y: lowest.y }], { colour: INK, shape: "circle" }, { hollow: true, size: 90 }),
    points([lowest], FAMILIES[family], { size: 22 }),
    name.layer,
  ];
}

function lawLayers(
  plane: Plane,
  { path, stop }: Frontier,
  contours: readonly DrawnContour[],
  U: number,
  drawn: Reach,
  reach: Reach,
): Layer[] {
  const C = stop.C.value;
  const way = wayOf(path, drawn, C);
  const end = endOf(path, U);
  const inside = end && end.x <= drawn.epochs[1] && end.y <= drawn.params[1] ? end : undefined;
  const at = inside ?? way.at(-1);
  const name = at && named(at, C === undefined ? "more always helps" : `${inside ? "stops at" : "on to"} ${powerLabel(C)} FLOP`, drawn);
  return [
    ...contourLines(plane, FRAME, contours, way, { rise: 0.5, named: name?.covered ?? [] }),
    ...frontierLines(inside ? [...way, inside] : way, reach),
    ...(inside ? [points([{ ...inside }], { colour: INK, shape: "diamond" }, { size: 80 })] : []),
    ...(name ? [name.layer] : []),
  ];
}

/** Words above a place, on the side where there is more room, and the places that they cover. */
function named({ x, y }: Spot, text: string, { epochs: [from, to], params: [least, most] }: Reach): { layer: Layer; covered: Spot[] } {
  const left = Math.log(x / from) / Math.log(to / from) > 0.5;
  const below = Math.log(y / least) / Math.log(most / least) > 0.95;
  const across = (to / from) ** ((left ? -1 : 1) * 0.022);
  const up = (most / least) ** ((below ? -1 : 1) * 0.05);
  const covered = Array.from({ length: text.length + 3 }, (_, i) => ({ x: x * across ** (i + 1), y: y * up }));
  const side = { align: left ? "right" : "left", dx: left ? -8 : 8, dy: below ? 12 : -12, bold: true, halo: true } as const;
  return { layer: words([{ x, y, text }], side), covered };
}

/** What the runs span. */
const outline = ({ epochs: [x, x2], params: [y, y2] }: Reach): Layer => boxes([{ x, x2, y, y2 }], { stroke: QUIET, dash: [2, 3] });
