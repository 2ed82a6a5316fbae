import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Observation } from "../../src/run.ts";

/** Published runs, by path: the folder that ISOLOSS_DATA names, else `shared/data` beside the repository. */
export const dataFolder = process.env.ISOLOSS_DATA ?? resolve(dirname(fileURLToPath(import.meta.url)), "../../../../shared/data");

/** Options of a test that needs a file of the reference data: skipped by name where it is absent, unless ISOLOSS_DATA demands it. */
export function requires(file: string): { skip: string | false } {
  return {
    skip: existsSync(join(dataFolder, file)) || process.env.ISOLOSS_DATA ? false : `needs ${file} of the reference data (set ISOLOSS_DATA)`,
  };
}

export function readText(file: string): string {
  return readFileSync(join(dataFolder, file), "utf8");
}

/** Rows of a CSV without quoted fields. */
export function readTable(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readText(file).trim().split("\n");
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i] ?? "", value])));
}

export const CHINCHILLA = "chinchilla/chinchilla_epoch.csv";
export const DATABLATIONS = "datablations/muennighoff_runs.csv";

/** The 240 points that the replication kept. */
export function chinchillaRows(): Observation[] {
  return readTable(CHINCHILLA)
    .filter((row) => row.kept_by_replication === "1")
    .map((row, i) => ({
      run: `c${i}`,
      source: { file: CHINCHILLA, line: i + 2 },
      checkpoint: "final",
      params: Number(row.params),
      tokens: Number(row.tokens),
      compute: Number(row.flops),
      loss: Number(row.loss),
      fields: {},
    }));
}

/** The datablations runs that carry a flag: `in_fit_182` or `in_all_296`. */
export function datablationsRows(flag: "in_fit_182" | "in_all_296"): Observation[] {
  return readTable(DATABLATIONS).flatMap((row, i) =>
    row[flag] === "1"
      ? [
          {
            run: `${row.run_id}-${i}`,
            source: { file: DATABLATIONS, line: i + 2 },
            checkpoint: "final",
            family: "ar",
            lossKind: "nll",
            params: Number(row.params),
            tokens: Number(row.tokens),
            uniqueTokens: Number(row.unique_tokens),
            epochs: Number(row.epochs),
            loss: Number(row.loss),
            fields: row,
          },
        ]
      : [],
  );
}
