import {
  bootstrap,
  type FigureData,
  type FigureKind,
  type Fit,
  findLaw,
  fit,
  groupBy,
  loadRuns,
  type Observation,
  observations,
  recipes,
  withIntervals,
} from "../../src/index.ts";
import { equalCompute, memberSeeds, memberSettings } from "./synthetic.ts";

const { runs } = await loadRuns(["runs/kjv-tiny"]);

/** Rows of the shipped runs; tests run from the root of the repository. */
export function rows(where: readonly string[], checkpoint: "final" | "every" = "final"): Observation[] {
  return observations(runs, { checkpoint, where }).observations;
}

/** Rows that each kind of figure can draw: a new kind needs its line here. */
const SAMPLES: Readonly<Record<string, readonly string[] | (() => Observation[])>> = {
  "loss-by-epochs": ["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"],
  "loss-by-params": ["family=ar", "recipe=standard|regularized|ensemble", "unique_tokens=51200"],
  "weight-decay": ["family=ar", "recipe=standard|regularized", "unique_tokens=51200", "epochs=16", "params<=271674"],
  "repeated-data": ["family=ar", "recipe=standard", "weight_decay=0.1"],
  "data-efficiency": () => rows(["family=ar"]),
  "members-or-size": () => rows(["family=ar"]),
  "joint-limit": () => rows(["family=ar"]),
  "data-scaling": () => rows(["family=ar"]),
  distillation: () => rows(["family=ar"]),
  "recipe-losses": () => rows(["family=ar"]),
  "decay-over-epochs": () => rows(["family=ar"]),
  "tuning-ablation": () => rows(["family=ar"]),
  ensembles: ["recipe=ensemble", "params=104780|698550"],
  hyperparameters: () => rows(["family=ar"]),
  "tuning-heatmap": () => rows(["family=ar"]),
  "members-by-setting": memberSettings,
  seeds: memberSeeds,
  "limit-sensitivity": () => rows(["family=ar"]),
  "held-out": () => rows(["family=ar"]),
  crossover: ["recipe=standard|regularized", "unique_tokens=25600|51200"],
  overfit: ["recipe=standard", "weight_decay=0.1", "unique_tokens=25600|51200", "params=271674"],
  "return-on-repetition": ["recipe=standard", "weight_decay=0.1"],
  "value-of-repeats": ["recipe=standard", "weight_decay=0.1"],
  "iso-loss": ["recipe=standard", "weight_decay=0.1"],
  "critical-compute": ["recipe=standard", "weight_decay=0.1"],
  "loss-difference": ["recipe=standard", "weight_decay=0.1"],
  isoflop: equalCompute,
};

const made = new Map<string, Promise<FigureData>>();

/** Data of a kind, with the fits that it says it wants, made from a few draws. */
export function sampleOf(kind: FigureKind): Promise<FigureData> {
  const sample = SAMPLES[kind.id];
  if (!sample) throw new Error(`no sample for the figure "${kind.id}"`);
  const data = made.get(kind.id) ?? (typeof sample === "function" ? compared(kind, sample()) : make(kind, sample));
  made.set(kind.id, data);
  return data;
}

const comparisons = new Map<string, ReturnType<typeof recipes>>();

/** Rows with their comparison of recipes, which kinds of the same rows share. */
async function compared(kind: FigureKind, all: Observation[]): Promise<FigureData> {
  if (!kind.recipes) return { observations: all };
  const key = all.map(({ run, loss }) => `${run} ${loss}`).join();
  const found = comparisons.get(key) ?? recipes(all, { replicates: 20 });
  comparisons.set(key, found);
  return { observations: all, recipes: await found };
}

async function make(kind: FigureKind, where: readonly string[]): Promise<FigureData> {
  const data = await compared(kind, rows(where));
  const fits: Fit[] = [];
  for (const wanted of kind.fits) {
    const law = findLaw(wanted.law, wanted.in === undefined ? {} : { in: wanted.in });
    const own = rows([...where, ...wanted.where]);
    const selected = wanted.select?.(own) ?? own;
    const groups = wanted.by.length > 0 ? groupBy(selected, wanted.by) : [{ observations: selected }];
    for (const group of groups) {
      const found = fit(law, group.observations, { starts: 16, tied: wanted.tied ?? {} });
      fits.push(withIntervals(found, await bootstrap(found, { replicates: 20 })));
    }
  }
  return { ...data, ...(kind.curves && { curves: rows(where, "every") }), fits };
}
