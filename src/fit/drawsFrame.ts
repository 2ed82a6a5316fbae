import { IsolossError } from "../errors.ts";
import { type Frame, frameOf } from "../table/frame.ts";
import type { Draws } from "./types.ts";

/** What holds for all draws, as columns of one value; no parameter has a dot in its name. */
const ABOUT = ["method", "replicates", "failed", "seed", "cluster", "note"] as const;
const column = (name: (typeof ABOUT)[number]): string => `draws.${name}`;

/**
 * A danfojs-node DataFrame of the draws of a fit: one row a replicate and one column a parameter, in the parameter's own unit; what holds for all of
 * them (`draws.method`, `draws.replicates`, `draws.failed`, `draws.seed`) stands in every row.
 *
 * @throws IsolossError where danfojs-node is not installed (it is optional), or there is no draw.
 * @example
 * (await drawsToFrame(draws)).values.length === draws.theta.length // true
 */
export async function drawsToFrame<F extends Frame = Frame>(draws: Draws): Promise<F> {
  if (draws.theta.length === 0)
    throw new IsolossError(
      `Cannot make a frame of draws: of ${draws.replicates} replicates none converged`,
      "see the diagnostics of the fit, or ask for more replicates",
    );
  const known = ABOUT.filter((name) => draws[name] !== undefined);
  return frameOf<F>(
    [...draws.names, ...known.map(column)],
    draws.theta.map((theta) => [...theta, ...known.map((name) => draws[name])]),
  );
}

/**
 * The draws in a frame: the inverse of `drawsToFrame`; rows that were taken out of the frame are no longer among them.
 *
 * @throws IsolossError where a column that holds for all draws is missing or differs between rows, or a parameter's value is no number.
 * @example
 * drawsFromFrame(await drawsToFrame(draws)).names.length === draws.names.length // true
 */
export function drawsFromFrame(frame: Frame): Draws {
  const about = ABOUT.flatMap((name): [string, unknown][] => {
    const at = frame.columns.indexOf(column(name));
    const held = [...new Set(at < 0 ? [] : frame.values.map((row) => (row as readonly unknown[])[at]))];
    if (held.length > 1) throw unreadable(`${column(name)} differs between rows`, "one value for all rows");
    if (held.length === 0 && name !== "cluster" && name !== "note")
      throw unreadable(`there is no ${column(name)}`, "a frame of drawsToFrame");
    return held.length === 0 ? [] : [[name, held[0]]];
  });
  const places = frame.columns.flatMap((name, i) => (name.startsWith("draws.") ? [] : [i]));
  const theta = frame.values.map((row, line) =>
    places.map((i) => {
      const value = (row as readonly unknown[])[i];
      if (typeof value !== "number")
        throw unreadable(`${frame.columns[i]} of row ${line + 1} is ${JSON.stringify(value) ?? "missing"}`, "a number");
      return value;
    }),
  );
  return { ...(Object.fromEntries(about) as Omit<Draws, "names" | "theta">), names: places.map((i) => frame.columns[i] as string), theta };
}

function unreadable(state: string, wanted: string): IsolossError {
  return new IsolossError(`Cannot read draws from a frame: ${state}, expected ${wanted}`, "start from a frame that drawsToFrame made");
}
