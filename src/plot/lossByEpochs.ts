import type { Family, Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { compose, type FigureKind, having, type Layer, leftOut, requireOne } from "./figure.ts";
import { lowest } from "./lowest.ts";
import { line, type Plane, panel, points, words } from "./marks.ts";
import { groups, levels, meansAt, pointOf } from "./rows.ts";
import { FAMILIES } from "./theme.ts";

type Epoch = Observation & Required<Pick<Observation, "params" | "epochs" | "family">>;

const id = "loss-by-epochs";

/** Final loss against epochs of complete schedules, one panel a model size; each family's longest run as a thin line behind. */
export const lossByEpochs: FigureKind = {
  id,
  title: "Loss against epochs of AR and MDM, one panel a model size, the lowest loss marked.",
  needs: "Final losses with family, params and epochs, best at one value of unique_tokens; the longest runs are drawn thin.",
  curves: true,
  lines: (curves) => longest(curves.filter(isEpoch)).flat(),
  fits: [],
  draw({ observations, curves = [] }) {
    const finals = having(id, observations, ["params", "epochs", "family"]);
    requireOne(id, finals, "uniqueTokens", "unique_tokens");
    const least = Math.min(...finals.map((row) => row.epochs));
    const sizes = levels(finals.map((row) => row.params));
    const along = longest(curves.filter(isEpoch).filter((row) => sizes.some((N) => N === row.params))).map((run) =>
      run.filter((row) => row.epochs >= least),
    );
    const columns = sizes.length === 1 ? 1 : 2;
    const x = finals.map((row) => row.epochs);
    const y = [...finals, ...along.flat()].map((row) => row.loss);
    const panels = sizes.map((N, i) => {
      const plane: Plane = {
        x: axisOver(x, { title: i >= sizes.length - columns ? titleOf("epochs") : null, log: true, most: 8 }),
        y: axisOver(y, { title: i % columns === 0 ? LOSS_TITLE : null, log: true, most: 6, room: [0.16, 0.03] }),
      };
      const own = finals.filter((row) => row.params === N);
      const runs = along.filter((run) => run[0]?.params === N);
      return panel(plane, layers(plane, own, runs), { title: `${tickLabel(N)} parameters`, width: 235, height: 175 });
    });
    return compose(id, caption(finals, along.length > 0) + leftOut(observations, finals), panels, columns);
  },
};

function isEpoch(row: Observation): row is Epoch {
  return row.epochs !== undefined && row.family !== undefined && row.params !== undefined;
}

/** The run that went on longest, of each family and size. */
function longest(curves: readonly Epoch[]): Epoch[][] {
  return groups(curves, (row) => JSON.stringify([row.family, row.params])).map(([, rows]) => {
    const runs = groups(rows, (row) => row.run).map(([, run]) => run);
    const end = (run: readonly Epoch[]): number => Math.max(...run.map((row) => row.epochs));
    return runs.reduce((a, b) => (end(b) > end(a) ? b : a));
  });
}

function layers(plane: Plane, finals: readonly Epoch[], runs: readonly Epoch[][]): Layer[] {
  const present = (Object.keys(FAMILIES) as Family[]).filter((family) => finals.some((row) => row.family === family));
  const thin = runs.map((run) =>
    line(
      run.map((row) => ({ x: row.epochs, y: row.loss })),
      { colour: FAMILIES[run[0]?.family ?? "ar"].colour, width: 1, opacity: 0.5 },
    ),
  );
  return [
    ...thin,
    ...present.flatMap((family) =>
      ofFamily(
        plane,
        family,
        finals.filter((row) => row.family === family),
      ),
    ),
  ];
}

/** Rows that one line may join: the same training but for its length and seed. */
const series = (row: Epoch): string => JSON.stringify([row.recipe, row.uniqueTokens, row.weightDecay, row.learningRate]);

function ofFamily(plane: Plane, family: Family, rows: readonly Epoch[]): Layer[] {
  const look = FAMILIES[family];
  const lines = groups(rows, series).map(([, same]) => meansAt(same, (row) => row.epochs));
  return [
    ...lines.filter((means) => means.length > 1).map((means) => line(means, { colour: look.colour, width: 2 })),
    points(
      rows.map((row) => pointOf(row, row.epochs)),
      look,
    ),
    ...lowest(plane, look, lines.flat()),
    name(
      family,
      lines.reduce((a, b) => ((b.at(-1)?.x ?? 0) > (a.at(-1)?.x ?? 0) ? b : a), []),
    ),
  ];
}

/** The family's name at the end of its line: beside it where the loss rises, else above. */
function name(family: Family, means: readonly { x: number; y: number }[]): Layer {
  const end = means.at(-1) ?? { x: 1, y: 1 };
  const { colour, label } = FAMILIES[family];
  const rises = means.length > 1 && end.y > (means.at(-2)?.y ?? 0);
  return words([{ x: end.x, y: end.y, text: label }], {
    colour,
    align: rises ? "left" : "right",
    dx: rises ? 8 : 4,
    dy: rises ? 0 : -16,
    bold: true,
  });
}

function caption(finals: readonly Epoch[], hasCurves: boolean): string {
  const unique = levels(finals.flatMap((row) => row.uniqueTokens ?? []));
  const decay = levels(finals.flatMap((row) => row.weightDecay ?? []));
  return [
    `Final validation loss of complete training schedules against epochs over ${unique.map(tickLabel).join(", ") || "the same"} unique tokens${decay.length > 0 ? ` (weight decay ${decay.join(", ")})` : ""}, one panel a model size.`,
    "Each point is one run whose learning rate came down to its end; lines join the means of seeds.",
    hasCurves
      ? "Thin lines follow the longest run of each family: before its end a run is not annealed, so that its loss is not that of a schedule of that length."
      : "",
    "Rings mark the lowest mean final loss; ≤ where it lies at the shortest or longest schedule tried, so that the minimum is no higher than that.",
    finals.some((row) => row.lossKind === "elbo")
      ? "The loss of MDM is an upper bound on its negative log-likelihood, that of AR is exact."
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
