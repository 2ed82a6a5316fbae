import { basename, dirname, join } from "node:path";
import { IsolossError, UsageError } from "../index.ts";
import type { Drawn } from "./drawFigure.ts";
import { remark, remarksOf, say } from "./print.ts";
import { watch } from "./watch.ts";

/**
 * Draws a figure, and again whenever its inputs have changed: a line on stderr for each, with what it remarks for the first time. While the inputs cannot be
 * read or drawn, the last picture stays.
 *
 * @param asJson the lines as JSON, on stdout.
 * @throws UsageError where the command line itself is wrong: nothing was ever drawn by it.
 */
export async function redraw(
  inputs: readonly string[],
  out: string,
  draw: () => Promise<Drawn>,
  asJson: boolean,
  signal: AbortSignal,
): Promise<void> {
  let said = new Set<string>();
  let good: Drawn | undefined;
  /** Why it was not drawn, which is said once. */
  let wrong: string | undefined;
  const spec = join(dirname(out), `${basename(out).replace(/\.svg$/i, "")}.vl.json`);
  await watch(
    inputs,
    [out, spec],
    async () => {
      try {
        const { result, remarks } = await remarksOf(draw);
        for (const text of remarks) if (!said.has(text)) remark(text);
        said = new Set(remarks);
        const { inputs: read, ...shown } = result;
        if (asJson) say(JSON.stringify(shown));
        else remark(`${clock()} drawn ${shown.files.join(", ")}: ${shown.rows} rows of ${read.length} file${read.length === 1 ? "" : "s"}`);
        if (!good && !asJson) remark(shown.caption);
        good = result;
        wrong = undefined;
      } catch (error) {
        if (signal.aborted || !(error instanceof IsolossError) || (error instanceof UsageError && !good)) throw error;
        const text = `${good ? `${out} stays as it was` : "nothing drawn yet"}: ${error.message.split("\n", 1)[0]}`;
        if (text !== wrong) remark(`${clock()} ${text}`);
        wrong = text;
      }
      return good?.inputs ?? [];
    },
    signal,
  );
}

const clock = (): string => new Date().toTimeString().slice(0, 8);
