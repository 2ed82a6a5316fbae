import { SATURATION } from "./graph.ts";

/**
 * Elementary functions of the generated code, which spends most of its time in them: by table and a short polynomial, written out in place (an engine
 * inlines no call in code of this length, and boxes the numbers of calls).
 *
 * Both are within two units of the last place of the engine's own over the ranges where they stand in for it, and give the same bits on every
 * engine (whose own `exp` and `log` differ in the last one).
 */
export const TABLES: Readonly<Record<string, Float64Array>> = (() => {
  const power = (count: number, at: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => at(i));
  return {
    ROOTS: power(128, (j) => 2 ** (j / 128)),
    EXCESSES: power(128, (j) => Math.expm1(((j - 64) / 128) * Math.LN2)),
    POWERS: power(2048, (k) => 2 ** (k - 1074)),
    CENTRES: power(1024, (k) => 512 / (k + 0.5)),
    LOGS: power(1024, (k) => Math.log((k + 0.5) / 512)),
  };
})();

/** ln 2 in two parts, the first with trailing zeros: a multiple of it is exact. */
const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;
/** Adding and taking off 1.5·2⁵² rounds to the nearest integer. */
const ROUND = 6755399441055744;

const REDUCE = (x: string): string =>
  `const k = ${x} * ${128 / Math.LN2} + ${ROUND} - ${ROUND}, j = k | 0, r = ${x} - k * ${LN2[0] / 128} - k * ${LN2[1] / 128}`;
const SERIES = `r * (1 + r * (0.5 + r * (${1 / 6} + r * (${1 / 24} + r * ${1 / 120}))))`;

/** Statements that set `to` to eˣ = 2^(k/128)·e^r with |r| ≤ ln 2/256; saturates, and leaves subnormal results to the engine. */
export function exponential(to: string, x: string): string {
  return `if (${x} < ${SATURATION} && ${x} > -700) { ${REDUCE(x)}, root = ROOTS[j & 127]; ${to} = (root + root * (${SERIES})) * POWERS[(j >> 7) + 1074]; }
else ${to} = EXP(${x} > ${SATURATION} ? ${SATURATION} : ${x});`;
}

/** Statements that set `to` to eˣ − 1, near 0 without the cancellation: (2^(k/128) − 1) + 2^(k/128)·(e^r − 1). */
export function exponentialLessOne(to: string, x: string): string {
  return `if (${x} < 0.34 && ${x} > -0.34) { ${REDUCE(x)}, excess = EXCESSES[j + 64]; ${to} = excess + (1 + excess) * (${SERIES}); }
else { ${exponential(to, x)} ${to} -= 1; }`;
}

/** Statements that set `to` to ln x, near 1 by its distance from one of 512 centres: what the residual is of a prediction over its observation. */
export function logarithm(to: string, x: string): string {
  return `if (${x} > 0.5 && ${x} < 2) { const k = ${x} * 512 | 0, u = ${x} * CENTRES[k] - 1; ${to} = LOGS[k] + u * (1 - u * (0.5 - u * (${1 / 3} - u * (0.25 - u * 0.2)))); }
else ${to} = log(${x});`;
}
