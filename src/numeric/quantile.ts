import { incompleteBeta } from "./incompleteBeta.ts";
import type { Random } from "./random.ts";
import { root } from "./root.ts";

/** Quantiles of the normal and of Student's distribution, to about twelve digits: what intervals from curvature and corrected percentiles need. */

/** Degrees of freedom from which Student's distribution is the normal one, to four digits. */
const NORMAL = 1e5;
/** Degrees of freedom from which a spread counts as known. */
const KNOWN = 60;

/**
 * Φ(z), by Marsaglia's series 1/2 + φ(z)·(z + z³/3 + z⁵/(3·5) + …).
 *
 * @example
 * normalBelow(1.959963984540054) // 0.975
 */
export function normalBelow(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-(z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * z with Φ(z) = `share`; ±Infinity at 1 and 0.
 *
 * @example
 * normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(share: number): number {
  if (share <= 0 || share >= 1) return share <= 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return root((z) => normalBelow(z) - share, -8, 8) as number;
}

/**
 * t with P(T < t) = `share` ≥ 1/2 for Student's distribution.
 *
 * @param freedom degrees of freedom, at least 1.
 * @example
 * studentQuantile(0.975, 1) // 12.706204736174698
 */
export function studentQuantile(share: number, freedom: number): number {
  if (share >= 1 || freedom > NORMAL) return normalQuantile(share);
  // P(|T| > t) = I_x(ν/2, 1/2) at x = ν/(ν + t²).
  const x = root((at) => incompleteBeta(at, freedom / 2, 0.5) - 2 * (1 - share), 0, 1) as number;
  return Math.sqrt((freedom * (1 - x)) / x);
}

/**
 * √(ν/χ²): a spread known with few degrees of freedom may be larger than it looks. Times a standard normal it is Student's t.
 *
 * @param freedom degrees of freedom that the spread was estimated with.
 */
export function unsureSpread(freedom: number, draw: Random): number {
  if (freedom > KNOWN) return 1;
  let chiSquared = 0;
  for (let i = 0; i < freedom; i++) chiSquared += draw.normal() ** 2;
  return Math.sqrt(freedom / chiSquared);
}
