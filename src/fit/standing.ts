import type { Fit, Interval } from "./types.ts";

/** What stands of an estimate when it is printed, on a terminal or in a paper. */
export interface Standing {
  /** From draws, and from the profile where there is one; one side may be open. */
  interval?: Interval;
  /** Stands in the place of a number that would say too much. */
  doubt?: "not identified" | "at its bound";
  /** `held`, or the parameter that it equals as `= alpha`. */
  held?: string;
}

/**
 * What may be said of one estimate: its interval, a doubt in the place of the number, and whether it was fitted at all.
 *
 * @param key of the estimate: a parameter's name, or `name[level]` where parameters are separate.
 * @example
 * standing(fitted, "alpha").interval.method // "bootstrap"
 */
export function standing(fit: Fit, key: string): Standing {
  const interval = hull(fit.intervals[key], fit.profiles?.[key]);
  const codes = fit.diagnostics.filter((d) => d.parameter === key).map((d) => d.code);
  const doubt = codes.includes("not-identified") ? "not identified" : codes.includes("at-bound") ? "at its bound" : undefined;
  const held = heldAs(fit, key);
  return { ...(interval && { interval }), ...(doubt && { doubt }), ...(held !== undefined && { held }) };
}

/** Where draws and profile disagree, neither alone is to be shown: refits can rest on a flat floor, a profile knows one valley. */
function hull(drawn: Interval | undefined, profiled: Interval | undefined): Interval | undefined {
  return drawn && profiled ? { ...drawn, low: Math.min(drawn.low, profiled.low), high: Math.max(drawn.high, profiled.high) } : drawn;
}

function heldAs({ options }: Fit, key: string): string | undefined {
  const [name = key, level = ""] = key.split("[");
  const other = options.tied[name];
  const held = key in options.fixed || Object.keys(options.separate?.held?.[level.slice(0, -1)] ?? {}).includes(name);
  return held ? "held" : other === undefined ? undefined : `= ${other}${level && `[${level}`}`;
}
