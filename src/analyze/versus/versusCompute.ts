import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Fit } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import type { Irreducible } from "../criticalCompute.ts";
import { partOf } from "../recipes/recipeParts.ts";
import type { Refused } from "../recipes/refused.ts";
import {
  type CriticalComputeCurve,
  type CriticalSensitivity,
  criticalComputeCurve,
  criticalComputeSensitivity,
} from "./criticalComputeCurve.ts";
import { type FixedDataFrontier, frontier } from "./frontier.ts";

/** The compute part of `versus`: from how much compute on MDM is the better use of the same data, by the laws of both. */

export interface VersusCompute {
  /** Losses as they are, and above each law's own floor. */
  curves: Readonly<Record<Irreducible, CriticalComputeCurve | Refused>>;
  /** Where and why no number of them is to be quoted; empty where they may be. */
  unusable: readonly { U: number; reason: string }[];
  /** How the answer at the middle U moves with AR's R_N*. */
  sensitivity: CriticalSensitivity | Refused;
}

export async function computeOf(ar: Fit, mdm: Fit, U: readonly number[], level?: number): Promise<VersusCompute> {
  const curve = (irreducible: Irreducible): Promise<CriticalComputeCurve | Refused> =>
    partOf(() => criticalComputeCurve(ar, mdm, { U, irreducible, ...(level !== undefined && { level }) }));
  const curves = { kept: await curve("kept"), dropped: await curve("dropped") };
  const middle = U[Math.floor((U.length - 1) / 2)] as number;
  return {
    curves,
    unusable: "reason" in curves.kept ? [] : whyNot(curves.kept),
    sensitivity: await partOf(() => criticalComputeSensitivity(ar, mdm, { U: middle, irreducible: "kept" })),
  };
}

/** A critical compute is quoted where refits agree that there is one; how far it is extrapolated stands beside it. */
function whyNot({ points }: CriticalComputeCurve): VersusCompute["unusable"] {
  return points.flatMap(({ U, compute: { value, missing } }) => {
    const also = missing < 1 ? `, though ${share(1 - missing)} of refits do` : "";
    if (value === undefined) return [{ U, reason: `the laws give none${also}` }];
    return missing > THRESHOLDS.lacking ? [{ U, reason: `${share(missing)} of refits give none` }] : [];
  });
}

const share = (x: number): string => `${Math.round(100 * x)} %`;

/** The best that each family reaches with these unique tokens, by its law. */
export async function frontierOf(fit: Fit, U: number, rows: readonly Observation[], level?: number): Promise<FixedDataFrontier | Refused> {
  const spent = rows.flatMap(({ uniqueTokens, compute }) => (uniqueTokens === U && compute !== undefined ? compute : []));
  return partOf(() => frontier(fit, U, [Math.min(...spent), Math.max(...spent)], level === undefined ? {} : { level }));
}
