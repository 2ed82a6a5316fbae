import { RunLogError } from "../errors.ts";
import { asText } from "./asText.ts";
import { csv } from "./csv.ts";
import type { FolderFormat, Format, Head, LogBytes, LogText, Parsed } from "./format.ts";
import { jsonDocument } from "./jsonDocument.ts";
import { jsonl } from "./jsonl.ts";
import { lightning } from "./lightning.ts";
import { mlflowDatabase } from "./mlflow/database.ts";
import { mlflowFiles } from "./mlflow/fileStore.ts";
import { refuseDeep } from "./nested.ts";
import { notALog } from "./notALog.ts";
import { parquet } from "./parquet/parquet.ts";
import { plainBytes } from "./plainBytes.ts";
import { tensorboard, tensorboardFolder } from "./tensorboard/tensorboard.ts";
import { textLog } from "./textLog.ts";
import { trackerLines } from "./trackerLines.ts";
import { trainerState } from "./trainerState.ts";
import { wandb, wandbResumed } from "./wandb/wandb.ts";
import { wandbChart } from "./wandbChart.ts";
import { wandbTable } from "./wandbTable.ts";

/** Every kind of log that is read, in the order in which they are asked whether a content is theirs. */
export const FORMATS: readonly Format[] = [
  tensorboard,
  wandb,
  mlflowDatabase,
  parquet,
  trainerState,
  jsonDocument,
  trackerLines,
  jsonl,
  textLog,
  wandbChart,
  wandbTable,
  lightning,
  csv,
];

/** Every kind of log that is several files of a folder, in the order in which they are asked which files are theirs. */
export const FOLDER_FORMATS: readonly FolderFormat[] = [mlflowFiles, tensorboardFolder, wandbResumed];

/** How a table of `canonicalTable` begins: a row without a loss, with metrics of training beside it, makes it no log of a trainer. */
const CANONICAL = /^run,(family,)?loss,/;

/** How much of a log its format is told by, bytes. */
export const HEAD = 2 ** 16;

/**
 * The runs of one log that is text, by its content, whatever its name; reads no disk. `checkRuns` on the runs of all logs finds what is doubtful.
 *
 * @throws RunLogError when the text is empty, of no known format, or cannot be read.
 * @example
 * parseLog({ file: "runs.csv", text: "run,params,tokens,loss\na,1e6,2e7,4.1\n" }).runs[0].params // 1e6
 */
export function parseLog(log: LogText): Parsed {
  const text = log.text.replace(/^\uFEFF/, "");
  const first = text.slice(0, HEAD);
  const format = formatOf(log.file, { bytes: new TextEncoder().encode(first), text: first }, text.length);
  if (format.content === "binary") throw unknownFormat(log.file);
  return format.parse({ ...log, text });
}

/**
 * The runs of one log of any format, by its content, whatever its name; reads no disk.
 *
 * @throws RunLogError when the log is empty, of no known format, or cannot be read.
 * @example
 * const { runs } = await parseLogBytes({ file: "runs.csv", bytes: new TextEncoder().encode("run,params,tokens,loss\na,1e6,2e7,4.1\n") });
 */
export async function parseLogBytes({ bytes: given, ...about }: LogBytes): Promise<Parsed> {
  const bytes = plainBytes(given);
  const first = bytes.subarray(0, HEAD);
  const format = formatOf(about.file, { bytes: first, text: new TextDecoder().decode(first).replace(/^\uFEFF/, "") }, bytes.length);
  return format.content === "binary" ? format.parse({ ...about, bytes }) : format.parse({ ...about, text: asText(about.file, bytes) });
}

/** The formats by whose names a file of a folder may be a log, where its ending does not say so: its content decides. */
function formatsNamed(name: string): Format[] {
  const plain = name.replace(/\.(gz|zst)$/i, "");
  return FORMATS.filter(({ names }) => names?.test(plain));
}

/** Whether a file of a folder may be a log by its name, as `trainer_state.json` and `train.log`. */
export function mayBeLog(name: string): boolean {
  return formatsNamed(name).length > 0;
}

/** Whether what a file holds, taken for a log by its name alone, is of a format of that name. */
export function isLogOfName(name: string, bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, HEAD);
  const head = { bytes: first, text: new TextDecoder().decode(first).replace(/^\uFEFF/, "") };
  return formatsNamed(name).some((format) => format === FORMATS.find((f) => f.recognises(head)));
}

/** Why a file that is a log by its name holds no run yet, where its format can tell. */
export function nothingIn(name: string, bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, HEAD));
  return formatsNamed(name).flatMap((format) => format.nothingYet?.({ bytes, text }) ?? [])[0];
}

/** The format of a log by how it begins. */
export function formatOf(file: string, head: Head, size: number): Format {
  if (size <= HEAD && head.text.trim() === "")
    throw new RunLogError({ file }, "Cannot read runs: the file is empty", "leave it out, or wait until the run has logged");
  const format = CANONICAL.test(head.text) ? csv : FORMATS.find((f) => f.recognises(head));
  if (format?.content !== "binary") requireLog(file, head);
  if (format) return format;
  if (/^\s*[[{]/.test(head.text)) refuseDeep(head.text, { file });
  if (/^[^\n{]{1,200}\{.*\}\s*$/m.test(head.text.slice(0, 4096)))
    throw new RunLogError(
      { file },
      "Cannot tell the format of the log: its lines hold other text before what looks like JSON",
      "keep the objects alone, one a line (as sed 's/^[^{]*//' does)",
    );
  throw unknownFormat(file);
}

/** Bytes of a binary format that its name says, damaged, and what no log is. */
function requireLog(file: string, { bytes, text }: Head): void {
  const ending = /\.([^.]+?)(\.(gz|zst))?$/.exec(file)?.[1]?.toLowerCase();
  const named = FORMATS.find((format) => format.content === "binary" && format.extensions.includes(ending as string));
  if (named && /[\0\ufffd]/.test(text.slice(0, -1)))
    throw new RunLogError(
      { file },
      `Cannot read: its name says ${named.title.split(",")[0]}, and its first bytes are of no such file`,
      "copy it again: it is damaged, or still being written",
    );
  const known = notALog(bytes, text);
  if (known) throw new RunLogError({ file }, `Cannot read: it is ${known[0]}`, known[1]);
}

function unknownFormat(file: string): RunLogError {
  return new RunLogError({ file }, "Cannot tell the format of the log", `formats: ${FORMATS.map((f) => f.title).join("; ")}`);
}
