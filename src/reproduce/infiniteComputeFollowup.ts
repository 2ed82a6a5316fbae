import { predictorOf } from "../analyze/predictor.ts";
import { fit } from "../fit/fit.ts";
import type { Fit } from "../fit/types.ts";
import { lawIn } from "../laws/define.ts";
import { power } from "../laws/power.ts";
import type { Observation } from "../run.ts";
import type { Claim } from "./claim.ts";
import { rowsOf, shared } from "./tables.ts";

const FOLLOWUP = "infinite-compute/followup_dclm196m.csv";
export const REFIT = "refit with scipy";

/** As the authors fit: least squares on raw losses. */
export const OPTIONS = { loss: "squared", residual: "linear" } as const;
/** The authors' unit of N and of D. */
export const BILLION = 1e9;

export const nLaw = lawIn(power, "N");
export const kLaw = lawIn(power, "K");

/** A, alpha and E of a fit. */
export function coefficients(found: Fit): number[] {
  return ["A", "alpha", "E"].map((name) => found.estimates[name] as number);
}

/** The seven ensembles of the follow-up split, and the scipy refit of each: A, alpha, E. */
const FOLLOWUPS = [
  { recipe: "ensemble", size: "150M", refit: "0.5312, 1.0824, 3.7259" },
  { recipe: "ensemble", size: "300M", refit: "0.5820, 1.0456, 3.5140" },
  { recipe: "ensemble", size: "600M", refit: "0.6726, 1.0700, 3.4593" },
  { recipe: "ensemble", size: "1.5B", refit: "0.7139, 1.0910, 3.4616" },
  { recipe: "ensemble-wrap", size: "300M", refit: "0.1882, 1.0454, 3.4838" },
  { recipe: "ensemble-selfdistill", size: "300M", refit: "0.1292, 0.9591, 3.5414" },
  { recipe: "ensemble-mix", size: "300M", refit: "0.1709, 1.0456, 3.4139" },
] as const;

const followups = shared((tables) =>
  FOLLOWUPS.map(({ recipe, size }) => {
    const rows = tables.runs(FOLLOWUP, { where: [`recipe=${recipe}`, `params_label=${size}`] });
    const few = fit(
      kLaw,
      rows.filter((row) => (row.members as number) <= 4),
      OPTIONS,
    );
    const [last] = tables.runs(FOLLOWUP, { where: [`recipe=${recipe}`, `params_label=${size}`, "ensemble_k=5"] }) as [Observation];
    return { rows, all: fit(kLaw, rows, OPTIONS), missed: predictorOf(kLaw, few.estimates).loss({ K: 5 }) - last.loss };
  }),
);

/** The one split whose ensembles are public member by member: seven laws in K and what they lead to. */
export const followup: readonly Claim[] = [
  {
    quantity: "follow-up split, regularized law in N (1e9, exact): alpha, E",
    published: "1.247, 3.6247",
    source: REFIT,
    data: [FOLLOWUP],
    ours: (tables) => coefficients(fit(nLaw, tables.runs(FOLLOWUP, { where: ["recipe=regularized"] }), OPTIONS)).slice(1),
  },
  ...FOLLOWUPS.map(
    ({ recipe, size, refit }, i): Claim => ({
      quantity: `follow-up split, law in K, ${recipe} ${size}: A, alpha, E`,
      published: refit,
      source: REFIT,
      data: [FOLLOWUP],
      ours: (tables) => coefficients((followups(tables)[i] as { all: Fit }).all),
    }),
  ),
  {
    quantity: "the same: lowest R² of the seven",
    published: ">0.9996",
    source: REFIT,
    data: [FOLLOWUP],
    ours: (tables) => Math.min(...followups(tables).map(({ all }) => all.metrics.r2 as number)),
  },
  {
    quantity: "K ≤ 4 predicts K = 5 too high: least and most",
    published: "0.0007, 0.0078",
    source: REFIT,
    data: [FOLLOWUP],
    ours: (tables) => {
      const misses = followups(tables).map(({ missed }) => missed);
      return [Math.min(...misses), Math.max(...misses)];
    },
  },
  {
    quantity: "follow-up split, limit in K, then N (1e9, exact)",
    published: "3.456",
    source: `${REFIT}; the tail is not monotone in N`,
    data: [FOLLOWUP],
    ours: (tables) =>
      fit(
        nLaw,
        rowsOf(
          "N",
          followups(tables)
            .slice(0, 4)
            .map(({ rows, all }) => [(rows[0]?.params as number) / BILLION, all.estimates.E as number]),
        ),
        OPTIONS,
      ).estimates.E as number,
  },
];
