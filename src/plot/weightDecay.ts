import { lowest } from "../analyze/asymptote.ts";
import type { Fit } from "../fit/types.ts";
import type { Family, Observation } from "../run.ts";
import { nearLowest } from "../table/nearLowest.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong, RESAMPLED } from "./curve.ts";
import { compose, type FigureKind, fitsOf, having, type Layer, leftOut, type Panel, requireOne } from "./figure.ts";
import { law, line, type Plane, panel, points, segments, words } from "./marks.ts";
import { groups, levels, meansAt, pointOf } from "./rows.ts";
import { FAMILIES, INK } from "./theme.ts";

type Decayed = Observation & Required<Pick<Observation, "params" | "weightDecay" | "family">>;

const COLUMNS = 3;
const WIDTH = 150;
const HEIGHT = 165;

/** A size's best weight decay under its law. */
interface Best {
  N: number;
  fit: Fit;
  value: number;
  loss: number;
  low?: number;
  high?: number;
}

/** Weight decays within this factor of the lowest point belong to the bowl: the parabola is a law of the neighbourhood only. */
const WINDOW = 4;

const id = "weight-decay";

/** Loss against weight decay, one panel a model size, with the parabola that the law gives near the minimum; the last panel is the best value against size. */
export const weightDecay: FigureKind = {
  id,
  title: "The weight-decay bowl of each model size, its best value with interval, and how that grows with size.",
  needs: "Final losses with family, params and weight_decay, best at one value of unique_tokens and epochs.",
  curves: false,
  fits: [
    {
      law: "weight-decay-bowl",
      where: ["family=ar", "recipe=standard|regularized", "weight_decay>0"],
      by: ["params"],
      // Seeds of one setting share what a parabola misses there.
      cluster: "weight_decay",
      rows: (group) => nearLowest(group, "weight_decay", WINDOW),
    },
  ],
  draw({ observations, fits }) {
    const all = having(id, observations, ["params", "weightDecay", "family"]);
    const rows = all.filter((row) => row.weightDecay > 0);
    requireOne(id, rows, "uniqueTokens", "unique_tokens");
    for (const family of familiesOf(rows))
      requireOne(
        id,
        rows.filter((row) => row.family === family),
        "epochs",
        "epochs",
      );
    const bowls = fitsOf(id, fits, "weight-decay-bowl");
    const sizes = levels(rows.map((row) => row.params));
    const bests = bowls.flatMap((fit) => bestOf(fit)).sort((a, b) => a.N - b.N);
    const count = sizes.length + (bests.length > 1 ? 1 : 0);
    // What colours and shapes mean is said where there is most to tell apart: in the first panel that has every family.
    const keyed = sizes.find((N) => familiesOf(rows.filter((row) => row.params === N)).length === familiesOf(rows).length) ?? sizes[0];
    const panels = sizes.map((N, i): Panel => {
      const plane: Plane = {
        x: axisOver(
          rows.map((row) => row.weightDecay),
          { title: i + COLUMNS >= count ? titleOf("weightDecay") : null, log: true, most: 4, room: [0.06, 0.06] },
        ),
        y: axisOver(
          rows.map((row) => row.loss),
          { title: i % COLUMNS === 0 ? LOSS_TITLE : null, log: true, most: 6, room: [0.2, 0.06] },
        ),
      };
      const own = rows.filter((row) => row.params === N);
      const best = bests.find((candidate) => candidate.N === N);
      return panel(plane, [...(best ? drawBest(plane, best) : []), ...drawRows(own, N === keyed)], {
        title: `${tickLabel(N)} parameters`,
        width: WIDTH,
        height: HEIGHT,
      });
    });
    if (bests.length > 1) panels.push(growth(bests));
    return compose(id, caption(all, bests) + leftOut(observations, all), panels, Math.min(COLUMNS, panels.length));
  },
};

function bestOf(fit: Fit): Best[] {
  const N = fit.observations[0]?.params;
  const decays = fit.observations.flatMap((row) => row.weightDecay ?? []);
  const { at, loss } = lowest(fit, "lambda", { range: [Math.min(...decays) / 4, Math.max(...decays) * 4] });
  if (N === undefined || at.value === undefined || loss.value === undefined) return [];
  return [{ N, fit, value: at.value, loss: loss.value, ...(at.interval && { low: at.interval.low, high: at.interval.high }) }];
}

const familiesOf = (rows: readonly Decayed[]): Family[] =>
  (Object.keys(FAMILIES) as Family[]).filter((family) => rows.some((row) => row.family === family));

function drawRows(rows: readonly Decayed[], named: boolean): Layer[] {
  return familiesOf(rows).flatMap((family) => {
    const own = rows.filter((row) => row.family === family);
    const look = FAMILIES[family];
    const means = meansAt(own, (row) => row.weightDecay);
    const epochs = levels(own.flatMap((row) => row.epochs ?? []));
    const text = `${look.label}${epochs.length === 1 ? `, ${epochs[0]} epochs` : ""}`;
    return [
      line(means, { colour: look.colour, width: 1, dash: [2, 2] }),
      points(
        own.map((row) => pointOf(row, row.weightDecay)),
        look,
      ),
      ...(named ? [words([{ x: means[0]?.x, y: means[0]?.y, text }], { colour: look.colour, dx: -4, dy: -13, bold: true })] : []),
    ];
  });
}

/** The law over the rows that it was fitted to, and below it the place of its minimum with its interval. */
function drawBest(plane: Plane, { fit, value, loss, low, high }: Best): Layer[] {
  const decays = fit.observations.flatMap((row) => row.weightDecay ?? []);
  const { colour } = FAMILIES[fit.observations[0]?.family ?? "ar"];
  const [bottom, top] = plane.y.scale.domain;
  const level = bottom * (top / bottom) ** 0.07;
  return [
    law(lawAlong(fit, "lambda", [Math.min(...decays), Math.max(...decays)]), { colour }),
    segments([{ x: value, y: level, y2: loss }], { colour: INK, width: 1, dash: [3, 2] }),
    ...(low === undefined ? [] : [segments([{ x: low, x2: high, y: level }], { colour: INK, width: 5 })]),
    words([{ x: low ?? value, y: level, text: value.toPrecision(2) }], { align: "right", dx: -6, bold: true }),
  ];
}

function growth(bests: readonly Best[]): Panel {
  const { colour, shape } = FAMILIES[bests[0]?.fit.observations[0]?.family ?? "ar"];
  const y = axisOver(
    bests.flatMap(({ value, low = value, high = value }) => [value, low, high]),
    { title: "Best weight decay", log: true, most: 5, room: [0.1, 0.2] },
  );
  const plane: Plane = {
    x: axisOver(
      bests.map((best) => best.N),
      { title: titleOf("params"), log: true, most: 3, room: [0.08, 0.08] },
    ),
    y: { ...y, axis: { ...y.axis, orient: "right" } },
  };
  const whiskers = bests.flatMap(({ N, low, high }) => (low === undefined ? [] : [{ x: N, y: low, y2: high }]));
  const layer = [
    line(
      bests.map(({ N, value }) => ({ x: N, y: value })),
      { colour, width: 1, dash: [2, 2] },
    ),
    points(
      bests.map(({ N, value, low, high }) => ({ x: N, y: value, low, high })),
      { colour, shape },
      { size: 22 },
    ),
    ...(whiskers.length > 0 ? [segments(whiskers, { colour, width: 2 })] : []),
  ];
  return panel(plane, layer, { title: "Best weight decay by size", width: WIDTH, height: HEIGHT });
}

function caption(rows: readonly Decayed[], bests: readonly Best[]): string {
  const zero = rows.filter((row) => row.weightDecay === 0).length;
  const unique = levels(rows.flatMap((row) => row.uniqueTokens ?? []));
  const epochs = groups(rows, (row) => row.family).map(
    ([family, own]) => `${FAMILIES[family].label} after ${levels(own.flatMap((row) => row.epochs ?? [])).join(", ")} epochs`,
  );
  const draws = bests[0]?.fit.draws;
  return [
    `Final validation loss against decoupled weight decay${unique.length > 0 ? ` on ${unique.map(tickLabel).join(", ")} unique tokens` : ""} (${epochs.join("; ")}), one panel a model size.`,
    "Solid: a parabola in the logarithm of weight decay, fitted to the points that the line spans, with its 95 % band; its lowest point is marked, and the bar below is the 95 % interval of its place.",
    "Last panel: that place against model size. The learning rate differs with size, and weight decay acts through their product.",
    draws ? `Bands and intervals: ${RESAMPLED[draws.method]}, ${draws.replicates} replicates.` : "",
    rows.some((row) => row.lossKind === "elbo") ? "The loss of MDM is an upper bound on its negative log-likelihood." : "",
    zero > 0 ? `${zero} runs without weight decay have no place on a logarithmic axis and are not drawn.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
