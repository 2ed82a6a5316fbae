import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { DataFrame } from "danfojs-node";
import fc from "fast-check";
import { IsolossError } from "../../src/errors.ts";
import type { Observation } from "../../src/run.ts";
import { fromFrame, toFrame } from "../../src/table/frame.ts";
import { root } from "../tree.ts";

const rows: Observation[] = [
  {
    run: "ar-1",
    source: { file: "runs/ar.csv", line: 2 },
    checkpoint: "final",
    loss: 3.0000000000000004,
    family: "ar",
    lossKind: "nll",
    params: 123456789,
    tokens: 2 ** 24 + 1,
    uniqueTokens: 2 ** 53 - 1,
    compute: 9.2e18,
    weightDecay: 0.1,
    seed: 0,
    fields: { note: 'a "quoted", text', ok: true, width: 96, gone: null, "fields.x": "1", loss: "raw" },
  },
  {
    run: "5",
    source: { file: "runs/mdm.jsonl" },
    checkpoint: "best",
    loss: Number.NaN,
    members: 2,
    memberRuns: ["a", "b"],
    teacherRuns: [],
    compute: Number.POSITIVE_INFINITY,
    fields: { ok: false, width: "wide", list: ["5"], missing: Number.NaN, date: "2024-01-01", zero: -0 },
  },
];

test("observations come back from a frame as they went in", async () => {
  const frame = await toFrame(rows);
  assert.deepStrictEqual(fromFrame(frame), rows);
  assert.deepEqual(frame.columns.slice(0, 4), ["run", "family", "loss_kind", "checkpoint"]);
});

test("no observation is a frame too", async () => {
  const frame = await toFrame([]);
  assert.deepEqual(fromFrame(frame), []);
  assert.ok(frame.columns.includes("loss"));
});

test("any value of any column survives", async () => {
  const number = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constant(9.2e18));
  const field = fc.oneof(fc.string(), number, fc.boolean(), fc.constant(null), fc.array(fc.string()));
  const setup = fc.record(
    {
      family: fc.constantFrom("ar" as const, "mdm" as const),
      params: number,
      tokens: number,
      compute: number,
      tokenizer: fc.string(),
      memberRuns: fc.array(fc.string()),
    },
    { requiredKeys: [] },
  );
  const observation = fc
    .tuple(setup, fc.string(), number, fc.dictionary(fc.string(), field))
    .map(([known, run, loss, fields]): Observation => {
      return { ...known, run, loss, checkpoint: "every", source: { file: "log.csv", line: 3 }, fields: { ...fields } };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(observation, { maxLength: 6 }), async (list) => {
      assert.deepStrictEqual(fromFrame(await toFrame(list)), list);
    }),
    { numRuns: 200, seed: -1734033404 },
  );
});

test("danfo's own selection and arithmetic keep float64", async () => {
  const frame = await toFrame<DataFrame>(rows);
  const large = frame.query(frame.column("compute").gt(1e19));
  assert.deepStrictEqual(fromFrame(large), [rows[1]]);
  const compute = frame.loc({ columns: ["compute", "tokens"], rows: [0] }).mul(1) as DataFrame;
  assert.deepEqual(compute.values, [[9.2e18, 2 ** 24 + 1]]);
  const sum = frame.loc({ columns: ["params"], rows: [0] }).add(1) as DataFrame;
  assert.deepEqual(sum.values, [[123456790]]);
});

test("a column of one's own becomes a raw field", () => {
  const frame = { columns: ["run", "checkpoint", "loss", "ratio"], values: [["a", "final", 3, 20]] };
  assert.deepEqual(fromFrame(frame), [
    { run: "a", checkpoint: "final", loss: 3, source: { file: "frame", line: 1 }, fields: { ratio: 20 } },
  ]);
});

test("a hole that danfo wrote as NaN is missing text, and stays a number", () => {
  const columns = ["run", "checkpoint", "loss", "family", "tokens"];
  const [row] = fromFrame({ columns, values: [["a", "final", 3, Number.NaN, Number.NaN]] });
  assert.deepEqual(row, { run: "a", checkpoint: "final", loss: 3, tokens: Number.NaN, source: { file: "frame", line: 1 }, fields: {} });
});

const refused: [string, readonly string[], readonly unknown[], RegExp][] = [
  ["no loss column", ["run", "checkpoint"], ["a", "final"], /without a column "loss": found run, checkpoint/],
  ["text for loss", ["run", "checkpoint", "loss"], ["a", "final", "3"], /read loss "3" of row 1 of a frame: expected a number/],
  ["missing run", ["run", "checkpoint", "loss"], [undefined, "final", 3], /read run missing of row 1 of a frame: expected a text/],
  ["unknown family", ["run", "checkpoint", "loss", "family"], ["a", "final", 3, "rnn"], /family "rnn" .* expected ar \| mdm/],
  ["text for a list", ["run", "checkpoint", "loss", "member_runs"], ["a", "final", 3, "b"], /member_runs "b" .* a list of texts/],
];
for (const [name, columns, values, message] of refused) {
  test(`a frame is refused: ${name}`, () => {
    assert.throws(() => fromFrame({ columns, values: [values] }), { name: "IsolossError", message });
  });
}

test("without danfojs-node a frame says how to have it, and the rest of the module works", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "isoloss-frame-"));
  try {
    writeFileSync(join(elsewhere, "package.json"), '{ "type": "module" }');
    // A package without content, so that none is found further up either.
    mkdirSync(join(elsewhere, "node_modules/danfojs-node"), { recursive: true });
    writeFileSync(join(elsewhere, "node_modules/danfojs-node/package.json"), '{ "name": "danfojs-node" }');
    cpSync(join(root, "dist/src"), join(elsewhere, "src"), { recursive: true });
    const url = pathToFileURL(join(elsewhere, "src/table/frame.js"));
    const bare = (await import(url.href)) as { toFrame: typeof toFrame; fromFrame: typeof fromFrame };
    await assert.rejects(bare.toFrame(rows), (error: IsolossError) => {
      assert.equal(error.name, IsolossError.name);
      assert.match(error.message, /danfojs-node is not installed/);
      assert.match(error.hint ?? "", /npm install danfojs-node@/);
      return true;
    });
    assert.equal(bare.fromFrame({ columns: ["run", "checkpoint", "loss"], values: [["a", "final", 3]] }).length, 1);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});
