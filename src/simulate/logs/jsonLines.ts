import type { Run } from "../../run.ts";
import type { LogFile } from "./logFiles.ts";
import { logRows } from "./logRows.ts";

/** All runs as JSON lines, one evaluation a line, which says all of its run too. */
export function jsonLines(runs: readonly Run[]): string {
  return runs
    .flatMap((run) => {
      const { config, evaluations } = logRows(run);
      return evaluations.map((evaluation) => `${JSON.stringify({ ...config, ...evaluation })}\n`);
    })
    .join("");
}

/** One run as JSON lines, with its configuration beside them. */
export function jsonLinesOfRun(run: Run, name: string): LogFile[] {
  const { config, evaluations } = logRows(run);
  return [
    { path: `${name}.jsonl`, text: evaluations.map((evaluation) => `${JSON.stringify(evaluation)}\n`).join("") },
    { path: `${name}.config.json`, text: `${JSON.stringify(config, undefined, 2)}\n` },
  ];
}
