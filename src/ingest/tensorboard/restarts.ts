import type { Problem } from "../../errors.ts";
import { noteAt, warningAt } from "../../finding.ts";
import { type AllSeries, type Series, seriesOf } from "../series.ts";
import type { EventFile } from "./events.ts";

/** Event files of one training, joined. */
export interface Joined {
  scalars: AllSeries;
  /** What `scalars` counts by `files`. */
  files: string[];
  problems: Problem[];
}

/**
 * Joins the event files that one writer after the other logged to a folder.
 *
 * A file that begins after all before it ended, and logs what they logged, is a restart: it supersedes them from the step at which it said that it
 * starts, else from the first step of what both log, as TensorBoard purges. Files that were logged side by side are joined as they are.
 */
export function joined(logs: readonly EventFile[]): Joined {
  const inTime = logs.toSorted((a, b) => a.from - b.from || (a.file < b.file ? -1 : 1));
  const scalars: AllSeries = new Map();
  const problems: Problem[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const [number, log] of inTime.entries()) {
    const shared = [...log.scalars].filter(([tag]) => scalars.has(tag));
    const first = log.start ?? shared.reduce((least, [, { at }]) => lowest(least, at), Number.POSITIVE_INFINITY);
    if (number > 0 && log.from >= end && Number.isFinite(first)) {
      const purged = purge(scalars, first);
      if (purged > 0) problems.push(superseded(log, first, purged, scalars.size === 0));
    } else if (shared.length > 0) problems.push(sideBySide(log, shared[0]?.[0] as string));
    for (const [tag, own] of log.scalars) append(seriesOf(scalars, tag), own, number);
    end = Math.max(end, log.to);
  }
  return { scalars, files: inTime.map(({ file }) => file), problems };
}

function lowest(so: number, at: readonly number[]): number {
  return at.reduce((least, step) => Math.min(least, step), so);
}

/** Takes out all values at `first` and later steps, and counts them. */
function purge(scalars: AllSeries, first: number): number {
  let purged = 0;
  for (const [tag, series] of scalars) {
    const kept = [...series.at.keys()].filter((i) => (series.at[i] as number) < first);
    purged += series.at.length - kept.length;
    if (kept.length === 0) scalars.delete(tag);
    else if (kept.length < series.at.length) scalars.set(tag, only(series, kept));
  }
  return purged;
}

function only(series: Series, kept: readonly number[]): Series {
  const take = <T>(list: readonly T[]): T[] => kept.map((i) => list[i] as T);
  return {
    at: take(series.at),
    values: take(series.values),
    lines: take(series.lines),
    ...(series.files && { files: take(series.files) }),
  };
}

function append(series: Series, own: Series, file: number): void {
  series.files ??= [];
  for (let i = 0; i < own.at.length; i++) {
    series.at.push(own.at[i] as number);
    series.values.push(own.values[i] as number);
    series.lines.push(own.lines[i] as number);
    series.files.push(file);
  }
}

/** A restart that leaves nothing of what came before may be another training that went to the same folder. */
function superseded({ file }: EventFile, step: number, count: number, all: boolean): Problem {
  return (all ? warningAt : noteAt)(
    { file },
    "superseded",
    `the training was restarted at step ${step}: ${all ? "all " : ""}${count} values that earlier files of the folder hold from there on are superseded`,
    all ? "if these are two trainings, give each a folder of its own" : "to see the earlier attempt, give its file alone",
  );
}

function sideBySide({ file }: EventFile, tag: string): Problem {
  return warningAt(
    { file },
    "side-by-side",
    `two writers logged "${tag}" to one folder at the same time: all values are kept`,
    "give every training a folder of its own, or name one file",
  );
}
