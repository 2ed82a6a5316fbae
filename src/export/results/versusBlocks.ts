import type { Refused } from "../../analyze/recipes/refused.ts";
import type { Crossovers } from "../../analyze/versus/crossovers.ts";
import type { Versus } from "../../analyze/versus/versus.ts";
import type { Diagnostic } from "../../fit/types.ts";
import { countText, lossText, numberText, quantityText } from "../../numberText.ts";
import { findingsToTell } from "../fitWords.ts";
import type { ReportBlock } from "../report.ts";
import { crossingText } from "./crossingText.ts";

/** Two families compared: what may be compared, where they cross, which is lower and what that shows, what to distrust. */
export function versusBlocks(found: Versus): ReportBlock[] {
  const { comparability, verdicts, crossings, runs, rises } = found;
  const findings: Diagnostic[] = findingsToTell([...comparability.diagnostics, ...rises.diagnostics]);
  const assumed = comparability.assumptions.map(
    ({ side, tag, taken, runs: times }) => `${side}: ${tag} is taken for ${taken} in ${times} runs that do not log it`,
  );
  const head = ["compared", "U", "N", "regularisation", "AR", "MDM", "lower", "what it shows"];
  const body = verdicts.map(({ question, uniqueTokens, params, regularisation, ar, mdm, verdict }) => [
    question,
    countText(uniqueTokens),
    params === undefined ? "best of each" : countText(params),
    regularisation ?? "best of each",
    `${lossText(ar.loss)}${ar.epochs === undefined ? "" : ` (${numberText(ar.epochs)} epochs)`}`,
    `${lossText(mdm.loss)}${mdm.epochs === undefined ? "" : ` (${numberText(mdm.epochs)} epochs)`}`,
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
        .map(([name, value]) => `${name} = ${quantityText(name, value)}`)
        .join(", "),
      metric,
      crossingText(crossover, (x) => quantityText(symbol, x)),
      READING[reading],
    ]),
  );
}
