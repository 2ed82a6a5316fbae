import { UsageError } from "../../errors.ts";
import type { Fit } from "../../fit/types.ts";
import { root } from "../../numeric/root.ts";
import { type Estimate, estimate, type Predictor } from "../predictor.ts";
import { quantityOf } from "./places.ts";

/** Two ways to spend parameters. */
export type Way = "members" | "size";

/** The better way; `neither` where the 95 % interval of the difference (or that of `level`) holds 0. */
export type BetterWay = Way | "neither";

/** Both ways at one number of total parameters. */
export interface EqualTotal {
  /** N·K. */
  total: number;
  /** Members of the given size that make it up; not rounded. */
  members: number;
  /** Loss of that many members and of one model of that size, nats/token. */
  loss: Readonly<Record<Way, Estimate>>;
  /** Members less size: below 0 members are better. */
  difference: Estimate;
  better: BetterWay;
  /** Whether total parameters lie beyond the members, or the models, that were measured. */
  extrapolated: readonly Way[];
}

export type Crossing =
  | {
      kind: "crossing";
      /** Total parameters N·K of the last crossing in range. */
      total: Estimate;
      /** The better way above it. */
      above: Way;
      /** Ways whose measurements end below it. */
      extrapolated: readonly Way[];
    }
  /** One way is better over the whole range. */
  | { kind: "none"; better: Way };

export interface MembersOrSize {
  /** N of one member. */
  params: number;
  at: readonly EqualTotal[];
  crossing: Crossing;
  /** Total parameters between which a crossing was looked for: one member, and the further of the two reaches. */
  range: readonly [low: number, high: number];
  /** Largest total parameters that were measured. */
  reach: Readonly<Record<Way, number>>;
  /** The way with the lower limit; undefined where one has none. */
  inTheEnd: BetterWay | undefined;
}

const STEPS = 200;

/**
 * Whether more members of one size or one larger model is the better way to spend parameters, at equal total parameters N·K, and where that changes.
 *
 * @param memberFit law in K of members of one size, as of `memberLimit(…).fit`.
 * @param sizeFit law in N of single models at the same unique tokens, as of `sizeLimit(…).fit`.
 * @param options.params N of one member, in the unit of `sizeFit`'s rows.
 * @param options.totals total parameters to compare at. Default those that were measured either way.
 * @throws UsageError for laws in other quantities, or a size that is not positive.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 4.2 and figure 4: ensembles of 300M against single models.
 * @example
 * const models = [1.5e8, 3e8, 6e8, 1.4e9].map((params) => ({ ...observation, params, loss: 3.4 + 5e7 / params }));
 * membersOrSize(kLaw, fit(lawIn(power, "N"), models), { params: 3e8 }).inTheEnd // "members"
 */
export function membersOrSize(
  memberFit: Fit,
  sizeFit: Fit,
  options: { params: number; totals?: readonly number[]; level?: number },
): MembersOrSize {
  const { params, level } = options;
  requireLaw(memberFit, "K");
  requireLaw(sizeFit, "N");
  if (!(params > 0 && Number.isFinite(params)))
    throw new UsageError(`Cannot compare members of ${params} parameters: expected a positive number`, "the N of one member");
  const measured = {
    members: memberFit.observations.map((row) => params * quantityOf(row, "K")),
    size: sizeFit.observations.map((row) => quantityOf(row, "N")),
  };
  const reach = { members: Math.max(...measured.members), size: Math.max(...measured.size) };
  const range = [params, Math.max(reach.members, reach.size)] as const;
  const beyond = (total: number): Way[] => (["members", "size"] as const).filter((way) => total > reach[way] * (1 + 1e-9));
  const both = [memberFit, sizeFit];
  const of = (members: Predictor, total: number): number => members.loss({ K: total / params });
  const gap = (members: Predictor, size: Predictor, total: number): number => of(members, total) - size.loss({ N: total });
  const totals = options.totals ?? [...new Set([...measured.members, ...measured.size])].filter((total) => total >= params);
  const at = totals
    .toSorted((a, b) => a - b)
    .map((total): EqualTotal => {
      const difference = estimate(both, (m, s) => gap(m, s, total), level);
      return {
        total,
        members: total / params,
        loss: {
          members: estimate([memberFit], (m) => of(m, total), level),
          size: estimate([sizeFit], (s) => s.loss({ N: total }), level),
        },
        difference,
        better: betterOf(difference),
        extrapolated: beyond(total),
      };
    });
  const last = (m: Predictor, s: Predictor): number | undefined => lastCrossing((total) => gap(m, s, total), range);
  const total = estimate(both, last, level);
  const end = estimate(both, (m, s) => gap(m, s, range[1]));
  const better = wayOf(end.value as number);
  const limitsApart = (m: Predictor, s: Predictor): number | undefined => {
    const [a, b] = [m.limit({}, ["K"]), s.limit({}, ["N"])];
    return a === undefined || b === undefined ? undefined : a - b;
  };
  const limits = estimate(both, limitsApart, level);
  return {
    params,
    at,
    crossing:
      total.value === undefined ? { kind: "none", better } : { kind: "crossing", total, above: better, extrapolated: beyond(total.value) },
    range,
    reach,
    inTheEnd: limits.value === undefined ? undefined : betterOf(limits),
  };
}

/** Without an interval nothing says that the sign is chance. */
function betterOf({ value, interval }: Estimate): BetterWay {
  return interval && interval.low <= 0 && interval.high >= 0 ? "neither" : wayOf(value as number);
}

function wayOf(membersLessSize: number): Way {
  return membersLessSize < 0 ? "members" : "size";
}

/** Near one member both ways are nearly one model, and laws may cross there by their noise: what counts is who wins from where on. */
function lastCrossing(gap: (total: number) => number, [low, high]: readonly [number, number]): number | undefined {
  const [from, to] = [Math.log(low), Math.log(high)];
  const at = (ln: number): number => gap(Math.exp(ln));
  for (let i = STEPS; i > 0; i--) {
    const [a, b] = [from + ((to - from) * (i - 1)) / STEPS, from + ((to - from) * i) / STEPS];
    if (at(a) < 0 === at(b) < 0) continue;
    const found = root(at, a, b);
    if (found !== undefined) return Math.exp(found);
  }
  return undefined;
}

function requireLaw({ law }: Fit, symbol: string): void {
  if (law.quantities.join() !== symbol)
    throw new UsageError(
      `Cannot compare members with size: law "${law.id}" reads ${law.quantities.join(", ")}, expected ${symbol} alone`,
      "take the fits of memberLimit and sizeLimit",
    );
}
