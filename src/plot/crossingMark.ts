import type { Crossover } from "../analyze/crossover.ts";
import type { MeasuredCrossover } from "../analyze/versus/crossovers.ts";
import type { Layer } from "./figure.ts";
import { points, type Row, segments } from "./marks.ts";

/** Crossings of two curves in a figure: their mark, and what is said of them. */

/** Height of the bracket's ends, as a factor of its distance from the curve. */
const END = "|";

/**
 * A diamond at the crossing with its interval as a thick bar, and a thin bracket of the two measured places around it.
 *
 * @param curve one of the two, ascending in x: it gives the height.
 */
export function crossingMark(found: Crossover, curve: readonly Row[], colour: string): Layer[] {
  if (found.kind === "none") return [];
  const { x, between, interval } = found;
  const y = heightAt(curve, x);
  const [from, to] = between;
  const ends = interval && { x: Math.max(interval.low, from), x2: Math.min(interval.high, to), y };
  return [
    segments([{ x: from, x2: to, y }], { colour, width: 1, opacity: 0.7 }),
    ...[from, to].map((edge) => capAt(edge, y, colour)),
    ...(ends ? [segments([ends], { colour, width: 4 })] : []),
    points([{ x, y }], { colour, shape: "diamond" }, { hollow: true, size: 70 }),
  ];
}

function capAt(x: number, y: number, colour: string): Layer {
  return {
    data: { values: [{ x, y, text: END }] },
    mark: { type: "text", color: colour, align: "center", baseline: "middle", fontSize: 9, opacity: 0.7 },
    encoding: { text: { field: "text", type: "nominal" } },
  };
}

/** By straight lines in ln x, as the crossing was found. */
function heightAt(curve: readonly Row[], x: number): number {
  const right = curve.findIndex((row) => (row.x as number) >= x);
  const [p, q] = [curve[Math.max(right - 1, 0)] as Row, curve[Math.max(right, 0)] as Row];
  const [x0, x1, y0, y1] = [p.x, q.x, p.y, q.y] as number[] as [number, number, number, number];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * Math.log(x / x0)) / Math.log(x1 / x0);
}

/** A crossing in words, or how far the data reach without one. */
export function statement(found: MeasuredCrossover | undefined, missing: string | undefined): string {
  if (!found) return missing ?? "not measured";
  const { crossover, reading } = found;
  if (crossover.kind === "none") {
    const { from, to, crossing = 0 } = crossover;
    const share = crossing > 0 ? ` (but in ${(100 * crossing).toFixed(0)} % of noise draws)` : "";
    return `none within ${round(from)} to ${round(to)} epochs${share}`;
  }
  const { x, between, interval, count } = crossover;
  const range = interval
    ? ` (${interval.low === 0 ? "any earlier" : round(interval.low)}–${Number.isFinite(interval.high) ? round(interval.high) : "any later"})`
    : "";
  const bound = { "no-later": "≤ ", "no-sooner": "≥ ", "as-measured": "" }[reading];
  return `at ${bound}${round(x)}${range}, measured at ${between.map(round).join(" and ")}${count > 1 ? `; ${count} crossings` : ""}`;
}

const round = (x: number): string => String(Number(x.toPrecision(3)));
