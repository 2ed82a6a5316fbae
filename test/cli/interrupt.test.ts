import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { chinchillaCsv, folder, MAIN, names } from "./isoloss.ts";

test("an interrupt ends the work with 130 and leaves no output", { skip: process.platform === "win32" ? "no SIGINT" : false }, async () => {
  const dir = folder({ "runs.csv": chinchillaCsv() });
  const child = spawn(process.execPath, [MAIN, "fit", "chinchilla", "runs.csv", "--bootstrap", "10000000", "-o", "fit.json"], {
    cwd: dir,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.on("close", resolve));
  // Repeated, since the first may come before the handler is there; a second one is obeyed too.
  const again = setInterval(() => child.kill("SIGINT"), 1000);
  const code = await ended;
  clearInterval(again);
  assert.equal(code, 130);
  assert.equal(said, "");
  assert.deepEqual(names(dir), ["runs.csv"]);
});

test("a reader that stops early is no failure", async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `run-${i},1e8,1e9,${3 + i / 1e4}\n`).join("");
  const dir = folder({ "runs.csv": `run,params,tokens,loss\n${rows}` });
  const child = spawn(process.execPath, [MAIN, "runs", "runs.csv"], { cwd: dir });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  child.stdout.once("data", () => child.stdout.destroy());
  assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
  assert.equal(said, "");
});
