import type { Crossover, Side } from "../../analyze/crossover.ts";
import { intervalText, numberText } from "../../numberText.ts";

/**
 * Where AR and MDM cross, in words: two measurements enclose it, what the curves do between them was not measured.
 *
 * @param amountOf a place in words.
 * @param unit behind places, with a space before it.
 * @example
 * crossingText({ kind: "none", from: 1, to: 16, gap: -0.1, at: 16, ahead: "first", crossing: 0 }) // "no, from 1 to 16, AR ahead by 0.1 or more"
 */
export function crossingText(crossover: Crossover, amountOf: (x: number) => string = (x) => numberText(x, 3), unit = ""): string {
  if (crossover.kind === "none") {
    const { from, to, gap, ahead } = crossover;
    const lead = ahead === undefined ? "" : `, ${sideName(ahead)} ahead by ${numberText(Math.abs(gap), 2)} or more`;
    return `no, from ${amountOf(from)} to ${amountOf(to)}${unit}${lead}`;
  }
  const { x, between, interval, ahead, count: times } = crossover;
  const closed = interval && interval.low > 0 && Number.isFinite(interval.high);
  const wider = interval && (interval.low < between[0] || interval.high > between[1]);
  const ends = wider ? `, with noise ${closed ? `${amountOf(interval.low)} to ${amountOf(interval.high)}` : intervalText(interval)}` : "";
  const more = times > 1 ? `; the first of ${times}` : "";
  return `between ${between.map((end) => amountOf(end)).join(" and ")}${unit} (about ${amountOf(x)}${ends}), ${sideName(ahead)} ahead just beyond${more}`;
}

const sideName = (side: Side): string => (side === "first" ? "AR" : "MDM");
