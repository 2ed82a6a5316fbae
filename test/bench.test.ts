import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { requires } from "./reference/data.ts";

test("the benchmark runs, and certifies what it times", requires("chinchilla/chinchilla_epoch.csv"), () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL("../bench/index.js", import.meta.url)), "--quick"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /certified optimum, 240 points: census of 8 starts that all agree \| [\d.]+ (ms|s)/);
  assert.match(stdout, /\| 1e\+3 \| [\d.]+ \| [\d.]+ \|/);
  assert.match(stdout, /CSV, 2e\+3 rows, read, validated and reduced \| .* \| papaparse, parsing alone: .* \| [\d.]+ \| ≤ 1 \|/);
  assert.match(stdout, /JSON lines, 2e\+3 rows \| .* \| [\d.]+ \| ≤ 1\.5 \|/);
  assert.match(stdout, /most memory held \| \d+ MiB/);
  assert.match(stdout, /reading of a second command, from the cache, wall \| .* \| \d+× \| ≥ 20× \|/);
});
