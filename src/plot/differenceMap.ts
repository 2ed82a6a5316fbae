import { quantileSorted } from "simple-statistics";
import { contour, type Lattice } from "../analyze/versus/contours.ts";
import { lossDifferenceGrid } from "../analyze/versus/lossDifferenceGrid.ts";
import type { DrawnContour } from "./contourLines.ts";
import { drawsOf, type Pair, withoutDraws } from "./familyLaws.ts";
import type { Layer } from "./figure.ts";
import { boxes, type Row, segments } from "./marks.ts";
import { FAMILIES, INK, mix } from "./theme.ts";

/** A map of L_MDM − L_AR: shades in columns, hatching where it is below 0, contours and the doubt of the zero line. */

/** Places of the lattice in each direction, and of the coarser one that is asked in draws. */
const FINE = 49;
const COARSE = 15;
export const MAP_DRAWS = 200;
/** Share of draws on either side of which the sign is told. */
const UNSURE = 0.025;
/** Differences at which shades may change, nats/token; those in use are the largest of them that the map reaches. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] as const;
const SHADES = 5;
/** How much of the family's colour each shade has. */
const TINTS = [0.07, 0.2, 0.34, 0.48, 0.62, 0.78] as const;
/** Every so many columns have a stroke where MDM is lower. */
const HATCH = 2;

export type Range = readonly [number, number];

export const gridOver = ([from, to]: Range, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

/** The difference of two laws over U and C, nats/token; NaN where a law has no best size. */
export function differenceOver(pair: Pair, U: Range, C: Range, count = FINE): Lattice {
  const [x, y] = [gridOver(U, count), gridOver(C, count)];
  const { cells } = lossDifferenceGrid(withoutDraws(pair.ar), withoutDraws(pair.mdm), x, y, "kept");
  return { x, y, z: y.map((_, j) => x.map((__, i) => cells[i * y.length + j]?.difference ?? Number.NaN)) };
}

export function mapSteps({ z }: Lattice): number[] {
  const most = Math.max(...z.flat().filter(Number.isFinite).map(Math.abs));
  return STEPS.filter((step) => step < most).slice(-SHADES);
}

/** A piece of a column between two steps. */
interface Piece {
  column: number;
  x: number;
  x2: number;
  y: number;
  y2: number;
  /** Of its middle. */
  difference: number;
}

/** Columns about the lattice's unique tokens, cut where the difference passes a step: straight lines in the logarithm of compute between its places. */
function piecesOf({ x, y, z }: Lattice, steps: readonly number[]): Piece[] {
  const levels = [0, ...steps, ...steps.map((step) => -step)];
  return x.flatMap((U, column) => {
    const [before = U, after = U] = [x[column - 1], x[column + 1]];
    const sides = { x: Math.sqrt(before * U), x2: Math.sqrt(U * after) };
    return y.slice(1).flatMap((top, k): Piece[] => {
      const bottom = y[k] as number;
      const [low, high] = [z[k]?.[column] as number, z[k + 1]?.[column] as number];
      if (!Number.isFinite(low + high)) return [];
      const cuts = levels.flatMap((level) => (low > level === high > level ? [] : [(level - low) / (high - low)])).sort((a, b) => a - b);
      const ends = [0, ...cuts, 1];
      return ends.slice(1).map((end, i) => {
        const start = ends[i] as number;
        const place = (share: number): number => bottom * (top / bottom) ** share;
        return { column, ...sides, y: place(start), y2: place(end), difference: low + ((start + end) / 2) * (high - low) };
      });
    });
  });
}

/** Pieces of one column and shade that touch are one. */
function merged(pieces: readonly Piece[]): Row[] {
  const rows: { column: number; x: number; x2: number; y: number; y2: number }[] = [];
  for (const { column, x, x2, y, y2 } of pieces) {
    const last = rows.at(-1);
    if (last && last.column === column && Math.abs(last.y2 / y - 1) < 1e-9) last.y2 = y2;
    else rows.push({ column, x, x2, y, y2 });
  }
  return rows.map(({ column: _, ...row }) => row);
}

/** The colour of a shade: 0 is the palest, nearest to no difference. */
export const tint = (family: "ar" | "mdm", shade: number): string => mix(FAMILIES[family].colour, 255, 1 - (TINTS[shade] as number));

export function shading(lattice: Lattice, steps: readonly number[]): Layer[] {
  const pieces = piecesOf(lattice, steps);
  const shadeOf = ({ difference }: Piece): number => steps.filter((step) => Math.abs(difference) > step).length;
  const shades = (["ar", "mdm"] as const).flatMap((family) =>
    TINTS.flatMap((_, shade) => {
      const own = pieces.filter((piece) => piece.difference > 0 === (family === "ar") && shadeOf(piece) === shade);
      const fill = tint(family, shade);
      return own.length > 0 ? [boxes(merged(own), { fill, stroke: fill, strokeWidth: 0.6 })] : [];
    }),
  );
  // Grey print cannot tell two hues.
  const strokes = merged(pieces.filter(({ difference, column }) => difference < 0 && column % HATCH === 1)).map(({ x, x2, y, y2 }) => ({
    x: Math.sqrt((x as number) * (x2 as number)),
    y,
    y2,
  }));
  return [...shades, ...(strokes.length > 0 ? [segments(strokes, { colour: FAMILIES.mdm.colour, width: 1 })] : [])];
}

export const signed = (level: number): string => (level === 0 ? "0" : `${level < 0 ? "−" : "+"}${Math.abs(level)}`);

export function mapContours(lattice: Lattice, steps: readonly number[]): DrawnContour[] {
  return [0, ...steps, ...steps.map((step) => -step)].map((level) => ({
    level,
    segments: contour(lattice, level),
    colour: INK,
    width: level === 0 ? 3 : 0.7,
    text: signed(level),
  }));
}

/** Where 2.5 % and where 97.5 % of draws have MDM lower; none without draws. */
export function mapDoubt(pair: Pair, U: Range, C: Range): DrawnContour[] {
  const [ar, mdm] = [drawsOf(pair.ar, MAP_DRAWS), drawsOf(pair.mdm, MAP_DRAWS)];
  const drawn = ar.slice(0, mdm.length).map((one, k) => differenceOver({ ar: one, mdm: mdm[k] as Pair["mdm"] }, U, C, COARSE));
  const [first] = drawn;
  if (!first) return [];
  return [UNSURE, 1 - UNSURE].map((share) => {
    const z = first.z.map((row, j) =>
      row.map((_, i) => {
        const values = drawn.map((one) => one.z[j]?.[i] as number).filter(Number.isFinite);
        return values.length > 0
          ? quantileSorted(
              values.sort((a, b) => a - b),
              share,
            )
          : Number.NaN;
      }),
    );
    return {
      level: 0,
      segments: contour({ ...first, z }, 0),
      colour: INK,
      width: 1.2,
      dash: share < 0.5 ? [1.5, 3] : [6, 3],
      text: `${100 * share} %`,
    };
  });
}
