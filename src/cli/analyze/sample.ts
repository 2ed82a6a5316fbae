import { type Fit, isSynthetic, type Observation } from "../../index.ts";
import { short } from "../numbers.ts";
import type { KeptFit } from "./question.ts";

/** What an answer stands on: the rows of a fit and its draws, or the rows of logs. */
export interface Sample {
  /** Files, or the fit and its file. */
  from: string | readonly string[];
  rows: number;
  runs: number;
  /** Rows that were simulated. */
  synthetic?: number;
  law?: string;
  group?: Readonly<Record<string, string>>;
  status?: Fit["status"];
  /** Codes of what the fit says to distrust. */
  distrust?: readonly string[];
  /** How intervals were made; null where the fit has no draws. */
  draws?: { method: string; count: number; seed: number } | null;
}

export function fitSample({ fit, file }: KeptFit): Sample {
  const { law, group, n, runs, status, draws, diagnostics, observations } = fit;
  const of = Object.entries(group).map(([name, value]) => ` ${name}=${value}`);
  return {
    from: `${law.id}${of.join("")} (${file})`,
    rows: n,
    runs,
    ...simulatedAmong(observations),
    law: law.id,
    group,
    status,
    distrust: [...new Set(diagnostics.filter(({ severity }) => severity !== "note").map(({ code }) => code))],
    draws: draws ? { method: draws.method, count: draws.theta.length, seed: draws.seed } : null,
  };
}

/** The lines of a sample under its answer. */
export function sampleText({ from, rows, runs, synthetic = 0, status, distrust = [], draws }: Sample): [string, string][] {
  const files = typeof from === "string" ? from : from.join(", ");
  const about = [...(status === undefined || status === "converged" ? [] : [status]), ...distrust.filter((code) => code !== status)];
  const how =
    draws === undefined
      ? []
      : [
          draws
            ? `95 %, ${short(draws.count)} refits by ${draws.method}, seed ${draws.seed}`
            : "none: the fit has no draws (isoloss fit --bootstrap 1000)",
        ];
  return [
    [
      "sample",
      `${files}: ${rows} rows of ${runs} runs${synthetic === 0 ? "" : synthetic === rows ? ", all synthetic" : `, ${synthetic} rows synthetic`}`,
    ],
    ...(about.length > 0 ? [["distrust", about.join(", ")] as [string, string]] : []),
    ...how.map((line): [string, string] => ["interval", line]),
  ];
}

/** How many rows were simulated, where any were. */
export function simulatedAmong(rows: readonly Observation[]): Pick<Sample, "synthetic"> {
  const synthetic = rows.filter(isSynthetic).length;
  return synthetic > 0 ? { synthetic } : {};
}
