import { comparability } from "../analyze/versus/comparability.ts";
import { IsolossError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import type { Family } from "../run.ts";
import type { FitWanted } from "./figure.ts";

/** Laws of repeated data, one a family, as figures of AR against MDM take them. */

/** What such a figure is fitted from. */
export const REPEATED_BY_FAMILY: FitWanted = { law: "data-constrained", where: ["recipe=standard"], by: ["family"] };

export type Pair = Readonly<Record<Family, Fit>>;

/** The first fit of each family whose law reads N, D and U. */
export function lawsOf(fits: readonly Fit[] | undefined): Partial<Record<Family, Fit>> {
  const repeated = (fits ?? []).filter(({ law }) => ["N", "D", "U"].every((symbol) => law.quantities.includes(symbol)));
  const of = (family: Family): Fit | undefined => repeated.find((fit) => fit.observations.every((row) => row.family === family));
  const [ar, mdm] = [of("ar"), of("mdm")];
  return { ...(ar && { ar }), ...(mdm && { mdm }) };
}

/**
 * The laws of both families, and what a difference of their losses shows.
 *
 * @throws IsolossError where one is missing, or the losses of their rows cannot be compared.
 */
export function pairOf(id: string, fits: readonly Fit[] | undefined): { pair: Pair; direction: string } {
  const { ar, mdm } = lawsOf(fits);
  if (!ar || !mdm)
    throw new IsolossError(
      `Cannot draw figure "${id}": it compares laws in N, D and U of both families, and ${ar ? "MDM has none" : mdm ? "AR has none" : "none is given"}`,
      "make one a family: isoloss fit data-constrained PATH --by family",
    );
  return { pair: { ar, mdm }, direction: comparability([...ar.observations, ...mdm.observations]).direction };
}

/** A fit with at most so many of its draws, spread evenly over them: analyses that search in every draw are slow. */
export function thinned(fit: Fit, most: number): Fit {
  const { draws } = fit;
  if (!draws || draws.theta.length <= most) return fit;
  const theta = Array.from({ length: most }, (_, k) => draws.theta[Math.floor((k * draws.theta.length) / most)] as readonly number[]);
  return { ...fit, draws: { ...draws, theta } };
}

/** How good a fit is, in words: what it rests on, and what it cannot say. */
export function fitWords({ law, n, status, metrics, diagnostics }: Fit): string {
  const has = (code: string): boolean => diagnostics.some((d) => d.code === code);
  const open = [...new Set(diagnostics.flatMap((d) => (d.code === "not-identified" ? (d.parameter ?? []) : [])))];
  return [
    `${law.id}, ${n} rows, status ${status}, r² ${(metrics.r2 ?? Number.NaN).toFixed(2)}`,
    ...(open.length > 0 ? [`${open.join(", ")} not identified`] : []),
    ...(has("law-cannot-rise") ? ["cannot rise where its runs do"] : []),
  ].join(", ");
}
