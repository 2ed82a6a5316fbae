const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
const [PLUS, MINUS, POINT, ZERO, EXPONENT] = [0x2b, 0x2d, 0x2e, 0x30, 0x65];
/** Numbers up to here are doubles without a gap. */
const EXACT = 2 ** 53;

/**
 * The number that bytes spell, where a multiplication or division of two doubles gives its nearest double: mantissa below 2^53 and power of ten within
 * 10^±22, which is nearly every number of a log (Clinger 1990, "How to read floating point numbers accurately", §5).
 *
 * @returns NaN where they spell none, where the rounding is not certain, or where the text says more than the number (`007`): read the text then.
 */
export function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  const sign = bytes[i];
  if (sign === MINUS || sign === PLUS) i++;
  const begun = i;
  let mantissa = 0;
  let point = -1;
  for (; i < to; i++) {
    const c = bytes[i] as number;
    const digit = c - ZERO;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (c === POINT && point < 0) point = i;
    else break;
  }
  const digits = i - begun - (point < 0 ? 0 : 1);
  if (digits === 0) return Number.NaN;
  if (bytes[begun] === ZERO && digits > 1 && point !== begun + 1) return Number.NaN;
  let power = point < 0 ? 0 : point + 1 - i;
  if (i < to) {
    if (((bytes[i] as number) | 0x20) !== EXPONENT) return Number.NaN;
    i++;
    const down = bytes[i] === MINUS;
    if (down || bytes[i] === PLUS) i++;
    const exponentFrom = i;
    let exponent = 0;
    for (; i < to; i++) {
      const digit = (bytes[i] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return Number.NaN;
      exponent = exponent * 10 + digit;
    }
    if (i === exponentFrom) return Number.NaN;
    power += down ? -exponent : exponent;
  }
  const size = scaled(mantissa, power);
  return sign === MINUS ? -size : size;
}

/** `mantissa · 10^power` to the nearest double, or NaN where that is not certain. */
export function scaled(mantissa: number, power: number): number {
  if (mantissa >= EXACT || power < -22 || power > 22) return Number.NaN;
  return power < 0 ? mantissa / (POWERS[-power] as number) : mantissa * (POWERS[power] as number);
}
