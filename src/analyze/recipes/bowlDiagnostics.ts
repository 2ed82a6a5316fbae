import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Bowl } from "./bowl.ts";
import { isDetermined } from "./bowlTrend.ts";
import type { Trends } from "./optimalHyperparameter.ts";
import { named } from "./setting.ts";

/** What to distrust of the best values of a hyperparameter, one finding a kind. */
export function bowlFindings(column: string, bowls: readonly Bowl[], trends: Trends): Diagnostic[] {
  const list: Diagnostic[] = [];
  const inState = (state: Bowl["state"]): string[] =>
    bowls.filter((bowl) => bowl.state === state).map(({ cell, reason }) => `${named(cell)} (${reason})`);
  const edge = inState("at-edge");
  if (edge.length > 0)
    list.push(
      warning(
        "optimum-at-edge",
        `the best ${column} lies beyond what was run in ${edge.length} of ${bowls.length} cells: ${edge.join("; ")}`,
        "run values beyond; trends leave these cells out",
      ),
    );
  const few = inState("too-few");
  if (few.length > 0)
    list.push(
      warning(
        "bowl-too-few",
        `too few values of ${column} for a parabola in ${few.length} of ${bowls.length} cells: ${few.join("; ")}`,
        "run values beside the lowest, or widen the window",
      ),
    );
  const loose = bowls.filter((bowl) => bowl.state === "inside" && !isDetermined(bowl));
  if (loose.length > 0)
    list.push(
      warning(
        "not-identified",
        `the interval of the best ${column} has no end, or spans more than a factor ${THRESHOLDS.decades}, in ${loose.length} of ${bowls.length} cells: ${loose.map(({ cell }) => named(cell)).join("; ")}`,
        "run more values or seeds; trends leave these cells out",
      ),
    );
  const exact = bowls.filter(({ fit }) => fit?.status === "exact");
  if (exact.length > 0)
    list.push(
      warning(
        "exact",
        `the parabola passes through all of its rows in ${exact.length} of ${bowls.length} cells: ${exact.map(({ cell }) => named(cell)).join("; ")}`,
        "their intervals hold seed noise alone: run more values to see whether a parabola is the shape",
      ),
    );
  for (const [of, trend] of Object.entries({ N: trends.params, "N/U": trends.paramsPerToken })) {
    if ("reason" in trend || trend.scatter === undefined || trend.own === undefined) continue;
    if (trend.scatter <= THRESHOLDS.scatter * trend.own) continue;
    list.push(
      warning(
        "optima-scatter",
        `best ${column} against ${of} scatters about its power law by ${format(trend.scatter)} in its logarithm, more than seed noise accounts for (${format(trend.own)})`,
        "the interval of the exponent counts it; look at the cells one by one, and at what else differs between them",
      ),
    );
  }
  return list;
}
