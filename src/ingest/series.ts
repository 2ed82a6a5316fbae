import type { Field } from "../run.ts";

/** What was logged of one metric, in the order of the log. */
export interface Series {
  /** Place on the axis of the log: a step, or the row of a history. */
  at: number[];
  values: Field[];
  /** Record or line of each value, 1-based. */
  lines: number[];
  /** Which of the log's files holds each value; absent where there is one file. */
  files?: number[];
}

export type AllSeries = Map<string, Series>;

/** The series of a metric, begun where it is the first to be logged. */
export function seriesOf(all: AllSeries, name: string): Series {
  let series = all.get(name);
  if (!series) {
    series = { at: [], values: [], lines: [] };
    all.set(name, series);
  }
  return series;
}

/** A series that can be asked what it held at a place. */
export interface Lookup {
  /** How many values there are up to a place: 0 before the first. */
  upTo: (at: number) => number;
  /** The value at just this place: the last that was logged there. */
  exactly: (at: number) => Field | undefined;
  /** The value at the last place up to this one. */
  before: (at: number) => Field | undefined;
  /** Between places that were logged the number on the line between theirs; beyond the last its value. */
  between: (at: number) => Field | undefined;
}

export function lookup(series: Series): Lookup {
  const order = inOrder(series.at);
  const places = Float64Array.from(order, (i) => series.at[i] as number);
  const upTo = (at: number): number => {
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const value = (k: number): Field | undefined => (k < 0 || k >= order.length ? undefined : series.values[order[k] as number]);
  return {
    upTo,
    before: (at) => value(upTo(at) - 1),
    exactly: (at) => {
      const k = upTo(at) - 1;
      return places[k] === at ? value(k) : undefined;
    },
    between: (at) => {
      const k = upTo(at);
      const [low, high] = [value(k - 1), value(k)];
      if (typeof low !== "number" || typeof high !== "number" || places[k - 1] === at) return low;
      const share = (at - (places[k - 1] as number)) / ((places[k] as number) - (places[k - 1] as number));
      return low + share * (high - low);
    },
  };
}

/** Indices by place; values at one place in the order of the log. */
function inOrder(at: readonly number[]): Uint32Array {
  const order = Uint32Array.from(at.keys());
  const sorted = at.every((place, i) => i === 0 || place >= (at[i - 1] as number));
  return sorted ? order : order.sort((a, b) => (at[a] as number) - (at[b] as number) || a - b);
}
