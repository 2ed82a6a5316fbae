import type { CrossoverGroup, MeasuredCrossover } from "../analyze/versus/crossovers.ts";
import { numericField } from "../analyze/versus/noise.ts";
import { bestSoFar } from "../analyze/versus/runningBest.ts";
import { place } from "../errors.ts";
import type { Family, Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { crossingMark, statement } from "./crossingMark.ts";
import type { Accuracies } from "./errorRates.ts";
import type { Layer, Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { line, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { type OtherSetting, otherMarks } from "./otherSetting.ts";
import { groups, meansAt, pointOf } from "./rows.ts";
import { FAMILIES, INK, QUIET, TEXT } from "./theme.ts";

/** Panels of the figure of crossings: losses of a pair of families, and an accuracy of the same runs. */

type Epoch = Observation & Required<Pick<Observation, "epochs">>;

const HEIGHT = 205;
const BOTH: readonly Family[] = ["ar", "mdm"];

export interface Frame {
  x: readonly number[];
  isLast: boolean;
  isFirst?: boolean;
}

const epochsAxis = ({ x, isLast }: Frame): Plane["x"] =>
  axisOver(x, { title: isLast ? titleOf("epochs") : null, log: true, most: 9, room: [0.05, 0.05] });
const measureOf = ({ measures }: CrossoverGroup, metric: string): MeasuredCrossover | undefined =>
  measures.find((own) => own.metric === metric);

/** Final losses, running bests and their crossings; `lowest` is the lowest evaluation of each run. */
export function lossesPanel(
  pair: CrossoverGroup,
  lowest: ReadonlyMap<string, number>,
  others: readonly OtherSetting[],
  frame: Frame,
): Panel {
  const drawn = BOTH.map((family) => {
    const rows = pair[family] as Epoch[];
    const best = meansAt(
      rows.map((row) => ({ ...row, loss: lowest.get(row.run) ?? row.loss })),
      (row) => row.epochs,
    );
    return { family, rows, means: meansAt(rows, (row) => row.epochs), best };
  });
  const plane: Plane = {
    x: epochsAxis(frame),
    y: axisOver(
      [
        ...drawn.flatMap(({ rows }) => rows.map(({ loss }) => loss)),
        ...others.map(({ loss }) => loss),
        ...(lowest.size > 0 ? drawn.flatMap(({ best }) => best.map(({ y }) => y)) : []),
      ],
      {
        title: frame.isFirst ? LOSS_TITLE : null,
        most: 7,
        room: [0.1, 0.06],
      },
    ),
  };
  const end = Math.max(...drawn.flatMap(({ means }) => means.at(-1)?.x ?? 0));
  const running = drawn.map(({ best }) => carried(best, end));
  const [final, early] = [measureOf(pair, "final loss"), measureOf(pair, "best loss")];
  const layer: Layer[] = [
    ...drawn.flatMap(({ family }, i) => line(running[i] as Row[], { colour: FAMILIES[family].colour, width: 1.2, dash: [4, 3] })),
    ...drawn.flatMap(({ family, means }) => line(means, { colour: FAMILIES[family].colour, width: 2 })),
    ...drawn.map(({ family, rows }) =>
      points(
        rows.map((row) => pointOf(row, row.epochs)),
        FAMILIES[family],
        { size: 36 },
      ),
    ),
    ...(final ? crossingMark(final.crossover, drawn[0]?.means ?? [], INK) : []),
    ...(early ? crossingMark(early.crossover, running[0] as Row[], QUIET) : []),
    ...names(plane, drawn),
    ...(others.length > 0 ? [] : checkpointWords(drawn, running)),
    ...others.flatMap((other) => otherMarks(other, end)),
  ];
  const lines = [`final: ${statement(final, pair.missing["final loss"])}`, `best: ${statement(early, pair.missing["best loss"])}`];
  return framed(
    plane,
    layer,
    `${tickLabel(pair.at.N ?? Number.NaN)} parameters, ${tickLabel(pair.at.U ?? Number.NaN)} unique tokens`,
    lines,
  );
}

/** Words at the running best that is farthest below its final loss: on the side of the line where the other family does not end. */
function checkpointWords(drawn: readonly { means: readonly { y: number }[] }[], running: readonly Row[][]): Layer[] {
  const ends = running.map((own) => own.at(-1) as { x: number; y: number });
  const gains = ends.map(({ y }, i) => (drawn[i]?.means.at(-1)?.y ?? y) - y);
  const most = gains.indexOf(Math.max(...gains));
  const [own, other] = [ends[most], ends[1 - most]];
  if (!own || !other || !((gains[most] ?? 0) > 0)) return [];
  const below = other.y >= own.y;
  return [
    words([{ x: own.x, y: own.y, text: "best so far" }], {
      align: "right",
      baseline: below ? "top" : "bottom",
      dy: below ? 5 : -5,
      colour: QUIET,
    }),
  ];
}

/** A running best, carried on to where the other family ends. */
function carried(best: readonly { x: number; y: number }[], end: number): Row[] {
  const places = [...new Set([...best.map(({ x }) => x), end])].sort((a, b) => a - b);
  const values = bestSoFar(
    best.map(({ x, y }) => ({ x, loss: y })),
    places,
  );
  return places.map((x, i) => ({ x, y: values[i] as number }));
}

/** An accuracy of the final checkpoints, in percent, and where each family's loss is lowest. */
export function accuracyPanel(pair: CrossoverGroup, task: string, { unit }: Accuracies, frame: Frame): Panel {
  const scale = unit === "share" ? 100 : 1;
  const drawn = BOTH.map((family) => {
    const rows = (pair[family] as Epoch[]).flatMap((row): { row: Epoch; y: number }[] => {
      const value = numericField(row, task);
      return value === undefined ? [] : [{ row, y: scale * value }];
    });
    const means = groups(rows, ({ row }) => row.epochs)
      .sort(([a], [b]) => a - b)
      .map(([x, same]) => ({ x, y: same.reduce((sum, { y }) => sum + y, 0) / same.length }));
    return { family, rows, means };
  });
  const plane: Plane = {
    x: epochsAxis(frame),
    y: axisOver(
      drawn.flatMap(({ rows }) => rows.map(({ y }) => y)),
      { title: `Accuracy, ${task} (%)`, most: 7, room: [0.1, 0.06] },
    ),
  };
  const found = measureOf(pair, task);
  const stops = BOTH.flatMap((family) => measureOf(pair, "best loss")?.bestAt[family].at ?? []);
  const [low, high] = plane.y.scale.domain;
  const layer: Layer[] = [
    ...stops.map((x, i) => segments([{ x, y: low, y2: high }], { colour: FAMILIES[BOTH[i] as Family].colour, width: 1, dash: [1, 3] })),
    ...drawn.filter(({ means }) => means.length > 1).map(({ family, means }) => line(means, { colour: FAMILIES[family].colour, width: 2 })),
    ...drawn
      .filter(({ rows }) => rows.length > 0)
      .map(({ family, rows }) =>
        points(
          rows.map(({ row, y }) => ({ x: row.epochs, y, run: row.run, source: place(row.source) })),
          FAMILIES[family],
          { size: 36 },
        ),
      ),
    ...(found ? crossingMark(found.crossover, drawn[0]?.means ?? [], INK) : []),
  ];
  return framed(plane, layer, task, [`final: ${statement(found, pair.missing[task], scale)}`, " "]);
}

function framed(plane: Plane, layer: Layer[], title: string, subtitle: string[]): Panel {
  const drawn = panel(plane, layer, { title, width: 300, height: HEIGHT });
  return { ...drawn, title: { text: title, subtitle } } as Panel;
}

/** Each family's name beside the end of its line. */
function names({ y }: Plane, drawn: readonly { family: Family; means: readonly { x: number; y: number }[] }[]): Layer[] {
  const [low, high] = y.scale.domain;
  const ends = drawn.map(({ means }) => means.at(-1) ?? { x: 1, y: low });
  const moved = spread(
    ends.map((end) => end.y),
    ((high - low) * (TEXT + 2)) / HEIGHT,
  );
  return drawn.map(({ family }, i) => {
    const { colour, label } = FAMILIES[family];
    return words([{ x: ends[i]?.x, y: moved[i], text: family === "mdm" ? `${label} (≤)` : label }], { colour, dx: 8, bold: true });
  });
}
