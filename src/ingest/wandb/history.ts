import type { CutOff } from "../cutOff.ts";
import { type Interned, interned } from "../interned.ts";
import { type Cursor, cursor, enter, key, LENGTH, leave, message, skip, text, VARINT, varint } from "../protobuf.ts";
import { noWholeRecord } from "../recordErrors.ts";
import { type AllSeries, seriesOf } from "../series.ts";
import { eachRecord } from "./records.ts";
import { jsonAt, plainValues } from "./value.ts";

/** What a .wandb file holds of a run. */
export interface WandbFile {
  file: string;
  id?: string;
  name?: string;
  /** Project, group and the like, by names of ours. */
  about: Record<string, unknown>;
  /** Whether the run went on from an earlier file. */
  resumed: boolean;
  /** Metrics by the row of the history (1-based). */
  history: AllSeries;
  rows: number;
  /** Metrics whose axis is another metric (`define_metric`): names, with `*` for any rest. */
  axes: { metric: string; step: string }[];
  config: Record<string, unknown>;
  summary: Record<string, unknown>;
  /** Exit code of the process; undefined while it runs, or where it was killed. */
  exit?: number;
  cut?: CutOff;
}

/**
 * Reads an offline file of Weights & Biases: `Record` messages (wandb/proto/wandb_internal.proto) in the log of LevelDB.
 *
 * @throws RunLogError when a record is damaged or no record is whole.
 */
export function readWandb(file: string, bytes: Uint8Array): WandbFile {
  const log: WandbFile = { file, about: {}, resumed: false, history: new Map(), rows: 0, axes: [], config: {}, summary: {} };
  const name = interned();
  const inPlace = cursor(file, bytes);
  let records = 0;
  const cut = eachRecord(file, bytes, (number, held, from, to) => {
    const c = held === bytes ? inPlace : cursor(file, held);
    c.at = from;
    c.end = to;
    readRecord(c, number, log, name);
    records = number;
  });
  if (records === 0) throw noWholeRecord(file);
  return cut ? { ...log, cut } : log;
}

function readRecord(c: Cursor, record: number, log: WandbFile, name: Interned): void {
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(2, LENGTH)) readHistory(c, record, log, name);
    else if (field === key(3, LENGTH)) readUpdates(c, log.summary);
    else if (field === key(5, LENGTH)) readUpdates(c, log.config);
    else if (field === key(12, LENGTH)) readMetric(c, log);
    else if (field === key(17, LENGTH)) readRun(c, log);
    else if (field === key(18, LENGTH)) readExit(c, log);
    else skip(c, field);
  }
}

/** A row of the history: its items, and its step where no item states it. */
function readHistory(c: Cursor, record: number, log: WandbFile, name: Interned): void {
  const row = ++log.rows;
  const take = (metric: string, value: string | number | boolean | null | readonly string[]): void => {
    const series = seriesOf(log.history, metric);
    // A row that names a metric twice has the last.
    if (series.at.at(-1) === row) series.values[series.values.length - 1] = value;
    else {
      series.at.push(row);
      series.values.push(value);
      series.lines.push(record);
    }
  };
  let step: number | undefined;
  const around = enter(c);
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(1, LENGTH)) readItem(c, name, (metric, value) => plainValues(metric, value, take));
    else if (field === key(2, LENGTH))
      message(c, (part) => {
        if (part === key(1, VARINT)) step = varint(c);
        else skip(c, part);
      });
    else skip(c, field);
  }
  leave(c, around);
  if (step !== undefined && log.history.get("_step")?.at.at(-1) !== row) take("_step", step);
}

/** A name, or the parts of one, and its value as JSON: how histories, configurations and summaries hold what they hold. */
function readItem(c: Cursor, name: Interned, take: (name: string, value: unknown, parts: readonly string[]) => void): void {
  const around = enter(c);
  let parts: string[] | undefined;
  let whole = "";
  let value: unknown;
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(1, LENGTH) || field === key(2, LENGTH) || field === key(16, LENGTH)) {
      const outside = enter(c);
      if (field === key(16, LENGTH)) value = jsonAt(c.bytes, c.at, c.end);
      else if (field === key(1, LENGTH)) whole = name(c.bytes, c.at, c.end);
      else {
        parts ??= [];
        parts.push(name(c.bytes, c.at, c.end));
      }
      leave(c, outside);
    } else skip(c, field);
  }
  leave(c, around);
  take(parts ? parts.join(".") : whole, value, parts ?? [whole]);
}

/** Updates of a configuration or summary, and what is removed again. */
function readUpdates(c: Cursor, values: Record<string, unknown>): void {
  const name = interned();
  message(c, (field) => {
    if (field === key(1, LENGTH)) readItem(c, name, (metric, value) => set(values, metric, value));
    else if (field === key(2, LENGTH)) readItem(c, name, (metric) => delete values[metric]);
    else skip(c, field);
  });
}

/** Sets a key whatever its name is. */
function set(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Names under which a run's own fields are raw columns: by number in `RunRecord`. */
const ABOUT: Readonly<Record<number, string>> = {
  2: "wandb_entity",
  3: "wandb_project",
  6: "wandb_group",
  7: "wandb_job_type",
  12: "wandb_sweep",
};

function readRun(c: Cursor, log: WandbFile): void {
  message(c, (field) => {
    const column = (field & 7) === LENGTH ? ABOUT[field >>> 3] : undefined;
    if (field === key(1, LENGTH)) log.id = text(c);
    else if (field === key(4, LENGTH)) readUpdates(c, log.config);
    else if (field === key(5, LENGTH)) readUpdates(c, log.summary);
    else if (field === key(8, LENGTH)) log.name = text(c);
    else if (field === key(18, VARINT)) log.resumed = varint(c) !== 0;
    else if (column !== undefined) log.about[column] = text(c);
    else skip(c, field);
  });
}

function readMetric(c: Cursor, log: WandbFile): void {
  let metric = "";
  let step = "";
  message(c, (field) => {
    if (field === key(1, LENGTH) || field === key(2, LENGTH)) metric = text(c);
    else if (field === key(4, LENGTH)) step = text(c);
    else skip(c, field);
  });
  if (metric !== "" && step !== "") log.axes.push({ metric, step });
}

/** An exit code of 0 is not written out. */
function readExit(c: Cursor, log: WandbFile): void {
  log.exit = 0;
  message(c, (field) => {
    if (field === key(1, VARINT)) log.exit = varint(c);
    else skip(c, field);
  });
}
