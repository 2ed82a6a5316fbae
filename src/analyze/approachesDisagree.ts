import { format, warning } from "../fit/diagnostic.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { Frontier } from "./frontier.ts";

/**
 * `approaches-disagree`: exponents of the compute-optimal size, by several approaches to the same runs, whose intervals do not meet.
 *
 * @param found approaches by name; those without an interval of the exponent are passed over.
 * @returns one finding that names every pair, or none.
 * @see Besiroglu et al. 2024, arXiv:2404.10102: approach 3 of Hoffmann et al. disagreed with the other two, and was wrong.
 * @example
 * approachesDisagree({ law: computeOptimal(fitted), again: computeOptimal(fitted) }) // []
 */
export function approachesDisagree(found: Readonly<Record<string, Pick<Frontier, "a">>>): Diagnostic[] {
  const known = Object.entries(found).flatMap(([name, { a }]) => (a.value !== undefined && a.interval ? [{ name, ...a.interval }] : []));
  const apart = known.flatMap((one, i) =>
    known.slice(i + 1).flatMap((other) => (one.low > other.high || other.low > one.high ? [`${text(one)} and ${text(other)}`] : [])),
  );
  if (apart.length === 0) return [];
  return [
    warning(
      "approaches-disagree",
      `the intervals of a do not meet: ${apart.join("; ")}`,
      "at most one of them is right: look at the notes of each (schedules, brackets, repeated data, the law's residuals) before extrapolating",
    ),
  ];
}

function text({ name, low, high }: { name: string; low: number; high: number }): string {
  return `${name} ${format(low)} to ${format(high)}`;
}
