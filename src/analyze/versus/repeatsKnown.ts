import { format, warning } from "../../fit/diagnostic.ts";
import { openDraws } from "../../fit/identification.ts";
import { percentile } from "../../fit/intervals.ts";
import { problem, type Unknown } from "../../fit/problem.ts";
import { profile } from "../../fit/profile.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, Fit, Interval } from "../../fit/types.ts";
import type { Parameter } from "../../laws/law.ts";
import { repeatsAtValue } from "../freshTokens.ts";
import { estimate, predictors } from "../predictor.ts";

/**
 * R_D*, and what is known of it at 90 %. `number`: an interval of at most a decade. `lower-bound`: only that it is above `bound`; `upper-bound`: only below.
 * `wide`: an interval of more than a decade. `unknown`: no end on either side, or no interval was made.
 */
export interface Known {
  /** Repeats after which one more is worth 1/e, under the fitted law; Infinity where that never comes. */
  value: number;
  state: "number" | "lower-bound" | "upper-bound" | "wide" | "unknown";
  bound?: number;
  /** The wider of draws and profile. */
  interval: Interval | undefined;
  /** The law's parameter that it is; undefined where it is read from the law's losses. */
  parameter: string | undefined;
  /** Whether it was held, not fitted. */
  held: boolean;
}

/** Level of the intervals that decide what is known. */
export const KNOWN_LEVEL = 0.9;
/** A size that any data can feed: there repeats alone decide. */
const SMALL = 1;
/** Repeats that count as without end: a law's R_D* beyond shows in no loss. */
const ENDLESS = 1e6;

/** Whether a parameter counts repeats of the data, as R_D* does: its unit says so. */
export function isRepeats({ unit }: Parameter): boolean {
  return unit === "repeats";
}

/** What is known of R_D* from a fit: draws and profile of the parameter that it is, else the draws of what the law shows at N. */
export function repeatsKnown(fit: Fit, { N, U }: { N: number; U: number }): Known {
  const shown = repeatsAtValue(predictors(fit).best, { N: SMALL, U }, Math.exp(-1));
  const parameter = fit.law.parameters.find((p) => isRepeats(p) && isSame(fit.estimates[p.name] as number, shown))?.name;
  if (parameter === undefined) {
    const { value = 0, interval } = estimate([fit], (p) => repeatsAtValue(p, { N, U }, Math.exp(-1)), KNOWN_LEVEL);
    return { value, ...knownOf(interval), parameter, held: false };
  }
  const unknown = problem(fit.law, fit.observations, fit.options).unknowns.find((u) => u.parameter.name === parameter);
  const known = unknown ? knownOf(hullOf([drawn(fit, unknown), profiled(fit, unknown)])) : knownOf(undefined);
  return { value: shown, ...known, parameter, held: unknown === undefined };
}

function isSame(own: number, shown: number): boolean {
  return shown === Number.POSITIVE_INFINITY ? own > ENDLESS : Math.abs(own / shown - 1) < THRESHOLDS.sameRepeats;
}

function drawn({ draws }: Fit, unknown: Unknown): Interval | undefined {
  const p = draws?.names.indexOf(unknown.key) ?? -1;
  if (!draws || p < 0 || draws.theta.length === 0) return undefined;
  const values = openDraws(
    unknown,
    draws.theta.map((theta) => theta[p] as number),
  );
  return percentile(values, KNOWN_LEVEL, draws.method);
}

function profiled(fit: Fit, { key }: Unknown): Interval | undefined {
  if (fit.status === "exact" || fit.status === "not-converged") return undefined;
  const made = fit.profiles?.[key];
  return made?.level === KNOWN_LEVEL ? made : profile(fit, key, KNOWN_LEVEL).interval;
}

/** The hull of intervals that were made in different ways: where they disagree, neither alone is to be shown. */
function hullOf(intervals: readonly (Interval | undefined)[]): Interval | undefined {
  const made = intervals.filter((interval) => interval !== undefined);
  const [first] = made;
  if (!first) return undefined;
  return {
    ...first,
    low: Math.min(...made.map((interval) => interval.low)),
    high: Math.max(...made.map((interval) => interval.high)),
    method: [...new Set(made.map((interval) => interval.method))].join(" and "),
  };
}

/** What an interval of a positive number says. */
export function knownOf(interval: Interval | undefined): Pick<Known, "state" | "bound" | "interval"> {
  if (!interval) return { state: "unknown", interval };
  const { low, high } = interval;
  const [openBelow, openAbove] = [!(low > 0), high > ENDLESS];
  if (openBelow && openAbove) return { state: "unknown", interval };
  if (openAbove) return { state: "lower-bound", bound: low, interval };
  if (openBelow) return { state: "upper-bound", bound: high, interval };
  return { state: high / low > THRESHOLDS.decades ? "wide" : "number", interval };
}

/**
 * What to say of R_D*: that it is not known to a decade, and that it lies beyond the repeats that were run.
 *
 * @param most the largest number of repeats among the rows.
 */
export function diagnoseRepeats({ value, state, bound = Number.NaN, interval, held }: Known, most: number): Diagnostic[] {
  const said = {
    number: "",
    "lower-bound": `only a lower bound is known, ${format(bound)}`,
    "upper-bound": `only an upper bound is known, ${format(bound)}`,
    wide: `its 90 % interval, ${format(interval?.low ?? 0)} to ${format(interval?.high ?? 0)}, spans more than a decade`,
    unknown: held ? "it was held, not fitted" : interval ? "no bound is known on either side" : "it has no interval",
  }[state];
  const beyond = state === "lower-bound" ? bound : value;
  return [
    ...(said === ""
      ? []
      : [
          warning(
            "repeats-not-identified",
            `R_D* is not identified: ${said}`,
            "quote the bound, and add runs that repeat the data more often",
          ),
        ]),
    // What is not known cannot lie anywhere.
    ...((state === "number" || state === "lower-bound") && most < beyond
      ? [
          warning(
            "repeats-beyond-data",
            `${state === "lower-bound" ? "the lower bound of R_D*" : "R_D*"}, ${beyond === Number.POSITIVE_INFINITY ? "without end," : `${format(beyond)} repeats,`} lies beyond the ${format(most)} repeats of the longest run: it is extrapolated from the bend that they show`,
            "add runs of more epochs, or quote the value of repeats within the epochs that were run",
          ),
        ]
      : []),
  ];
}
