import { comparability } from "../analyze/versus/comparability.ts";
import { fallingLawRows } from "../analyze/versus/versusLawRows.ts";
import { IsolossError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import type { Family, Observation } from "../run.ts";
import { type FamilyFit, familyFits, fitWords, restedOn } from "./familyFits.ts";
import type { FitWanted } from "./figure.ts";
import { FAMILIES } from "./theme.ts";

/** Laws of repeated data, one a family, as figures of AR against MDM take them. */

/** What such a figure is fitted from: the rows and the law of `isoloss versus`. */
export const REPEATED_BY_FAMILY: FitWanted = {
  law: "data-constrained",
  where: ["recipe=standard|regularized"],
  by: ["family"],
  tied: { beta: "alpha" },
  select: fallingLawRows,
};

export type Pair = Readonly<Record<Family, Fit>>;

/**
 * The laws of both families, what they rest on in words, and what a difference of their losses shows.
 *
 * @throws IsolossError where one is missing, or the losses of their rows cannot be compared.
 */
export function pairOf(
  id: string,
  fits: readonly Fit[] | undefined,
  rows: readonly Observation[],
): { pair: Pair; laws: string; direction: string } {
  const found = familyFits(id, fits);
  const of = (family: Family): Fit | undefined => found.find((own) => own.family === family)?.fit;
  const [ar, mdm] = [of("ar"), of("mdm")];
  if (!ar || !mdm)
    throw new IsolossError(
      `Cannot draw figure "${id}": it compares laws in N, D and U of both families, and ${ar ? "MDM" : "AR"} has none`,
      "make one a family: isoloss fit data-constrained PATH --group-by family",
    );
  const { direction } = comparability([...ar.observations, ...mdm.observations]);
  return { pair: { ar, mdm }, laws: `${lawWords(found)}. ${restedOn(found, rows)}`.trim().replace(/\.$/, ""), direction };
}

/** What laws rest on, and what of them the rows leave open, in words. */
export function lawWords(fits: readonly FamilyFit[]): string {
  return fits
    .map((own) => {
      const open = [...new Set(own.fit.diagnostics.flatMap((d) => (d.code === "not-identified" ? (d.parameter ?? []) : [])))];
      return `${fitWords(own, FAMILIES[own.family].label)}${open.length > 0 ? `, ${open.join(", ")} not identified` : ""}`;
    })
    .join("; ");
}

/** A fit with at most so many of its draws, spread evenly over them: analyses that search in every draw are slow. */
export function thinned(fit: Fit, most: number): Fit {
  const { draws } = fit;
  if (!draws || draws.theta.length <= most) return fit;
  const theta = Array.from({ length: most }, (_, k) => draws.theta[Math.floor((k * draws.theta.length) / most)] as readonly number[]);
  return { ...fit, draws: { ...draws, theta } };
}

/** For what is drawn without bands. */
export function withoutDraws({ draws: _, ...fit }: Fit): Fit {
  return fit;
}

/** At most so many of a fit's draws, each as a fit of its own. */
export function drawsOf(fit: Fit, most: number): Fit[] {
  return (thinned(fit, most).draws?.theta ?? []).map((solution) => ({ ...withoutDraws(fit), solution }));
}
