import type { MeasuredCrossover } from "../analyze/versus/crossovers.ts";
import { crossovers, type CrossoverGroup } from "../analyze/versus/crossovers.ts";
import { numericField } from "../analyze/versus/noise.ts";
import { bestSoFar } from "../analyze/versus/runningBest.ts";
import { place } from "../errors.ts";
import type { Family, Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { bestCheckpoints } from "./bestCheckpoints.ts";
import { crossingMark, statement } from "./crossingMark.ts";
import { ACCURACY_RULE, type Accuracies, accuraciesOf } from "./errorRates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel } from "./figure.ts";
import { line, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { groups, levels, meansAt, pointOf } from "./rows.ts";
import { FAMILIES, INK, QUIET } from "./theme.ts";

type Epoch = Observation & Required<Pick<Observation, "params" | "uniqueTokens" | "epochs" | "family">>;

const id = "crossover";
const HEIGHT = 205;
/** Pairs of curves that are drawn: panels of losses alone, and rows of panels where accuracies stand beside them. */
const MOST = { losses: 6, beside: 3 };
/** Columns of accuracies that are drawn. */
const TASKS = 2;
const BOTH: readonly Family[] = ["ar", "mdm"];

/** Where AR and MDM cross in epochs, by final loss, by best checkpoint and by accuracy, one panel a size and set of unique tokens. */
export const crossoverFigure: FigureKind = {
  id,
  title: "Where AR and MDM cross in epochs at one size and one set of unique tokens: by final loss, best checkpoint and accuracy.",
  needs: `Final losses of both families with params, unique_tokens and epochs, several numbers of epochs each; evaluations along the runs for best checkpoints. ${ACCURACY_RULE}`,
  curves: true,
  fits: [],
  draw({ observations, curves = [] }) {
    const finals = having(id, observations, ["params", "uniqueTokens", "epochs", "family"]);
    const best = bestCheckpoints(finals, curves);
    const accuracies = accuraciesOf(finals);
    const tasks = accuracies?.columns.slice(0, TASKS) ?? [];
    const found = crossovers([...finals, ...best], { along: "epochs", metrics: tasks });
    const shown = chosen(found.groups, tasks.length > 0 ? MOST.beside : MOST.losses);
    const x = shown.flatMap(({ ar, mdm }) => [...ar, ...mdm]).map((row) => row.epochs as number);
    const lowest = new Map(best.map((row) => [row.run, row.loss]));
    const columns = tasks.length > 0 ? tasks.length + 1 : Math.min(shown.length, 2);
    const rest = shown.length * (tasks.length > 0 ? columns : 1) - columns;
    const panels = shown.flatMap((pair, i) => [
      losses(pair, lowest, { x, isLast: tasks.length > 0 ? i === shown.length - 1 : i >= rest, isFirst: tasks.length > 0 || i % columns === 0 }),
      ...tasks.map((task) => accuracy(pair, task, accuracies as Accuracies, { x, isLast: i === shown.length - 1 })),
    ]);
    const said = [
      caption(shown, best.length > 0),
      tasks.length > 0 ? accuracyWords(tasks, (accuracies?.columns.length ?? 0) - tasks.length) : "",
      shown.length < found.groups.length ? `${found.groups.length - shown.length} further pairs with fewer places are not drawn.` : "",
      found.unpaired.length > 0 ? `${found.unpaired.length} curves have none of the other family to be compared with, and are not drawn.` : "",
    ];
    return compose(id, said.filter(Boolean).join(" ") + leftOut(observations, finals), panels, columns);
  },
};

/** The pairs with the most places of both families, by size and unique tokens. */
function chosen(pairs: readonly CrossoverGroup[], most: number): CrossoverGroup[] {
  const places = ({ ar, mdm }: CrossoverGroup): number => Math.min(...[ar, mdm].map((rows) => new Set(rows.map(({ epochs }) => epochs)).size));
  const cell = ({ at }: CrossoverGroup): number[] => [at.N ?? 0, at.U ?? 0];
  return pairs
    .toSorted((a, b) => places(b) - places(a))
    .slice(0, most)
    .sort((a, b) => {
      const [[n, u], [m, v]] = [cell(a), cell(b)] as [[number, number], [number, number]];
      return n - m || u - v;
    });
}

interface Frame {
  x: readonly number[];
  isLast: boolean;
  isFirst?: boolean;
}

const epochsAxis = ({ x, isLast }: Frame): Plane["x"] => axisOver(x, { title: isLast ? titleOf("epochs") : null, log: true, most: 9, room: [0.05, 0.05] });
const measureOf = ({ measures }: CrossoverGroup, metric: string): MeasuredCrossover | undefined => measures.find((own) => own.metric === metric);

function losses(pair: CrossoverGroup, lowest: ReadonlyMap<string, number>, frame: Frame): Panel {
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
    y: axisOver([...drawn.flatMap(({ rows }) => rows.map(({ loss }) => loss)), ...lowest.size > 0 ? drawn.flatMap(({ best }) => best.map(({ y }) => y)) : []], {
      title: frame.isFirst ? LOSS_TITLE : null,
      most: 7,
      room: [0.1, 0.06],
    }),
  };
  const end = Math.max(...drawn.flatMap(({ means }) => means.at(-1)?.x ?? 0));
  const running = drawn.map(({ best }) => carried(best, end));
  const [final, early] = [measureOf(pair, "final loss"), measureOf(pair, "best loss")];
  const layer: Layer[] = [
    ...drawn.flatMap(({ family }, i) => line(running[i] as Row[], { colour: FAMILIES[family].colour, width: 1.2, dash: [4, 3] })),
    ...drawn.flatMap(({ family, means }) => line(means, { colour: FAMILIES[family].colour, width: 2 })),
    ...drawn.map(({ family, rows }) => points(rows.map((row) => pointOf(row, row.epochs)), FAMILIES[family], { size: 36 })),
    ...(final ? crossingMark(final.crossover, drawn[0]?.means ?? [], INK) : []),
    ...(early ? crossingMark(early.crossover, running[0] as Row[], QUIET) : []),
    ...drawn.map(({ family, means }) => name(family, means)),
    words([{ x: end, y: Math.min(...running.map((own) => own.at(-1)?.y as number)), text: "best checkpoint so far" }], { align: "right", baseline: "top", dy: 5, colour: QUIET }),
  ];
  const lines = [`final: ${statement(final, pair.missing["final loss"])}`, `best checkpoint: ${statement(early, pair.missing["best loss"])}`];
  return framed(plane, layer, `${tickLabel(pair.at.N ?? Number.NaN)} parameters, ${tickLabel(pair.at.U ?? Number.NaN)} unique tokens`, lines);
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

function accuracy(pair: CrossoverGroup, task: string, { unit }: Accuracies, frame: Frame): Panel {
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
    y: axisOver(drawn.flatMap(({ rows }) => rows.map(({ y }) => y)), { title: `Accuracy, ${task} (%)`, most: 7, room: [0.1, 0.06] }),
  };
  const found = measureOf(pair, task);
  const stops = BOTH.flatMap((family) => measureOf(pair, "best loss")?.bestAt[family].at ?? []);
  const [low, high] = plane.y.scale.domain;
  const layer: Layer[] = [
    ...stops.map((x, i) => segments([{ x, y: low, y2: high }], { colour: FAMILIES[BOTH[i] as Family].colour, width: 1, dash: [1, 3] })),
    ...drawn.filter(({ means }) => means.length > 1).map(({ family, means }) => line(means, { colour: FAMILIES[family].colour, width: 2 })),
    ...drawn.filter(({ rows }) => rows.length > 0).map(({ family, rows }) => points(rows.map(({ row, y }) => ({ x: row.epochs, y, run: row.run, source: place(row.source) })), FAMILIES[family], { size: 36 })),
    ...(found ? crossingMark(found.crossover, drawn[0]?.means ?? [], INK) : []),
  ];
  return framed(plane, layer, task, [`final: ${statement(found, pair.missing[task])}`, " "]);
}

function framed(plane: Plane, layer: Layer[], title: string, subtitle: string[]): Panel {
  const drawn = panel(plane, layer, { title, width: 290, height: HEIGHT });
  return { ...drawn, title: { text: title, subtitle } } as Panel;
}

/** The family's name at the end of its line: beside it where the loss rises, else above. */
function name(family: Family, means: readonly { x: number; y: number }[]): Layer {
  const end = means.at(-1) ?? { x: 1, y: 1 };
  const rises = end.y > (means.at(-2)?.y ?? 0);
  const text = family === "mdm" ? "MDM (upper bound)" : FAMILIES[family].label;
  return words([{ x: end.x, y: end.y, text }], { colour: FAMILIES[family].colour, align: rises ? "left" : "right", dx: rises ? 8 : 4, dy: rises ? 0 : -16, bold: true });
}

function caption(shown: readonly CrossoverGroup[], hasBest: boolean): string {
  const rows = shown.flatMap(({ ar, mdm }) => [...ar, ...mdm]);
  const decay = levels(rows.flatMap((row) => row.weightDecay ?? []));
  const differing = [...new Set(shown.flatMap(({ differ }) => differ))];
  return [
    `Validation loss against epochs of AR and MDM at equal parameters and unique tokens (${rows.length} runs${decay.length > 0 ? `, weight decay ${decay.join(", ")}` : ""}).`,
    "Points are final losses of complete schedules; lines join the means of seeds.",
    hasBest
      ? "Dashed: the lowest loss that any checkpoint of schedules of up to so many epochs has shown."
      : "Dashed: the lowest final loss of schedules of up to so many epochs (no evaluations along the runs are given).",
    "A diamond is a crossing by straight lines between measurements, its thick bar the 95 % interval from noise between seeds alone, and the thin bracket the two measured places that enclose it.",
    "The loss of MDM is an upper bound, that of AR is exact: where MDM comes below, MDM is better for certain, and may have been so sooner.",
    differing.length > 0 ? `Settings that are not the same in both families of a pair: ${differing.join(", ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function accuracyWords(tasks: readonly string[], others: number): string {
  return `Beside the losses: accuracies (${tasks.join(", ")}) of the same final checkpoints; dotted lines mark the epochs at which each family's loss is lowest, where it would be stopped early.${others > 0 ? ` ${others} further columns of accuracies are not drawn.` : ""}`;
}
