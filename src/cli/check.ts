import type { Coverage, Problem, ReplicateNoise } from "../index.ts";
import { command } from "./command.ts";
import { json, mapping, scores } from "./options.ts";
import { say } from "./print.ts";
import { remarkSkipped } from "./skipped.ts";

export const checkCommand = command({
  command: "check <path..>",
  describe: "The doctor: every check of run logs, by severity and file:line, with what to do",
  positionals: {
    path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" },
  },
  options: {
    ...mapping,
    ...scores,
    strict: { type: "boolean", default: false, describe: "Exit with 1 for warnings too, not for errors alone" },
    all: { type: "boolean", default: false, describe: "List every finding, not the first of each kind" },
    "fix-to": { type: "string", describe: "Write the runs as one CSV in the glossary's columns and nats/token, each change on stderr" },
    ...json,
  },
  examples: [
    ["check runs/", "what is doubtful in all logs below a folder"],
    ["check sweep.csv --strict", "in a script: stop at warnings"],
    ["check sweep.csv --fix-to clean.csv", "the same runs with canonical columns and units; no row is dropped"],
  ],
  run: async (given, signal) => {
    const { checkSet, coverage, finalRows, IsolossError, place, replicateNoise, toJson, UsageError } = await import("../index.ts");
    const { readRuns } = await import("./readRuns.ts");
    const target = given["fix-to"];
    if (target !== undefined && !/\.csv$|^\/dev\//i.test(target))
      throw new UsageError(`Cannot write ${target}: the canonical table is a CSV`, "name it with the ending .csv");
    const loaded = await readRuns(given.path, { ...given, insteadOfLoss: given["instead-of-loss"] ?? [] }, signal);
    const { runs, files, configurations, skipped } = loaded;
    const findings = [...loaded.problems, ...checkSet(runs)];
    const covered = coverage(runs);
    const noise = replicateNoise(finalRows(runs)) ?? null;
    if (target !== undefined) await (await import("./fixTo.ts")).fixTo(target, loaded, given);
    if (given.json) {
      const listed = findings.map(({ source, ...finding }) => ({ place: place(source), ...source, ...finding }));
      say(
        toJson({
          verdict: verdictOf(findings),
          counts: countsOf(findings),
          findings: listed,
          runs: runs.length,
          quantities: covered.spans,
          missing: covered.absent,
          seedNoise: noise,
          files,
          configurations,
          skipped,
        }),
      );
    } else {
      const { checkText } = await import("./checkReport.ts");
      say(checkText(findings, { covered, noise, files: files.length, all: given.all }));
    }
    remarkSkipped(skipped);
    const counts = countsOf(findings);
    const stopping = (given.strict ? (["error", "warning"] as const) : (["error"] as const)).filter((severity) => counts[severity] > 0);
    if (stopping.length > 0)
      throw new IsolossError(
        `The logs have ${stopping.map((severity) => numbered(counts[severity], severity)).join(" and ")}`,
        "each finding says what to do; the rows are all still there",
      );
  },
});

/** `1 error`, `2 errors`. */
export function numbered(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** How many findings of each severity. */
export function countsOf(findings: readonly Problem[]): Record<Problem["severity"], number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** The gravest severity that was found. */
export function verdictOf(findings: readonly Problem[]): "errors" | "warnings" | "clean" {
  const { error, warning } = countsOf(findings);
  return error > 0 ? "errors" : warning > 0 ? "warnings" : "clean";
}

/** What a report of the doctor rests on. */
export interface Checked {
  covered: Coverage;
  noise: ReplicateNoise | null;
  files: number;
  /** Whether every finding is listed. */
  all: boolean;
}
