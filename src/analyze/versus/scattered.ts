import { random } from "../../numeric/random.ts";
import type { Segment } from "./contours.ts";

/** Contour lines of values at scattered places: straight in logarithms between neighbours, which the triangles of Delaunay name. */

/** A value at a place whose two coordinates are positive. */
export interface Scattered {
  x: number;
  y: number;
  z: number;
}

/** A place in the unit square of logarithms. */
type Point = readonly [number, number];
type Triangle = readonly [number, number, number];

/** Places on one circle have no unique triangles: they are moved by this share of the range, which decides. */
const SHAKE = 1e-6;
/** Corners of the triangle that holds all, in ranges. */
const FAR = 1e3;
/** Area in ranges below which a triangle is a straight edge. */
const SLIVER = 1e-4;

/**
 * The triangles between neighbouring places: no other place lies in the circle through the corners of one. Axes are logarithms, each scaled to its range.
 *
 * @returns positions of corners in `places`; none where all lie on one line.
 */
export function triangles(places: readonly { x: number; y: number }[]): Triangle[] {
  const exact = unitSquare(places);
  const draw = random(0, 0);
  const points = exact.map(([x, y]): Point => [x + SHAKE * draw.normal(), y + SHAKE * draw.normal()]);
  const count = points.length;
  points.push([-FAR, -FAR], [FAR, -FAR], [0.5, FAR]);
  let found: Triangle[] = [[count, count + 1, count + 2]];
  for (let p = 0; p < count; p++) {
    const broken = found.filter((one) => inCircle(one, points[p] as Point, points));
    const edges = broken.flatMap(([a, b, c]) => [
      [a, b],
      [b, c],
      [c, a],
    ]);
    // An edge of two broken triangles lies inside the hole: they run along it in opposite senses.
    const rim = edges.filter(([a, b]) => !edges.some(([c, d]) => a === d && b === c)) as [number, number][];
    found = [...found.filter((one) => !broken.includes(one)), ...rim.map(([a, b]): Triangle => [a, b, p])];
  }
  return found.filter((one) => one.every((i) => i < count) && area(one, exact) > SLIVER);
}

/** The pieces of the line at one level, a triangle at a time. */
export function scatteredContour(places: readonly Scattered[], between: readonly Triangle[], level: number): Segment[] {
  return between.flatMap((triangle): Segment[] => {
    const corners = triangle.map((i) => places[i] as Scattered);
    const cuts = corners.flatMap((a, k): Point[] => {
      const b = corners[(k + 1) % 3] as Scattered;
      if (a.z > level === b.z > level) return [];
      const share = (a.z - level) / (a.z - b.z);
      return [[a.x * (b.x / a.x) ** share, a.y * (b.y / a.y) ** share]];
    });
    const [from, to] = cuts;
    return from && to ? [[...from, ...to]] : [];
  });
}

function unitSquare(places: readonly { x: number; y: number }[]): Point[] {
  const scaled = (values: readonly number[]): number[] => {
    const logs = values.map(Math.log);
    const low = Math.min(...logs);
    const span = Math.max(...logs) - low || 1;
    return logs.map((value) => (value - low) / span);
  };
  const [x, y] = [scaled(places.map((place) => place.x)), scaled(places.map((place) => place.y))];
  return x.map((value, i) => [value, y[i] as number]);
}

/** Whether a point lies in the circle through the corners, which run against the clock. */
function inCircle(triangle: Triangle, [x, y]: Point, points: readonly Point[]): boolean {
  const [a, b, c] = triangle.map((i) => {
    const [u, v] = points[i] as Point;
    return [u - x, v - y, (u - x) ** 2 + (v - y) ** 2] as const;
  }) as [Row3, Row3, Row3];
  return a[0] * (b[1] * c[2] - c[1] * b[2]) - a[1] * (b[0] * c[2] - c[0] * b[2]) + a[2] * (b[0] * c[1] - c[0] * b[1]) > 0;
}

type Row3 = readonly [number, number, number];

function area([i, j, k]: Triangle, points: readonly Point[]): number {
  const [a, b, c] = [points[i], points[j], points[k]] as [Point, Point, Point];
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
}
