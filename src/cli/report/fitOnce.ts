import { type Fit, place } from "../../index.ts";
import { fitWithIntervals } from "../fitRows.ts";

/** Fits a law with its intervals. */
export type Fitting = typeof fitWithIntervals;

/** Fits of one report: its laws and several kinds of figures want the same law of the same rows. */
export function fitOnce(): Fitting {
  const made = new Map<string, Promise<Fit>>();
  return (law, rows, how, signal) => {
    const key = JSON.stringify([law, { tied: {}, ...how }, rows.map(({ run, source }) => [run, place(source)])]);
    const found = made.get(key) ?? fitWithIntervals(law, rows, how, signal);
    made.set(key, found);
    return found;
  };
}
