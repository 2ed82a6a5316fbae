import { baseName, folderOf } from "../paths.ts";
import type { EventFile } from "./events.ts";

/** Names of folders by which writers tell training from evaluation within one training. */
const SPLITS = /^(train|training|validation|valid|val|eval|evaluation|test|dev)$/i;

/** Event files that were logged by one training. */
export interface Group {
  /** The training's folder, relative to the log's. */
  folder: string;
  /** Its files, with the tags as the training's metrics. */
  logs: EventFile[];
  /** Files that only state hyperparameters, and results beside them. */
  summaries: EventFile[];
}

export function isSplit(folder: string): boolean {
  return SPLITS.test(baseName(folder));
}

/**
 * Event files by training. A folder is a training, as in TensorBoard, unless it is part of the one above it:
 *
 * - `train`, `validation` and the like hold the tags of a split, which become `validation/tag`;
 * - a folder named as its tags with something after them is one line of a chart of several (`add_scalars`: `loss_validation` with tag `loss`);
 * - one that states hyperparameters, with values at a single step, is a summary of its training (`add_hparams`).
 */
export function trainingsOf(files: readonly { path: string; log: EventFile }[]): Group[] {
  const folders = new Map<string, EventFile[]>();
  for (const { path, log } of files) folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), log]);
  const groups = new Map<string, Group>();
  const groupOf = (folder: string): Group => {
    const group = groups.get(folder) ?? { folder, logs: [], summaries: [] };
    groups.set(folder, group);
    return group;
  };
  for (const [folder, logs] of [...folders].sort(([a], [b]) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1))) {
    const parent = folderOf(folder);
    const above = folder !== "" && (groups.has(parent) || isSplit(folder)) ? parent : undefined;
    if (above === undefined) add(groupOf(folder), logs);
    else if (isSplit(folder))
      add(
        groupOf(above),
        logs.map((log) => renamed(log, (tag) => `${baseName(folder)}/${tag}`)),
      );
    else if (logs.every((log) => isLine(log, baseName(folder))))
      add(
        groupOf(above),
        logs.map((log) => renamed(log, () => baseName(folder))),
      );
    else if (logs.every(isSummary)) groupOf(above).summaries.push(...logs);
    else add(groupOf(folder), logs);
  }
  return [...groups.values()].map((group) => (group.logs.length > 0 ? group : { ...group, logs: group.summaries, summaries: [] }));
}

function add(group: Group, logs: readonly EventFile[]): void {
  for (const log of logs) (isSummary(log) ? group.summaries : group.logs).push(log);
}

function isLine({ scalars }: EventFile, folder: string): boolean {
  return scalars.size > 0 && [...scalars.keys()].every((tag) => folder.startsWith(`${tag.replaceAll("/", "_")}_`));
}

function isSummary({ scalars, hparams }: EventFile): boolean {
  if (Object.keys(hparams).length === 0) return false;
  const steps = new Set([...scalars.values()].flatMap(({ at }) => at.slice(0, 2)));
  return steps.size <= 1 && [...scalars.values()].every(({ at }) => at.length === 1);
}

function renamed(log: EventFile, name: (tag: string) => string): EventFile {
  return { ...log, scalars: new Map([...log.scalars].map(([tag, series]) => [name(tag), series])) };
}
