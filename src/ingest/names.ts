import type { About } from "./format.ts";

/** Folders that trainers make, whose names do not tell one training from another. */
const MADE = /^(logs?|checkpoints?|outputs?|out|results?|version_\d+|run|train|training|metrics|\.)$/i;
const LOG = /\.(csv|tsv|jsonl|ndjson|json|parquet|log|out|err|txt)$/i;
const PACKED = /\.(gz|zst)$/i;

/** The parts of a log's path, the file last. */
export function pathOf({ file }: About): string[] {
  return file.split(/[\\/]/).filter((part) => part !== "");
}

/** The name of a log without its endings. */
export function stemOf(log: About): string {
  return (pathOf(log).at(-1) ?? "").replace(PACKED, "").replace(LOG, "");
}

/**
 * The id of a training that is named by the folder of its log: the folder, with the one above where its own name is one that trainers make
 * (`lightning_logs/version_3`).
 */
export function folderName(log: About): string {
  const folders = pathOf(log)
    .slice(0, -1)
    .filter((part) => !/^\.{1,2}$|^[A-Za-z]:$/.test(part));
  if (folders.length === 0) return log.folder ?? stemOf(log);
  const own = folders.at(-1) as string;
  const above = folders.at(-2);
  return MADE.test(own) && above !== undefined ? `${above}/${own}` : own;
}

/** The id of a training by its file, or by its folder where the file has a name that every training of the trainer has. */
export function trainingName(log: About, common: RegExp): string {
  return common.test(pathOf(log).at(-1) ?? "") ? folderName(log) : stemOf(log);
}
