import { bootstrap } from "../fit/draws.ts";
import { percentile } from "../fit/intervals.ts";
import { problem } from "../fit/problem.ts";
import type { Draws, Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import type { Claim, Uncertainty } from "./claim.ts";
import type { Tables } from "./tables.ts";

/** Parameters by name, in the unit of the rows that were fitted. */
export type Estimates = Readonly<Record<string, number>>;

/** What of a claim does not depend on how its numbers are come by. */
export type Stated = Omit<Claim, "ours" | "uncertainty">;

/** No fit: arithmetic on numbers that are printed or measured once. */
export const given: Uncertainty = { kind: "exact", note: "no fit" };

/** How well a law fits, as R². */
export const descriptive: Uncertainty = { kind: "descriptive", note: "of these losses" };

/** The numbers are ends of a range. */
export const range = (note: string): Uncertainty => ({ kind: "range", note });

const LEVEL = 0.95;
/** A spread known with one degree of freedom has tails that a thousand draws do not settle. */
const REPLICATES = 10_000;
/** A draw so near a bound of the search, on the solved scale, has no value of its own. */
const TOUCH = 1e-6;

/**
 * A claim that is read from the parameters of fits: its intervals carry the draws of each, paired by position.
 *
 * Four or five losses are too few to resample, so draws are parametric: new losses about the law, spread as its residuals are, that spread itself drawn
 * with the degrees of freedom it is known with. Leaving one out tells of one loss at a time; it is a claim of its own.
 *
 * @param fits those that the numbers depend on; one that has draws keeps them.
 */
export function fromFits(
  claim: Stated,
  fits: (tables: Tables) => readonly Fit[] | Promise<readonly Fit[]>,
  numbers: (estimates: readonly Estimates[], tables: Tables) => readonly number[],
): Claim {
  return {
    ...claim,
    ours: async (tables) =>
      numbers(
        (await fits(tables)).map((found) => found.estimates),
        tables,
      ),
    uncertainty: async (tables) => {
      const all = await fits(tables);
      const degreesOfFreedom = Math.min(...all.map(freedom));
      if (all.every((found) => freedom(found) === 0)) return { kind: "exact", note: "solved for" };
      const draws = await Promise.all(all.map(drawn));
      const count = Math.min(...draws.map((list) => list.length));
      const values = Array.from({ length: count }, (_, k) =>
        numbers(
          draws.map((list) => list[k] as Estimates),
          tables,
        ),
      );
      const width = values[0]?.length ?? 0;
      const intervals = Array.from({ length: width }, (_, i) =>
        percentile(
          values.map((value) => value[i] as number),
          LEVEL,
          "parametric",
        ),
      );
      return { kind: "interval", intervals, degreesOfFreedom, note: `parametric, ${count} draws` };
    },
  };
}

/** The parameters of one law, each by name. */
export function parameters(claim: Stated, of: (tables: Tables) => Fit | Promise<Fit>, names: readonly string[]): Claim {
  return fromFits(
    claim,
    async (tables) => [await of(tables)],
    ([estimates]) => names.map((name) => estimates?.[name] as number),
  );
}

/** Where an unrounded constant may lie about one that is printed to two decimals. */
const HALF = 0.005;

/** A claim whose numbers follow from laws printed to two decimals: each with its range over the corners of what rounds to these. */
export function fromPrinted(
  claim: Stated,
  laws: readonly Estimates[],
  numbers: (laws: readonly Estimates[], tables: Tables) => readonly number[],
): Claim {
  const constants = laws.flatMap((law, i) => Object.keys(law).map((name) => ({ i, name })));
  const corner = (signs: number): Estimates[] =>
    laws.map((law, i) =>
      Object.fromEntries(
        Object.entries(law).map(([name, value]) => {
          const at = constants.findIndex((one) => one.i === i && one.name === name);
          return [name, value + ((signs >> at) & 1 ? HALF : -HALF)];
        }),
      ),
    );
  return {
    ...claim,
    ours: (tables) => numbers(laws, tables),
    uncertainty: (tables) => {
      const all = Array.from({ length: 2 ** constants.length }, (_, signs) => numbers(corner(signs), tables));
      const ranges = numbers(laws, tables).map((_, i) => {
        const [low, high] = extent(all.map((one) => one[i] as number));
        return { low, high };
      });
      return { kind: "rounding", ranges, note: "rounding of the printed law" };
    },
  };
}

/** A claim whose numbers follow from given ones. */
export function arithmetic(claim: Stated, ours: Claim["ours"]): Claim {
  return { ...claim, ours, uncertainty: () => given };
}

function freedom(found: Fit): number {
  return found.n - found.solution.length;
}

const known = new WeakMap<Fit, Promise<readonly Estimates[]>>();

/** Parameters of each draw of a fit, made once. */
export function drawn(found: Fit): Promise<readonly Estimates[]> {
  const before = known.get(found) ?? made(found);
  known.set(found, before);
  return before;
}

async function made(found: Fit): Promise<readonly Estimates[]> {
  return estimatesOf(found, found.draws ?? (await bootstrap(found, { replicates: REPLICATES })));
}

/** Parameters of each draw; one that ran to its upper bound is without end. */
export function estimatesOf(found: Fit, { theta }: Draws): readonly Estimates[] {
  const set = problem(found.law, found.observations, found.options);
  return theta.map((solved) => {
    const ran = set.unknowns.filter((u, p) => (solved[p] as number) >= u.high - TOUCH);
    return { ...set.parameters(solved, undefined), ...Object.fromEntries(ran.map((u) => [u.key, Number.POSITIVE_INFINITY])) };
  });
}
