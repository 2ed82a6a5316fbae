import {
  type Crossovers,
  type Diagnostic,
  findingsToTell,
  IsolossError,
  type Refused,
  type ReportBlock,
  type ReportSection,
  type Versus,
  versus,
} from "../../index.ts";
import { amount, count, lossText, short } from "../numbers.ts";
import { progress } from "../progress.ts";
import { versusReport } from "../versusReport.ts";
import { crossingText } from "../versusTable.ts";
import type { ReportFlags, ReportInput } from "./read.ts";

/** AR against MDM in a report: what may be compared, which is lower, where they cross. */

/** Nothing where only one family is logged. */
export async function familiesCompared(input: ReportInput, given: ReportFlags, signal: AbortSignal): Promise<Versus | Refused | undefined> {
  const { final, best, curves } = input;
  if (!["ar", "mdm"].every((family) => final.some((row) => row.family === family))) return undefined;
  try {
    return await versus(
      { final, best, curves },
      { replicates: Math.max(2, given.bootstrap), seed: given.seed, signal, onProgress: progress("comparing families") },
    );
  } catch (error) {
    if (error instanceof IsolossError) return { reason: error.message, hint: error.hint ?? "" };
    throw error;
  }
}

export function versusSection(found: Versus | Refused | undefined): ReportSection | undefined {
  if (!found) return undefined;
  const blocks = "reason" in found ? [{ text: `Not compared: ${found.reason}` }, { text: found.hint ?? "" }] : comparedBlocks(found);
  return { id: "families", title: "AR against MDM", blocks };
}

function comparedBlocks(found: Versus): ReportBlock[] {
  const { comparability, verdicts, crossings, runs, rises } = found;
  const findings: Diagnostic[] = findingsToTell([...comparability.diagnostics, ...rises.diagnostics]);
  const assumed = comparability.assumptions.map(
    ({ side, tag, taken, runs: times }) => `${side}: ${tag} is taken for ${taken} in ${times} runs that do not log it`,
  );
  const head = ["compared", "U", "N", "regularisation", "AR", "MDM", "lower", "what it shows"];
  const body = verdicts.map(({ question, uniqueTokens, params, regularisation, ar, mdm, verdict }) => [
    question,
    count(uniqueTokens),
    params === undefined ? "best of each" : count(params),
    regularisation ?? "best of each",
    `${lossText(ar.loss)}${ar.epochs === undefined ? "" : ` (${short(ar.epochs)} epochs)`}`,
    `${lossText(mdm.loss)}${mdm.epochs === undefined ? "" : ` (${short(mdm.epochs)} epochs)`}`,
    verdict.lower?.toUpperCase() ?? "neither",
    verdict.says,
  ]);
  const crossed = [crossings.epochs, crossings.unique_tokens].flatMap(crossingRows);
  return [
    { text: `${runs.ar} runs of AR and ${runs.mdm} of MDM: ${comparability.direction}.` },
    ...(assumed.length > 0 ? [{ text: `Taken for granted: ${assumed.join("; ")}.` }] : []),
    ...(findings.length > 0 ? [{ findings }] : []),
    ...(crossed.length > 0
      ? [
          {
            table: {
              caption: "Where the two cross; intervals of seed noise alone",
              head: ["along", "held", "by", "cross", "MDM is a bound"],
              rows: crossed,
            },
          },
        ]
      : [
          {
            text: `No crossing can be looked for: ${"reason" in crossings.epochs ? crossings.epochs.reason : "no pair of curves has two places"}`,
          },
        ]),
    ...(body.length > 0
      ? [
          {
            fold: `Which is lower: ${body.length} comparisons`,
            blocks: [{ table: { caption: "Which is lower, and what that shows", head, rows: body } } as ReportBlock],
          },
        ]
      : []),
    { fold: "All that isoloss versus says", blocks: [{ code: versusReport(found) }] },
  ];
}

const READING = {
  "as-measured": "",
  "no-later": "the likelihoods cross no later",
  "no-sooner": "the likelihoods cross no sooner",
} as const;

function crossingRows(found: Crossovers | Refused): string[][] {
  if ("reason" in found) return [];
  const along = found.along === "unique_tokens" ? "unique tokens" : found.along;
  const symbol = found.along === "unique_tokens" ? "U" : "epochs";
  return found.groups.flatMap(({ at, measures }) =>
    measures.map(({ metric, crossover, reading }) => [
      along,
      Object.entries(at)
        .map(([name, value]) => `${name} = ${amount(name, value)}`)
        .join(", "),
      metric,
      crossingText(crossover, (x) => amount(symbol, x)),
      READING[reading],
    ]),
  );
}
