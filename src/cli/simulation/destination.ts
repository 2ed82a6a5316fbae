import { extname } from "node:path";
import {
  type LogFormat,
  logFiles,
  logFormats,
  type Run,
  requireFreeFolder,
  requireWritable,
  UsageError,
  writeFolder,
  writeWhole,
} from "../../index.ts";
import type { SimulateFlags } from "../simulate.ts";

/** Where simulated runs go. */
export interface Destination {
  /** Writes what is to be written, and says where; undefined where it goes to stdout. */
  write(runs: readonly Run[], files: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  /** The runs as text for stdout. */
  text(runs: readonly Run[]): string;
}

const FOLDER_FORMAT = "jsonl";

/** Where `-o` and `--format` send the runs, known to be writable before any work is done. */
export async function destination({ out, format }: Pick<SimulateFlags, "out" | "format">): Promise<Destination> {
  const [csv] = logFormats as readonly [LogFormat, ...LogFormat[]];
  const text = (runs: readonly Run[]): string => csv.together?.(runs) ?? "";
  const known = logFormats.map(({ id }) => id).join(", ");
  if (format !== undefined && !logFormats.some(({ id }) => id === format))
    throw new UsageError(`Cannot write logs as "${format}"`, `the formats are ${known}`);
  if (out === undefined) {
    if (format !== undefined) throw new UsageError("Cannot use --format without -o: CSV goes to stdout", "name a folder with -o");
    return { write: async () => undefined, text };
  }
  const ending = extname(out).slice(1).toLowerCase();
  const together = logFormats.find((one) => one.ending === ending);
  if (together?.together) {
    if (format !== undefined)
      throw new UsageError(`Cannot use --format with ${out}: its ending says the format`, "--format is for a folder of logs");
    await requireWritable(out);
    const whole = together.together;
    return {
      write: async (runs, files) => {
        await writeWhole(out, whole(runs), files);
        return out;
      },
      text,
    };
  }
  if (ending !== "")
    throw new UsageError(
      `Cannot write ${out}: a log in one file ends in ${logFormats.flatMap((one) => (one.ending ? `.${one.ending}` : [])).join(", ")}`,
      "or name a folder, without an ending, for one log a run",
    );
  await requireFreeFolder(out);
  return {
    write: async (runs, _files, signal) => {
      await writeFolder(out, logFiles(runs, format ?? FOLDER_FORMAT), signal);
      return `folder ${out} (${format ?? FOLDER_FORMAT})`;
    },
    text,
  };
}
