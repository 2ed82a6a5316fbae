import { extent } from "../numeric/extent.ts";
import { QUANTITIES, type QuantityName } from "../quantities.ts";
import { TICK } from "./theme.ts";

/** Scale and axis of one direction, as Vega-Lite takes them. */
export interface Direction {
  type: "quantitative";
  scale: { type: "log" | "linear"; domain: [number, number]; nice: false; zero?: false };
  axis: {
    values: number[];
    labelExpr: string;
    title: string | null;
    grid: boolean;
    labels?: boolean;
    ticks?: boolean;
    domain?: boolean;
    orient?: "right";
    /** Of ticks between the labelled ones: shorter, and without a line across the plot. */
    tickSize?: Labelled;
    gridOpacity?: Labelled;
  };
}

/** One number for ticks that have a label, another for those between them. */
interface Labelled {
  condition: { test: string; value: number };
  value: number;
}

export interface AxisOptions {
  /** `null` where a neighbour's title speaks for this axis too. */
  title: string | null;
  log?: boolean;
  /** Labels at most. */
  most?: number;
  /** Where labels stand, instead of places of the axis' own choice. */
  ticks?: readonly number[];
  /** Room below and above the values, as a share of the axis. */
  room?: readonly [number, number];
  grid?: boolean;
  /** Labels as powers of ten however few decades there are: letters stand for counts, not for FLOP. */
  powers?: boolean;
}

export const LOSS_TITLE = "Validation loss (nats/token)";

/** Words for an axis: the glossary's title, and its unit unless the title says it already. */
export function titleOf(name: QuantityName): string {
  const found = QUANTITIES.find((q) => q.name === name);
  if (!found) return name;
  return found.unit === "1" || found.title.toLowerCase().includes(found.unit) ? found.title : `${found.title} (${found.unit})`;
}

/** Words for an axis of sizes; small ones are no counts, but in a unit that the logs do not state, as billions. */
export function sizeTitle(sizes: readonly number[], of = ""): string {
  return `${titleOf("params")}${of}${Math.max(...sizes) < 1000 ? ", in the logs’ own unit" : ""}`;
}

/**
 * An axis that holds `values` with some room, its ticks at the values themselves where they are few, else at round numbers.
 *
 * @param values in data units; on a log axis above 0.
 */
export function axisOver(values: readonly number[], options: AxisOptions): Direction {
  const { title, log = false, most = 7, room = [0.04, 0.04], grid = true } = options;
  const onAxis = log ? Math.log : (x: number) => x;
  const back = log ? Math.exp : (x: number) => x;
  const [low, high] = extent(values).map(onAxis) as [number, number];
  const span = high - low || 1;
  const [start, end] = [low - room[0] * span, high + room[1] * span];
  const widen = Math.max(0, NARROWEST * (log ? 1 : Math.abs(high)) - (end - start)) / 2;
  const domain: [number, number] = [back(start - widen), back(end + widen)];
  // A figure keeps six digits of every number; a tick must equal the key of its label.
  const ticks = [...new Set((options.ticks ?? (log ? logTicks(values, domain, most) : linearTicks(domain, most))).map(six))];
  const between = log && !options.ticks ? betweenTicks(ticks, domain) : [];
  const powers = options.powers || (domain[1] / domain[0] > 1e6 && ticks.length > 0) || domain[1] > 1e16;
  const places = log ? 0 : Math.max(0, ...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
  const labelOf = (tick: number): string =>
    log && powers ? powerLabel(tick) : places > 0 ? signed(tick.toFixed(places)) : tickLabel(tick);
  const labels = Object.fromEntries(ticks.map((tick) => [tick, labelOf(tick)]));
  return {
    type: "quantitative",
    scale: { type: log ? "log" : "linear", domain, nice: false, ...(!log && { zero: false as const }) },
    axis: {
      values: [...ticks, ...between],
      labelExpr: `(${JSON.stringify(labels)})[datum.value]${between.length > 0 ? " || ''" : ""}`,
      title,
      grid,
      ...(between.length > 0 && { tickSize: labelled(ticks, TICK, TICK / 2), gridOpacity: labelled(ticks, 1, 0) }),
    },
  };
}

/** The length of an axis at least, as a share of its values: six digits then tell its ticks apart. */
const NARROWEST = 1e-3;

const six = (tick: number): number => Number(tick.toPrecision(6));

function labelled(ticks: readonly number[], value: number, otherwise: number): Labelled {
  return { condition: { test: `indexof(${JSON.stringify(ticks)}, datum.value) >= 0`, value }, value: otherwise };
}

/** Decades up to which ticks between those of the labels can be told apart. */
const MOST_DECADES = 6;

/** The whole multiples of powers of ten between round ticks; none between levels of the data, at which a run stands. */
function betweenTicks(ticks: readonly number[], [low, high]: readonly [number, number]): number[] {
  const isRound = ticks.every((tick) => /^[1-9](\.5)?e/.test(tick.toExponential()));
  const span = Math.log10(high / low);
  if (!isRound || ticks.length < 2 || span < 1 || span > MOST_DECADES) return [];
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => i + Math.floor(Math.log10(low)),
  );
  const all = decades.flatMap((d) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) => Number(`${step}e${d}`)));
  return all.filter((x) => x >= low && x <= high && !ticks.includes(x));
}

function logTicks(values: readonly number[], [low, high]: readonly [number, number], most: number): number[] {
  const levels = [...new Set(values)].sort((a, b) => a - b);
  const gap = Math.log(high / low) / (most + 1);
  const apart = levels.filter((x, i) => i === 0 || Math.log(x / (levels[i - 1] as number)) >= gap);
  if (levels.length <= most && apart.length === levels.length) return levels;
  const doubling = levels.length <= 2 * most && levels.every((x, i) => i === 0 || x === 2 * (levels[i - 1] as number));
  if (doubling) return levels.filter((_, i) => i % Math.ceil(levels.length / most) === 0);
  const from = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, i) => from + i);
  const inside = (steps: readonly number[]): number[] =>
    decades.flatMap((d) => steps.map((step) => Number(`${step}e${d}`))).filter((x) => x >= low * (1 - 1e-9) && x <= high * (1 + 1e-9));
  const sets = [[1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]].map(inside);
  const fitting =
    sets.find((set) => set.length <= most && set.length >= 2) ?? (high / low < 10 ? linearTicks([low, high], most) : inside([1]));
  return fitting.filter((_, i) => i % Math.ceil(fitting.length / most) === 0);
}

function linearTicks([low, high]: readonly [number, number], most: number): number[] {
  const raw = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((s) => s * unit >= raw * (1 - 1e-9)) ?? 10) * unit;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const LETTERS = ["", "k", "M", "B", "T"];

/**
 * A tick as the field writes it: `25k`, `1.7M`, `0.1`, `10⁸`.
 *
 * @example
 * tickLabel(51200) // "51k"
 */
export function tickLabel(x: number): string {
  if (!Number.isFinite(x)) return "∞";
  const size = Math.abs(x);
  if (size >= 1e15) return powerLabel(x);
  const step = size < 1000 ? 0 : Math.floor(Math.log10(size) / 3 + 1e-12);
  const scaled = x / 1000 ** step;
  if (step === 0) return signed(String(Number(x.toPrecision(4))));
  const digits = Math.abs(scaled) >= 100 ? 3 : 2;
  return signed(`${Number(scaled.toPrecision(digits))}${LETTERS[step]}`);
}

/** With a minus sign in place of a hyphen, also that of an exponent. */
const signed = (number: string): string => number.replaceAll("-", "−");

/** Powers of ten with raised digits; numbers between them keep two digits in front, as `2.1·10⁸`. */
export function powerLabel(x: number): string {
  const power = Math.floor(Math.log10(x) + 1e-12);
  const front = Number((x / 10 ** power).toPrecision(2));
  const raised = [...String(power)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
  return front === 1 ? `10${raised}` : `${front}·10${raised}`;
}
