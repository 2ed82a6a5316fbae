import { redrawn, withMisfit } from "../analyze/recipes/redrawn.ts";
import { fit } from "../fit/fit.ts";
import type { Fit } from "../fit/types.ts";
import { lawIn } from "../laws/define.ts";
import { power } from "../laws/power.ts";
import type { Observation } from "../run.ts";
import { rowsOf, shared, type Tables } from "./tables.ts";
import { drawn, type Estimates } from "./uncertainty.ts";

/** What the claims of "Pre-training under infinite compute" share: its tables, its four sizes and token counts, and the laws fitted to them. */

export const RUNS = "infinite-compute/runs_200m.csv";
export const LIMITS = "infinite-compute/ensemble_asymptotes.csv";
export const PAPER = "arXiv:2509.14786";
export const REFIT = "refit with scipy";

/** As the authors fit: least squares on raw losses. */
export const OPTIONS = { loss: "squared", residual: "linear" } as const;
/** The authors' unit of N and of D. */
export const BILLION = 1e9;

export const nLaw = lawIn(power, "N");
export const kLaw = lawIn(power, "K");
const uLaw = lawIn(power, "U");

/** Sizes of the four models that the law in N is fitted to, and of the two that it is tried on. */
export const FITTED: readonly string[] = ["150M", "300M", "600M", "1.4B"];
export const HELD_OUT: readonly string[] = ["1.5B", "3.2B"];

/** Exactly 800, 1600, 3200 and 6400 steps of 64 sequences of 4096 tokens. */
export const UNIQUE: readonly number[] = [209715200, 419430400, 838860800, 1677721600];

/** A count of parameters: its column, in the unit of that column. */
export type Count = "params_nominal_b" | "params_exact" | "params_nonembedding";

/** Regularized runs by size; N in the unit of the count. */
export function regularized(tables: Tables, sizes: readonly string[], count: Count = "params_nominal_b"): Observation[] {
  const where = ["recipe=regularized", `params_label=${sizes.join("|")}`];
  return tables.runs(RUNS, { where, map: { params: count } });
}

/** A law in N of losses, N in the unit of the rows. */
export function inN(rows: readonly Observation[]): Fit {
  return fit(nLaw, rows, OPTIONS);
}

/** The regularized law through the four sizes, by what N counts. */
export const fits = shared((tables) => {
  const of = (count: Count): Fit => inN(regularized(tables, FITTED, count));
  return { params_nominal_b: of("params_nominal_b"), params_exact: of("params_exact"), params_nonembedding: of("params_nonembedding") };
});

/** Loss of a power law at x. */
export function lossAt({ A, alpha, E }: Estimates, x: number): number {
  return (E as number) + (A as number) / x ** (alpha as number);
}

/** The authors' own limits in K, by unique tokens; N in billions. */
export function limits(tables: Tables, policy: string, unique: number, size?: string): { N: number; loss: number }[] {
  return tables
    .cells(LIMITS, { hparam_policy: policy, unique_tokens: unique, ...(size && { params_label: size }) })
    .map((row) => ({ N: row.params_nominal_b as number, loss: row.asymptote_k_inf as number }));
}

export function limitOf300M(tables: Tables, policy: string): number {
  return limits(tables, policy, UNIQUE[0] as number, "300M")[0]?.loss as number;
}

/** Laws in N of the authors' limits in K, one a count of unique tokens. */
export const joint = shared((tables) =>
  UNIQUE.map((unique) =>
    inN(
      rowsOf(
        "N",
        limits(tables, "heuristic", unique).map(({ N, loss }) => [N, loss]),
      ),
    ),
  ),
);

/** The law of those limits in unique tokens, through their draws. */
export const jointInTokens = shared((tables) => {
  const first = joint(tables);
  const points = first.map((found, i) => [UNIQUE[i] as number, found.estimates.E as number] as const);
  return throughDraws(fit(uLaw, rowsOf("U", points), OPTIONS), first);
});

/** A law of limits with draws: refitted to each draw of the fits that they are limits of, in the order of its rows; misfit beyond theirs is noise. */
export async function throughDraws(second: Fit, first: readonly Fit[]): Promise<Fit> {
  const losses = await Promise.all(first.map(async (found) => (await drawn(found)).map(({ E }) => E as number)));
  return { ...second, draws: redrawn(second, withMisfit(second, losses, 0), { method: "parametric", seed: 0 }) };
}

/** The law in K through two losses and a limit: as many equations as unknowns. */
function throughLimit(tables: Tables, where: readonly string[], E: number): Fit {
  const rows = tables.runs(RUNS, { where: ["recipe=ensemble", ...where] });
  return fit(kLaw, rows, { ...OPTIONS, fixed: { E } });
}

export const singleModel = shared((tables) => throughLimit(tables, ["epochs=16"], limitOf300M(tables, "single-model-hparams")));
export const tunedForK = shared((tables) => throughLimit(tables, ["epochs=32"], limitOf300M(tables, "heuristic")));

/** Lowest measured loss of a recipe at a size. */
export function bestOf(tables: Tables, recipe: string, size: string): number {
  return Math.min(...tables.runs(RUNS, { where: [`recipe=${recipe}`, `params_label=${size}`] }).map((row) => row.loss));
}
