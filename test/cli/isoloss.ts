import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const MAIN = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line in a folder. */
export function isoloss(args: readonly string[], cwd?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (said.stderr += text));
    child.on("error", reject).on("close", (code) => resolve({ code, ...said }));
  });
}

/** A new folder with these files in it, removed after the tests of the file. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = mkdtempSync(join(tmpdir(), "isoloss-"));
  after(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

/** A refusal: the exit code, what is said, a hint, and no trace of a crash or of an output. */
export function refused(ended: Ended, code: number, patterns: readonly RegExp[]): void {
  assert.equal(ended.code, code, ended.stderr);
  assert.equal(ended.stdout, "");
  for (const pattern of patterns) assert.match(ended.stderr, pattern);
  assert.match(ended.stderr, /^ {2}hint: \S/m);
  assert.doesNotMatch(ended.stderr, /^\s+at .*:\d+:\d+\)?$|This is a bug/m);
}

export function names(path: string): string[] {
  return readdirSync(path).sort();
}

/** Runs of a Chinchilla law, with a ripple for noise; `change` may put another text in the place of a row's cells. */
export function chinchillaCsv(change: (cells: Record<string, string>, row: number) => Record<string, string> = (cells) => cells): string {
  const rows = [5e7, 2e8, 1e9, 4e9].flatMap((N) => [1e9, 4e9, 2e10].map((D) => ({ N, D })));
  const cells = rows.map(({ N, D }, i) => {
    const loss = (1.8 + 480 / N ** 0.35 + 2100 / D ** 0.37) * (1 + 0.002 * Math.sin(7 * i + 1));
    return change({ run: `r${i + 1}`, params: String(N), tokens: String(D), loss: String(loss) }, i + 1);
  });
  return [Object.keys(cells[0] as object), ...cells.map((row) => Object.values(row))].map((row) => `${row.join(",")}\n`).join("");
}
