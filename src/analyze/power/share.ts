/** A share of simulations, with the 95 % interval that their number leaves it. */
export interface Share {
  count: number;
  of: number;
  value: number;
  low: number;
  high: number;
}

const Z = 1.959963984540054;

/**
 * A share with Wilson's interval: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
 *
 * Source: Wilson 1927, Journal of the American Statistical Association 22.
 *
 * @returns NaN where there is nothing to take a share of.
 * @example
 * shareOf(0, 10).low // 0
 */
export function shareOf(count: number, of: number): Share {
  const value = count / of;
  const centre = value + Z ** 2 / (2 * of);
  const reach = Z * Math.sqrt((value * (1 - value)) / of + Z ** 2 / (4 * of ** 2));
  const scale = 1 + Z ** 2 / of;
  return { count, of, value, low: Math.max((centre - reach) / scale, 0), high: Math.min((centre + reach) / scale, 1) };
}
