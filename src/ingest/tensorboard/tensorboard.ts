import { RunLogError } from "../../errors.ts";
import { cutOffNote } from "../cutOff.ts";
import type { About, BinaryFormat, Claim, FolderFormat, LogBytes, LogFolder, Parsed } from "../format.ts";
import { baseName, byFolder, folderName, folderOf, pathIn, relativeTo } from "../paths.ts";
import { parseTraining } from "../training.ts";
import { configurationOf } from "./configuration.ts";
import { type EventFile, readEvents } from "./events.ts";
import { type Group, isSplit, trainingsOf } from "./folders.ts";
import { startsWithRecord } from "./records.ts";
import { joined } from "./restarts.ts";

const TITLE = "TensorBoard event files";
const EVENT = "events.out.tfevents.";
const EVENTS = /^events\.out\.tfevents\./;

/** One TensorBoard event file: its scalars are metrics by step, hyperparameters and texts its configuration. */
export const tensorboard: BinaryFormat = {
  id: "tensorboard",
  content: "binary",
  title: TITLE,
  extensions: [],
  names: EVENTS,
  recognises: ({ bytes }) => startsWithRecord(bytes),
  parse: (log) => parseFile(log),
};

/** A folder of event files: each folder is a training, whose files are joined in the order of time. */
export const tensorboardFolder: FolderFormat = { id: "tensorboard-folder", title: TITLE, claims, parse: parseFolder };

function parseFile(log: LogBytes): Parsed {
  const events = readEvents(log.file, log.bytes);
  const name = log.folder ?? baseName(log.file);
  return parseGroup(log, name, { folder: "", logs: [events], summaries: [] });
}

/** The topmost folders that hold event files themselves, or in folders of splits, with all event files below. */
function claims(paths: readonly string[]): Claim[] {
  const events = paths.filter((path) => EVENTS.test(baseName(path)));
  const folders = [...byFolder(events).keys()];
  const splits = new Map<string, number>();
  for (const folder of folders) if (isSplit(folder)) splits.set(folderOf(folder), (splits.get(folderOf(folder)) ?? 0) + 1);
  const trainings = new Set(
    folders.map((folder) => (isSplit(folder) && (splits.get(folderOf(folder)) ?? 0) > 1 ? folderOf(folder) : folder)),
  );
  const roots = new Map<string, string[]>();
  for (const path of events) {
    const root = [folderOf(path), ...above(folderOf(path))].findLast((folder) => trainings.has(folder)) as string;
    const own = roots.get(root);
    if (own) own.push(path);
    else roots.set(root, [path]);
  }
  return [...roots].map(([folder, own]) => ({ folder, paths: own }));
}

/** The folders above one, the nearest first. */
function above(folder: string): string[] {
  return folder === "" ? [] : [folderOf(folder), ...above(folderOf(folder))];
}

async function parseFolder(log: LogFolder): Promise<Parsed> {
  const { root, claim, read, beside } = log;
  const files: { path: string; log: EventFile }[] = [];
  for (const path of claim.paths)
    files.push({ path: relativeTo(path, claim.folder), log: readEvents(pathIn(root, path), await read(path)) });
  const name = folderName(root, claim.folder);
  const parsed: Parsed[] = [];
  for (const group of trainingsOf(files)) {
    const folder = [claim.folder, group.folder].filter(Boolean).join("/");
    // The companions of a folder are those of any file in it.
    const companions = await beside(folder === "" ? EVENT : `${folder}/${EVENT}`);
    parsed.push(parseGroup({ ...log, companions }, group.folder === "" ? name : `${name}/${group.folder}`, group));
  }
  return {
    runs: parsed.flatMap(({ runs }) => runs),
    problems: parsed.flatMap(({ problems }) => problems),
    columns: [...new Set(parsed.flatMap(({ columns }) => columns))],
  };
}

function parseGroup(about: About, run: string, { logs, summaries }: Group): Parsed {
  const { scalars, files, problems } = joined(logs);
  const [file] = files;
  if (scalars.size === 0)
    throw new RunLogError(
      { file: file ?? about.file },
      "Cannot find any evaluation: no scalar was logged",
      "log the loss as a scalar (add_scalar, tf.summary.scalar)",
    );
  const parsed = parseTraining({
    ...about,
    file: file ?? about.file,
    run,
    series: scalars,
    files,
    axis: "step",
    steps: true,
    single: true,
    config: configurationOf([...logs, ...summaries]),
  });
  const cut = [...logs, ...summaries].flatMap((log) => (log.cut ? [cutOffNote(log.file, log.cut)] : []));
  return { ...parsed, problems: [...cut, ...problems, ...parsed.problems] };
}
