import { explored, type ReportBlock, type ReportSection, resultBlocks } from "../../index.ts";
import { compareReport } from "../compareReport.ts";
import type { FamilyLaws } from "./laws.ts";

/** Fitted laws in a report: how they compare, what each says, what to distrust; and the explorer of all of them. */

export function lawsSection(found: readonly FamilyLaws[]): ReportSection {
  const blocks = found.flatMap(({ title, rows, comparison, fitted, refused }): ReportBlock[] => [
    { heading: title },
    { text: `Fitted to ${rows}.` },
    ...(comparison
      ? [...resultBlocks(comparison), { fold: "Folds and notes of the comparison", blocks: [{ code: compareReport(comparison) }] }]
      : []),
    ...fitted.flatMap(({ fit }, i) => {
      const body = resultBlocks(fit);
      return i === 0 ? body : [{ fold: `${fit.law.id}: ${fit.law.title}`, blocks: body.slice(1) }];
    }),
    ...refused.map((reason) => ({ text: `Not fitted: ${reason}` })),
  ]);
  const none = [{ text: "The rows vary no quantity in three or more values, as a law wants: see the table of what the runs cover." }];
  return { id: "laws", title: "Laws and limits", blocks: blocks.length > 0 ? blocks : none };
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
