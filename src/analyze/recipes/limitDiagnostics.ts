import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import { type QuantityName, quantity } from "../../quantities.ts";
import type { Observation } from "../../run.ts";
import { field } from "../../table/column.ts";
import type { Estimate } from "../predictor.ts";
import { quantityOf } from "./places.ts";
import { meanLoss } from "./setting.ts";

/** Columns by which logs mark a point that is not final; the second is that of the published K limits. */
const PROVISIONAL = ["provisional", "equals_single_model_entry"];

/** What makes a limit doubtful beside what its fit says: too few places, a tail that rises, an exponent that runs away, points that are not final. */
export function limitFindings(fit: Fit, limit: Estimate, along: string, freedom: number, isJoint: boolean): Diagnostic[] {
  const free = fit.law.parameters.filter(({ name }) => !(name in fit.options.fixed)).length;
  return [
    ...few(along, freedom, free),
    ...(isJoint ? [] : tail(fit.observations, along)),
    ...above(fit, limit),
    ...runaway(fit),
    ...provisional(fit.observations),
    ...given(fit),
  ];
}

function few(along: string, freedom: number, free: number): Diagnostic[] {
  if (freedom !== 1) return [];
  return [
    {
      code: "one-degree-of-freedom",
      severity: "note",
      message: `${free} parameters on ${free + 1} values of ${along}: one degree of freedom is left to tell a good law from a bad one`,
      hint: `add a run at another ${along}; look at the leave-one-out range beside the interval`,
    },
  ];
}

/** Losses must fall to the end, or a law that can only fall makes up its tail. */
function tail(rows: readonly Observation[], along: string): Diagnostic[] {
  const name = quantity(along)?.name as QuantityName;
  const places = [...grouped(rows, (row) => row[name] as number)]
    .map(([x, at]) => ({ x, loss: at.reduce((sum, row) => sum + row.loss, 0) / at.length }))
    .sort((a, b) => a.x - b.x);
  const last = places.at(-1);
  const lowest = places.reduce((best, next) => (next.loss < best.loss ? next : best));
  if (!last || lowest === last) return [];
  return [
    warning(
      "tail-not-monotone",
      `the loss rises at the end: ${lowest.loss.toFixed(4)} at ${along} = ${format(lowest.x)}, ${last.loss.toFixed(4)} at ${along} = ${format(last.x)}, and the law can only fall`,
      "the limit stands on the points before: see whether the last ones are tuned as well as the others",
    ),
  ];
}

/** A law that can only fall ends below every loss that was reached, or it is not the law of these runs. */
function above({ law, observations: rows, options }: Fit, { value, interval }: Estimate): Diagnostic[] {
  if (value === undefined || "E" in options.fixed) return [];
  const means = [...grouped(rows, (row) => law.quantities.map((symbol) => quantityOf(row, symbol)).join(" ")).values()].map(meanLoss);
  const lowest = Math.min(...means);
  if ((interval?.low ?? value) <= lowest) return [];
  return [
    warning(
      "limit-above-measured",
      `the limit ${value.toFixed(4)}${interval ? `, and its interval from ${interval.low.toFixed(4)} on,` : ""} lies above the lowest of the losses that it is of, ${lowest.toFixed(4)}: it is none of this recipe`,
      "see whether the points before the lowest are tuned as well as it is; until then compare measured losses",
    ),
  ];
}

function runaway({ estimates, options, diagnostics }: Fit): Diagnostic[] {
  return Object.entries(estimates).flatMap(([name, value]) => {
    if (!["alpha", "beta"].includes(name) || name in options.fixed) return [];
    const bound = diagnostics.some(({ code, parameter }) => code === "at-bound" && parameter === name);
    if (value <= THRESHOLDS.runaway && !bound) return [];
    return [
      warning(
        "exponent-runaway",
        `${name} = ${format(value)}${bound ? " lies at its bound" : ""}: the law falls to its limit almost at once, which then is little more than the mean of the last points`,
        "the tail is flat or rises: add larger values, or see how the last points were tuned",
      ),
    ];
  });
}

function provisional(rows: readonly Observation[]): Diagnostic[] {
  const flagged = rows.filter((row) => PROVISIONAL.some((name) => /^(true|1|yes)$/i.test(String(field(row, name) ?? ""))));
  if (flagged.length === 0) return [];
  return [
    warning(
      "provisional-points",
      `${flagged.length} of ${rows.length} points are marked as not final: ${flagged.map(({ run }) => run).join(", ")}`,
      "replace them by the final ones before this limit is quoted",
    ),
  ];
}

function given({ options }: Fit): Diagnostic[] {
  const { E } = options.fixed;
  if (E === undefined) return [];
  return [
    {
      code: "limit-given",
      severity: "note",
      message: `the limit was given as E = ${E}, not fitted: it has no interval`,
      hint: "fit it from ensembles of at least three sizes, or models of at least four",
    },
  ];
}
