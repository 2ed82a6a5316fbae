import { format } from "./diagnostic.ts";
import type { Unknown } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic, IntervalKind } from "./types.ts";

/** An interval on the scale that is solved for, and as words in the parameter's unit. */
interface Width {
  kind: string;
  low: number;
  high: number;
  text: string;
}

/**
 * Parameters of which another kind of interval tells a different story than the one that is shown: it is much wider or narrower on the solved
 * scale, or lies apart. Kinds with a caution are not asked.
 *
 * @param kinds of every unknown, in their order; the first kind is the one that is shown.
 * @param doubtful keys of what is quoted as a bound, or not at all.
 */
export function diagnoseKinds(
  unknowns: readonly Unknown[],
  kinds: readonly Readonly<Record<string, IntervalKind>>[],
  doubtful: readonly (string | undefined)[],
): Diagnostic[] {
  const found = unknowns.flatMap((u, p) => {
    const [shown, ...others] = doubtful.includes(u.key) ? [] : comparable(u, kinds[p] ?? {});
    if (!shown) return [];
    const different = others.flatMap((other) => {
      const ratio = (other.high - other.low) / (shown.high - shown.low);
      const apart = other.low > shown.high || other.high < shown.low;
      if (!apart && ratio <= THRESHOLDS.kindsDisagree && ratio >= 1 / THRESHOLDS.kindsDisagree) return [];
      const said = apart ? "apart" : `${Math.max(ratio, 1 / ratio).toPrecision(2)} times ${ratio > 1 ? "wider" : "narrower"}`;
      return [{ kind: other.kind, ratio, apart, text: `${other.text} (${said})` }];
    });
    const widest = different.reduce((a, b) => (b.ratio > a.ratio ? b : a), { kind: shown.kind, ratio: 1 });
    return different.length > 0
      ? [
          {
            trusted: widest.kind,
            misleads: widest.kind !== shown.kind || different.some(({ apart }) => apart),
            text: `${u.key}: ${shown.text}, ${different.map(({ text }) => text).join(", ")}`,
          },
        ]
      : [];
  });
  if (found.length === 0) return [];
  const trusted = [...new Set(found.map((one) => one.trusted))].join(" or ");
  return [
    {
      code: "intervals-disagree",
      // Where what is shown is the wide one, the reader of the table is not misled.
      severity: found.some(({ misleads }) => misleads) ? "warning" : "note",
      message: `kinds of interval disagree: ${found.map(({ text }) => text).join("; ")}`,
      hint: `trust the wider (${trusted}): the narrower takes more for granted; --intervals all shows every kind`,
    },
  ];
}

function comparable(u: Unknown, kinds: Readonly<Record<string, IntervalKind>>): Width[] {
  const solved = (x: number): number => (u.parameter.scale === "log" ? Math.log(x) : x);
  return Object.entries(kinds).flatMap(([kind, entry]) => {
    if (!("interval" in entry) || entry.caution) return [];
    const [low, high] = [solved(entry.interval.low), solved(entry.interval.high)];
    const text = `${kind} ${format(entry.interval.low)} to ${format(entry.interval.high)}`;
    return Number.isFinite(low) && Number.isFinite(high) && high > low ? [{ kind, low, high, text }] : [];
  });
}
