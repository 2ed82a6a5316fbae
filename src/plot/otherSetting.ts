import { type BestSetting, bestByRegularisation, regularisationOf } from "../analyze/versus/bestSettings.ts";
import type { CrossoverGroup } from "../analyze/versus/crossovers.ts";
import type { Family, Observation } from "../run.ts";
import type { Layer } from "./figure.ts";
import { points, segments, words } from "./marks.ts";
import { FAMILIES } from "./theme.ts";

/** What a family reaches at the same size and tokens with other regularisation than the curve that is drawn: the confounder of a crossing. */
export interface OtherSetting extends BestSetting {
  epochs: number;
  /** What is other about it, as "weight decay 3". */
  label: string;
}

/** The regularisation with the lowest final loss, where it is not that of the pair. */
export function otherSetting({ at, ...pair }: CrossoverGroup, family: Family, finals: readonly Observation[]): OtherSetting | undefined {
  const rows = finals.filter(
    (row) =>
      row.family === family &&
      row.params === at.N &&
      row.uniqueTokens === at.U &&
      (row.members ?? 1) === 1 &&
      !row.memberRuns &&
      !row.teacherRuns &&
      !row.recipe?.includes("distilled"),
  );
  const [best] = bestByRegularisation(rows, { kindOf: ({ lossKind = "nll" }) => lossKind, noise: undefined, evaluationsOf: () => 1 });
  const own = regularisationOf(pair[family][0] as Observation);
  if (best?.epochs === undefined || best.regularisation === own) return undefined;
  const other = best.regularisation.split(", ").filter((part) => !own.split(", ").includes(part));
  return { ...best, epochs: best.epochs, label: other.join(", ").replaceAll("_", " ").replaceAll("=", " ") };
}

/** A ring where it was measured, carried on to `end` as a dotted line: a run once made can be kept. */
export function otherMarks({ family, epochs, loss, label, runs, tried }: OtherSetting, end: number): Layer[] {
  const { colour, shape, label: name } = FAMILIES[family as Family];
  return [
    segments([{ x: epochs, x2: end, y: loss }], { colour, width: 1.4, dash: [1, 2] }),
    points([{ x: epochs, y: loss, seeds: runs, tried }], { colour, shape }, { hollow: true, size: 46 }),
    words([{ y: loss, text: `${name}, ${label}: ${loss.toFixed(2)}` }], {
      align: "right",
      baseline: "top",
      dx: -2,
      dy: 6,
      outside: true,
      colour,
    }),
  ];
}
