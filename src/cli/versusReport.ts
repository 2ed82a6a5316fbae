import type { Versus } from "../index.ts";
import { count, short } from "./numbers.ts";
import { comparableSection, regularisedSection, riseSection } from "./versusBasisReport.ts";
import { budgetsSection } from "./versusBudgetsReport.ts";
import { computeSection } from "./versusComputeReport.ts";
import { crossingsSection } from "./versusCrossingsReport.ts";
import { distrustSection, nextSection } from "./versusDistrustReport.ts";
import { lawsSection, repeatsSection } from "./versusLawsReport.ts";
import { topTable } from "./versusTable.ts";

/** The text of `isoloss versus`: one table of answers, then what it rests on, a section a question. */

export function versusReport(found: Versus): string {
  return [
    ...head(found),
    ...topTable(found),
    ...comparableSection(found),
    ...regularisedSection(found),
    ...riseSection(found),
    ...crossingsSection(found),
    ...budgetsSection(found),
    ...repeatsSection(found),
    ...lawsSection(found),
    ...computeSection(found),
    ...distrustSection(found),
    ...nextSection(found),
  ].join("\n");
}

function head({ runs, leftOut, comparability, noise, settings }: Versus): string[] {
  const apart: readonly (readonly [number, string])[] = [
    [leftOut.combined, "of ensembles and distilled students, whose data and compute are not their own"],
    [leftOut.laterStage, "of later stages of training"],
  ];
  const levels = "cells" in settings ? settings.overSizes.map(({ uniqueTokens }) => count(uniqueTokens)).join(", ") : "";
  return [
    `AR against MDM on ${runs.ar} and ${runs.mdm} runs${levels ? `, both at unique tokens ${levels}` : ""}; losses in nats/token, intervals of 95 % where a head says no other`,
    ...apart.flatMap(([times, what]) => (times === 0 ? [] : [`  left out: ${times} ${times === 1 ? "row" : "rows"} ${what}`])),
    `  ${comparability.direction}`,
    `  seed noise: ${noiseText(noise)}`,
  ];
}

/** Where the noise of each family is from: what a family has no replicates for is not passed off as known. */
function noiseText({ ar, mdm }: Versus["noise"]): string {
  if (!ar || !mdm)
    return "not known: no two runs differ in their seed alone (state it with --noise), so verdicts go by sign and prove nothing";
  const [own, other] = [short(ar.sd, 2), short(mdm.sd, 2)];
  if (ar.from === "stated") return `${own} of log loss${own === other ? " for both" : ` of AR, ${other} of MDM`}, as stated`;
  if (ar.from === "other family") return `${other} of log loss of MDM; AR has no replicates, so MDM's is taken`;
  if (mdm.from === "replicates") return `${own} of log loss of AR, ${other} of MDM`;
  if (mdm.single === undefined)
    return `${own} of log loss of AR; not known of MDM, which has neither replicates nor bounds measured twice (state it with --noise): its verdicts prove nothing`;
  return `${own} of log loss of AR; MDM has no replicates, so AR's is taken, and that of its sampling (${short(mdm.single, 2)} a sample) added`;
}
