import {
  allocate,
  asymptote,
  type Budget,
  completed,
  type Estimate,
  effectiveTokens,
  estimate,
  type Fit,
  halfLife,
  type Law,
  lowest,
  suggestion,
  type Tolerance,
  UsageError,
  type Wanted,
} from "../../index.ts";
import { held, required, searched } from "../analyze/places.ts";
import { atText } from "../analyze/words.ts";
import { list, number, symbolOf } from "../given.ts";
import type { PlanFlags } from "../plan.ts";

/** The number of `--know`, and how well it is to be known. */
export interface Known {
  name: string;
  unit: string;
  of: Wanted;
  within: Tolerance;
}

type Where = "at" | "over" | "to" | "compute";

interface Analysis {
  unit: string;
  takes: readonly Where[];
  of(given: PlanFlags, law: Law): (fit: Fit) => Estimate;
}

const NONE: Estimate = { value: undefined, interval: undefined, missing: 1 };
const REPEATED = "N=300M,U=100M,epochs=16";

/** What analyses make of one fit; those of two (a crossover, critical compute) would want two truths. */
const ANALYSES: Readonly<Record<string, Analysis>> = {
  loss: {
    unit: "nats/token",
    takes: ["at"],
    of: ({ at }, law) => {
      const point = completed(held(at));
      for (const symbol of law.quantities) required("loss", point, symbol, law.quantities.map((q) => `${q}=…`).join(","));
      return (fit) => estimate([fit], (p) => p.loss(point));
    },
  },
  asymptote: {
    unit: "nats/token",
    takes: ["at", "to"],
    of: ({ at, to }) => {
      const place = held(at);
      const symbols = list(to).map((name) => symbolOf("--to", name));
      return (fit) => {
        const end = asymptote(fit, { at: place, ...(symbols.length > 0 && { to: symbols }) });
        return end.kind === "none" ? NONE : end.loss;
      };
    },
  },
  lowest: { unit: "nats/token", takes: ["at", "over"], of: lowestOf("loss") },
  "lowest-at": { unit: "in the unit of --over", takes: ["at", "over"], of: lowestOf("at") },
  "half-life": {
    unit: "repeats",
    takes: ["at"],
    of: ({ at }) => {
      const place = held(at);
      for (const symbol of ["N", "U"]) required("half-life", place, symbol, "N=300M,U=100M");
      return (fit) => halfLife(fit, place as { N: number; U: number });
    },
  },
  "effective-tokens": {
    unit: "tokens",
    takes: ["at"],
    of: ({ at }) => {
      const place = held(at);
      for (const symbol of ["N", "U", "epochs"]) required("effective-tokens", place, symbol, REPEATED);
      return (fit) => effectiveTokens(fit, place as { N: number; U: number; epochs: number });
    },
  },
  "optimal-params": { unit: "parameters", takes: ["at", "compute"], of: splitOf("N") },
  "optimal-tokens": { unit: "tokens", takes: ["at", "compute"], of: splitOf("D") },
};

function lowestOf(part: "loss" | "at"): Analysis["of"] {
  return ({ at, over }) => {
    const { along, range, at: place } = searched("lowest", at, over);
    return (fit) => lowest(fit, along, { range, at: place })[part];
  };
}

function splitOf(part: "N" | "D"): Analysis["of"] {
  return ({ at, compute }) => {
    if (compute === undefined)
      throw new UsageError("Cannot ask for the best split of compute: --compute is not given", "FLOP, as --compute 1e21");
    const { U } = held(at);
    const budget: Budget = { C: number("--compute", compute), ...(U !== undefined && { U }) };
    return (fit) => allocate(fit, budget)[part];
  };
}

/** `RD within 2x`, `half-life within 20%`, `loss within 0.01`. */
export function knownOf(given: PlanFlags, law: Law): Known {
  const [, name, tolerance] = /^\s*(\S+)\s+within\s+(.+?)\s*$/.exec(given.know) ?? [];
  if (name === undefined || tolerance === undefined)
    throw new UsageError(
      `Cannot read --know "${given.know}": expected WHAT within HOW NEAR`,
      '"RD within 2x", "half-life within 20%" or "loss within 0.01"',
    );
  const analysis = Object.hasOwn(ANALYSES, name) ? ANALYSES[name] : undefined;
  const parameter = law.parameters.find((p) => p.name === name);
  if (!analysis && !parameter)
    throw new UsageError(
      `Cannot plan for "${name}": it is no parameter of law "${law.id}", and no number of one fit`,
      suggestion(name, [...law.parameters.map((p) => p.name), ...Object.keys(ANALYSES)], "it may be"),
    );
  const idle = (["at", "over", "to", "compute"] as const).find(
    (flag) => given[flag] !== undefined && !(analysis?.takes.includes(flag) ?? false),
  );
  if (idle) throw new UsageError(`Cannot use --${idle} with "${name}": it has no use for it`, "leave it out");
  const within = toleranceOf(tolerance);
  if (!analysis) return { name, unit: parameter?.unit ?? "", of: name, within };
  return { name: `${name}${atText(held(given.at))}`, unit: analysis.unit, of: analysis.of(given, law), within };
}

function toleranceOf(text: string): Tolerance {
  const [, digits, unit] = /^([\d.e+-]+)\s*(x|×|%)?$/i.exec(text) ?? [];
  const value = Number(digits);
  if (digits === undefined || !Number.isFinite(value))
    throw new UsageError(`Cannot read how near "${text}" is`, "2x (a factor), 5% (of the number) or 0.01 (either side, in its unit)");
  return unit === undefined ? { width: value } : unit === "%" ? { relative: value / 100 } : { factor: value };
}

/** A tolerance in words: to a factor of 2, to within 5 %, to ±0.01 nats/token. */
export function toleranceText(within: Tolerance, unit: string): string {
  if ("factor" in within) return `to a factor of ${within.factor}`;
  if ("relative" in within) return `to within ${Number((100 * within.relative).toPrecision(6))} %`;
  return `to ±${within.width}${unit === "1" || unit === "" ? "" : ` ${unit}`}`;
}
