import { RunLogError } from "../../errors.ts";
import { noteAt } from "../../finding.ts";
import { cutOffNote } from "../cutOff.ts";
import type { About, BinaryFormat, Claim, FolderFormat, Parsed } from "../format.ts";
import { lossMetric } from "../lossMetric.ts";
import { baseName, pathIn } from "../paths.ts";
import { alongOf } from "../progress.ts";
import type { AllSeries } from "../series.ts";
import { parseTraining } from "../training.ts";
import { readWandb, type WandbFile } from "./history.ts";
import { isWandb } from "./records.ts";
import { resumed } from "./resumed.ts";

const TITLE = "Weights & Biases offline files (.wandb)";

/** An offline file of Weights & Biases: the history is rows, configuration and summary hold for the run. */
export const wandb: BinaryFormat = {
  id: "wandb",
  content: "binary",
  title: TITLE,
  extensions: ["wandb"],
  recognises: ({ bytes }) => isWandb(bytes),
  parse: (log) => parseFiles(log, [readWandb(log.file, log.bytes)]),
};

/** Folders of one run that was resumed: their files are one history. */
export const wandbResumed: FolderFormat = {
  id: "wandb-resumed",
  title: TITLE,
  claims,
  parse: async (log) => {
    const files: WandbFile[] = [];
    for (const path of log.claim.paths) files.push(readWandb(pathIn(log.root, path), await log.read(path)));
    return parseFiles({ ...log, companions: await log.beside(log.claim.paths.at(-1) as string) }, files);
  },
};

/** `wandb/offline-run-20260102_030405-abc/run-abc.wandb`: folders that end in one id, where there are several. */
const RUN = /^(?:(.*)\/)?(?:offline-)?run-\d{8}_\d{6}-([^/]+)\/run-\2\.wandb(?:\.(?:gz|zst))?$/;

function claims(paths: readonly string[]): Claim[] {
  const runs = new Map<string, { folder: string; paths: string[] }>();
  for (const path of paths) {
    const [whole, folder = "", id] = RUN.exec(path) ?? [];
    if (whole === undefined) continue;
    const run = runs.get(`${folder}/${id}`) ?? { folder, paths: [] };
    runs.set(`${folder}/${id}`, run);
    run.paths.push(path);
  }
  return [...runs.values()].filter((run) => run.paths.length > 1).map((run) => ({ ...run, paths: run.paths.sort(inTime) }));
}

/** By the time in the folder's name, whichever way the run was logged. */
function inTime(a: string, b: string): number {
  const time = (path: string): string => /run-(\d{8}_\d{6})-[^/]*\/[^/]*$/.exec(path)?.[1] ?? "";
  return time(a) < time(b) ? -1 : 1;
}

function parseFiles(about: About, files: readonly WandbFile[]): Parsed {
  const last = files.at(-1) as WandbFile;
  const { history, problems } = resumed(files);
  if (history.size === 0)
    throw new RunLogError(
      { file: last.file },
      "Cannot find any evaluation: the history is empty",
      "log the loss: wandb.log({'val_loss': loss})",
    );
  const log: About = { ...about, file: last.file };
  const series = withStep(log, history, last);
  const summary = Object.entries(last.summary).filter(([name]) => !history.has(name) && !name.startsWith("_"));
  const { _wandb, ...config } = Object.assign({}, ...files.map((file) => file.config)) as Record<string, unknown>;
  const parsed = parseTraining({
    ...log,
    run: last.name || last.id || baseName(last.file),
    series,
    files: files.map(({ file }) => file),
    steps: false,
    config: { ...Object.fromEntries(summary), ...config, ...last.about, ...(last.id && { wandb_run_id: last.id }) },
    ended: last.exit === 0,
  });
  return { ...parsed, problems: [...files.flatMap(notes), ...problems, ...parsed.problems] };
}

/** The history with the axis that the loss was given (`define_metric`) as its step, where that has no name by which it is known for one. */
function withStep(about: About, history: AllSeries, { axes }: WandbFile): AllSeries {
  const loss = lossMetric(about, [...history.keys()]);
  const axis = axes.findLast(({ metric }) => loss !== undefined && isNamed(loss, metric))?.step;
  const series = axis === undefined || alongOf(axis) ? undefined : history.get(axis);
  return series && !history.has("step") ? new Map([...history, ["step", series]]) : history;
}

function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function notes(log: WandbFile, i: number, files: readonly WandbFile[]): Parsed["problems"] {
  const cut = log.cut ? [cutOffNote(log.file, log.cut)] : [];
  if (log.exit !== undefined || i < files.length - 1) return cut;
  return [
    ...cut,
    noteAt(
      { file: log.file },
      "no-exit",
      "the file holds no exit of the run: it still runs or was killed, and its last loss is taken for no final one",
      "if the training did end, say so: complete=true in a configuration beside the file",
    ),
  ];
}
