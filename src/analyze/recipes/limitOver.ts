import { IsolossError } from "../../errors.ts";
import { columns } from "../../fit/columns.ts";
import { bootstrap } from "../../fit/draws.ts";
import { fit } from "../../fit/fit.ts";
import { withIntervals } from "../../fit/intervals.ts";
import type { Draws, Fit, FitOptions } from "../../fit/types.ts";
import type { Law } from "../../laws/law.ts";
import type { Observation } from "../../run.ts";
import { type Estimate, estimate } from "../predictor.ts";
import { leaveOneOut, predictedBy } from "./limitChecks.ts";
import { limitFindings } from "./limitDiagnostics.ts";
import { smallerFits } from "./limitSmaller.ts";
import { LIMIT_DRAWS, type Limit, type LimitOptions } from "./limits.ts";
import { freedomOf, quantityOf } from "./places.ts";

/** How the paper fits: least squares on raw losses. */
export const PAPER_FIT = { loss: "squared", residual: "linear" } as const;

/** What a limit is of. */
export interface LimitSpec {
  law: Law;
  what: string;
  /** Symbols that grow without bound. */
  over: readonly string[];
  /** Whose values are left out in turn, and whose largest is held out. */
  along: string;
  /** Runs that are missing where there are too few places. */
  hint: string;
  /** Column of which rows of one value share what the law misses, where they are replicates of each other. */
  cluster?: string;
  /** Draws in place of the bootstrap's, where the rows are limits with draws of their own. */
  draws?: (fit: Fit) => Draws | undefined;
}

const NOT_ASKED = { reason: "it was not asked for" };

/** Values of a symbol in words: one, and several. */
const PLACE: Readonly<Record<string, readonly [one: string, several: string]>> = {
  N: ["size", "sizes"],
  K: ["number of members", "numbers of members"],
  U: ["set of unique tokens", "sets of unique tokens"],
};

/**
 * The limit of a law fitted to rows, with its interval, leave-one-out range, held-out check and findings: the one way in which all limits are taken.
 *
 * @param rows with the quantities of the law; loss in nats/token.
 * @throws IsolossError for rows without the quantity, or fewer distinct places than parameters.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 3: recipes are compared by their limits.
 * @example
 * const spec = { law: lawIn(power, "K"), what: "K → ∞", over: ["K"], along: "K", hint: "" };
 * (await limitOver(spec, kLaw.observations, { replicates: 10 })).status // "converged"
 */
export async function limitOver(spec: LimitSpec, rows: readonly Observation[], options: LimitOptions): Promise<Limit> {
  const { law, what, over, along } = spec;
  const { fixed = {}, fit: changed, level, beyond = [], checks = true, replicates = LIMIT_DRAWS, ...rest } = options;
  const plain = { ...rest, replicates };
  // The noise of seeds says nothing of what the law misses at a place, which replicates there share.
  const { noise: _, ...unstated } = plain;
  const resampling = spec.cluster === undefined ? plain : { ...unstated, cluster: spec.cluster };
  columns(rows, law.quantities);
  const freedom = freedomOf(law, rows, fixed);
  if (freedom < 0) throw new IsolossError(tooFew(spec, rows, fixed), spec.hint);
  const bare = fit(law, rows, { ...PAPER_FIT, ...changed, fixed });
  const isExact = freedom === 0;
  const drawn = async (one: Fit, exact: boolean): Promise<Draws | undefined> =>
    exact ? (options.noise === undefined ? undefined : bootstrap(one, plain)) : bootstrap(one, resampling);
  const draws = isExact && options.noise === undefined ? undefined : (spec.draws?.(bare) ?? (await drawn(bare, isExact)));
  const found = draws ? withIntervals(bare, draws, level) : bare;
  const limit: Estimate = estimate([found], (p) => p.limit({}, over), level);
  // Draws that a limit brings are of its own rows; fits to fewer of them have none.
  const without = async (): Promise<undefined> => undefined;
  const { smaller, heldOut } = checks
    ? await smallerFits(found, { over, along, level, drawn: spec.draws ? without : drawn })
    : { smaller: [], heldOut: NOT_ASKED };
  return {
    what,
    over,
    fit: found,
    limit: "E" in fixed ? { ...limit, interval: undefined } : limit,
    freedom,
    status: isExact ? "exact" : found.status,
    leaveOneOut: checks ? await leaveOneOut(found, spec, options.signal) : NOT_ASKED,
    heldOut,
    smaller,
    beyond: predictedBy(found, beyond),
    diagnostics: [...found.diagnostics, ...limitFindings(found, limit, along, freedom, over.length > 1)],
  };
}

function tooFew({ law, what, along }: LimitSpec, rows: readonly Observation[], fixed: FitOptions["fixed"]): string {
  const values = [...new Set(rows.map((row) => quantityOf(row, along)))].sort((a, b) => a - b);
  const word = PLACE[along]?.[values.length === 1 ? 0 : 1] ?? `values of ${along}`;
  const free = law.parameters.map(({ name }) => name).filter((name) => !(name in fixed));
  const wanted =
    law.quantities.length > 1
      ? `law "${law.id}" wants at least three values of each of ${law.quantities.join(", ")}, and ${free.length} pairs of them`
      : `${free.join(", ")} of law "${law.id}" want ${free.length}`;
  const there = values.length === 0 ? `no ${word}` : `${values.length} ${word} (${along} = ${values.join(", ")})`;
  return `Cannot take the limit "${what}": there ${values.length === 1 ? "is" : "are"} ${there}, and ${wanted}`;
}
