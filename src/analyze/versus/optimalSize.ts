/**
 * U_N, the number of parameters for which U unique tokens are compute-optimal under E + A/N^alpha + B/D^beta: (U·G)^(beta/alpha)·G with
 * G = (alpha·A/(beta·B))^(1/(alpha+beta)).
 *
 * @param theta A, B, alpha and beta.
 * @param U tokens.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 3.1.
 * @example
 * Math.round(optimalSize(findLaw("data-constrained").published[0].theta, 1e8)) // 5098652
 */
export function optimalSize(theta: Readonly<Record<string, number>>, U: number): number {
  const { A, B, alpha, beta } = theta as Record<"A" | "B" | "alpha" | "beta", number>;
  const G = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  return (U * G) ** (beta / alpha) * G;
}
