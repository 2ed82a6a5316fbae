import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "../../src/ingest/crc.ts";
import { parseLogBytes } from "../../src/ingest/index.ts";
import { readWandb } from "../../src/ingest/wandb/history.ts";
import { wandbResumed } from "../../src/ingest/wandb/wandb.ts";
import { bytesOf, fixtures, readFolder, refused } from "./fixtures.ts";

const FOLDER = fixtures("wandb");
const FILE = `${FOLDER}/offline-run-20260102_030405-abc123/run-abc123.wandb`;
const FAILED = `${FOLDER}/offline-run-20260104_030405-def456/run-def456.wandb`;
const loss = (step: number): number => 3 + 4 / (step + 10) ** 0.5;
const MAP = { tokens: "train/tokens_seen" };
const read = (bytes: Uint8Array, map?: Record<string, string>) =>
  parseLogBytes({ file: "run-abc123.wandb", folder: "w", bytes, ...(map && { map }) });

test("a finished run: evaluations by the axis that the loss was given, configuration, name and exit", async () => {
  const { runs, problems } = await read(bytesOf(FILE), MAP);
  assert.equal(runs.length, 1);
  const [run] = runs;
  assert.deepEqual(
    [run?.run, run?.params, run?.uniqueTokens, run?.dropout, run?.vocab, run?.seed, run?.complete],
    ["happy-run-1", 124000000, 2048000, 0.1, 50257, undefined, true],
  );
  assert.deepEqual(
    run?.points.map((p) => [p.step, p.loss, p.tokens]),
    [0, 200, 400, 600, 800, 1000].map((step) => [step, loss(step), step * 4096]),
  );
  assert.deepEqual(
    [run?.fields.wandb_run_id, run?.fields.wandb_project, run?.fields.wandb_group, run?.fields._wandb],
    ["abc123", "kjv", "sweep-1", undefined],
  );
  const fields = run?.points[1]?.fields ?? {};
  assert.deepEqual([fields._step, fields.grad_norm, fields.weights, fields["train/loss"]], [22, "NaN", undefined, undefined]);
  assert.deepEqual(
    problems.map((p) => p.code),
    ["read-between"],
  );
});

test("a run that was resumed in a second file is one run, and what came to nothing is superseded", async () => {
  const [parsed] = await readFolder(wandbResumed, FOLDER);
  const [run] = parsed?.runs ?? [];
  assert.deepEqual([parsed?.runs.length, run?.run, run?.complete], [1, "resumed-run", false]);
  assert.deepEqual(
    run?.points.map((p) => [p.step, p.loss]),
    [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000].map((step) => [step, loss(step) + (step < 400 ? 0 : 0.001)]),
  );
  assert.deepEqual(
    parsed?.problems.map((p) => [p.code, /step 400: 3 rows/.test(p.message)]),
    [["superseded", true]],
  );
  assert.match(run?.points[0]?.source.file ?? "", /20260103/);
  assert.match(run?.points[5]?.source.file ?? "", /20260104/);
});

test("only folders that share an id are joined, in the order of time", () => {
  const claims = wandbResumed.claims([
    "wandb/run-20260105_000000-one/run-one.wandb",
    "wandb/offline-run-20260101_000000-one/run-one.wandb",
    "wandb/offline-run-20260101_000000-two/run-two.wandb",
    "other/offline-run-20260101_000000-one/run-one.wandb",
  ]);
  assert.deepEqual(claims, [
    {
      folder: "wandb",
      paths: ["wandb/offline-run-20260101_000000-one/run-one.wandb", "wandb/run-20260105_000000-one/run-one.wandb"],
    },
  ]);
});

test("a live file is read up to its last whole record, with notes; its last loss is no final one", async () => {
  const whole = bytesOf(FILE);
  for (const bytes of [
    whole.subarray(0, whole.length - 1),
    whole.subarray(0, 70000),
    whole.subarray(0, 20003),
    Uint8Array.from([...whole.subarray(0, 70000), ...new Uint8Array(3000)]),
  ]) {
    const { runs, problems } = await read(bytes, MAP);
    assert.equal(runs[0]?.complete, false);
    assert.ok((runs[0]?.points.length ?? 0) >= 3);
    assert.deepEqual(
      problems.slice(0, 2).map((p) => [p.code, p.severity]),
      [
        ["cut-off", "note"],
        ["no-exit", "note"],
      ],
    );
  }
});

test("a run that failed is not complete", async () => {
  const { runs } = await read(bytesOf(FAILED));
  assert.deepEqual([runs[0]?.complete, runs[0]?.points.length], [false, 7]);
});

/** A .wandb file of records, one chunk each. */
function logOf(...records: number[][]): Uint8Array {
  const chunks = records.flatMap((data) => {
    const typed = Uint8Array.from([1, ...data]);
    const sum = crc32(typed, 0, typed.length);
    return [sum & 255, (sum >>> 8) & 255, (sum >>> 16) & 255, sum >>> 24, data.length & 255, data.length >>> 8, ...typed];
  });
  return Uint8Array.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0, ...chunks]);
}

const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
const part = (field: number, content: number[]): number[] => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const item = (name: string, json: string): number[] => part(1, [...part(1, ascii(name)), ...part(16, ascii(json))]);

test("values are read as JSON; what is none is its own text, and names may be any", () => {
  const { history } = readWandb(
    "a.wandb",
    logOf(
      part(2, [
        ...item("a", "-1.5e3"),
        ...item("b", "NaN"),
        ...item("__proto__", "1"),
        ...item("c", '{"d": {"e": true}}'),
        ...item("f", "[1]"),
      ]),
    ),
  );
  assert.deepEqual(
    [...history].map(([name, { values }]) => [name, values[0]]),
    [
      ["a", -1500],
      ["b", "NaN"],
      ["__proto__", 1],
      ["c.d.e", true],
    ],
  );
});

test("broken and hostile: each names the byte or says what is wrong", async () => {
  const whole = bytesOf(FILE);
  const changed = (at: number, to: number): Uint8Array => whole.with(at, to);
  await refused(() => read(changed(1000, (whole[1000] as number) ^ 1)), /Cannot read record \d+ at byte \d+: its checksum/);
  await refused(() => read(changed(6, 7)), /version 7/);
  await refused(() => read(whole.subarray(0, 9)), /no record of the file is whole/);
  await refused(() => read(logOf(part(18, []))), /the history is empty/);
  await refused(() => read(logOf(part(2, [0x0a, 0xff, 0xff, 0xff, 0x7f]))), /reaches beyond what holds it/);
  await refused(() => read(logOf([0x10, ...new Array(11).fill(0xff)])), /a number has no end/);
  const deep = `${"[".repeat(20000)}${"]".repeat(20000)}`;
  await refused(() => read(logOf(part(2, item("val_loss", "3")), part(5, item("deep", deep).slice()))), /deeper than 32 levels/);
});
