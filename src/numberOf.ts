const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?([kmbt]?)$/i;
const THOUSANDS = ["", "k", "m", "b", "t"];

/** A number with an optional k, M, B or T, or undefined; the exponent is joined as text, so that 1.1B is the double nearest to it. */
export function numberOf(text: string): number | undefined {
  const [, digits, exponent = "0", suffix = ""] = NUMBER.exec(text) ?? [];
  const value = digits === undefined ? Number.NaN : Number(`${digits}e${Number(exponent) + 3 * THOUSANDS.indexOf(suffix.toLowerCase())}`);
  return Number.isFinite(value) ? value : undefined;
}
