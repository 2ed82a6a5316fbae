import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chinchillaCsv, folder, MAIN, names } from "./isoloss.ts";

// An interrupt before it has a handler would end the process as any other.
const TELLS_OF_HANDLER = `data:text/javascript,process.on("newListener", (name) => name === "SIGINT" && process.send("ready"))`;

test("an interrupt ends the work with 130 and leaves no output", { skip: process.platform === "win32" ? "no SIGINT" : false }, async () => {
  const dir = folder({ "runs.csv": chinchillaCsv() });
  const args = [MAIN, "fit", "chinchilla", "runs.csv", "--bootstrap", "10000000", "-o", "fit.json"];
  const child = spawn(process.execPath, ["--import", TELLS_OF_HANDLER, ...args], { cwd: dir, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.on("close", resolve));
  await once(child, "message");
  // By now it has, as a rule, begun to refit; earlier must do as well.
  await sleep(1500);
  child.kill("SIGINT");
  const code = await ended;
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
