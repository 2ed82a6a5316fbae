import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Run } from "../../../src/run.ts";

/** What is expected of one run: the whole setup, and its first and last evaluation as [step, tokens, loss]. */
export interface RunSummary {
  run: string;
  setup?: Partial<Omit<Run, "run" | "source" | "fields" | "points">>;
  evaluations: number;
  first: readonly [step: number | undefined, tokens: number | undefined, loss: number];
  last: readonly [step: number | undefined, tokens: number | undefined, loss: number];
}

/** What the contract of formats asks of one format. */
export interface FormatCase {
  /** Its id in the registry. */
  format: string;
  fixtures: readonly {
    /** Below test/fixtures/logs. */
    path: string;
    runs: readonly RunSummary[];
    /** Codes of what reading it finds, in order. */
    problems?: readonly string[];
    /** The runs of the file where its folder is read, where they differ: by what stands beside it, or none where nothing in its name says that it is a log. */
    inFolder?: readonly RunSummary[];
  }[];
  /** Contents that are refused: with a message, and at the line where there is one. */
  refused: readonly { title: string; content: string | Uint8Array; message: RegExp; line?: number; map?: Record<string, string> }[];
}

const LOGS = new URL("../../../../test/fixtures/logs/", import.meta.url);

export function fixturePath(path: string): string {
  return fileURLToPath(new URL(path, LOGS));
}

export function fixtureBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(fixturePath(path)));
}

export function fixtureText(path: string): string {
  return readFileSync(fixturePath(path), "utf8");
}

/** A run as a `RunSummary` states it. */
export function summaryOf({ run, source: _, fields: _1, points, ...setup }: Run): RunSummary {
  const at = (point: Run["points"][number] | undefined) => [point?.step, point?.tokens, point?.loss ?? Number.NaN] as const;
  return {
    run,
    ...(Object.keys(setup).length > 0 && { setup }),
    evaluations: points.length,
    first: at(points[0]),
    last: at(points.at(-1)),
  };
}

/** Half a file: what a trainer that still writes, or a copy that was cut off, leaves. */
export function firstPart(path: string, share: number): string {
  const text = fixtureText(path);
  return text.slice(0, Math.floor(text.length * share));
}
