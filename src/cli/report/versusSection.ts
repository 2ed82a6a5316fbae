import { IsolossError, type Refused, type ReportSection, resultBlocks, type Versus, versus } from "../../index.ts";
import { progress } from "../progress.ts";
import { versusReport } from "../versusReport.ts";
import type { ReportFlags, ReportInput } from "./read.ts";

/** AR against MDM in a report: what may be compared, which is lower, where they cross. */

/** Nothing where only one family is logged. */
export async function familiesCompared(input: ReportInput, given: ReportFlags, signal: AbortSignal): Promise<Versus | Refused | undefined> {
  const { final, best } = input;
  if (!["ar", "mdm"].every((family) => final.some((row) => row.family === family))) return undefined;
  try {
    return await versus(
      { final, best, curves: input.along().observations },
      { replicates: Math.max(2, given.bootstrap), seed: given.seed, signal, onProgress: progress("comparing families") },
    );
  } catch (error) {
    if (error instanceof IsolossError) return { reason: error.message, hint: error.hint ?? "" };
    throw error;
  }
}

export function versusSection(found: Versus | Refused | undefined): ReportSection | undefined {
  if (!found) return undefined;
  const blocks =
    "reason" in found
      ? [{ text: `Not compared: ${found.reason}` }, { text: found.hint ?? "" }]
      : [...resultBlocks(found), { fold: "All that isoloss versus says", blocks: [{ code: versusReport(found) }] }];
  return { id: "families", title: "AR against MDM", blocks };
}
