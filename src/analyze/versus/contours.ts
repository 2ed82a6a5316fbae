/** Contour lines of values on a grid, by marching squares in logarithms of both axes. */

/** Values at every pair of places; NaN where there is none. */
export interface Lattice {
  /** Ascending and positive. */
  x: readonly number[];
  y: readonly number[];
  /** By y, then by x. */
  z: readonly (readonly number[])[];
}

/** A straight piece: x1, y1, x2, y2. */
export type Segment = readonly [number, number, number, number];

type Point = readonly [number, number];

/** The pieces of the line at one level, a cell at a time; a cell with a missing corner has none. */
export function contour({ x, y, z }: Lattice, level: number): Segment[] {
  const segments: Segment[] = [];
  for (let j = 1; j < y.length; j++)
    for (let i = 1; i < x.length; i++) {
      const corners = [corner(i - 1, j - 1), corner(i, j - 1), corner(i, j), corner(i - 1, j)];
      if (corners.some(({ value }) => Number.isNaN(value))) continue;
      const cuts = corners.flatMap((a, k): Point[] => {
        const b = corners[(k + 1) % 4] as Corner;
        return a.value > 0 === b.value > 0 ? [] : [between(a, b)];
      });
      // Four cuts are a saddle: its middle says which corners hang together.
      const middle = corners.reduce((sum, { value }) => sum + value, 0);
      const [first, ...rest] = cuts as [Point, ...Point[]];
      const joined = cuts.length === 4 && middle > 0 !== (corners[0] as Corner).value > 0 ? [...rest, first] : cuts;
      for (let k = 0; k < joined.length; k += 2) segments.push([...(joined[k] as Point), ...(joined[k + 1] as Point)]);
    }
  return segments;

  function corner(i: number, j: number): Corner {
    return { x: x[i] as number, y: y[j] as number, value: (z[j]?.[i] as number) - level };
  }
}

interface Corner {
  x: number;
  y: number;
  /** Above the level. */
  value: number;
}

function between(a: Corner, b: Corner): Point {
  const share = a.value / (a.value - b.value);
  return [a.x * (b.x / a.x) ** share, a.y * (b.y / a.y) ** share];
}
