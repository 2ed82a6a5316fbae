import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { topics } from "../../src/reproduce/index.ts";
import { SOURCES } from "../../src/reproduce/sources.ts";
import { folder, isoloss, refused } from "./isoloss.ts";

test("without the tables, every claim is named, the closed forms agree, and each table says where it is published", async () => {
  const { code, stdout, stderr } = await isoloss(["reproduce", "--data", folder({})]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^muennighoff: Scaling data-constrained language models/m);
  assert.match(stdout, /agrees +loss at N 6\.34e9, D 242e9, U 25e9 +2\.2256440889984477 +2\.2256440889984477 .*\[constants\]/);
  assert.match(stdout, /no data +A, 240 points +482\.01 +arXiv:2404\.10102, table 1 \[1\]/);
  assert.match(stdout, /^ {2}\[1\] chinchilla\/chinchilla_epoch\.csv$/m);
  assert.match(stdout, /^\d+ of \d+ agree; \d+ differ, with the reason below each; \d+ need data$/m);
  for (const { file, from } of SOURCES) assert.ok(stderr.includes(`  ${file}: `) && stderr.includes(`from ${from}`), file);
});

test("a topic alone, as JSON: verdicts with the numbers in full", async () => {
  const { code, stdout, stderr } = await isoloss(["reproduce", "diffusion", "--data", folder({}), "--json"]);
  assert.equal(code, 0, stderr);
  const found: { topic: string; quantity: string; verdict: string; ours?: number[]; why: string }[] = JSON.parse(stdout);
  assert.ok(found.every((row) => row.topic === "diffusion"));
  const masked = found.find((row) => row.quantity.startsWith("von Rütte, masked"));
  assert.equal(masked?.verdict, "differs");
  assert.equal(masked.ours?.[0]?.toFixed(4), "0.4431");
  assert.match(masked.why, /not public/);
});

test("help names every topic", async () => {
  const { stdout } = await isoloss(["reproduce", "--help"]);
  for (const { id } of topics) assert.ok(stdout.includes(id), id);
});

test("an unknown topic, a folder that is not there and a broken table are refused", async () => {
  refused(await isoloss(["reproduce", "muenighoff"]), 2, [/Cannot reproduce "muenighoff"/, /did you mean "muennighoff"\?/]);
  refused(await isoloss(["reproduce", "--data", join(folder({}), "nowhere")]), 2, [/there is no folder .*nowhere/]);
  const broken = folder({});
  mkdirSync(join(broken, "chinchilla"));
  writeFileSync(join(broken, "chinchilla/chinchilla_epoch.csv"), "params,tokens,loss,kept_by_replication\n1e8,2e9\n");
  refused(await isoloss(["reproduce", "chinchilla", "--data", broken]), 1, [
    /chinchilla_epoch\.csv:2: Cannot match the row to the header: it has 2 cells/,
  ]);
});
