import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Observation } from "../../run.ts";
import { meanLoss, tunedValue } from "./setting.ts";

/** Distinct values of each tuned column, ascending. */
export type Grid = Readonly<Record<string, readonly number[]>>;

/** One step off the kept setting in one tuned column, all others as they are. */
export interface Neighbour {
  column: string;
  side: "down" | "up";
  /** Of the column there; undefined past the end of the grid. */
  value: number | undefined;
  status: "worse" | "better" | "missing" | "edge";
  /** Mean over seeds, nats/token; undefined where it was not run. */
  loss: number | undefined;
  runs: number;
  /** Within seed noise of the kept setting: which of the two is better is not known. */
  tied: boolean;
  /** Whether values on this side exist at all: there is no weight decay below 0, and no epoch before the first. */
  open: boolean;
}

/** Where a column ends by itself. */
const ENDS: Readonly<Record<string, number>> = { weight_decay: 0, epochs: 1 };

/** The neighbours of the kept rows of a cell, two a tuned column. */
export function neighboursOf(
  kept: readonly Observation[],
  cell: readonly Observation[],
  grid: Grid,
  noise: number | undefined,
): Neighbour[] {
  const columns = Object.keys(grid);
  const at = Object.fromEntries(columns.map((column) => [column, tunedValue(kept[0] as Observation, column)]));
  const loss = meanLoss(kept);
  return columns.flatMap((column) =>
    (["down", "up"] as const).map((side): Neighbour => {
      const values = grid[column] as readonly number[];
      const value = values[values.indexOf(at[column] as number) + (side === "up" ? 1 : -1)];
      const open = side === "up" || at[column] !== ENDS[column];
      const none = { column, side, value, loss: undefined, runs: 0, tied: false, open };
      if (value === undefined) return { ...none, status: "edge" };
      const there = cell.filter((row) => columns.every((name) => tunedValue(row, name) === (name === column ? value : at[name])));
      if (there.length === 0) return { ...none, status: "missing" };
      const other = meanLoss(there);
      const apart = THRESHOLDS.apart * (noise ?? 0) * Math.sqrt(1 / kept.length + 1 / there.length);
      return {
        ...none,
        status: other < loss ? "better" : "worse",
        loss: other,
        runs: there.length,
        tied: noise !== undefined && Math.abs(Math.log(other / loss)) <= apart,
      };
    }),
  );
}
