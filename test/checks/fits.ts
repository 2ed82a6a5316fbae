import { confirm } from "../../src/fit/confirm.ts";
import { diagnoseSearch, statusOf } from "../../src/fit/diagnose.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { DEFAULTS, fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { newton } from "../../src/fit/newton.ts";
import { problem } from "../../src/fit/problem.ts";
import { isBetter, restarted } from "../../src/fit/restart.ts";
import { search } from "../../src/fit/search.ts";
import { starts } from "../../src/fit/starts.ts";
import type { Fit, FitOptions } from "../../src/fit/types.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { lawIn } from "../../src/laws/define.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";
import { type Case, of, QUICK, simulated } from "./case.ts";

const fitted = (rows: readonly Observation[], options: Partial<FitOptions> = {}, law: Law = chinchilla): string[] =>
  of(fit(law, rows, { ...QUICK, ...options }).diagnostics);
const changed = (change: (row: Observation, i: number) => Partial<Observation>, rows = simulated()): Observation[] =>
  rows.map((row, i) => ({ ...row, ...change(row, i) }));
const mixed = (check: number, code: string, one: Partial<Observation>, other: Partial<Observation>): Case => ({
  check,
  code,
  triggered: () => fitted(changed((_, i) => (i % 2 ? one : other))),
  quiet: () => fitted(changed(() => one)),
});

const sizes = [...new Set(simulated().map((row) => row.params))];
const within = (low: number, high: number): Observation[] =>
  rowsOf(
    simulate(
      chinchilla,
      (chinchilla.example as Example).theta,
      { N: [0, 0.25, 0.5, 0.75, 1].map((x) => low * (high / low) ** x), D: [4e8, 3e9, 2e10, 1e11] },
      0.002,
      1,
    ),
  );
/** Two seeds of every setup, `noise` apart, about a law that `misfit` is added to. */
const pairs = (noise: number): Observation[] =>
  [1, 2].flatMap((seed) => {
    const draw = random(5, seed);
    return simulated(chinchilla, 3, 1e-4).map((row) => ({
      ...row,
      run: `${row.run}-${seed}`,
      seed,
      loss: row.loss * Math.exp(noise * draw.normal()),
    }));
  });

/** Two dips of nearly one depth: searches from different starts end in different ones. */
const dips = findLaw("E - depth*exp(-(K - place)*(K - place))");
const dipRows: Observation[] = Array.from({ length: 21 }, (_, i) => {
  const K = 0.5 + i / 2;
  const ripple = 1e-3 * Math.sin(7 * i);
  return {
    run: `k${i}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final",
    members: K,
    loss: 3 - 0.5 * Math.exp(-((K - 2) ** 2)) - 0.4995 * Math.exp(-((K - 8) ** 2)) + ripple,
    fields: {},
  };
});
const dipFit = (low: number, high: number): Fit =>
  fit(dips, dipRows, { loss: "squared", residual: "linear", bounds: { place: [low, high], depth: [0.01, 10] } });

const unit = (rows: readonly Observation[]): Float64Array => new Float64Array(rows.length).fill(1);

/** What is said of a search that is cut short: none of its steps is taken. */
function cutShort(): string[] {
  const set = problem(chinchilla, simulated(), { ...DEFAULTS, ...QUICK });
  const { census } = search(set);
  const [start] = starts(set, 1, 0) as [Float64Array];
  let asked = 0;
  const derivatives: typeof set.derivatives = (...place) => (asked++ === 0 ? set.derivatives(...place) : Number.POSITIVE_INFINITY);
  const stuck = { ...set, derivatives, objective: () => Number.POSITIVE_INFINITY };
  const end = newton(stuck, start, unit(set.rows), 1e-12);
  const status = statusOf(set, end);
  return of(diagnoseSearch(set, end, status, census, confirm(set, end)));
}

/** What the second algorithm says of a place that is `off` the optimum in every unknown. */
function confirmed(off: number): string[] {
  const set = problem(chinchilla, simulated(), { ...DEFAULTS, ...QUICK });
  const { best, census } = search(set);
  const theta = best.theta.map((x) => x * (1 + off));
  const found = { ...best, theta, objective: set.objective(theta, unit(set.rows)) };
  return of(diagnoseSearch(set, found, "converged", census, confirm(set, found)));
}

const bowl: Observation[] = [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4].map((weightDecay, i) => ({
  run: `w${i}`,
  source: { file: "t", line: i + 1 },
  checkpoint: "final",
  weightDecay,
  loss: 3.4 + 0.2 * Math.log(weightDecay) ** 2 + 1e-3 * Math.sin(7 * i),
  fields: {},
}));
const floors = findLaw("E + A/N");
const small = changed(() => ({ fields: {} }));

/** Runs of nine evaluations, and a column that tells the first three from the rest. */
const curves = changed((row, i) => ({
  run: `size-${row.params}`,
  checkpoint: "every",
  fields: { part: i % 9 < 3 ? "early" : `late-${row.params}` },
}));

const kRows = (count: number): Observation[] =>
  Array.from({ length: count }, (_, i) => ({
    run: `k${i}`,
    source: { file: "t", line: i + 1 },
    checkpoint: "final",
    members: i + 1,
    loss: (3.3 + 0.25 / (i + 1)) * (1 + 1e-3 * Math.sin(5 * i)),
    fields: {},
  }));
async function drawn(law: Law, rows: readonly Observation[], change: object = {}, options: object = {}): Promise<string[]> {
  const bare = fit(law, rows, QUICK);
  const draws = await bootstrap(bare, { replicates: 30, ...options });
  return of(withIntervals(bare, { ...draws, ...change }).diagnostics);
}

/** What a fit and its draws say. */
export const FITS: readonly Case[] = [
  {
    check: 1,
    code: "params-not-stated",
    triggered: () => fitted(small),
    quiet: () => fitted(changed((row) => ({ paramsNonEmbedding: 0.8 * (row.params as number) }), small)),
  },
  {
    check: 1,
    code: "params-not-stated",
    triggered: () => fitted(small),
    quiet: () => fitted(changed((row) => ({ fields: { total_params: row.params as number } }), small)),
  },
  {
    check: 1,
    code: "params-not-stated",
    triggered: () => fitted(small),
    quiet: () => fitted(changed((row) => ({ params: 10 * (row.params as number) }), small)),
  },
  {
    check: 1,
    code: "params-not-stated",
    triggered: () => fitted(small, {}, findLaw("power", { in: "N" })),
    quiet: () => fitted(small, {}, findLaw("power", { in: "D" })),
  },
  {
    check: 4,
    code: "intermediate-checkpoints",
    triggered: () => fitted(curves),
    quiet: () => fitted(simulated()),
  },
  mixed(6, "mixed-loss-kinds", { lossKind: "nll" }, { lossKind: "elbo" }),
  mixed(6, "mixed-eval-sets", { evalSet: "c4" }, { evalSet: "pile" }),
  mixed(6, "mixed-tokenizers", { tokenizer: "gpt2" }, { tokenizer: "llama" }),
  mixed(6, "mixed-recipes", { recipe: "standard" }, { recipe: "distilled" }),
  {
    check: 7,
    code: "few-levels",
    triggered: () =>
      fitted(
        simulated().filter((row) => row.params === sizes[0] || row.params === sizes[8]),
        { fixed: { E: 1.8 } },
      ),
    quiet: () => fitted(simulated()),
  },
  { check: 7, code: "few-decades", triggered: () => fitted(within(1e9, 3e9)), quiet: () => fitted(within(1e9, 3.3e9)) },
  {
    check: 7,
    code: "few-decades",
    triggered: () => fitted(bowl, {}, findLaw("power", { in: "weight_decay" })),
    // The bottom of a bowl is found between its sides, however near they are.
    quiet: () => fitted(bowl, {}, findLaw("weight-decay-bowl")),
  },
  { check: 8, code: "noise-below-one-run", triggered: () => seedNoise(), quiet: () => fitted(pairs(0.003)) },
  {
    check: 9,
    code: "not-converged",
    triggered: cutShort,
    // N and D in millions: another A and B, the same end.
    quiet: () => fitted(changed((row) => ({ params: (row.params as number) / 1e6, tokens: (row.tokens as number) / 1e6 }))),
  },
  { check: 10, code: "not-converged", triggered: cutShort, quiet: () => fitted(simulated()) },
  {
    check: 10,
    code: "unmoved",
    // Bounds far above what the losses ask for leave no step to take.
    triggered: () => fitted(simulated(), { bounds: { E: [10, 11], A: [1e12, 1e13] } }, floors),
    quiet: () => fitted(simulated(), { bounds: { E: [10, 11] } }, floors),
  },
  ...[10, 15].map(
    (check): Case => ({
      check,
      code: "at-bound",
      triggered: () => fitted(changed((row) => ({ loss: row.loss - 1.85 }), simulated(chinchilla, 8, 0))),
      quiet: () => fitted(simulated()),
    }),
  ),
  {
    check: 11,
    code: "optima-disagree",
    triggered: () => of(dipFit(0.5, 10).diagnostics),
    quiet: () => of(dipFit(1.5, 2.5).diagnostics),
  },
  {
    check: 11,
    code: "restarted",
    triggered: () => continued(dipFit(1, 3), dipFit(7, 9)),
    quiet: () => continued(dipFit(7, 9), dipFit(1, 3)),
  },
  { check: 12, code: "not-confirmed", triggered: () => confirmed(0.01), quiet: () => confirmed(0) },
  {
    check: 15,
    code: "not-identified",
    // Two passes over the data at most say nothing of where their worth ends.
    triggered: () => drawn(dataConstrained, repeated([1, 1.5, 2], 500)),
    quiet: () => drawn(dataConstrained, simulated(dataConstrained)),
  },
  {
    check: 15,
    code: "flat",
    // One size above a level floor: any steep enough power goes through both.
    triggered: () =>
      fitted(
        changed((row) => ({ loss: (row.params === sizes[0] ? 4 : 3.5) + 1e-3 * row.loss })),
        {},
        lawIn(power, "N"),
      ),
    quiet: () => fitted(simulated()),
  },
  {
    check: 16,
    code: "collinear-design",
    triggered: () => fitted(changed((row, i) => ({ tokens: 20 * (row.params as number) * (1 + 0.3 * (i % 3)) }))),
    quiet: () => fitted(simulated()),
  },
  {
    check: 18,
    code: "rows-resampled",
    triggered: () => drawn(chinchilla, curves, {}, { cluster: "part" }),
    quiet: () => drawn(chinchilla, curves, {}, { cluster: "run" }),
  },
  {
    check: 18,
    code: "residual-clusters",
    triggered: () => drawn(chinchilla, sharing(0.01)),
    quiet: () => drawn(chinchilla, sharing(0)),
  },
  {
    check: 18,
    code: "failed-refits",
    triggered: () => drawn(chinchilla, simulated(), { failed: 2 }),
    quiet: () => drawn(chinchilla, simulated()),
  },
  {
    check: 18,
    code: "few-runs",
    triggered: () => drawn(lawIn(power, "K"), kRows(7)),
    quiet: () => drawn(lawIn(power, "K"), kRows(9)),
  },
];

/** Ten seeds, each with an effect of its own on all of its runs. */
function sharing(effect: number): Observation[] {
  return simulated(chinchilla, 3, 0.004).map((row, i) => ({
    ...row,
    seed: i % 10,
    loss: row.loss * Math.exp(effect * random(4, i % 10).normal()),
  }));
}

/** Replicates far apart whose means lie on the law: the fit is of the means, and each mean is there twice. */
function seedNoise(): string[] {
  const rows = simulated(chinchilla, 3, 1e-5);
  const one = rows.map((row) => ({ ...row, seed: 1 }));
  const draw = random(9);
  // A few setups are repeated, with a seed noise that the rest of the rows do not show.
  const other = rows.slice(0, 4).flatMap((row, k) =>
    [2, 3].map((seed) => ({
      ...row,
      run: `${row.run}-${seed}`,
      seed,
      loss: row.loss * Math.exp((seed === 2 ? 1 : -1) * 0.05 + 1e-6 * k * draw.normal()),
    })),
  );
  return fitted([...one, ...other]);
}

/** The fit done again from another's solution, where that is the better one. */
function continued(before: Fit, other: Fit): string[] {
  const free = { ...before, options: { ...before.options, bounds: { place: [0.5, 10] as const, depth: [0.01, 10] as const } } };
  return isBetter(other.objective, free) ? of(restarted(free, "another start", other.solution).diagnostics) : of(free.diagnostics);
}

function repeated(epochs: readonly number[], RD: number): Observation[] {
  const { theta, design } = dataConstrained.example as Example;
  return rowsOf(simulate(dataConstrained, { ...theta, RD }, { ...design, epochs }, 0.003, 5));
}
