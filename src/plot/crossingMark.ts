import type { Crossover } from "../analyze/crossover.ts";
import type { MeasuredCrossover } from "../analyze/versus/crossovers.ts";
import type { Layer } from "./figure.ts";
import { points, type Row, segments } from "./marks.ts";
import { FAMILIES } from "./theme.ts";

/** Crossings of two curves in a figure: their mark, and what is said of them. */

/**
 * A diamond about where the curves cross, and a bracket that ends at the measured places around it: those that enclose it, or farther ones where noise may
 * have moved them.
 *
 * @param curve one of the two, ascending in x: it gives the height.
 */
export function crossingMark(found: Crossover, curve: readonly Row[], colour: string): Layer[] {
  if (found.kind === "none") return [];
  const y = heightAt(curve, found.x);
  const [low, high] = endsOf(found);
  const [from, to] = [Math.max(low, curve[0]?.x as number), Math.min(high, curve.at(-1)?.x as number)];
  return [
    segments([{ x: from, x2: to, y }], { colour, width: 1, opacity: 0.7 }),
    caps([from, to], y, colour),
    points([{ x: found.x, y }], { colour, shape: "diamond" }, { hollow: true, size: 70 }),
  ];
}

function endsOf({ between: [low, high], interval }: Extract<Crossover, { kind: "crossing" }>): readonly [number, number] {
  return interval ? [Math.min(interval.low, low), Math.max(interval.high, high)] : [low, high];
}

function caps(places: readonly number[], y: number, colour: string): Layer {
  return {
    data: { values: places.map((x) => ({ x, y })) },
    mark: { type: "tick", orient: "vertical", color: colour, size: 9, thickness: 1, opacity: 0.7 },
  };
}

/** By straight lines in ln x, as the crossing was found. */
function heightAt(curve: readonly Row[], x: number): number {
  const right = curve.findIndex((row) => (row.x as number) >= x);
  const [p, q] = [curve[Math.max(right - 1, 0)] as Row, curve[Math.max(right, 0)] as Row];
  const [x0, x1, y0, y1] = [p.x, q.x, p.y, q.y] as number[] as [number, number, number, number];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * Math.log(x / x0)) / Math.log(x1 / x0);
}

/**
 * A crossing in words, or how far the data reach without one.
 *
 * @param scale of the measurement in the figure.
 */
export function statement(found: MeasuredCrossover | undefined, missing: string | undefined, scale = 1): string {
  if (!found) return missing ?? "not measured";
  const { crossover, reading } = found;
  if (crossover.kind === "none") {
    const { from, to, crossing = 0, ahead, gap } = crossover;
    const margin = ahead ? ` (${FAMILIES[ahead === "first" ? "ar" : "mdm"].label} ahead by ≥ ${round(scale * Math.abs(gap), 2)})` : "";
    const share = crossing > 0 ? `, in ${round(100 * crossing, 1)} % of noise draws one` : "";
    return `none within ${round(from)}–${round(to)} epochs${margin}${share}`;
  }
  const [low, high] = endsOf(crossover);
  const place = {
    "no-later": upTo(high),
    "no-sooner": from(low),
    "as-measured": `${low === 0 ? "any earlier" : round(low)}–${Number.isFinite(high) ? round(high) : "any later"} epochs`,
  };
  const { x, between, count } = crossover;
  return `${place[reading]} (measured between ${between.map((end) => round(end)).join(" and ")}, about ${round(x)})${count > 1 ? `; ${count} crossings` : ""}`;
}

/** What the runs support of a crossing that a loose bound may have moved: its measured places, not a line between them. */
const upTo = (high: number): string => (Number.isFinite(high) ? `≤ ${round(high)} epochs` : "at any epochs");
const from = (low: number): string => (low > 0 ? `≥ ${round(low)} epochs` : "at any epochs");

const round = (x: number, digits = 3): string => String(Number(x.toPrecision(digits)));
