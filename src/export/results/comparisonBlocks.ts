import type { Comparison } from "../../analyze/compareLaws.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import { numberText } from "../../numberText.ts";
import { findingsToTell } from "../fitWords.ts";
import type { ReportBlock } from "../report.ts";

const { apart: APART } = THRESHOLDS;

/** Laws ranked by their error on larger runs, and how far apart they are. */
export function comparisonBlocks(found: Comparison): ReportBlock[] {
  const { laws, folds, rows, runs, by, diagnostics } = found;
  const number = (x: number | undefined): string => (x === undefined ? "none" : numberText(x, 4));
  const leastAic = Math.min(...laws.flatMap(({ gaussian }) => gaussian?.aic ?? []));
  const body = laws.map(({ name, parameters, heldOut: { rmsle, toBest, failed }, gaussian, r2, status, cannotRise }) => [
    oneLine(name),
    String(parameters),
    `${number(rmsle)}${failed.length > 0 ? ` (${folds.length - failed.length} of ${folds.length} folds)` : ""}`,
    toBest ? `${numberText(toBest.mean, 2)}${toBest.se === undefined ? "" : ` ± ${numberText(toBest.se, 2)}`}` : "",
    gaussian ? (gaussian.aic - leastAic).toFixed(1) : "none",
    r2 === undefined ? "none" : r2.toFixed(3),
    `${status ?? "no fit"}${cannotRise ? "; cannot rise" : ""}`,
  ]);
  const head = ["law", "free parameters", "held-out error", "mean squared, above the best ± s.e.", "ΔAIC", "R²", "status"];
  return [
    { text: saidOf(found) },
    {
      table: {
        caption: `Laws on ${rows} rows of ${runs} runs, best first by held-out error: root mean squared log error on larger ${by}, ${folds.length} ${folds.length === 1 ? "fold" : "folds"}. Above the best: the mean squared log error less that of the best law`,
        head,
        rows: body,
      },
    },
    ...(diagnostics.length > 0 ? [{ findings: findingsToTell(diagnostics) }] : []),
  ];
}

function saidOf({ laws, by, candidates }: Comparison): string {
  const [best, ...others] = laws;
  if (best?.heldOut.rmsle === undefined) return "No law could be fitted in a fold.";
  const close = others
    .filter(({ heldOut: { toBest } }) => toBest?.se !== undefined && toBest.mean < APART * toBest.se)
    .map(({ name }) => oneLine(name));
  const near =
    close.length > 0 ? `, but ${close.join(" and ")} ${close.length === 1 ? "is" : "are"} within ${APART} standard errors of it` : "";
  return `${oneLine(best.name)} predicts held-out larger ${by} best${near}; the best of ${candidates} candidates (${laws.length} laws, ${candidates / laws.length} losses) looks better than it is.`;
}

/** A formula stands for a law without a name, and may have several lines. */
const oneLine = (name: string): string => name.trim().replace(/\s*\n\s*/g, "; ");
