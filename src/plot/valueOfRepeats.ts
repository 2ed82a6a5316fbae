import type { Estimate } from "../analyze/predictor.ts";
import { type Known, repeatsKnown } from "../analyze/versus/repeatsKnown.ts";
import { type RepeatValue, type RepeatValues, repeatValues } from "../analyze/versus/repeatValues.ts";
import type { Fit } from "../fit/types.ts";
import { axisOver, tickLabel, titleOf } from "./axes.ts";
import { RESAMPLED } from "./curve.ts";
import { type FamilyFit, familyFits, fitWords, mostRepeated, restedOn } from "./familyFits.ts";
import { REPEATED_BY_FAMILY } from "./familyLaws.ts";
import { compose, type FigureKind, having, type Layer, type Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { law, type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import { FAMILIES, QUIET, TEXT } from "./theme.ts";

const id = "value-of-repeats";
const FRAME = { width: 300, height: 250 };
const STEPS = 18;
/** Worth of one more repeat at the half-life. */
const HALF = 0.5;
/** Pixels from one line of words to the next. */
const LINE = TEXT + 2;
/** Fewest epochs of a curve: at one epoch nothing is repeated. */
const FROM = 1.1;
/** Draws of a band. */
const BAND = 200;
/** How far the axis goes beyond the longest run and what is marked, as a factor. */
const BEYOND = 2;
/** Farthest mark for which the axis is drawn longer, times the longest run. */
const FARTHEST = 64;

interface Valued extends FamilyFit {
  found: RepeatValues;
}

/** The mean and marginal value of a repeated token against epochs for each family, R_D* and the half-life marked, as bounds where they are bounds. */
export const valueOfRepeats: FigureKind = {
  id,
  title: "What a repeated token is worth in fresh ones against epochs, on average and at the margin, for AR and MDM.",
  needs: "Final losses with family, params, unique_tokens and epochs, and a fit a family of a law that reads N, D and U.",
  curves: false,
  fits: [REPEATED_BY_FAMILY],
  draw({ observations, fits }) {
    having(id, observations, ["params", "uniqueTokens", "epochs", "family"]);
    const fitted = familyFits(id, fits);
    const N = Math.min(...fitted.flatMap(({ rows }) => rows.map(({ params }) => params)));
    const U = mostRepeated(fitted, "uniqueTokens").value;
    const longest = Math.max(...fitted.map((one) => one.most));
    const known = fitted.map(({ fit }) => repeatsKnown(fit, { N, U }));
    const marked = known.map(({ value, bound = value }) => 1 + bound).filter((x) => x < FARTHEST * longest);
    const most = BEYOND * Math.max(longest, ...marked);
    const epochs = Array.from({ length: STEPS + 1 }, (_, i) => FROM * (most / FROM) ** (i / STEPS));
    const own = fitted.map((one, i): Valued => {
      const found = repeatValues(thinned(one.fit), { N, U, epochs });
      return { ...one, found: { ...found, eFold: known[i] as Known } };
    });
    const x = axisOver([1, most], {
      title: titleOf("epochs"),
      log: true,
      ticks: Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i),
      room: [0.02, 0.04],
    });
    return compose(id, caption(own, N, U, restedOn(own, observations)), [mean(own, x), marginal(own, x)], 2);
  },
};

/** The same fit with as many draws as a band wants: each costs a search at every step of the curve. */
function thinned(fit: Fit): Fit {
  return fit.draws ? { ...fit, draws: { ...fit.draws, theta: fit.draws.theta.slice(0, BAND) } } : fit;
}

const share = (title: string | null): Plane["y"] => axisOver([0, 1], { title, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], room: [0.02, 0.06] });

function mean(own: readonly Valued[], x: Plane["x"]): Panel {
  const plane: Plane = { x, y: share("Fresh tokens that a repeated one is worth") };
  const layer = [...own.flatMap((one) => curve(one, "mean")), ...names(own, plane)];
  return panel(plane, layer, { title: "on average over all repeats", ...FRAME });
}

function marginal(own: readonly Valued[], x: Plane["x"]): Panel {
  const plane: Plane = { x, y: share(null) };
  const [left, right] = x.scale.domain;
  const levels = [
    { y: Math.exp(-1), text: "Rᴅ* (1/e), repeats" },
    { y: HALF, text: "half-life, repeats" },
  ];
  const layer: Layer[] = [
    ...levels.map(({ y }) => segments([{ x: left, x2: right, y }], { colour: QUIET, width: 1, dash: [2, 3] })),
    ...levels.map((level) => words([level], { outside: true, dx: 4, colour: QUIET })),
    ...own.flatMap((one) => curve(one, "marginal")),
    ...own.flatMap((one, i) => marks(one, right, { above: i - own.length, below: i + 1 })),
  ];
  return panel(plane, layer, { title: "of one more repeat", ...FRAME });
}

/** The law's value with its band, dashed beyond the longest run of the family. */
function curve({ found, family }: Valued, which: "mean" | "marginal"): Layer[] {
  const { colour } = FAMILIES[family];
  const row = (value: RepeatValue): Row => ({ x: value.epochs, y: value[which].value as number, ...band(value[which]) });
  const known = found.values.filter((value) => value[which].value !== undefined);
  const inside = known.filter(({ inRange }) => inRange);
  const outside = known.slice(Math.max(inside.length - 1, 0));
  return [
    ...(inside.length > 0 ? [law(inside.map(row), { colour, width: 2 })] : []),
    ...(outside.length > 1 ? [law(outside.map(row), { colour, width: 2, dash: [5, 3], shade: 0.1 })] : []),
  ];
}

function band({ interval }: Estimate): { low?: number; high?: number } {
  return interval && Number.isFinite(interval.low) && Number.isFinite(interval.high) ? { low: interval.low, high: interval.high } : {};
}

interface Mark {
  y: number;
  /** Repeats. */
  value: number;
  interval: { low: number; high: number } | undefined;
  bound: number | undefined;
}

/**
 * R_D* and the half-life on their levels: points with intervals, or an open arrow from a bound; nothing where nothing is known. Their numbers count
 * repeats, not the axis's epochs, and stand right of the panel: those of the half-life above its name, those of R_D* below.
 *
 * @param lines from the name of the level to the family's number.
 */
function marks({ found, family }: Valued, right: number, lines: { above: number; below: number }): Layer[] {
  const { colour, shape, label: name } = FAMILIES[family];
  const label = (y: number, text: string): Layer =>
    words([{ y, text: `${name} ${text}` }], {
      colour,
      outside: true,
      dx: 4,
      dy: LINE * (y === HALF ? lines.above : lines.below),
      bold: true,
    });
  const { state } = found.eFold;
  const sign = state === "lower-bound" ? "> " : "< ";
  return [efoldOf(found), halfOf(found)].flatMap(({ y, value, interval, bound }): Layer[] => {
    if (state === "lower-bound" || state === "upper-bound") {
      if (bound === undefined || 1 + bound >= right) return [];
      const [from, to] = state === "lower-bound" ? [1 + bound, right] : [1, 1 + bound];
      return [
        segments([{ x: from, x2: to, y }], { colour, width: 2, dash: [4, 2] }),
        points([{ x: 1 + bound, y }], { colour, shape }, { hollow: true, size: 46 }),
        arrow(state === "lower-bound" ? to : from, y, state === "lower-bound" ? "triangle-right" : "triangle-left", colour),
        label(y, `${sign}${round(bound)}`),
      ];
    }
    if (!(1 + value < right) || state === "unknown") return [];
    const bar = interval && { x: 1 + Math.max(interval.low, 0), x2: Math.min(1 + interval.high, right), y };
    return [
      ...(bar ? [segments([bar], { colour, width: 3 })] : []),
      points([{ x: 1 + value, y }], { colour, shape }, { size: 46 }),
      label(y, `${round(value)}${interval ? ` (${round(interval.low)}–${round(interval.high)})` : ""}`),
    ];
  });
}

function arrow(x: number, y: number, shape: string, colour: string): Layer {
  return { data: { values: [{ x, y }] }, mark: { type: "point", shape, filled: true, color: colour, size: 50, opacity: 1 } };
}

const efoldOf = ({ eFold: { value, interval, bound } }: RepeatValues): Mark => ({ y: Math.exp(-1), value, interval, bound });

/** Of an exponential decay, which R_D* is a parameter of, the half-life is R_D*·ln 2, and a bound of the one gives that of the other. */
function halfOf({ eFold, halfLives }: RepeatValues): Mark {
  const { value = Number.NaN, interval } = halfLives.half.repeats;
  if (eFold.parameter === undefined) return { y: HALF, value, interval, bound: undefined };
  const of = (repeats: number): number => repeats * Math.LN2;
  const scaled = eFold.interval && { low: of(eFold.interval.low), high: of(eFold.interval.high) };
  return { y: HALF, value: of(eFold.value), interval: scaled, bound: eFold.bound === undefined ? undefined : of(eFold.bound) };
}

const round = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(2))) : "∞");

/** Families right of the panel, at the height of their lines' ends. */
function names(own: readonly Valued[], { y }: Plane): Layer[] {
  const [low, high] = y.scale.domain;
  const ends = own.map(({ found }) => found.values.at(-1)?.mean.value ?? 0);
  const moved = spread(ends, ((high - low) * (TEXT + 2)) / FRAME.height);
  return own.map(({ family }, i) =>
    words([{ y: moved[i], text: FAMILIES[family].label }], { outside: true, dx: 4, colour: FAMILIES[family].colour, bold: true }),
  );
}

function caption(own: readonly Valued[], N: number, U: number, rested: string): string {
  const [draws] = own.flatMap(({ fit }) => fit.draws ?? []);
  const above = own.filter(({ found }) => found.diagnostics.some(({ code }) => code === "above-optimal-size"));
  return [
    `Fresh tokens that a repeated token is worth under laws fitted to each family, at ${tickLabel(N)} parameters and ${tickLabel(U)} unique tokens: left (D′ − U)/(D − U), on average over all repeats; right dD′/dD, of one more repeat.`,
    `${own.map((one) => fitWords(one, FAMILIES[one.family].label)).join("; ")}.`,
    rested,
    `Dashed lines lie beyond the epochs that a family was run at${draws ? `; bands hold 95 % of up to ${BAND} draws (${RESAMPLED[draws.method]})` : ""}.`,
    `In repeats (epochs − 1): R_D*, at which one more repeat is worth 1/e, ${own.map(known).join(", ")}; papers call it a half-life, but the value has halved after R_D*·ln 2. Both are marked with 90 % intervals, a bound as an open arrow.`,
    above.length > 0
      ? `${above.map(({ family }) => FAMILIES[family].label).join(" and ")}: the size lies above the optimal one of these tokens, so that the curve need not pass through R_D*.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function known({ family, found: { eFold } }: Valued): string {
  const { state, bound = Number.NaN, interval, held, value } = eFold;
  const range = interval ? ` (${round(interval.low)} to ${round(interval.high)})` : "";
  const said = {
    number: `${round(value)}${range}`,
    wide: `${round(value)}${range}, not known to a decade`,
    "lower-bound": `above ${round(bound)}, and no more is known`,
    "upper-bound": `below ${round(bound)}, and no more is known`,
    unknown: held ? `held at ${round(value)}` : "not known",
  }[state];
  return `${FAMILIES[family].label} ${said}`;
}
