import { fit } from "../fit/fit.ts";
import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import type { Observation } from "../run.ts";
import type { Claim } from "./claim.ts";
import { BILLION, inN, kLaw, lossAt, OPTIONS, REFIT, throughDraws } from "./infiniteComputeFits.ts";
import { rowsOf, shared, type Tables } from "./tables.ts";
import { descriptive, type Estimates, fromFits, parameters, range } from "./uncertainty.ts";

const FOLLOWUP = "infinite-compute/followup_dclm196m.csv";

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
    const few = rows.filter((row) => (row.members as number) <= 4);
    const [last] = tables.runs(FOLLOWUP, { where: [`recipe=${recipe}`, `params_label=${size}`, "ensemble_k=5"] }) as [Observation];
    return { all: fit(kLaw, rows, OPTIONS), few: fit(kLaw, few, OPTIONS), last };
  }),
);

const regularizedLaw = shared((tables) => inN(tables.runs(FOLLOWUP, { where: ["recipe=regularized"] })));

/** The law in N of the first four limits in K, through their draws. */
const joint = shared((tables) => {
  const first = followups(tables).slice(0, 4);
  const points = first.map(({ last, all }) => [(last.params as number) / BILLION, all.estimates.E as number] as const);
  return throughDraws(
    inN(rowsOf("N", points)),
    first.map(({ all }) => all),
  );
});

const fewer = (tables: Tables): Fit[] => followups(tables).map(({ few }) => few);

/** How far the laws of one to four members lie above the loss of five. */
function misses(laws: readonly Estimates[], tables: Tables): number[] {
  return followups(tables).map(({ last }, i) => lossAt(laws[i] as Estimates, 5) - last.loss);
}

/** The one split whose ensembles are public member by member: seven laws in K and what they lead to. */
export const followup: readonly Claim[] = [
  parameters(
    {
      quantity: "follow-up split, regularized law in N (1e9, exact): alpha, E",
      published: "1.247, 3.6247",
      source: REFIT,
      data: [FOLLOWUP],
    },
    regularizedLaw,
    ["alpha", "E"],
  ),
  ...FOLLOWUPS.map(({ recipe, size, refit }, i) =>
    parameters(
      { quantity: `follow-up split, law in K, ${recipe} ${size}: A, alpha, E`, published: refit, source: REFIT, data: [FOLLOWUP] },
      (tables) => (followups(tables)[i] as { all: Fit }).all,
      ["A", "alpha", "E"],
    ),
  ),
  {
    quantity: "the same: lowest R² of the seven",
    published: ">0.9996",
    source: REFIT,
    data: [FOLLOWUP],
    ours: (tables) => Math.min(...followups(tables).map(({ all }) => all.metrics.r2 as number)),
    uncertainty: () => descriptive,
  },
  {
    quantity: "K ≤ 4 predicts K = 5 too high: least and most",
    published: "0.0007, 0.0078",
    source: REFIT,
    data: [FOLLOWUP],
    ours: (tables) =>
      extent(
        misses(
          fewer(tables).map((law) => law.estimates),
          tables,
        ),
      ),
    // The least of seven draws is lower than the least of seven losses: the intervals are those of each, below.
    uncertainty: () => range("ends of the seven below"),
  },
  fromFits(
    {
      quantity: "K ≤ 4 predicts K = 5: error of each of the seven",
      published: "0.0020, 0.0078, 0.0024, 0.0025, 0.0020, 0.0011, 0.0007",
      source: REFIT,
      data: [FOLLOWUP],
    },
    fewer,
    misses,
  ),
  parameters(
    {
      quantity: "follow-up split, limit in K, then N (1e9, exact)",
      published: "3.456",
      source: `${REFIT}; the tail is not monotone in N`,
      data: [FOLLOWUP],
    },
    joint,
    ["E"],
  ),
];
