import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, isoloss, MAIN, names, refused } from "./isoloss.ts";

// Training in progress: logs that grow, are half written, or are not there yet.

const skip = process.platform === "win32" ? "no SIGINT" : false;

const line = (run: string, epochs: number, loss: number): string =>
  `${JSON.stringify({ run, family: "ar", params: 1e6, unique_tokens: 1e6, tokens: epochs * 1e6, epochs, loss })}\n`;

interface Watching {
  child: ChildProcess;
  /** Waits until stderr has this many lines that match. */
  lines(pattern: RegExp, count: number): Promise<string>;
  /** Interrupts, and waits for the end. */
  end(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function watching(args: readonly string[], cwd: string): Watching {
  const child = spawn(process.execPath, [MAIN, "plot", ...args, "--watch"], { cwd });
  const said = { stdout: "", stderr: "" };
  let heard = (): void => {};
  child.stdout.on("data", (text) => {
    said.stdout += text;
    heard();
  });
  child.stderr.on("data", (text) => {
    said.stderr += text;
    heard();
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    child,
    lines: (pattern, count) =>
      new Promise((resolve, reject) => {
        heard = () => {
          if (said.stderr.split("\n").filter((text) => pattern.test(text)).length >= count) resolve(said.stderr);
        };
        heard();
        closed.then(() => reject(new Error(`ended: ${said.stderr}`)));
      }),
    end: async () => {
      child.kill("SIGINT");
      return { code: await closed, ...said };
    },
  };
}

const runsIn = (dir: string): number => (readFileSync(join(dir, "f.vl.json"), "utf8").match(/"run": ?"/g) ?? []).length;

test("a figure follows a log that grows and a folder that gets another, and ends with 0", { skip, timeout: 90_000 }, async () => {
  const dir = folder({});
  mkdirSync(join(dir, "runs"));
  writeFileSync(join(dir, "runs", "a.jsonl"), line("a", 1, 4) + line("b", 2, 3.8));
  const watched = watching(["loss-by-epochs", "runs", "-o", "runs/f.vl.json"], dir);
  try {
    await watched.lines(/drawn runs\/f\.vl\.json: 2 rows of 1 file$/, 1);
    appendFileSync(join(dir, "runs", "a.jsonl"), line("c", 4, 3.7));
    await watched.lines(/drawn .*: 3 rows of 1 file$/, 1);
    writeFileSync(join(dir, "runs", "later.jsonl"), line("d", 8, 3.6));
    const said = await watched.lines(/drawn .*: 4 rows of 2 files$/, 1);
    assert.equal(said.match(/ drawn /g)?.length, 3, "its own output in the folder is no change");
    assert.equal(runsIn(join(dir, "runs")), 4);
  } finally {
    assert.equal((await watched.end()).code, 0);
  }
  assert.deepEqual(names(join(dir, "runs")), ["a.jsonl", "f.vl.json", "later.jsonl"]);
});

test("while a log is half written the last picture stays, and that is one line", { skip, timeout: 90_000 }, async () => {
  const dir = folder({ "a.jsonl": line("a", 1, 4) + line("b", 2, 3.8) });
  const watched = watching(["loss-by-epochs", "a.jsonl", "-o", "f.vl.json"], dir);
  try {
    await watched.lines(/drawn/, 1);
    const before = readFileSync(join(dir, "f.vl.json"), "utf8");
    const whole = readFileSync(join(dir, "a.jsonl"), "utf8").length;
    appendFileSync(join(dir, "a.jsonl"), `${line("c", 4, 3.7).slice(0, 30)}\n${line("d", 8, 3.6)}`);
    await watched.lines(/f\.vl\.json stays as it was: a\.jsonl:3: /, 1);
    assert.equal(readFileSync(join(dir, "f.vl.json"), "utf8"), before);
    truncateSync(join(dir, "a.jsonl"), whole);
    appendFileSync(join(dir, "a.jsonl"), line("c", 4, 3.7));
    await watched.lines(/drawn/, 2);
    assert.equal(runsIn(dir), 3);
  } finally {
    const { code, stdout, stderr } = await watched.end();
    assert.equal(code, 0);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /^\s+at /m);
  }
});

test("a log that is not there yet is waited for; with --json each picture is a line", { skip, timeout: 90_000 }, async () => {
  const dir = folder({});
  const watched = watching(["loss-by-epochs", "later", "-o", "f.svg", "--json"], dir);
  try {
    await watched.lines(/nothing drawn yet: /, 1);
    assert.equal(existsSync(join(dir, "f.svg")), false);
    mkdirSync(join(dir, "later"));
    writeFileSync(join(dir, "later", "a.jsonl"), line("a", 1, 4) + line("b", 2, 3.8));
    const shown = await new Promise<string>((resolve) => watched.child.stdout?.once("data", (text) => resolve(String(text))));
    assert.deepEqual(JSON.parse(shown).files, ["f.vl.json", "f.svg"]);
  } finally {
    assert.equal((await watched.end()).code, 0);
  }
});

test("a folder that goes is said once, though the words are written beside it; it is drawn again when it is back", {
  skip,
  timeout: 90_000,
}, async () => {
  const dir = folder({});
  const logs = join(dir, "runs");
  mkdirSync(logs);
  writeFileSync(join(logs, "a.jsonl"), line("a", 1, 4) + line("b", 2, 3.8));
  const watched = watching(["loss-by-epochs", "runs", "-o", "f.vl.json"], dir);
  watched.child.stderr?.on("data", (text) => appendFileSync(join(dir, "words"), text));
  try {
    await watched.lines(/drawn/, 1);
    rmSync(logs, { recursive: true });
    await watched.lines(/stays as it was/, 1);
    // Long enough for several looks.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    mkdirSync(logs);
    writeFileSync(join(logs, "a.jsonl"), line("a", 1, 4) + line("b", 2, 3.8));
    const said = await watched.lines(/drawn/, 2);
    assert.equal(said.match(/stays as it was/g)?.length, 1, said);
  } finally {
    assert.equal((await watched.end()).code, 0);
  }
});

test("a wrong command line is not watched", async () => {
  const dir = folder({ "a.jsonl": line("a", 1, 4) });
  refused(await isoloss(["plot", "loss-by-epochs", "a.jsonl", "--watch", "-o", "f.gif"], dir), 2, [/f\.gif/]);
  refused(await isoloss(["plot", "loss-by-epochs", "a.jsonl", "--watch", "--paper", "neurip", "-o", "f.svg"], dir), 2, [
    /did you mean "neurips"/,
  ]);
});
