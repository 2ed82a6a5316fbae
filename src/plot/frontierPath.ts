import { FLOP } from "../analyze/allocate.ts";
import { type FixedDataFrontier, frontier } from "../analyze/versus/frontier.ts";
import type { Fit } from "../fit/types.ts";
import { thinned, withoutDraws } from "./familyLaws.ts";
import type { Layer } from "./figure.ts";
import type { Spot } from "./labelRoom.ts";
import { line } from "./marks.ts";
import { INK } from "./theme.ts";

/** The efficient frontier of a law at fixed unique tokens, as a line over epochs and parameters. */

/** What rows, or axes, span. */
export type Reach = Readonly<Record<"epochs" | "params", readonly [number, number]>>;

export interface Frontier {
  /** Without draws: no bands are drawn along it. */
  path: FixedDataFrontier;
  /** From draws. */
  stop: FixedDataFrontier["stop"];
}

const STEPS = 60;
/** Draws in which the end is sought. */
export const STOP_DRAWS = 50;
/** The end is held by the axes up to so many times the largest run's epochs and parameters. */
const HELD = 12;

/** From the least to beyond the most compute that the runs span. */
export function frontiers(fit: Fit, U: number, { epochs, params }: Reach): Frontier {
  const [from, to] = [FLOP * U * epochs[0] * params[0], FLOP * U * epochs[1] * params[1] * HELD ** 2];
  const path = frontier(
    withoutDraws(fit),
    U,
    Array.from({ length: STEPS + 1 }, (_, i) => from * (to / from) ** (i / STEPS)),
  );
  return { path, stop: frontier(thinned(fit, STOP_DRAWS), U, [from]).stop };
}

/** Where the frontier stops to help, as a place of the plane: the best split of its compute, read between the points of the path. */
export function endOf({ points: path, stop }: FixedDataFrontier, U: number): Spot | undefined {
  const C = stop.C.value;
  const next = path.findIndex((point) => point.C >= (C ?? Number.POSITIVE_INFINITY));
  const [a, b] = [path[next - 1], path[next]];
  const [from, to] = [a?.N.value, b?.N.value];
  if (C === undefined || !a || !b || from === undefined || to === undefined) return undefined;
  const N = from * (to / from) ** (Math.log(C / a.C) / Math.log(b.C / a.C));
  return { x: C / (FLOP * N * U), y: N };
}

/** Whether the end is near enough to what the runs span for the axes to reach it. */
export const isNear = ({ epochs, params }: Reach, { x, y }: Spot): boolean =>
  x >= epochs[0] && x <= HELD * epochs[1] && y >= params[0] && y <= HELD * params[1];

/** The frontier's places inside the axes, up to where more compute stops to help. */
export function wayOf({ points: path }: FixedDataFrontier, { epochs, params }: Reach, stop: number | undefined): Spot[] {
  return path.flatMap(({ C, N, epochs: own }) => {
    const [x, y] = [own.value, N.value];
    if (x === undefined || y === undefined || C > (stop ?? Number.POSITIVE_INFINITY)) return [];
    return x >= epochs[0] && x <= epochs[1] && y >= params[0] && y <= params[1] ? [{ x, y }] : [];
  });
}

/** Solid within what the runs span, dashed beyond. */
export function frontierLines(way: readonly Spot[], { epochs, params }: Reach): Layer[] {
  const first = way.findIndex(({ x, y }) => x > epochs[1] || y > params[1]);
  const at = first < 0 ? way.length : first;
  return [
    ...(at > 1 ? [line(way.slice(0, at), { colour: INK, width: 2.2 })] : []),
    ...(at < way.length ? [line(way.slice(Math.max(at - 1, 0)), { colour: INK, width: 2.2, dash: [5, 3] })] : []),
  ];
}
