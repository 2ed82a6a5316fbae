import { UsageError } from "../../errors.ts";
import { dataConstrained } from "../../laws/dataConstrained.ts";
import { risesWith } from "../../laws/risesWith.ts";
import type { Family, Observation } from "../../run.ts";
import { suggestion } from "../../words.ts";
import { partOf } from "../recipes/recipeParts.ts";
import type { Refused } from "../recipes/refused.ts";
import { crossoverOfLaws, type LawCrossover } from "./crossoverOfLaws.ts";
import type { Crossovers } from "./crossovers.ts";
import { FAMILIES } from "./families.ts";
import type { FixedDataFrontier } from "./frontier.ts";
import type { RiseTest } from "./riseTest.ts";
import type { VersusOptions } from "./versus.ts";
import { computeOf, frontierOf, type VersusCompute } from "./versusCompute.ts";
import { type LawRows, lawRows, withoutRising } from "./versusLawRows.ts";
import {
  type BaseChecks,
  baseChecks,
  type FitPlan,
  type RepeatsPlace,
  repeatedLevels,
  repeatsPlace,
  type VersusFits,
  versusFits,
} from "./versusRepeats.ts";
import { type WithAndWithout, withAndWithoutRising } from "./withAndWithoutRising.ts";

/** The laws of `versus`: fits of both families, and all that follows from them. */

/** Laws of repeats for both families, and what follows from them. */
export interface VersusLaws extends LawRows {
  law: string;
  /** Where values of repeats are asked for. */
  place: RepeatsPlace;
  all: VersusFits | Refused;
  /** The same without the rows past the lowest loss of groups that rise; undefined where none rises or the law can follow. */
  withoutRising: VersusFits | Refused | undefined;
  /** What leaving out all rows past the lowest loss does to one fit; undefined where there are none. */
  effect: WithAndWithout | Refused | undefined;
  base: BaseChecks | Refused;
  /** Along epochs at the size and unique tokens of each measured pair of curves. */
  crossings: readonly (LawCrossover | Refused)[];
  compute: VersusCompute | Refused;
  frontier: Readonly<Record<Family, FixedDataFrontier | Refused>> | Refused;
}

const DRAWS = 300;
const STARTS = 16;
/** Steps of progress that laws take. */
export const LAW_PARTS = 5;

/** @throws UsageError for a law that does not read N, D and U, a parameter that it does not have, and draws that are none. */
export function planOf({
  law = dataConstrained,
  separate,
  fixed = {},
  held,
  replicates = DRAWS,
  seed = 0,
  starts = STARTS,
  level,
  signal,
}: VersusOptions): FitPlan {
  const absent = ["N", "D", "U"].filter((symbol) => !law.quantities.includes(symbol));
  if (absent.length > 0)
    throw new UsageError(
      `Cannot compare families by law "${law.id}": it does not read ${absent.join(" and ")}`,
      "choose a law of repeated data, as data-constrained",
    );
  const given = [...(separate ?? []), ...[fixed, held?.ar, held?.mdm].flatMap((values) => Object.keys(values ?? {}))];
  const strange = given.find((name) => law.parameters.every((own) => own.name !== name));
  if (strange !== undefined)
    throw new UsageError(
      `Cannot separate or hold "${strange}": it is no parameter of law "${law.id}"`,
      suggestion(
        strange,
        law.parameters.map(({ name }) => name),
        "the parameters are",
      ),
    );
  if (!(Number.isInteger(replicates) && replicates > 1))
    throw new UsageError(`Cannot draw ${replicates} times: expected a whole number above 1`, "as 300");
  const tied: Readonly<Record<string, string>> = law.id === dataConstrained.id && !given.includes("beta") ? { beta: "alpha" } : {};
  return {
    law,
    ...(separate && { separate }),
    ...(held && { held }),
    fit: { starts, seed, tied, fixed },
    draws: { replicates, seed, ...(signal && { signal }) },
    ...(level !== undefined && { level }),
  };
}

export async function lawsOf(
  final: readonly Observation[],
  rises: RiseTest,
  pairs: Crossovers | Refused,
  plan: FitPlan,
  next: () => Promise<void>,
): Promise<VersusLaws> {
  const { law, level } = plan;
  const own = lawRows(final);
  const place = repeatsPlace(own.rows);
  const all = await partOf(() => versusFits(own.rows, place, plan));
  await next();
  const rest = withoutRising(own.rows, rises);
  const fewer = rest.length < own.rows.length;
  const falling = fewer && !risesWith(law).includes("D") ? await partOf(() => versusFits(rest, place, plan)) : undefined;
  await next();
  const separate = { by: "family", parameters: "reason" in all ? [] : [...all.paired.separate], ...(plan.held && { held: plan.held }) };
  const effect = fewer ? await partOf(() => withAndWithoutRising(law, own.rows, { ...plan.fit, separate, kept: rest })) : undefined;
  const used = falling ?? all;
  const base = "reason" in used ? used : await baseChecks(used, plan);
  await next();
  const found = { law: law.id, ...own, place, all, withoutRising: falling, effect, base };
  if ("reason" in used) return { ...found, crossings: [], compute: used, frontier: used };
  const { ar, mdm } = used.paired;
  const groups = "reason" in pairs ? [] : pairs.groups;
  const crossings = await Promise.all(groups.map(({ at }) => partOf(() => crossoverOfLaws(ar, mdm, "epochs", at, level))));
  const frontiers = (await Promise.all(FAMILIES.map((family) => frontierOf(used.paired[family], place.U, own.rows, level)))) as [
    FixedDataFrontier | Refused,
    FixedDataFrontier | Refused,
  ];
  await next();
  const [first, second] = [ar, mdm].map(({ observations }) => repeatedLevels(observations)) as [number[], number[]];
  const levels = first.filter((U) => second.includes(U));
  const compute = await partOf(() => computeOf(ar, mdm, levels.length > 0 ? levels : [place.U], level));
  await next();
  return { ...found, crossings, compute, frontier: { ar: frontiers[0], mdm: frontiers[1] } };
}
