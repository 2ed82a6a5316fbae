import {
  approachesDisagree,
  computeOptimal,
  type Diagnostic,
  type Envelope,
  envelope,
  extent,
  type Fit,
  type Frontier,
  findLaw,
  type Isoflop,
  IsolossError,
  isoflop,
  type Observation,
  summary,
  UsageError,
} from "../index.ts";
import { fitWithIntervals } from "./fitRows.ts";
import { list, number, requireDraws, requireLevel, requireNumber } from "./given.ts";
import type { IsoflopFlags } from "./isoflop.ts";
import { selectRows } from "./rows.ts";

/** What an approach gave, or why it gave nothing. */
export type Approach<T> = T | { cannot: string; hint?: string };

export interface Approaches {
  /** FLOP; undefined where no row has a compute. */
  compute: number | undefined;
  /** 1 */
  envelope: Approach<Envelope>;
  /** 2 */
  parabolas: Approach<Isoflop>;
  /** 3 */
  law: Approach<Frontier & { fit: Record<string, unknown> }>;
  /** About the approaches taken together. */
  diagnostics: readonly Diagnostic[];
  flags: readonly Diagnostic[];
}

/** The three approaches on the same runs; what one of them cannot do does not stop the others. */
export async function approaches(given: IsoflopFlags & { path: string[] }, signal: AbortSignal): Promise<Approaches> {
  requireDraws(given);
  requireLevel(given.level);
  if (given.noise !== undefined)
    requireNumber("--noise", given.noise, given.noise > 0 && given.noise < 10, "a spread of log loss above 0 and below 10", "0.003");
  const asked = given.compute === undefined ? undefined : number("--compute", given.compute);
  const budgets = list(given.budgets).map((text) => number("--budgets", text));
  const {
    rows,
    along = [],
    flags,
  } = await selectRows(given.path, { ...given, checkpoint: "final" }, signal, { along: Number.POSITIVE_INFINITY });
  const spent = rows.flatMap((row) => (row.compute !== undefined && row.compute > 0 ? row.compute : []));
  const compute = asked ?? (spent.length > 0 ? extent(spent)[1] : undefined);
  const { level, seed, tolerance, sizes, near, noise } = given;
  const common = { level, seed, replicates: given.bootstrap, ...(compute !== undefined && { compute }) };
  const how = { tolerance, sizes, ...(near !== undefined && { near }), ...(noise !== undefined && { noise }) };
  const found = {
    envelope: await orWhy(() => envelope(along, common)),
    parabolas: await orWhy(() => isoflop(rows, { ...common, ...how, ...(budgets.length > 0 && { budgets }) })),
    law: await orWhy(() => lawOf(rows, given, compute, signal)),
  };
  const held = Object.entries(found).flatMap(([name, one]) => ("cannot" in one ? [] : [[name, one] as const]));
  return {
    compute,
    ...found,
    diagnostics: approachesDisagree(Object.fromEntries(held)),
    // Each approach says of its own rows how their compute compares.
    flags: flags.filter(({ code }) => code !== "compute-not-6nd"),
  };
}

async function lawOf(
  rows: readonly Observation[],
  { bootstrap, seed, noise, level }: IsoflopFlags,
  compute: number | undefined,
  signal: AbortSignal,
): Promise<Frontier & { fit: Record<string, unknown> }> {
  const fit: Fit = await fitWithIntervals(findLaw("chinchilla"), rows, { bootstrap, seed, noise, level }, signal);
  if (fit.status === "not-converged") throw new IsolossError('Cannot fit law "chinchilla": no search reached a minimum');
  const found = computeOptimal(fit, { level, ...(compute !== undefined && { compute }) });
  const said = new Set(found.diagnostics.map(({ code }) => code));
  return {
    ...found,
    diagnostics: [...fit.diagnostics.filter(({ code }) => !said.has(code)), ...found.diagnostics],
    fit: summary(fit),
  };
}

async function orWhy<T>(approach: () => T | Promise<T>): Promise<Approach<T>> {
  try {
    return await approach();
  } catch (error) {
    if (!(error instanceof IsolossError) || error instanceof UsageError) throw error;
    return { cannot: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
}
