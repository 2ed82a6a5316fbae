import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  assert.match(
    stdout,
    /^\d+ of \d+ agree; 1 calibrated \(a constant was chosen to meet them\); \d+ differ, with the reason below each; \d+ need data$/m,
  );
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

test("beside a number stands how sure it is: an interval with its degrees of freedom in a refit, exact where nothing was fitted", async () => {
  const RUNS = "infinite-compute/runs_200m.csv";
  const columns = "recipe,params_label,params_nominal_b,params_exact,params_nonembedding,epochs,weight_decay,ensemble_k,loss";
  // 3.4 + .05/N, off by some.
  const sizes = [
    ["150M", 0.15, 0.001],
    ["300M", 0.3, -0.002],
    ["600M", 0.6, 0.002],
    ["1.4B", 1.4, -0.001],
  ] as const;
  const rows = sizes.map(([label, n, miss]) => `regularized,${label},${n},${n}e9,${n}e9,8,0.8,1,${3.4 + 0.05 / n + miss}`);
  const data = tables({ [RUNS]: [columns, ...rows, ""].join("\n") });
  const { stdout } = await isoloss(["reproduce", "infinite-compute", "--data", data]);
  assert.match(stdout, /published +ours +95 % interval +source and data/);
  const [, after = ""] = stdout.split("regularized law in N: E ");
  assert.match(after, /^ *3\.43 +3\.\d+ +3\.\d+ to 3\.\d+ .*\n +\(1 degree of freedom\)/);
  assert.match(stdout, /parameters per token over Chinchilla's +140 +140 +exact \(no fit\)/);
  assert.match(stdout, /exact: no degree of freedom is left/);
  const json = await isoloss(["reproduce", "infinite-compute", "--data", data, "--json"]);
  const found: {
    quantity: string;
    uncertainty?: { kind: string; degreesOfFreedom?: number; intervals?: { low: number; high: number }[] };
  }[] = JSON.parse(json.stdout);
  const E = found.find((row) => row.quantity === "regularized law in N: E")?.uncertainty;
  assert.deepEqual([E?.kind, E?.degreesOfFreedom, E?.intervals?.length], ["interval", 1, 1]);
});

test("help names every topic", async () => {
  const { stdout } = await isoloss(["reproduce", "--help"]);
  for (const { id } of topics) assert.ok(stdout.includes(id), id);
});

test("an unknown topic and a folder that is not there are refused", async () => {
  refused(await isoloss(["reproduce", "muenighoff"]), 2, [/Cannot reproduce "muenighoff"/, /did you mean "muennighoff"\?/]);
  refused(await isoloss(["reproduce", "--data", join(folder({}), "nowhere")]), 2, [/there is no folder .*nowhere/]);
});

/** A folder with some texts in the place of published tables. */
function tables(texts: Readonly<Record<string, string>>): string {
  const path = folder({});
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

/** What is said of tables that cannot be read, while every other row is still shown. */
async function unread(texts: Readonly<Record<string, string>>, patterns: readonly RegExp[]): Promise<void> {
  const { code, stdout, stderr } = await isoloss(["reproduce", "--data", tables(texts)]);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /^ {2}cannot read {2}/m);
  assert.match(stdout, /agrees +loss at N 6\.34e9, D 242e9, U 25e9/);
  assert.match(stdout, /\d+ cannot be read/);
  for (const pattern of patterns) assert.match(stderr, pattern);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$|This is a bug/m);
}

const CHINCHILLA = "chinchilla/chinchilla_epoch.csv";
const header = "params,tokens,loss,kept_by_replication";

test("a broken table, a renamed column, an emptied file and a selection without rows are named by their path, and the rest goes on", async () => {
  await unread({ [CHINCHILLA]: `${header}\n1e8,2e9\n` }, [/\/chinchilla_epoch\.csv:2: Cannot match the row to the header: it has 2 cells/]);
  await unread({ [CHINCHILLA]: `${header.replace("kept_by", "left_by")}\n1e8,2e9,3,1\n`, "diffusion/quokka_tables.csv": "" }, [
    /^\/.*\/chinchilla\/chinchilla_epoch\.csv: .* it has no column "kept_by_replication"$/m,
    /^\/.*\/diffusion\/quokka_tables\.csv: Cannot find any row/m,
  ]);
  await unread({ "diffusion/prabhudesai_critical_compute.csv": "kind,unique_tokens,critical_flops\ndrawn,1e8,1e19\n" }, [
    /prabhudesai_critical_compute\.csv: .* no row has kind=law_intersection/,
  ]);
});

test("a number that is neither the printed one nor the known refit is not explained, and there is no result", async () => {
  const dots = "kind,unique_tokens,critical_flops\nlaw_intersection,1e8,1e19\nlaw_intersection,1e9,1e21\n";
  const { code, stdout, stderr } = await isoloss([
    "reproduce",
    "prabhudesai",
    "--data",
    tables({ "diffusion/prabhudesai_critical_compute.csv": dots }),
  ]);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /why: not explained$/m);
  assert.match(stderr, /Cannot explain "exponent of U of the drawn dots" \(prabhudesai\): 2\.0000 is neither the printed 2\.389/);
});
