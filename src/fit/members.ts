import { IsolossError } from "../errors.ts";
import { cholesky, solve } from "../numeric/cholesky.ts";
import type { Problem } from "./problem.ts";
import type { Plan } from "./resample.ts";

/**
 * Resampling for ensembles that share members.
 *
 * The log loss of an ensemble of K members is taken as the law plus the mean of its members' effects plus a rest. Effects are estimated by least
 * squares; a replicate draws a new set of members from them (with replacement) and a new rest, and evaluates every subset again. Their spread is known
 * with one degree of freedom less than there are members, and is drawn too, so that a mean over few members has Student's tails. Rows are not
 * independent here, and resampling them would understate the spread: the ensemble of all members occurs only once.
 */
export function memberEffects(set: Problem, optimum: Float64Array, seed: number): { plan: Plan; note: string } {
  const members = [...new Set(set.rows.flatMap((row) => row.memberRuns ?? []))].sort();
  const M = members.length;
  const fitted = set.values(optimum);
  const share = set.rows.map((row) =>
    (row.memberRuns ?? []).map((run) => ({ member: members.indexOf(run), weight: 1 / (row.memberRuns?.length ?? 1) })),
  );
  const misses = set.rows.map((_, i) => Math.log((set.losses[i] as number) / (fitted[i] as number)));

  const normal = new Float64Array(M * M);
  const right = new Float64Array(M);
  share.forEach((parts, i) => {
    for (const a of parts) {
      right[a.member] = (right[a.member] as number) + a.weight * (misses[i] as number);
      for (const b of parts)
        if (b.member <= a.member) normal[a.member * M + b.member] = (normal[a.member * M + b.member] as number) + a.weight * b.weight;
    }
  });
  // Members that only occur together cannot be told apart; a trace of ridge shares their effect out.
  for (let a = 0; a < M; a++) normal[a * M + a] = (normal[a * M + a] as number) * (1 + 1e-9) + 1e-12;
  const factor = new Float64Array(M * M);
  if (!cholesky(normal, M, factor))
    throw new IsolossError("Cannot tell the members' effects: their normal matrix is singular", "draw seed noise instead");
  solve(factor, M, right);
  const effects = [...right];
  const centre = effects.reduce((a, b) => a + b, 0) / M;
  // A sample's own spread is too small by this factor on average.
  const widen = M > 1 ? Math.sqrt(M / (M - 1)) : 1;
  const population = effects.map((u) => widen * (u - centre));
  const rest = misses.map(
    (miss, i) => miss - (share[i] ?? []).reduce((sum, { member, weight }) => sum + weight * ((effects[member] as number) - centre), 0),
  );
  // The mean of all effects is the law's own.
  const left = Math.max(set.rows.length - (M - 1) - set.unknowns.length, 1);
  const restSd = Math.sqrt(rest.reduce((sum, e) => sum + e * e, 0) / left);
  // One member has no effect of its own, and so no spread to be unsure of.
  const known = Math.max(M - 1, 1);
  const sd = Math.sqrt(population.reduce((sum, u) => sum + u * u, 0) / M);

  const shares = share.map((parts) => parts.map(({ member }) => member));
  const plan: Plan = { kind: "members", seed, fitted, effects: population, known, shares, rest: { sd: restSd, known: left } };
  const said = `known with ${known} degree${known === 1 ? "" : "s"} of freedom`;
  return { plan, note: `${M} members resampled; spread of one member ${sd.toPrecision(2)} in log loss, ${said}` };
}
