import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Published runs, by path: the folder that ISOLOSS_DATA names, else `shared/data` beside the repository. */
const root = process.env.ISOLOSS_DATA ?? resolve(dirname(fileURLToPath(import.meta.url)), "../../../../shared/data");

/** Options of a test that needs a file of the reference data: skipped by name where it is absent, unless ISOLOSS_DATA demands it. */
export function requires(file: string): { skip: string | false } {
  return {
    skip: existsSync(join(root, file)) || process.env.ISOLOSS_DATA ? false : `needs ${file} of the reference data (set ISOLOSS_DATA)`,
  };
}

export function readText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Rows of a CSV without quoted fields. */
export function readTable(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readText(file).trim().split("\n");
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i] ?? "", value])));
}
