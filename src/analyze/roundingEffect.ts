import { UsageError } from "../errors.ts";
import { format } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../fit/types.ts";
import type { Law } from "../laws/law.ts";
import { type Headline, headlineOf, splitOf } from "./headline.ts";
import { type Predictor, predictorOf } from "./predictor.ts";

export interface RoundingOptions {
  /** Significant digits that every constant keeps. */
  digits?: number;
  /** Constants as they are printed, by parameter; the others keep every digit. */
  constants?: Readonly<Record<string, number>>;
  /** FLOP at which D/N is asked for; needed where there is no fit. */
  compute?: number;
}

/** What a headline number becomes when it is computed from rounded constants. */
export interface RoundingEffect {
  headline: Pick<Headline, "name" | "at">;
  /** From every digit; undefined where the law has none there. */
  exact: number | undefined;
  /** From the rounded constants; undefined where they give none. */
  rounded: number | undefined;
  constants: Readonly<Record<string, number>>;
  diagnostics: readonly Diagnostic[];
}

/**
 * A headline number computed from rounded constants beside the one from all digits: D/N of the best split of compute for a law of N and D, else the
 * loss (nats/token) at ten times the largest row.
 *
 * `rounded-constants`: it changes by more than a tenth.
 *
 * @param source a fit, or a law with all of its parameters.
 * @throws UsageError where neither digits nor constants are given, or a law without a fit has no best split to ask for.
 * @example
 * roundingEffect({ law: chinchilla, parameters: { E: 1.8, A: 480, B: 2100, alpha: 0.35, beta: 0.35 } }, { digits: 1, compute: 1e21 }).constants.alpha // 0.3
 */
export function roundingEffect(
  source: Fit | { law: Law; parameters: Readonly<Record<string, number>> },
  { digits, constants, compute }: RoundingOptions,
): RoundingEffect {
  if (digits === undefined && constants === undefined)
    throw new UsageError("Cannot round constants: neither digits nor constants are given", "as { digits: 2 }");
  const ofFit = "options" in source ? headlineOf(source, compute) : undefined;
  const headline = ofFit ?? splitOf(source.law.quantities, compute ?? 0);
  if (!headline)
    throw new UsageError(
      `Cannot round constants of law "${source.law.id}": there is no fit, and no compute at which it has a best split`,
      "give a fit, or the compute in FLOP for a law in N and D",
    );
  const values = "options" in source ? source.estimates : source.parameters;
  const exact = parametersOf(source.law, values, ofFit?.level);
  const given = constants && parametersOf(source.law, constants, ofFit?.level);
  const near = Object.fromEntries(
    Object.entries(exact).map(([name, value]) => [
      name,
      given?.[name] ?? (digits === undefined ? value : Number(value.toPrecision(digits))),
    ]),
  );
  const of = (parameters: Readonly<Record<string, number>>): number | undefined => finite(headline.of, predictorOf(source.law, parameters));
  const whole = of(exact);
  const rounded = of(near);
  const { name, at } = headline;
  return {
    headline: { name, at },
    exact: whole,
    rounded,
    constants: near,
    diagnostics: diagnose({ name, at }, whole, rounded, constants ? "as printed" : `rounded to ${digits} digits`),
  };
}

/** Parameters by name, those of one group where they are separate. */
function parametersOf(law: Law, values: Readonly<Record<string, number>>, level: string | undefined): Record<string, number> {
  return Object.fromEntries(
    law.parameters.flatMap(({ name }) => {
      const value = values[name] ?? values[`${name}[${level}]`];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function finite(of: Headline["of"], p: Predictor): number | undefined {
  const value = of(p);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function diagnose(
  { name, at }: Pick<Headline, "name" | "at">,
  exact: number | undefined,
  rounded: number | undefined,
  how: string,
): Diagnostic[] {
  if (exact === undefined) return [];
  const change = rounded === undefined ? Number.POSITIVE_INFINITY : Math.abs(rounded / exact - 1);
  if (change <= THRESHOLDS.rounding) return [];
  return [
    {
      code: "rounded-constants",
      severity: "note",
      message: `${how}, the constants give ${headlineText(name, rounded)} instead of ${format(exact)} at ${pointText(at)}`,
      hint: "quote the digits of fit.json, or the prediction",
    },
  ];
}

function headlineText(name: Headline["name"], value: number | undefined): string {
  return value === undefined ? `no ${name}` : `${name} ${format(value)}`;
}

/** A point as `N = 3e8, D = 1e9`; compute with its unit. */
export function pointText(at: Headline["at"]): string {
  return Object.entries(at)
    .map(([symbol, x]) => `${symbol} = ${format(x)}${symbol === "C" ? " FLOP" : ""}`)
    .join(", ");
}
