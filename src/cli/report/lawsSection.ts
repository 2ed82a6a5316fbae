import {
  type Comparison,
  explored,
  type Fit,
  findingsToTell,
  fitWords,
  type ReportBlock,
  type ReportSection,
  THRESHOLDS,
} from "../../index.ts";
import { compareReport } from "../compareReport.ts";
import { short } from "../numbers.ts";
import type { FamilyLaws } from "./laws.ts";

/** Fitted laws in a report: how they compare, what each says, what to distrust; and the explorer of all of them. */

const LEVEL = 0.95;
const { apart: APART } = THRESHOLDS;

export function lawsSection(found: readonly FamilyLaws[]): ReportSection {
  const blocks = found.flatMap(({ title, rows, comparison, fitted, refused }): ReportBlock[] => [
    { heading: title },
    { text: `Fitted to ${rows}.` },
    ...(comparison ? comparisonBlocks(comparison) : []),
    ...fitted.flatMap(({ fit }, i) => {
      const body = fitBlocks(fit);
      return i === 0 ? body : [{ fold: `${fit.law.id}: ${fit.law.title}`, blocks: body.slice(1) }];
    }),
    ...refused.map((reason) => ({ text: `Not fitted: ${reason}` })),
  ]);
  const none = [{ text: "The rows vary no quantity in three or more values, as a law wants: see the table of what the runs cover." }];
  return { id: "laws", title: "Laws and limits", blocks: blocks.length > 0 ? blocks : none };
}

function comparisonBlocks(found: Comparison): ReportBlock[] {
  const { laws, folds, rows, runs, by, diagnostics, candidates } = found;
  const number = (x: number | undefined): string => (x === undefined ? "none" : short(x, 4));
  const body = laws.map(({ name, parameters, heldOut, gaussian, r2, status }) => [
    name,
    String(parameters),
    number(heldOut.rmsle),
    heldOut.toBest ? `${short(heldOut.toBest.mean, 3)}${heldOut.toBest.se === undefined ? "" : ` ± ${short(heldOut.toBest.se, 2)}`}` : "",
    number(gaussian?.aic),
    number(r2),
    status ?? "no fit",
  ]);
  const [best, ...others] = laws;
  const close = others
    .filter(({ heldOut: { toBest } }) => toBest?.se !== undefined && toBest.mean < APART * toBest.se)
    .map(({ name }) => name);
  const said =
    best?.heldOut.rmsle === undefined
      ? "No law could be fitted in a fold."
      : `${best.name} predicts held-out larger ${by} best${close.length > 0 ? `, but ${close.join(" and ")} ${close.length === 1 ? "is" : "are"} within ${APART} standard errors of it` : ""}; the best of ${candidates} candidates looks better than it is.`;
  const head = ["law", "free parameters", "held-out error", "above the best ± s.e.", "AIC", "R²", "status"];
  return [
    { text: said },
    {
      table: {
        caption: `Laws on ${rows} rows of ${runs} runs, best first: root mean squared log error on larger ${by}, ${folds.length} folds`,
        head,
        rows: body,
      },
    },
    ...(diagnostics.length > 0 ? [{ findings: findingsToTell(diagnostics) }] : []),
    { fold: "Folds and notes of the comparison", blocks: [{ code: compareReport(found) }] },
  ];
}

function fitBlocks(fit: Fit): ReportBlock[] {
  const { law, n, options } = fit;
  const { estimates, facts, findings } = fitWords(fit, LEVEL);
  const how = options.loss === "huber" ? `Huber loss of ${options.residual} residuals` : `squared ${options.residual} residuals`;
  return [
    { text: `${law.id}: ${law.title}, on ${n} rows (${how}).` },
    { code: law.formula },
    {
      table: {
        caption: `Estimates of ${law.id} with ${100 * LEVEL} % intervals`,
        head: ["parameter", "estimate", "interval", "unit"],
        rows: estimates,
      },
    },
    { facts },
    findings.length > 0 ? { findings } : { text: "Nothing to distrust was found." },
    { text: `Source of the law: ${law.citation}.` },
  ];
}

export function explorerSection(found: readonly FamilyLaws[]): ReportSection | undefined {
  const laws = found
    .flatMap(({ fitted }) => fitted.filter(({ fit }) => fit.status !== "not-converged"))
    .map(({ title, fit }) => explored(fit, title));
  if (laws.length === 0) return undefined;
  return {
    id: "explore",
    title: "Explore the laws",
    blocks: [
      {
        text: "Move the sliders: the page computes the prediction from the law's own formula, with the fit's estimates and its refits for the band.",
      },
      { explorer: laws },
    ],
  };
}
