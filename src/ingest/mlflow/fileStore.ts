import { type Problem, RunLogError } from "../../errors.ts";
import { asText } from "../asText.ts";
import { parseConfiguration } from "../configuration.ts";
import { cutOffNote } from "../cutOff.ts";
import type { Claim, FolderFormat, LogFolder, Parsed } from "../format.ts";
import { baseName, folderOf, pathIn } from "../paths.ts";
import type { AllSeries, Series } from "../series.ts";
import { readNumber } from "../values.ts";
import { type MlflowRun, parseMlflowRun } from "./run.ts";

/** MLflow's store in files: `<experiment>/<run>/meta.yaml`, with a file for every parameter, metric and tag beside it. */
export const mlflowFiles: FolderFormat = {
  id: "mlflow-files",
  title: "MLflow's file store (mlruns/)",
  claims,
  parse: parseRun,
};

const META = "meta.yaml";
/** What a run keeps that is read: names below these folders are names of parameters, metrics and tags, with their slashes. */
const KEPT = /^(params|metrics|tags)\/([\s\S]+)$/;
/** Folders that may hold what is laid out as a run is, and is none. */
const NO_RUNS = /(^|\/)(models|traces|datasets|artifacts|inputs|outputs)(\/|$)/;

/** A run is a folder with meta.yaml and a folder of parameters or metrics; all that is below it is its own, artifacts too. */
function claims(paths: readonly string[]): Claim[] {
  const runs = new Map<string, { paths: string[]; left: string[]; kept: boolean }>();
  for (const path of paths) {
    const folder = folderOf(path);
    if (baseName(path) === META && !NO_RUNS.test(folder)) runs.set(folder, { paths: [], left: [], kept: false });
  }
  const present = new Set(paths);
  for (const path of paths) {
    const own = runOf(path, runs);
    if (own === undefined) continue;
    const run = runs.get(own) as { paths: string[]; left: string[]; kept: boolean };
    const inside = own === "" ? path : path.slice(own.length + 1);
    const [, kind] = KEPT.exec(inside) ?? [];
    if (kind !== undefined || inside === META) run.paths.push(path);
    else run.left.push(path);
    run.kept ||= kind === "params" || kind === "metrics";
  }
  return [...runs].flatMap(([folder, { paths: own, left, kept }]) => {
    if (!kept) return [];
    const above = folder === "" ? undefined : [folderOf(folder), META].filter(Boolean).join("/");
    return [{ folder, paths: above !== undefined && present.has(above) ? [...own, above] : own, left }];
  });
}

/** The innermost of the folders that holds a path. */
function runOf(path: string, runs: ReadonlyMap<string, unknown>): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (runs.has(folder)) return folder;
    if (folder === "") return undefined;
  }
}

/** `RunStatus` by its number: meta.yaml has it so. */
const STATUS = ["", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

async function parseRun(log: LogFolder): Promise<Parsed> {
  const { root, claim } = log;
  const meta = await metaOf(log, [claim.folder, META].filter(Boolean).join("/"));
  const experiment = claim.paths.find((path) => baseName(path) === META && folderOf(path) !== claim.folder);
  const problems: Problem[] = [];
  const run: MlflowRun & { files: string[] } = {
    id: String(meta.run_id ?? meta.run_uuid ?? baseName(claim.folder || root)),
    name: nameIn(meta, "run_name"),
    experiment: nameIn(experiment === undefined ? {} : await metaOf(log, experiment), "name"),
    status: STATUS[Number(meta.status)] || nameIn(meta, "status"),
    deleted: meta.lifecycle_stage === "deleted",
    params: {},
    tags: {},
    metrics: new Map(),
    files: [],
  };
  for (const path of claim.paths) {
    const [, kind, name] = KEPT.exec(claim.folder === "" ? path : path.slice(claim.folder.length + 1)) ?? [];
    if (kind === undefined || name === undefined) continue;
    const text = asText(pathIn(root, path), await log.read(path));
    if (kind === "metrics") readMetric(pathIn(root, path), name, text, run, problems);
    else define(kind === "tags" ? run.tags : run.params, name, text);
  }
  run.name ??= run.tags["mlflow.runName"];
  const parsed = parseMlflowRun({ ...log, companions: await log.beside([claim.folder, META].filter(Boolean).join("/")) }, run);
  return { ...parsed, problems: [...problems, ...parsed.problems] };
}

async function metaOf({ root, read }: LogFolder, path: string): Promise<Readonly<Record<string, unknown>>> {
  const file = pathIn(root, path);
  return (await parseConfiguration(file, asText(file, await read(path)))).values;
}

function nameIn(meta: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = meta[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Numbers as Python prints them. */
const NUMBERS: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };

/**
 * A metric's file: `timestamp value step` a line, where what follows names a data set; the step was left out once.
 *
 * @throws RunLogError with the line that is none.
 */
function readMetric(file: string, name: string, text: string, run: { metrics: AllSeries; files: string[] }, problems: Problem[]): void {
  const series: Series = { at: [], values: [], lines: [], files: [] };
  const lines = text.split("\n");
  const last = lines.pop() as string;
  if (last !== "") problems.push(cutOffNote(file, { records: lines.length, at: text.length - last.length }));
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const [time, value = "", step = "0"] = line.trim().split(" ");
    const number = NUMBERS[value.toLowerCase()] ?? readNumber(value);
    if (number === undefined || !/^\d+$/.test(time as string) || !/^-?\d{1,15}$/.test(step))
      throw new RunLogError(
        { file, line: i + 1 },
        `Cannot read "${line.slice(0, 60)}" as a value of metric "${name}": expected its time, value and step`,
        "MLflow writes 1700000000000 3.25 100: copy the file again",
      );
    series.at.push(Number(step));
    series.values.push(number);
    series.lines.push(i + 1);
    series.files?.push(run.files.length);
  }
  run.files.push(file);
  if (series.at.length > 0) run.metrics.set(name, series);
}

/** Sets a key whatever its name is. */
function define(object: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
