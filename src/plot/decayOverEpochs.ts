import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { bestOver } from "../table/bestOver.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { ACCURACY_RULE, accuraciesOf, bars, ERROR_TITLE, errorPoints, errorWords, meanRows } from "./errorRates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, requireOne } from "./figure.ts";
import { spread } from "./labels.ts";
import { lowest } from "./lowest.ts";
import { line, type Plane, panel, points, type Row, words } from "./marks.ts";
import { isSingle } from "./recipeSeries.ts";
import { groups, levels, pointOf } from "./rows.ts";
import { type Look, RECIPES, ramp, TEXT } from "./theme.ts";

type Decayed = Observation & Required<Pick<Observation, "params" | "weightDecay" | "epochs">>;

const WIDTH = 230;
const HEIGHT = 200;

/** One weight decay of one size, in the colour that it has at every size. */
interface Line {
  decay: number;
  look: Pick<Look, "colour" | "shape">;
  rows: readonly Decayed[];
}

interface Size {
  N: number;
  lines: readonly Line[];
}

/** What the points of a panel are: losses, or errors. */
interface Measure {
  title: string;
  of(rows: readonly Decayed[]): Row[];
}

const id = "decay-over-epochs";

/** Loss against epochs, one line a weight decay and one panel a size, and beside it, where accuracies are stated, the average error. */
export const decayOverEpochs: FigureKind = {
  id,
  title: "Loss against epochs at several weight decays, one panel a model size, the lowest loss of each marked.",
  needs: `Final losses of single AR models with params, epochs and weight_decay: at one size two weight decays or more, each at two numbers of epochs or more. ${ACCURACY_RULE}`,
  curves: false,
  fits: [],
  draw({ observations }) {
    const all = having(id, observations, ["params", "weightDecay", "epochs"]);
    const single = all.filter((row) => isSingle(row) && [undefined, "standard", "regularized"].includes(row.recipe));
    requireOne(id, single, "family", "family");
    const sizes = compared(single);
    const rows = sizes.flatMap(({ lines }) => lines.flatMap((one) => one.rows));
    const accuracies = accuraciesOf(rows);
    const measures: Measure[] = [{ title: LOSS_TITLE, of: (own) => own.map((row) => pointOf(row, row.epochs)) }];
    if (accuracies) measures.push({ title: ERROR_TITLE, of: (own) => errorPoints(own, ({ epochs }) => epochs, accuracies) });
    const isBeside = measures.length === 1;
    const panels = sizes.flatMap((size, i) =>
      measures.map((measure) =>
        panelOf(size, rows, measure, { titled: !isBeside || i % 2 === 0, last: i >= sizes.length - (isBeside ? 2 : 1) }),
      ),
    );
    const said = [caption(rows, sizes), errorWords(accuracies, measures[1]?.of(rows) ?? [], rows), others(single.length - rows.length)];
    return compose(id, said.filter(Boolean).join(" ") + leftOut(observations, all), panels, Math.min(2, panels.length));
  },
};

/** Sizes with two lines or more, on the unique tokens that have the most lines (of several, the most tokens). */
function compared(rows: readonly Decayed[]): Size[] {
  const byTokens = groups(rows, ({ uniqueTokens }) => uniqueTokens)
    .sort(([a = 0], [b = 0]) => b - a)
    .map(([, own]) => sizesOf(own));
  const count = (sizes: readonly Size[]): number => sizes.reduce((sum, { lines }) => sum + lines.length, 0);
  const best = byTokens.reduce<Size[]>((most, next) => (count(next) > count(most) ? next : most), []);
  if (best.length > 0) return best;
  throw new IsolossError(
    `Cannot draw figure "${id}": at no params and unique_tokens were two weight decays each trained for two numbers of epochs`,
    "train one size at weight decays far apart, as 0.1 and 1.6, each for several numbers of epochs",
  );
}

function sizesOf(rows: readonly Decayed[]): Size[] {
  const found = levels(rows.map(({ params }) => params)).flatMap((N) => {
    const lines = groups(
      rows.filter(({ params }) => params === N),
      ({ weightDecay }) => weightDecay,
    ).filter(([, own]) => levels(own.map(({ epochs }) => epochs)).length > 1);
    return lines.length > 1 ? [{ N, lines: lines.sort(([a], [b]) => a - b) }] : [];
  });
  const looks = looksOf(found.flatMap(({ lines }) => lines.flatMap(([, own]) => own)));
  return found.map(({ N, lines }) => ({
    N,
    lines: lines.map(([decay, own]) => ({ decay, look: looks.get(decay) as Line["look"], rows: atBestRate(own) })),
  }));
}

/** A line joins lengths of training, each at the best learning rate that was tried. */
function atBestRate(rows: readonly Decayed[]): Decayed[] {
  return rows.some(({ learningRate }) => learningRate !== undefined)
    ? (bestOver(rows, ["learning_rate"], ["epochs"]) as Decayed[])
    : [...rows];
}

/** Weight decays of the standard recipe in its colour, those of the others from light to dark. */
function looksOf(rows: readonly Decayed[]): Map<number, Line["look"]> {
  const isStandard = (decay: number): boolean => rows.some(({ weightDecay, recipe }) => weightDecay === decay && recipe === "standard");
  const decays = levels(rows.map(({ weightDecay }) => weightDecay));
  return new Map(
    (["standard", "regularized"] as const).flatMap((recipe) => {
      const own = decays.filter((decay) => isStandard(decay) === (recipe === "standard"));
      const colours = own.length > 0 ? ramp(RECIPES[recipe].colour, own.length) : [];
      return own.map((decay, i) => [decay, { colour: colours[i] as string, shape: RECIPES[recipe].shape }] as const);
    }),
  );
}

function panelOf(
  { N, lines }: Size,
  all: readonly Decayed[],
  measure: Measure,
  { titled, last }: { titled: boolean; last: boolean },
): Panel {
  const plane: Plane = {
    x: axisOver(
      all.map(({ epochs }) => epochs),
      { title: last ? titleOf("epochs") : null, log: true, most: 8 },
    ),
    y: axisOver(
      measure.of(all).flatMap(({ y, low = y, high = y }) => [low, high] as number[]),
      { title: titled ? measure.title : null, log: true, most: 6, room: [0.14, 0.04] },
    ),
  };
  const drawn = lines.map((one) => ({ ...one, points: measure.of(one.rows) })).filter((one) => one.points.length > 0);
  const means = drawn.map((one) => meanRows(one.points));
  const layer = [
    ...drawn.flatMap(({ look }, i) => [line(means[i] ?? [], { colour: look.colour, width: 1.8 })]),
    ...drawn.flatMap(({ look }, i) => bars(means[i] ?? [], look.colour)),
    ...drawn.map((one) => points(one.points, one.look)),
    ...drawn.flatMap(({ look }, i) => lowest(plane, look, means[i] ?? [])),
    ...names(plane, drawn, means),
  ];
  return panel(plane, layer, { title: `${tickLabel(N)} parameters`, width: WIDTH, height: HEIGHT });
}

/** The weight decay of each line at the height of its end. */
function names(plane: Plane, lines: readonly Line[], means: readonly (readonly { y: number }[])[]): Layer[] {
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    means.map((own) => Math.log(own.at(-1)?.y ?? low)),
    (Math.log(high / low) * (TEXT + 3)) / HEIGHT,
  );
  return lines.map(({ decay, look }, i) =>
    words([{ y: Math.exp(moved[i] ?? 0), text: `λ ${decay}` }], { colour: look.colour, outside: true, dx: 5, bold: true }),
  );
}

const others = (count: number): string =>
  count > 0 ? `${count} rows of single models are not drawn: of other unique tokens, or of weight decays with one number of epochs.` : "";

function caption(rows: readonly Decayed[], sizes: readonly Size[]): string {
  const unique = rows[0]?.uniqueTokens;
  const rates = sizes.some(({ lines }) =>
    lines.some((one) => levels(one.rows.flatMap(({ learningRate }) => learningRate ?? [])).length > 1),
  );
  return [
    `Final validation loss against epochs${unique === undefined ? "" : ` over ${tickLabel(unique)} unique tokens`}, one line a weight decay λ and one panel a model size.`,
    `Drawn are weight decays that were trained for two numbers of epochs or more, at sizes with two such${rates ? ", each point at the best learning rate tried" : ""}; lines join the means of seeds.`,
    "Rings mark the lowest mean of a line; ≤ where it lies at the fewest or the most epochs tried, so that the minimum is no higher than that.",
  ].join(" ");
}
