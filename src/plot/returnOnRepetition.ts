import { type ReturnPoint, returnOnRepetition } from "../analyze/versus/returnOnRepetition.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { RESAMPLED } from "./curve.ts";
import { type FamilyFit, familyFits, fitWords, type Held, heldRows, mostRepeated, restedOn, sameSetting } from "./familyFits.ts";
import { REPEATED_BY_FAMILY } from "./familyLaws.ts";
import { compose, type FigureKind, having, type Layer, type Panel } from "./figure.ts";
import { type Room, roomOf, standBeside } from "./labelRoom.ts";
import { spread } from "./labels.ts";
import { law, line, type Plane, panel, points, type Row, words } from "./marks.ts";
import { pointOf } from "./rows.ts";
import { FAMILIES, TEXT } from "./theme.ts";

const id = "return-on-repetition";
const FRAME = { width: 300, height: 260 };
/** Steps of a curve. */
const STEPS = 32;

/** What is drawn of a family: its law's points along the curve. */
interface Curve extends FamilyFit {
  at: readonly ReturnPoint[];
}

/** Loss over epochs at fixed compute, as unique tokens fall, and over tokens at fixed unique tokens: laws and runs of both families. */
export const returnFigure: FigureKind = {
  id,
  title: "What repetition returns: loss over epochs at fixed compute as unique tokens fall, and over tokens at fixed unique tokens.",
  needs: "Final losses with family, params, unique_tokens and epochs, and a fit a family of a law that reads N, D and U.",
  curves: false,
  fits: [REPEATED_BY_FAMILY],
  draw({ observations, fits }) {
    having(id, observations, ["params", "uniqueTokens", "epochs", "family"]);
    // Runs that the laws leave out are drawn beside them.
    const own = familyFits(id, fits).map((one) => ({ ...one, rows: sameSetting(one, observations) }));
    const [compute, unique] = [mostRepeated(own, "tokens"), mostRepeated(own, "uniqueTokens")];
    return compose(
      id,
      caption(own, compute, unique, restedOn(own, observations)),
      [fixedCompute(own, compute), fixedUnique(own, unique)],
      2,
    );
  },
};

function fixedCompute(own: readonly FamilyFit[], held: Held): Panel {
  const most = mostAt(own, "tokens", held);
  const curves = own.map((one): Curve => ({ ...one, at: returnOnRepetition(one.fit, { N: held.N, D: held.value }, epochsTo(most)) }));
  const rows = own.map((one) => heldRows(one, "tokens", held));
  const plane: Plane = {
    x: axisOver([1, most], { title: titleOf("epochs"), log: true, ticks: doublings(most), room: [0.04, 0.06] }),
    y: losses(
      [...rows.flat().map(({ loss }) => loss), ...curves.flatMap(({ at }) => at.flatMap(({ loss, fresh }) => [loss.loss, fresh]))],
      LOSS_TITLE,
    ),
  };
  const layer: Layer[] = [
    ...curves.map(({ family, at }) =>
      line(
        at.map(({ epochs, fresh }) => ({ x: epochs, y: fresh })),
        { colour: FAMILIES[family].colour, width: 1, dash: [2, 3] },
      ),
    ),
    ...curves.flatMap((one) => lawOf(one, ({ epochs }) => epochs)),
    ...own.flatMap(({ family }, i) =>
      rows[i]?.length
        ? [
            points(
              rows[i].map((row) => pointOf(row, row.epochs)),
              FAMILIES[family],
            ),
          ]
        : [],
    ),
    ...names(curves, plane),
  ];
  return panel(plane, layer, {
    title: `${tickLabel(held.N)} parameters, ${tickLabel(held.value)} tokens in all`,
    subtitle: "fixed compute: fewer unique tokens, more epochs",
    ...FRAME,
  });
}

function fixedUnique(own: readonly FamilyFit[], held: Held): Panel {
  const most = mostAt(own, "uniqueTokens", held);
  const curves = own.map((one): Curve => ({ ...one, at: returnOnRepetition(one.fit, { N: held.N, U: held.value }, epochsTo(most)) }));
  const rows = own.map((one) => heldRows(one, "uniqueTokens", held));
  const plane: Plane = {
    x: axisOver([held.value, held.value * most], {
      title: titleOf("tokens"),
      log: true,
      ticks: quadruplings(held.value, most),
      room: [0.04, 0.06],
    }),
    y: losses(
      [...rows.flat().map(({ loss }) => loss), ...curves.flatMap(({ at }) => at.flatMap(({ loss, fresh }) => [loss.loss, fresh]))],
      null,
    ),
  };
  const marked = curves.map((one): Curve => ({ ...one, at: returnOnRepetition(one.fit, { N: held.N, U: held.value }, numbered(most)) }));
  const room = roomOf(plane, FRAME, {
    lines: curves.flatMap(({ at }) => [
      { path: at.map(({ D, fresh }) => ({ x: D, y: fresh })) },
      { path: at.map(({ D, loss }) => ({ x: D, y: loss.loss })) },
    ]),
    spots: [
      ...rows.flat().flatMap(({ tokens, loss }) => (tokens === undefined ? [] : [{ x: tokens, y: loss }])),
      ...marked.flatMap(({ at }) => at.map(({ D, loss }) => ({ x: D, y: loss.loss }))),
    ],
  });
  const layer: Layer[] = [
    ...curves.map(({ family, at }) =>
      line(
        at.map(({ D, fresh }) => ({ x: D, y: fresh })),
        { colour: FAMILIES[family].colour, width: 1, dash: [2, 3] },
      ),
    ),
    ...curves.flatMap((one) => lawOf(one, ({ D }) => D)),
    ...marked.flatMap((one) => epochMarks(one, room)),
    ...own.flatMap(({ family }, i) =>
      rows[i]?.length
        ? [
            points(
              rows[i].map((row) => pointOf(row, row.tokens)),
              FAMILIES[family],
            ),
          ]
        : [],
    ),
    ...names(curves, plane),
  ];
  return panel(plane, layer, {
    title: `${tickLabel(held.N)} parameters, ${tickLabel(held.value)} unique tokens`,
    subtitle: "fixed unique tokens: numbers are epochs",
    ...FRAME,
  });
}

/** Rings on the law at doubled epochs, and their numbers where there is room for them. */
function epochMarks({ family, at }: Curve, room: Room): Layer[] {
  const { colour } = FAMILIES[family];
  const rings = at.map(({ D, loss, epochs }) => ({ x: D, y: loss.loss, text: String(epochs) }));
  return [
    points(
      rings.map(({ x, y }) => ({ x, y })),
      { colour, shape: "circle" },
      { hollow: true, size: 18 },
    ),
    ...rings.flatMap((ring) => {
      const stand = standBeside(room, ring, ring.text);
      return stand ? [words([ring], { colour, ...stand })] : [];
    }),
  ];
}

const losses = (values: readonly number[], title: string | null): Plane["y"] => axisOver(values, { title, most: 7, room: [0.08, 0.08] });

/** Most epochs of a run there, of any family; where nothing is repeated there, anywhere. */
function mostAt(own: readonly FamilyFit[], name: "tokens" | "uniqueTokens", held: Held): number {
  const there = Math.max(1, ...own.flatMap((one) => heldRows(one, name, held).map(({ epochs }) => epochs)));
  return there >= 2 ? there : Math.max(2, ...own.map(({ most }) => most));
}

const epochsTo = (most: number): number[] => Array.from({ length: STEPS + 1 }, (_, i) => (i === STEPS ? most : most ** (i / STEPS)));
const doublings = (most: number): number[] => Array.from({ length: Math.floor(Math.log2(most) + 1e-9) + 1 }, (_, i) => 2 ** i);

/** Numbers of epochs that can be read beside one another. */
const MOST_NUMBERS = 8;

/** Doublings, or one in so many of them. */
function numbered(most: number): number[] {
  const all = doublings(most);
  return all.filter((_, i) => i % Math.ceil(all.length / MOST_NUMBERS) === 0);
}

const quadruplings = (first: number, most: number): number[] =>
  doublings(most).flatMap((factor, i) => (i % 2 === 0 ? [first * factor] : []));

/** The law with its band, dashed beyond the epochs that the family was run at. */
function lawOf({ family, at, most }: Curve, xOf: (point: ReturnPoint) => number): Layer[] {
  const { colour } = FAMILIES[family];
  const row = (point: ReturnPoint): Row => ({
    x: xOf(point),
    y: point.loss.loss,
    ...(Number.isFinite(point.loss.low) && { low: point.loss.low, high: point.loss.high }),
  });
  const beyond = at.findIndex(({ epochs }) => epochs > most * (1 + 1e-9));
  const [inside, outside] = beyond < 0 ? [at, []] : [at.slice(0, beyond), at.slice(Math.max(beyond - 1, 0))];
  return [
    ...(inside.length > 0 ? [law(inside.map(row), { colour, width: 2 })] : []),
    ...(outside.length > 0 ? [law(outside.map(row), { colour, width: 2, dash: [5, 3], shade: 0.1 })] : []),
  ];
}

/** Families right of the panel, at the height of their lines' ends. */
function names(curves: readonly Curve[], { y }: Plane): Layer[] {
  const [low, high] = y.scale.domain;
  const moved = spread(
    curves.map(({ at }) => at.at(-1)?.loss.loss ?? low),
    ((high - low) * (TEXT + 2)) / FRAME.height,
  );
  return curves.map(({ family }, i) => {
    const text = family === "mdm" ? "MDM (≤)" : FAMILIES[family].label;
    return words([{ y: moved[i], text }], { colour: FAMILIES[family].colour, outside: true, dx: 4, bold: true });
  });
}

function caption(own: readonly FamilyFit[], compute: Held, unique: Held, rested: string): string {
  const [draws] = own.flatMap(({ fit }) => fit.draws ?? []);
  return [
    `Loss by fitted laws and of runs at ${tickLabel(compute.N)} parameters and ${tickLabel(compute.value)} tokens in all as unique tokens fall (left), and at ${tickLabel(unique.N)} parameters and ${tickLabel(unique.value)} unique tokens as training goes on (right): where the families were run at the most epochs.`,
    `Points are runs; lines are laws fitted to all rows of a family at once, not shifted to meet the points here, dashed beyond the epochs that they are fitted to: ${own.map((one) => fitWords(one, FAMILIES[one.family].label)).join("; ")}.`,
    rested,
    draws ? `Bands hold 95 % of the draws (${RESAMPLED[draws.method]}).` : "",
    "Dotted: as many tokens, all fresh, by the same law. Rings: at doubled epochs, or a multiple of them; those without a number have no room for one.",
  ]
    .filter(Boolean)
    .join(" ");
}
