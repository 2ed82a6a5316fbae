import { RunLogError } from "../../errors.ts";
import type { CutOff } from "../cutOff.ts";
import { interned } from "../interned.ts";
import {
  type Cursor,
  cursor,
  double,
  enter,
  FIXED32,
  FIXED64,
  float,
  key,
  LENGTH,
  leave,
  message,
  skip,
  text,
  VARINT,
  varint,
} from "../protobuf.ts";
import { noWholeRecord } from "../recordErrors.ts";
import { type AllSeries, seriesOf } from "../series.ts";
import { hparamsOf } from "./hparams.ts";
import { eachRecord } from "./records.ts";
import { tensorScalar } from "./tensor.ts";

/** What one event file holds of a training. */
export interface EventFile {
  file: string;
  /** Scalars by tag, at their steps. */
  scalars: AllSeries;
  /** Texts by tag, in the order of the log. */
  texts: Map<string, string[]>;
  /** Hyperparameters of the hparams plugin. */
  hparams: Record<string, unknown>;
  /** Step at which the writer said that it starts, if it did: what earlier files hold from there on is void. */
  start?: number;
  /** Time of the first and of the last scalar, seconds since 1970. */
  from: number;
  to: number;
  cut?: CutOff;
}

/** Plugins whose values are no scalars are passed over; a tag that states none is of no plugin. */
const NONE = "";

/**
 * Reads a TensorBoard event file: `Event` messages (tensorboard/compat/proto/event.proto) in the framing of TFRecord.
 *
 * Scalars are simple values, and tensors of one number that no other plugin claims.
 *
 * @throws RunLogError when a record is damaged or no record is whole, or the records are no events.
 */
export function readEvents(file: string, bytes: Uint8Array): EventFile {
  const log: EventFile = {
    file,
    scalars: new Map(),
    texts: new Map(),
    hparams: {},
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  };
  const c = cursor(file, bytes);
  const readers: Readers = { name: interned(), plugins: new Map() };
  let records = 0;
  const cut = eachRecord(file, bytes, (number, from, to) => {
    c.at = from;
    c.end = to;
    if (number === 1 && !/^brain\.Event:/.test(versionOf(c))) throw noEvents(file);
    c.at = from;
    readEvent(c, number, log, readers);
    records = number;
  });
  if (records === 0) throw noWholeRecord(file);
  return cut ? { ...log, cut } : log;
}

function noEvents(file: string): RunLogError {
  return new RunLogError(
    { file },
    "Cannot read runs: its records are no TensorBoard events, which begin with brain.Event",
    "name files that TensorBoard shows: events.out.tfevents.*",
  );
}

/** `file_version` of the event at the cursor. */
function versionOf(c: Cursor): string {
  let version = "";
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(3, LENGTH)) version = text(c);
    else skip(c, field);
  }
  return version;
}

interface Readers {
  name: (bytes: Uint8Array, from: number, to: number) => string;
  /** Plugin of each tag: writers state it with the tag's first value only. */
  plugins: Map<string, string>;
}

function readEvent(c: Cursor, record: number, log: EventFile, readers: Readers): void {
  let time = 0;
  let step = 0;
  // The summary may stand before the step in the message.
  const summaries: number[] = [];
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(1, FIXED64)) time = double(c);
    else if (field === key(2, VARINT)) step = varint(c);
    else if (field === key(5, LENGTH)) {
      summaries.push(c.at);
      skip(c, field);
    } else if (field === key(7, LENGTH)) readSession(c, step, log);
    else skip(c, field);
  }
  for (const at of summaries) {
    c.at = at;
    readSummary(c, record, step, time, log, readers);
  }
}

/** A `SessionLog` that starts: a training that goes on from this step. */
function readSession(c: Cursor, step: number, log: EventFile): void {
  message(c, (field) => {
    if (field !== key(1, VARINT)) return skip(c, field);
    if (varint(c) !== 1) return;
    log.start ??= step;
  });
}

function readSummary(c: Cursor, record: number, step: number, time: number, log: EventFile, readers: Readers): void {
  const around = enter(c);
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(1, LENGTH)) readValue(c, record, step, time, log, readers);
    else skip(c, field);
  }
  leave(c, around);
}

function readValue(c: Cursor, record: number, step: number, time: number, log: EventFile, readers: Readers): void {
  const around = enter(c);
  let tag = "";
  let plugin: string | undefined;
  let value: number | string | undefined;
  while (c.at < c.end) {
    const field = varint(c);
    if (field === key(1, LENGTH)) {
      const outside = enter(c);
      tag = readers.name(c.bytes, c.at, c.end);
      leave(c, outside);
    } else if (field === key(2, FIXED32)) value = float(c);
    else if (field === key(8, LENGTH)) value = tensorScalar(c);
    else if (field === key(9, LENGTH)) plugin = readMetadata(c, log);
    else skip(c, field);
  }
  leave(c, around);
  if (plugin !== undefined) readers.plugins.set(tag, plugin);
  else plugin = readers.plugins.get(tag);
  if (typeof value === "number" && (plugin === undefined || plugin === NONE || plugin === "scalars")) {
    const series = seriesOf(log.scalars, tag);
    series.at.push(step);
    series.values.push(value);
    series.lines.push(record);
    log.from = Math.min(log.from, time);
    log.to = Math.max(log.to, time);
  } else if (typeof value === "string" && plugin === "text") {
    const texts = log.texts.get(tag);
    if (texts) texts.push(value);
    else log.texts.set(tag, [value]);
  }
}

/** The name of the plugin that a `SummaryMetadata` states; what the hparams plugin keeps is in there too. */
function readMetadata(c: Cursor, log: EventFile): string {
  let plugin = NONE;
  message(c, (field) => {
    if (field !== key(1, LENGTH)) return skip(c, field);
    let content = -1;
    message(c, (part) => {
      if (part === key(1, LENGTH)) plugin = text(c);
      else if (part === key(2, LENGTH)) {
        content = c.at;
        skip(c, part);
      } else skip(c, part);
    });
    if (plugin !== "hparams" || content < 0) return;
    const after = c.at;
    c.at = content;
    for (const [name, value] of hparamsOf(c)) define(log.hparams, name, value);
    c.at = after;
  });
  return plugin;
}

/** Sets a key whatever its name is. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
