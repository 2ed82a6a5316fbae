import { fit } from "../../fit/fit.ts";
import { orReason } from "../outcome.ts";
import { predictors } from "../predictor.ts";
import type { LeftOne, Limit } from "./limits.ts";
import { freedomOf } from "./places.ts";

/** The limit from each seed alone, where all places of its law were run with two or more seeds: what another seed would have given. */
export function limitsBySeed({ fit: { law, observations: rows, options }, over }: Limit): (Omit<LeftOne, "without"> & { seed: number })[] {
  const seeds = [...new Set(rows.flatMap(({ seed }) => seed ?? []))].sort((a, b) => a - b);
  const whole = freedomOf(law, rows, options.fixed);
  const complete = seeds
    .map((seed) => ({ seed, own: rows.filter((row) => row.seed === seed) }))
    .filter(({ own }) => freedomOf(law, own, options.fixed) === whole);
  if (complete.length < 2) return [];
  return complete.flatMap(({ seed, own }) => {
    const found = orReason(() => fit(law, own, options));
    if ("reason" in found) return [];
    return [{ seed, limit: predictors(found).best.limit({}, over), status: whole === 0 ? ("exact" as const) : found.status }];
  });
}
