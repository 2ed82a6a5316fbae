import { UsageError } from "../../errors.ts";
import type { Run } from "../../run.ts";
import { suggestion } from "../../words.ts";
import { jsonDocument } from "./jsonDocument.ts";
import { jsonLines, jsonLinesOfRun } from "./jsonLines.ts";
import { nanogptText } from "./nanogptText.ts";
import { separated } from "./separated.ts";
import { trainerState } from "./trainerState.ts";

/** A file of a log, by its path below the folder of all. */
export interface LogFile {
  path: string;
  text: string;
}

/** A format that runs can be written in. */
export interface LogFormat {
  id: string;
  title: string;
  /** Ending of one file that holds all runs, where the format has such a file. */
  ending?: string;
  /** All runs in one file. */
  together?(runs: readonly Run[]): string;
  /** One run, and what stands beside it. */
  apart(run: Run, name: string): LogFile[];
}

/** Formats of logs that simulated runs are written in; every one reads back to the same runs. */
export const logFormats: readonly LogFormat[] = [
  {
    id: "csv",
    title: "CSV, one row an evaluation",
    ending: "csv",
    together: (runs) => separated(runs, ","),
    apart: (run, name) => [{ path: `${name}.csv`, text: separated([run], ",") }],
  },
  {
    id: "tsv",
    title: "TSV, one row an evaluation",
    ending: "tsv",
    together: (runs) => separated(runs, "\t"),
    apart: (run, name) => [{ path: `${name}.tsv`, text: separated([run], "\t") }],
  },
  {
    id: "jsonl",
    title: "JSON lines, one evaluation a line; in a folder with <run>.config.json beside each",
    ending: "jsonl",
    together: jsonLines,
    apart: jsonLinesOfRun,
  },
  {
    id: "json",
    title: "JSON, a list of trainings with their histories",
    ending: "json",
    together: jsonDocument,
    apart: (run, name) => [{ path: `${name}/history.json`, text: jsonDocument([run]) }],
  },
  { id: "trainer-state", title: "trainer_state.json of the Hugging Face Trainer, in a folder a run", apart: trainerState },
  { id: "nanogpt", title: "text as nanoGPT prints it, in a folder a run", apart: nanogptText },
];

/**
 * Runs as a folder of logs, one a run, whose names are theirs.
 *
 * @param id a format of `logFormats`.
 * @throws UsageError for an unknown format.
 * @example
 * logFiles(runs.slice(0, 1), "jsonl").length // 2
 */
export function logFiles(runs: readonly Run[], id: string): LogFile[] {
  const format = logFormats.find((known) => known.id === id);
  if (!format)
    throw new UsageError(
      `Cannot write logs as "${id}"`,
      suggestion(
        id,
        logFormats.map((known) => known.id),
        "the formats are",
      ),
    );
  const taken = new Map<string, number>();
  return runs.flatMap((run) => {
    const times = (taken.get(run.run) ?? 0) + 1;
    taken.set(run.run, times);
    return format.apart(run, times === 1 ? fileName(run.run) : `${fileName(run.run)}-again-${times}`);
  });
}

/** A run's name as one of a file, on every system. */
function fileName(run: string): string {
  return run.replace(/[^\w.-]/g, "_");
}
