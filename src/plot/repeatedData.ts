import { predictors } from "../analyze/predictor.ts";
import type { Fit } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import { repetitions } from "../table/rise.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, fitsOf, having, type Layer, leftOut, type Panel, requireOne } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, type Plane, panel, points, segments, words } from "./marks.ts";
import { groups, levels, pointOf } from "./rows.ts";
import { FAMILIES, QUIET, ramp, TEXT } from "./theme.ts";

type Repeated = Observation & Required<Pick<Observation, "params" | "uniqueTokens" | "epochs">>;

const WIDTH = 240;
const HEIGHT = 200;
/** Half the width of the stroke that stands for a law at a single place, as a factor. */
const STROKE = 1.12;
/** A miss below this share of the loss axis is not worth words. */
const SEEN = 0.25;

const id = "repeated-data";

/** Loss against epochs for several sets of unique tokens, one row of panels a model size, one column a law: points measured, lines and bands fitted. */
export const repeatedData: FigureKind = {
  id,
  title: "Loss against unique tokens and epochs under the data-constrained law, and where the law misses because the loss rises.",
  needs: "Final losses with params, unique_tokens and epochs; one fit or several, whose laws read N, D and U.",
  curves: false,
  fits: [
    { law: "data-constrained", where: ["family=ar", "recipe=standard"], by: [] },
    { law: "overfit-penalty", where: ["family=ar", "recipe=standard"], by: [] },
  ],
  draw({ observations, fits }) {
    const rows = having(id, observations, ["params", "uniqueTokens", "epochs"]);
    requireOne(id, rows, "family", "family");
    requireOne(id, rows, "recipe", "recipe");
    const used = (fits ?? []).filter((fit) => fit.law.quantities.includes("U"));
    const shown = used.length > 0 ? used : fitsOf(id, fits, "data-constrained");
    const sizes = levels(rows.map((row) => row.params));
    const unique = levels(rows.map((row) => row.uniqueTokens));
    const colours = ramp(FAMILIES[rows[0]?.family ?? "ar"].colour, unique.length);
    const losses = [...rows.map((row) => row.loss), ...shown.flatMap((fit) => lawAt(fit, rows))];
    const panels = sizes.flatMap((N, i) =>
      shown.map((fit, j): Panel => {
        const plane: Plane = {
          x: axisOver(
            rows.map((row) => row.epochs),
            { title: i === sizes.length - 1 ? titleOf("epochs") : null, log: true, most: 8, room: [0.37, 0.06] },
          ),
          y: axisOver(losses, { title: j === 0 ? LOSS_TITLE : null, log: true, most: 6 }),
        };
        const own = rows.filter((row) => row.params === N);
        const sets = unique.flatMap((U, k) =>
          oneSet(
            own.filter((row) => row.uniqueTokens === U),
            fit,
            colours[k] as string,
          ),
        );
        const layer = [...sets, ...misses(plane, own, fit), ...names(plane, own, unique, colours)];
        return panel(plane, layer, { title: `${tickLabel(N)} parameters`, subtitle: `law: ${fit.law.id}`, width: WIDTH, height: HEIGHT });
      }),
    );
    return compose(id, caption(rows, shown) + leftOut(observations, rows), panels, shown.length);
  },
};

function oneSet(rows: readonly Repeated[], fit: Fit, colour: string): Layer[] {
  const [first] = rows;
  if (!first) return [];
  const { shape } = FAMILIES[first.family ?? "ar"];
  const fitted = new Set(fit.observations.map((row) => row.run));
  const at = { N: first.params, U: first.uniqueTokens };
  const [from, to] = [Math.min(...rows.map((row) => row.epochs)), Math.max(...rows.map((row) => row.epochs))];
  const drawn = (hollow: boolean): Layer[] => {
    const own = rows.filter((row) => fitted.has(row.run) !== hollow);
    return own.length > 0
      ? [
          points(
            own.map((row) => pointOf(row, row.epochs)),
            { colour, shape },
            { hollow, size: 26 },
          ),
        ]
      : [];
  };
  const curve =
    from < to
      ? law(lawAlong(fit, "epochs", [from, to], at), { colour, width: 1.8, shade: 0.25 })
      : segments([{ x: from / STROKE, x2: from * STROKE, y: lawAt(fit, [first])[0] }], { colour, width: 1.8 });
  return [curve, ...drawn(false), ...drawn(true)];
}

/** What a law says at the places of rows. */
function lawAt(fit: Fit, rows: readonly Repeated[]): number[] {
  const { best } = predictors(fit);
  return rows.map((row) => best.loss({ N: row.params, U: row.uniqueTokens, epochs: row.epochs }));
}

/** Dotted drops from losses that rise with epochs to where the law puts them, and the largest of them in words. */
function misses(plane: Plane, rows: readonly Repeated[], fit: Fit): Layer[] {
  const fitted = new Set(fit.observations.map((row) => row.run));
  const after = repetitions(rows.filter((row) => fitted.has(row.run)))
    .filter((group) => group.rise > 0)
    .flatMap((group) => group.rows.slice(group.lowest + 1)) as Repeated[];
  if (after.length === 0) return [];
  const predicted = lawAt(fit, after);
  const drops = after.map((row, i) => ({ x: row.epochs, y: row.loss, y2: predicted[i] as number }));
  const worst = drops.reduce((a, b) => (Math.abs(b.y - b.y2) > Math.abs(a.y - a.y2) ? b : a));
  const [low, high] = plane.y.scale.domain;
  const miss = worst.y - worst.y2;
  const text = `${miss < 0 ? "−" : "+"}${Math.abs(miss).toFixed(1)}`;
  const label =
    Math.abs(Math.log(worst.y / worst.y2)) > SEEN * Math.log(high / low)
      ? [words([{ x: worst.x, y: worst.y, text }], { align: "right", dx: -8, colour: QUIET, bold: true })]
      : [];
  return [segments(drops, { colour: QUIET, width: 1, dash: [2, 2] }), ...label];
}

/** The unique tokens of each set, left of its first point. */
function names(plane: Plane, rows: readonly Repeated[], unique: readonly number[], colours: readonly string[]): Layer[] {
  const firsts = groups(rows, (row) => row.uniqueTokens).map(([U, own]) => ({
    U,
    first: own.reduce((a, b) => (b.epochs < a.epochs ? b : a)),
  }));
  const [low, high] = plane.y.scale.domain;
  const moved = spread(
    firsts.map(({ first }) => Math.log(first.loss)),
    (Math.log(high / low) * (TEXT + 1)) / HEIGHT,
  );
  const top = Math.max(...moved);
  return firsts.map(({ U, first }, i) => {
    const y = moved[i] as number;
    const text = `${y === top ? "U = " : ""}${tickLabel(U)}`;
    return words([{ x: first.epochs, y: Math.exp(y), text }], {
      align: "right",
      dx: -10,
      colour: colours[unique.indexOf(U)] as string,
      bold: true,
    });
  });
}

function caption(rows: readonly Repeated[], fits: readonly Fit[]): string {
  const sizes = levels(rows.map((row) => row.params));
  const outside = rows.filter((row) => fits.every((fit) => !fit.observations.some((other) => other.run === row.run))).length;
  const laws = fits.map(
    (fit) =>
      `${fit.law.title.toLowerCase()}: status ${fit.status}, r² ${(fit.metrics.r2 ?? Number.NaN).toFixed(2)}${fit.diagnostics.some((d) => d.code === "law-cannot-rise") ? ", cannot rise where the runs do" : ""}`,
  );
  return [
    `Final validation loss against epochs; each colour is one set of U unique tokens (number left of its first point), each row of panels one model size (${sizes.map(tickLabel).join(", ")} parameters).`,
    `Lines: laws fitted to all ${fits[0]?.n ?? 0} rows at once, with 95 % bands (${laws.join("; ")}); short strokes: the law where a set was seen at one number of epochs.`,
    "Dotted: from losses after a set's lowest to where the law puts them; the number is the largest such miss in nats/token, measured minus fitted.",
    outside > 0 ? `Hollow: ${outside} runs that the fits leave out.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
