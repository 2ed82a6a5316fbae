import { IsolossError } from "../../errors.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import { bestOver } from "../../table/bestOver.ts";
import { requireColumn } from "../../table/column.ts";
import { groupBy } from "../../table/groupBy.ts";
import { replicateNoise } from "../../table/replicates.ts";
import { certificateFindings } from "./certificateDiagnostics.ts";
import { type Grid, type Neighbour, neighboursOf } from "./neighbours.ts";
import { headerOf, meanLoss, named, requireReplicates, type Setting, settingOf, tunedValue } from "./setting.ts";

export interface CertificateOptions {
  /** Numeric columns that were searched over, as ["learning_rate", "weight_decay", "epochs"]. */
  tuned: readonly string[];
  /** Columns within which they were, as ["recipe", "params", "unique_tokens"]. */
  cell: readonly string[];
  /** Standard deviation of log loss between seeds; by default that of the replicates among the rows. */
  noise?: number;
  /** Rows to certify in place of the lowest, at most one setting a cell: hyperparameters that a heuristic chose. */
  chosen?: readonly Observation[];
}

/** The setting that a cell keeps, and what its neighbours in the grid say of it. */
export interface CertifiedCell {
  cell: Setting;
  /** Cell, tuned columns, and what else of size, tokens and tuning is known. */
  setting: Setting;
  /** Mean over seeds, nats/token. */
  loss: number;
  /** The rows that are kept, one a seed: those of `bestOver`. */
  rows: readonly Observation[];
  neighbours: readonly Neighbour[];
  /** Every neighbour in the grid has been run, and none is better. */
  certified: boolean;
  /** On a side that goes on the grid ends here: the optimum may lie beyond. */
  atEdge: boolean;
  /** Neighbours to run next. */
  missing: readonly Setting[];
}

/** What the search over a grid shows of the settings that it chose. */
export interface Certificate {
  /** Columns that take two values within some cell. */
  tuned: readonly string[];
  /** Columns that were named and take one value in every cell: nothing is known of their optimum. */
  untuned: readonly string[];
  grid: Grid;
  /** Standard deviation of log loss between seeds; undefined without replicates. */
  noise: number | undefined;
  cells: readonly CertifiedCell[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Whether the best setting of every cell is locally optimal: its neighbours one step down and up in each tuned column are all there, and none is better.
 *
 * The grid of a column is its distinct values anywhere in the rows. A setting is judged by its mean loss over seeds. At the end of a grid there is no
 * neighbour on that side: it does not count as found, and `atEdge` says so (but for weight decay 0 and one epoch, beyond which nothing lies).
 *
 * @param observations final rows, loss in nats/token; those of one setting differ in their seed alone.
 * @throws UsageError for an unknown column, or rows of one setting that differ in more than their seed; IsolossError for a row without a tuned column.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, appendix C.1 (the "convex certificate").
 * @example
 * certificate(rows, { tuned: ["epochs"], cell: ["family", "params", "unique_tokens"] }).cells[0].certified // true
 */
export function certificate(observations: readonly Observation[], options: CertificateOptions): Certificate {
  const asked = options.tuned.map(headerOf);
  const by = options.cell.map(headerOf);
  for (const column of asked) {
    requireColumn(observations, column, "certify");
    for (const row of observations) tunedValue(row, column);
  }
  const groups = groupBy(observations, by).map((group) => group.observations);
  const several = (column: string): boolean => groups.some((rows) => new Set(rows.map((row) => tunedValue(row, column))).size > 1);
  const tuned = asked.filter(several);
  const grid = Object.fromEntries(
    tuned.map((column) => [column, [...new Set(observations.map((row) => tunedValue(row, column)))].sort((a, b) => a - b)]),
  );
  const noise = options.noise ?? replicateNoise(observations)?.sd;
  const chosen = new Set(options.chosen ?? []);
  const cells = groups.map((rows): CertifiedCell => {
    for (const { observations: same } of groupBy(rows, asked)) requireReplicates(same, named(settingOf(same, [...by, ...asked])));
    const given = rows.filter((row) => chosen.has(row));
    if (groupBy(given, asked).length > 1)
      throw new IsolossError(
        `Cannot certify what was chosen at ${named(settingOf(rows, by))}: ${groupBy(given, asked).length} settings, expected one`,
        "give the rows of one setting a cell",
      );
    const kept = given.length > 0 ? given : bestOver(rows, asked, by);
    const neighbours = neighboursOf(kept, rows, grid, noise);
    const inGrid = neighbours.filter(({ status }) => status !== "edge");
    const setting = settingOf(kept, [...by, ...asked]);
    return {
      cell: Object.fromEntries(Object.entries(setting).filter(([column]) => by.includes(column))),
      setting,
      loss: meanLoss(kept),
      rows: kept,
      neighbours,
      certified: inGrid.length > 0 && inGrid.every(({ status }) => status === "worse"),
      atEdge: neighbours.some(({ status, open }) => status === "edge" && open),
      missing: neighbours
        .filter(({ status }) => status === "missing")
        .map(({ column, value }) => ({ ...setting, [column]: value as number })),
    };
  });
  const found = { tuned, untuned: asked.filter((column) => !tuned.includes(column)), grid, noise, cells };
  return { ...found, diagnostics: certificateFindings(found) };
}
