import { RunLogError } from "../errors.ts";
import { csv } from "./csv.ts";
import type { Format, LogText, Parsed } from "./format.ts";
import { jsonl } from "./jsonl.ts";

/** Every kind of log that is read, in the order in which they are asked whether a text is theirs. */
export const FORMATS: readonly Format[] = [jsonl, csv];

/**
 * The runs of one log, by its content, whatever its name; reads no disk. `checkRuns` on the runs of all logs finds what is doubtful.
 *
 * @throws RunLogError when the text is empty, of no known format, or cannot be read.
 * @example
 * parseLog({ file: "runs.csv", text: "run,params,tokens,loss\na,1e6,2e7,4.1\n" }).runs[0].params // 1e6
 */
export function parseLog(log: LogText): Parsed {
  const text = log.text.replace(/^\uFEFF/, "");
  if (text.trim() === "")
    throw new RunLogError({ file: log.file }, "Cannot read runs: the file is empty", "leave it out, or wait until the run has logged");
  const format = FORMATS.find((f) => f.recognises(text));
  if (!format)
    throw new RunLogError({ file: log.file }, "Cannot tell the format of the log", `formats: ${FORMATS.map((f) => f.title).join("; ")}`);
  return format.parse({ ...log, text });
}
