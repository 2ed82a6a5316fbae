import { sampleCorrelation } from "simple-statistics";
import { curveOf, evaluationCount } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem, Source } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { countText, numberText } from "../numberText.ts";
import { quantity } from "../quantities.ts";
import type { Observation, Run } from "../run.ts";
import { alike } from "../table/alike.ts";
import { finalRows } from "../table/finalRows.ts";
import { mixtures } from "../table/mixtures.ts";
import { replicateNoise } from "../table/replicates.ts";
import { statesCount } from "../table/statesCount.ts";
import { decadesOf } from "./coverage.ts";

/**
 * What runs lack or mix as a set, before any law is fitted: definitions, levels and decades, designs that move together, seed noise, warm-up.
 *
 * A fit says the same of its own rows, in the words of its law.
 *
 * @param runs of all logs that are to be used together.
 * @example
 * checkSet(runs).map(({ code }) => code) // ["no-replicates"]
 */
export function checkSet(runs: readonly Run[]): Problem[] {
  if (runs.length < 2) return [];
  const place: Source = { file: sharedPath(runs.map(({ source }) => source.file)) };
  const rows = finalRows(runs.filter((run) => run.insteadOfLoss === undefined));
  return [
    ...mixed(place, rows),
    ...countNotStated(place, rows),
    ...thin(place, rows),
    ...collinear(place, rows),
    ...noReplicates(place, rows),
    ...warmUp(place, runs),
  ];
}

/** The file, or the folder above all files. */
function sharedPath(files: readonly string[]): string {
  const [first = "", ...rest] = [...new Set(files)].map((file) => file.split("/"));
  const shared = rest.reduce((path: readonly string[], other) => path.slice(0, differ(path, other)), first as readonly string[]);
  return shared.join("/") || ".";
}

function differ(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? a.length : at;
}

/** Families that have each one kind of loss are told apart anyway, and so are recipes. */
function mixed(place: Source, rows: readonly Observation[]): Problem[] {
  const kinds = new Set(rows.map(({ family, lossKind }) => `${family} ${lossKind}`)).size;
  const families = new Set(rows.map(({ family }) => family)).size;
  return mixtures(rows).map(({ code, message, hint }) => {
    const apart = code === "mixed-recipes" || (code === "mixed-loss-kinds" && kinds === families);
    return { source: place, code, severity: apart ? "note" : "warning", message, hint };
  });
}

function countNotStated(place: Source, rows: readonly Observation[]): Problem[] {
  const small = rows.filter(
    (row) => row.params !== undefined && row.params > 0 && row.params < DATA_THRESHOLDS.smallModel && !statesCount(row),
  );
  if (small.length === 0) return [];
  const least = small.reduce((low, row) => Math.min(low, row.params as number), Number.POSITIVE_INFINITY);
  return [
    noteAt(
      place,
      "params-not-stated",
      `${small.length} of ${rows.length} runs have N below ${countText(DATA_THRESHOLDS.smallModel)} (down to ${countText(least)}) and do not say whether it counts embeddings, a large share there`,
      "log both counts (params, params_non_embedding) and compare --params total with non-embedding",
    ),
  ];
}

/** Quantities whose exponents a law asks for. */
const EXPONENTS = ["N", "D", "U"] as const;
const OF = {
  N: (row: Observation) => row.params ?? row.paramsNonEmbedding,
  D: (row: Observation) => row.tokens,
  U: (row: Observation) => row.uniqueTokens,
} as const;

function columnOf(rows: readonly Observation[], symbol: (typeof EXPONENTS)[number]): number[] {
  return rows.flatMap((row) => OF[symbol](row) ?? []).filter((x) => x > 0);
}

function thin(place: Source, rows: readonly Observation[]): Problem[] {
  return EXPONENTS.flatMap((symbol) => {
    const values = columnOf(rows, symbol);
    const levels = [...new Set(values)];
    if (levels.length === 0) return [];
    const title = quantity(symbol)?.title.toLowerCase();
    if (levels.length < DATA_THRESHOLDS.levels)
      return [
        noteAt(
          place,
          "few-levels",
          `the runs have ${levels.length} distinct value${levels.length === 1 ? "" : "s"} of ${title} (${symbol} = ${levels.map((x) => countText(x)).join(", ")})`,
          `an exponent wants at least ${DATA_THRESHOLDS.levels}, over a decade or more: laws in ${symbol} cannot be fitted to these runs alone`,
        ),
      ];
    const decades = decadesOf(levels);
    return decades >= DATA_THRESHOLDS.span
      ? []
      : [
          noteAt(
            place,
            "few-decades",
            `the runs span ${numberText(decades, 2)} decades of ${title} (${symbol})`,
            "an exponent wants a decade or more: within half of one, a straight line would do as well",
          ),
        ];
  });
}

/** Tokens and unique tokens may well move together: runs of one epoch count do. */
function collinear(place: Source, rows: readonly Observation[]): Problem[] {
  return (
    [
      ["N", "D"],
      ["N", "U"],
    ] as const
  ).flatMap(([a, b]) => {
    const both = rows.filter((row) => columnOf([row], a).length > 0 && columnOf([row], b).length > 0);
    const [x, y] = [columnOf(both, a).map(Math.log), columnOf(both, b).map(Math.log)];
    if (new Set(x).size < 2 || new Set(y).size < 2 || x.length < DATA_THRESHOLDS.levels) return [];
    const r = Math.abs(sampleCorrelation(x, y));
    const [warn, refuse] = DATA_THRESHOLDS.collinear;
    if (r <= warn) return [];
    const message =
      r > refuse
        ? `${a} and ${b} move together in all ${both.length} runs (correlation of logarithms ${r.toFixed(6)}), as where all are at one ${b}/${a}`
        : `${a} and ${b} nearly move together (correlation of logarithms ${r.toFixed(r > 0.9995 ? 6 : 3)})`;
    const hint = `a law cannot tell their exponents apart: add runs that change ${a} at fixed ${b}`;
    return [warningAt(place, "collinear-design", message, hint)];
  });
}

function noReplicates(place: Source, rows: readonly Observation[]): Problem[] {
  if (rows.length < 2) return [];
  if (replicateNoise(rows)) return seedsNotStated(place, rows);
  return [
    noteAt(
      place,
      "no-replicates",
      "no setup was run with two seeds: how far a run lies from another of its kind is not known",
      "train one setup with three seeds, or state the spread with --noise: intervals for new runs and doubts about close calls rest on it",
    ),
  ];
}

/** Runs that are alike in every column that is known may differ in one that is not. */
function seedsNotStated(place: Source, rows: readonly Observation[]): Problem[] {
  const sets = [...grouped(rows, (row) => alike(row)).values()].filter((same) => same.length > 1);
  const silent = sets.filter((same) => same.every((row) => row.seed === undefined && !row.memberRuns));
  const [first] = silent;
  if (!first) return [];
  const at = first[0]?.source ?? place;
  return [
    noteAt(
      at,
      "seeds-not-stated",
      `${silent.length} set${silent.length === 1 ? "" : "s"} of runs are alike in all that is known and state no seed: they are taken for replicates, and their spread for seed noise`,
      "log the seed, and what else tells them apart",
    ),
  ];
}

function warmUp(place: Source, runs: readonly Run[]): Problem[] {
  let [early, all] = [0, 0];
  for (const run of runs) {
    if (evaluationCount(run) < 2) continue;
    const curve = curveOf(run);
    const column = run.plannedEpochs !== undefined && curve.epochs ? curve.epochs : (curve.tokens ?? curve.epochs ?? curve.step);
    const end = column === curve.epochs && run.plannedEpochs !== undefined ? run.plannedEpochs : column?.at(-1);
    all += curve.loss.length;
    if (column && end) for (const x of column) if (x < DATA_THRESHOLDS.warmUp * end) early++;
  }
  if (early === 0) return [];
  return [
    noteAt(
      place,
      "warm-up-rows",
      `${early} of ${all} evaluations lie in the first ${100 * DATA_THRESHOLDS.warmUp} % of their run, where the learning rate warms up`,
      'no law is of warm-up: with --checkpoint every leave them out, as --where "tokens>=1e8"',
    ),
  ];
}
