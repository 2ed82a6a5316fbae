import { tunedIn } from "../analyze/recipes/recipeTuning.ts";
import type { Observation } from "../run.ts";
import { bestOver } from "../table/bestOver.ts";
import { groupBy } from "../table/groupBy.ts";
import type { Layer } from "./figure.ts";
import { line, points } from "./marks.ts";
import { groups, levels, meansAt, pointOf } from "./rows.ts";
import type { Look } from "./theme.ts";

/** Series of single models, each size at its best setting: what figures that compare recipes draw. */

export type Sized = Observation & Required<Pick<Observation, "params" | "recipe">>;

export interface Series {
  rows: readonly Sized[];
  /** Settings that were tried at each size. */
  tried: ReadonlyMap<number, number>;
  /** Sizes whose best setting is certified; undefined of rows that no certificate is of. */
  certified: ReadonlySet<number> | undefined;
}

/** A point chosen from fewer settings than this is hardly tuned. */
export const SEARCHED = 3;

/** Parameters of all members, N·K. */
export const totalOf = ({ params, members = 1 }: Pick<Sized, "params" | "members">): number => params * members;

export const isSingle = (row: Observation): boolean => (row.members ?? 1) === 1 && !row.memberRuns;

/** The best setting of each size, with all of its seeds. */
export function tunedSeries(rows: readonly Sized[], certified?: ReadonlySet<number>): Series {
  const columns = tunedIn(rows);
  const tried = new Map(groups(rows, (row) => row.params).map(([N, own]) => [N, columns.length > 0 ? groupBy(own, columns).length : 1]));
  return { rows: rows.length === 0 ? [] : (bestOver(rows, columns, ["params"]) as Sized[]), tried, certified };
}

/** Whether the points of a size are drawn hollow: its best setting was hardly searched for, or is not certified. */
export const isHollow = ({ tried, certified }: Series, params: number): boolean =>
  (tried.get(params) ?? 0) < SEARCHED || certified?.has(params) === false;

/** Points of a series by size, and where `joined` a line through the means of seeds. */
export function drawSeries(series: Series, look: Pick<Look, "colour" | "shape">, joined: boolean): Layer[] {
  const { rows } = series;
  const means = meansAt(rows, ({ params }) => params);
  const drawn = [false, true].map((hollow) => ({ hollow, own: rows.filter(({ params }) => isHollow(series, params) === hollow) }));
  return [
    ...(joined && means.length > 1 ? [line(means, { colour: look.colour, width: 1.2, dash: [2, 2] })] : []),
    ...drawn
      .filter(({ own }) => own.length > 0)
      .map(({ own, hollow }) =>
        points(
          own.map((row) => pointOf(row, row.params)),
          look,
          { hollow, size: 36 },
        ),
      ),
  ];
}

/** As "standard from 1 to 3". */
export function tries(name: string, { tried }: Series): string {
  const counts = levels([...tried.values()]);
  return `${name} from ${counts.length > 1 ? `${counts[0]} to ${counts.at(-1)}` : counts[0]}`;
}
