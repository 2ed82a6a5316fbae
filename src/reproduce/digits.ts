/** A number as printed: its value, and half a unit of its last digit. */
export interface Printed {
  bound: "" | "<" | ">";
  value: number;
  half: number;
  decimals: number;
  significant: number;
  exponent: number | undefined;
}

/** Double arithmetic in another order gives another last bit: so many of them are no difference. */
const BITS = 4;

export const PRINTED_RULE = "to the digits printed: within half a unit of the last one";

/**
 * The numbers of a claim as printed; undefined for one that is not printed (`…`).
 *
 * @example
 * printed("0.35, …")[1] // undefined
 */
export function printed(text: string): (Printed | undefined)[] {
  return text.split(", ").map((one) => {
    if (one === "…") return undefined;
    const [, bound = "", digits, fraction = "", power] = /^([<>]?)(-?\d+(?:\.(\d+))?)(?:e(-?\d+))?$/.exec(one) ?? [];
    if (digits === undefined) throw new Error(`cannot read the printed number "${one}"`);
    const exponent = power === undefined ? undefined : Number(power);
    return {
      bound: bound as Printed["bound"],
      value: Number(`${digits}e${exponent ?? 0}`),
      half: 0.5 * 10 ** ((exponent ?? 0) - fraction.length),
      decimals: fraction.length,
      significant: digits.replace(/^-|\./g, "").replace(/^0+/, "").length,
      exponent,
    };
  });
}

/**
 * Whether numbers are the printed ones: each rounds to the digits printed, keeps a printed bound, or lies `within` a relative distance, or one of its own (`room`).
 *
 * @example
 * agrees("0.3478", [0.34784]) // true
 * agrees("0.3478", [0.3472]) // false
 * agrees("<0.4", [0.32]) // true
 */
export function agrees(text: string, ours: readonly number[], within?: number, room?: readonly number[]): boolean {
  const all = printed(text);
  if (all.length !== ours.length) throw new Error(`${ours.length} numbers for "${text}"`);
  return all.every((one, i) => {
    const x = ours[i] as number;
    if (!one) return true;
    if (one.bound !== "") return one.bound === "<" ? x < one.value : x > one.value;
    const near = room?.[i] ?? (within === undefined ? one.half * (1 + 1e-9) : within * Math.abs(one.value));
    return Math.abs(x - one.value) <= Math.max(near, BITS * Number.EPSILON * Math.abs(one.value));
  });
}

/** Digits that a number is shown with at least. */
const LEAST = 3;

/** Numbers beside printed ones, each with a digit more. */
export function shownBeside(text: string, ours: readonly number[]): string {
  const all = printed(text);
  const known = all.find((one) => one !== undefined);
  return ours
    .map((x, i) => {
      const like = all[i] ?? known;
      if (!like || !Number.isFinite(x)) return Number.isNaN(x) ? "none" : x > 0 ? "∞" : "-∞";
      if (like.exponent !== undefined) return x.toExponential(like.significant).replace("e+", "e");
      const needed = x === 0 ? 0 : LEAST - 1 - Math.floor(Math.log10(Math.abs(x)));
      return x.toFixed(Math.min(Math.max(like.decimals + (like.decimals > 0 ? 1 : 0), needed, 0), 16));
    })
    .join(", ");
}
