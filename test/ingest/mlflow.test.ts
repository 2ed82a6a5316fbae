import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import type { Parsed } from "../../src/ingest/format.ts";
import { parseLogBytes } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { mlflowFiles } from "../../src/ingest/mlflow/fileStore.ts";
import { withTables } from "../../src/ingest/mlflow/sqlite.ts";
import { bytesOf, fixtures, readFolder, readsOrRefuses, refused } from "./fixtures.ts";

const FOLDER = fixtures("mlflow");
const DATABASE = `${FOLDER}/mlflow.db`;
const loss = (step: number): number => 3 + 4 / (step + 10) ** 0.5;

const together = (parsed: readonly Parsed[]): Pick<Parsed, "runs" | "problems"> => ({
  runs: parsed.flatMap((one) => one.runs),
  problems: parsed.flatMap((one) => one.problems),
});

const STORES: [name: string, read: () => Promise<Pick<Parsed, "runs" | "problems">>][] = [
  ["files", async () => together(await readFolder(mlflowFiles, FOLDER))],
  ["database", () => parseLogBytes({ file: DATABASE, bytes: bytesOf(DATABASE) })],
];

for (const [name, read] of STORES)
  test(`${name}: runs with their parameters, metrics by step, and how they ended; a deleted one is named and left out`, async () => {
    const { runs, problems } = await read();
    assert.deepEqual(
      runs.map((run) => [run.run, run.params, run.uniqueTokens, run.weightDecay, run.recipe, run.complete, run.points.length]),
      [
        ["finished", 124000000, 2048000, 0.1, "standard", true, 6],
        ["failed", 30000000, 2048000, 0.1, "standard", false, 3],
        ["running", 30000000, 2048000, 0.1, "standard", false, 2],
      ],
    );
    assert.deepEqual(
      runs[0]?.points.map((p) => [p.step, p.loss, p.tokens]),
      [0, 200, 400, 600, 800, 1000].map((step) => [step, loss(step), step * 4096]),
    );
    const { fields } = runs[0] ?? {};
    assert.deepEqual(
      [fields?.mlflow_experiment, fields?.mlflow_run_id, fields?.["optim/name"], fields?.tied, fields?.notes, fields?.["mlflow.user"]],
      ["kjv", "0a".repeat(16), "adamw", true, null, undefined],
    );
    assert.equal(runs[0]?.points[1]?.fields.grad_norm, "Infinity");
    assert.deepEqual(
      problems.map((p) => [p.code, p.severity, p.message.includes('"deleted"')]),
      [["deleted-run", "note", true]],
    );
  });

test("runs are found by paths: an experiment is none, artifacts and models of a run belong to it", () => {
  const claims = mlflowFiles.claims([
    "m/7/meta.yaml",
    "m/7/tags/kind",
    "m/7/a/meta.yaml",
    "m/7/a/metrics/val/loss",
    "m/7/a/params/lr",
    "m/7/a/artifacts/model/meta.yaml",
    "m/7/a/artifacts/model/params/x",
    "m/7/models/m-1/meta.yaml",
    "m/7/models/m-1/metrics/val_loss",
    "m/7/empty/meta.yaml",
    "other/runs.csv",
  ]);
  assert.deepEqual(claims, [
    {
      folder: "m/7/a",
      paths: ["m/7/a/meta.yaml", "m/7/a/metrics/val/loss", "m/7/a/params/lr", "m/7/meta.yaml"],
      left: ["m/7/a/artifacts/model/meta.yaml", "m/7/a/artifacts/model/params/x"],
    },
  ]);
  assert.deepEqual(
    mlflowFiles.claims(["meta.yaml", "metrics/loss"]).map(({ folder, paths }) => [folder, paths]),
    [["", ["meta.yaml", "metrics/loss"]]],
    "the folder of a run itself",
  );
});

const META = "run_id: abc\nrun_name: r\nstatus: 3\nlifecycle_stage: active\n";

/** A run of files that are given as text. */
async function readFiles(files: Record<string, string>): Promise<Parsed> {
  const [claim] = mlflowFiles.claims(Object.keys(files));
  assert.ok(claim);
  return mlflowFiles.parse({
    root: "w/",
    claim,
    file: "w",
    beside: async () => [],
    read: async (path) => new TextEncoder().encode(files[path]),
  });
}

test("a live metric is read up to its last whole line; what was logged again at a step counts as logged last; names may be any", async () => {
  const { runs, problems } = await readFiles({
    "meta.yaml": META,
    "metrics/val_loss": "1 4.0 0\n2 3.5 100\n3 3.25 100\n4 3.0 200\n5 2.",
    "metrics/__proto__": "1 7 0\n",
    "params/constructor": "x",
    "params/..\n": "weird",
    "params/seed": "007",
  });
  assert.deepEqual(
    runs[0]?.points.map((p) => [p.step, p.loss, p.source]),
    [
      [0, 4, { file: "w/metrics/val_loss", line: 1 }],
      [100, 3.25, { file: "w/metrics/val_loss", line: 3 }],
      [200, 3, { file: "w/metrics/val_loss", line: 4 }],
    ],
  );
  assert.ok(Object.hasOwn(runs[0]?.points[0]?.fields ?? {}, "__proto__"));
  assert.deepEqual([runs[0]?.fields.constructor, runs[0]?.fields["..\n"]], ["x", "weird"]);
  assert.deepEqual(
    problems.map((p) => p.code),
    ["cut-off", "repeated-evaluation"],
  );
});

test("a run that logged no loss is named and left out, for a store holds runs of every kind", async () => {
  const { runs, problems } = await readFiles({ "meta.yaml": META, "metrics/accuracy": "1 0.5 0\n" });
  assert.deepEqual([runs, problems.map((p) => [p.code, p.severity])], [[], [["run-without-loss", "warning"]]]);
});

test("broken files: each names the file and line", async () => {
  await refused(() => readFiles({ "meta.yaml": META, "metrics/loss": "1 4 0\n1 four 1\n" }), /^w\/metrics\/loss:2: Cannot read "1 four 1"/);
  await refused(() => readFiles({ "meta.yaml": META, "metrics/loss": "1 4 1e99\n" }), /metrics\/loss:1: /);
  await refused(() => readFiles({ "meta.yaml": "{{", "metrics/loss": "1 4 0\n" }), /meta\.yaml.*Cannot read/);
  await refused(() => readFiles({ "meta.yaml": `a: ${"[".repeat(100000)}`, "metrics/loss": "1 4 0\n" }), /meta\.yaml.*deep/);
});

/** A database that a script makes, by the real library. */
async function made(script: string): Promise<Uint8Array> {
  const { default: initSqlJs } = await import("sql.js");
  const { Database } = await initSqlJs();
  const database = new Database();
  database.exec(script);
  const bytes = database.export();
  database.close();
  return bytes;
}
const read = (bytes: Uint8Array) => parseLogBytes({ file: "x.db", bytes });

test("another database is told by its tables", async () => {
  await refused(
    async () => read(await made("CREATE TABLE results (a, b); CREATE TABLE users (c)")),
    /not MLflow's, its tables are results, users/,
  );
  await refused(async () => read(await made("CREATE TABLE t (a); DROP TABLE t")), /its tables are none/);
});

const EMPTY =
  "CREATE TABLE experiments (experiment_id, name); CREATE TABLE params (run_uuid, key, value); CREATE TABLE tags (run_uuid, key, value);";
const RUNS =
  "CREATE TABLE runs (run_uuid, name, status, lifecycle_stage, experiment_id); INSERT INTO runs VALUES ('a', 'a', 'FINISHED', 'active', 1);";
const METRICS = "CREATE TABLE metrics (run_uuid, key, value, step, is_nan); INSERT INTO metrics VALUES ('a', 'val_loss', 3.5, 10, 0);";

test("hostile databases: nothing in them is run", async () => {
  assert.equal((await read(await made(EMPTY + RUNS + METRICS))).runs[0]?.points[0]?.loss, 3.5);
  const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT";
  await refused(
    async () =>
      read(await made(`${EMPTY}${RUNS}CREATE VIEW metrics AS ${endless} 'a' run_uuid, 'loss' key, 1.0 value, i step, 0 is_nan FROM n`)),
    /not MLflow's/,
  );
  const computed = METRICS.replace("value, step", "step, value AS (length(hex(zeroblob(400000000))))").replace("3.5, 10, 0", "10, 0");
  await refused(
    async () => read(await made(`${EMPTY}${RUNS}${computed.replace(/INSERT.*/, "")}`)),
    /Cannot find the column value of metrics/,
  );
  await refused(
    async () => read(await made(`${EMPTY}${RUNS.replace(", status", "")}`.replace("'FINISHED', ", "") + METRICS)),
    /the column status of runs/,
  );
});

test("a damaged database is refused, wherever it is damaged", async () => {
  const whole = bytesOf(DATABASE);
  await refused(() => read(whole.subarray(0, 20000)), /Cannot read the database/);
  for (let at = 100; at < whole.length; at += 1009) {
    const bytes = whole.slice();
    bytes.fill(0xff, at, at + 40);
    await readsOrRefuses(() => read(bytes));
  }
});

test("pages that refer to one another over and over end: a table has no more rows than the file has room for", async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `('a', 'val_loss', 3.5, ${i}, 0)`).join(", ");
  const bytes = await made(`PRAGMA page_size = 512; VACUUM; ${EMPTY}${RUNS}${METRICS}INSERT INTO metrics VALUES ${rows};`);
  const page = (number: number): DataView => new DataView(bytes.buffer, bytes.byteOffset + (number - 1) * 512, 512);
  const INTERIOR = 5;
  const tables = Array.from({ length: bytes.length / 512 - 1 }, (_, i) => page(i + 2)).filter((view) => view.getUint8(0) === INTERIOR);
  for (const view of tables) {
    // Every child of an interior page becomes its first.
    const first = view.getUint32(view.getUint16(12));
    for (let cell = 0; cell < view.getUint16(3); cell++) view.setUint32(view.getUint16(12 + 2 * cell), first);
    view.setUint32(8, first);
  }
  assert.ok(tables.length > 1);
  await readsOrRefuses(() => read(bytes));
  const whole = bytesOf(DATABASE);
  let visited = 0;
  await refused(
    () =>
      withTables("x.db", whole.subarray(0), ({ each }) => {
        for (;;) each("metrics", ["key"], () => visited++);
      }),
    /more rows than it has room for/,
  );
  assert.ok(visited <= whole.length / 4);
});

test("a database with a write-ahead log is read as it stands, with a warning", async () => {
  const bytes = bytesOf(DATABASE).slice();
  bytes.fill(2, 18, 20);
  const { runs, problems } = await read(bytes);
  assert.equal(runs.length, 3);
  assert.deepEqual(problems.map((p) => p.code).sort(), ["deleted-run", "write-ahead-log"]);
});

test("a database of another program, or one without runs, is passed over in a folder with its reason, and refused where it is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "isoloss-databases-"));
  try {
    await writeFile(join(folder, "optuna.db"), await made("CREATE TABLE trials (a)"));
    await writeFile(join(folder, "empty.sqlite"), await made(`${EMPTY}${RUNS.replace(/INSERT.*/, "")}${METRICS.replace(/INSERT.*/, "")}`));
    await assert.rejects(loadRuns([folder]), /empty\.sqlite: Cannot read runs: the database has no run yet/);
    await writeFile(join(folder, "runs.csv"), "run,loss\na,3\n");
    const { runs, files, skipped } = await loadRuns([folder]);
    assert.deepEqual([runs.length, files], [1, [join(folder, "runs.csv")]]);
    assert.deepEqual(
      skipped.map(({ file, reason }) => [basename(file), reason]),
      [
        ["empty.sqlite", "the database has no run yet"],
        ["optuna.db", "the SQLite database is not MLflow's, its tables are trials"],
      ],
    );
    await refused(() => loadRuns([join(folder, "optuna.db")]), /optuna\.db: Cannot read runs: the SQLite database is not MLflow's/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
