import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../tree.ts";

const run = promisify(execFile);

/** What the public API gives in one engine. */
async function worked(program: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  const { stdout } = await run(program, [...args], { cwd: root, env, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

/** The engines' exponentials differ in the last bit. */
const CLOSE = 1e-10;

function requireAlike(a: unknown, b: unknown, path: string): void {
  if (typeof a === "number" && typeof b === "number")
    assert.ok(Math.abs(a - b) <= CLOSE * Math.max(Math.abs(a), Math.abs(b)), `${path}: ${a} in Deno, ${b} in Node`);
  else if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    assert.deepEqual(Object.keys(a), Object.keys(b), path);
    for (const [key, value] of Object.entries(a)) requireAlike(value, (b as Record<string, unknown>)[key], `${path}.${key}`);
  } else assert.equal(a, b, path);
}

test("the public API gives the same in Deno and in Node: numbers to 1e-10, statuses and diagnostics to the letter", async () => {
  const deno = (createRequire(import.meta.url)("deno/install_api.cjs") as { runInstall(): string }).runInstall();
  const inDeno = await worked(deno, ["run", "--allow-all", "--quiet", "test/smoke/work.ts"]);
  const inNode = await worked(process.execPath, ["dist/test/smoke/work.js"]);
  assert.ok(Number(inNode.runs) > 100);
  assert.equal(inNode.picture, true);
  requireAlike(inDeno, inNode, "");
});

test("a difference is seen", () => {
  assert.throws(() => requireAlike({ a: [1, 2] }, { a: [1, 2 + 1e-9] }, ""), /\.a\.1/);
  assert.throws(() => requireAlike({ status: "flat" }, { status: "converged" }, ""), /status/);
});
