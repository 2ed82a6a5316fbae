/**
 * Factors a symmetric matrix as L·Lᵀ.
 *
 * @param a lower triangle of an n × n row-major matrix; left as it is.
 * @param l receives the lower triangle of L.
 * @returns false when `a` is not positive definite (relative to its diagonal); then `l` is not to be used.
 */
export function cholesky(a: Float64Array, n: number, l: Float64Array): boolean {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (i === j) {
        if (!(sum > 1e-14 * Math.abs(a[i * n + i] as number))) return false;
        l[i * n + i] = Math.sqrt(sum);
      } else l[i * n + j] = sum / (l[j * n + j] as number);
    }
  return true;
}

/** Solves L·Lᵀ·x = b in place of `x` (which holds b). */
export function solve(l: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  backward(l, n, x);
}

/** Solves Lᵀ·x = b in place of `x`: maps independent unit steps to steps of equal probability under the covariance (L·Lᵀ)⁻¹. */
export function backward(l: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
}
