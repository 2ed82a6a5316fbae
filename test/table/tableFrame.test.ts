import assert from "node:assert/strict";
import { test } from "node:test";
import type { DataFrame } from "danfojs-node";
import fc from "fast-check";
import { type TableRow, tableFromFrame, tableToFrame } from "../../src/table/tableFrame.ts";

const laws: TableRow[] = [
  {
    name: "chinchilla",
    parameters: 5,
    heldOut: { rmsle: 0.0123456789012345, toBest: undefined, failed: [{ fold: 2, reason: "too few rows" }] },
    estimates: { A: 482.01, "RD[ar]": 15.4 },
    options: {},
  },
  { name: "data-constrained", parameters: 7, heldOut: { rmsle: Number.NaN, failed: [] }, compute: 9.2e18, tokens: 2 ** 24 + 1, note: null },
];

test("a table with nested values comes back from a frame as it went in, but for keys without a value", async () => {
  const frame = await tableToFrame<DataFrame>(laws);
  assert.deepEqual(frame.columns.slice(0, 5), ["name", "parameters", "heldOut.rmsle", "heldOut.failed", "estimates.A"]);
  const expected = structuredClone(laws) as Record<string, Record<string, unknown>>[];
  delete expected[0]?.heldOut?.toBest;
  assert.deepStrictEqual(tableFromFrame(frame), expected);
});

test("rows that danfo selects come back alone", async () => {
  const frame = await tableToFrame<DataFrame>(laws);
  const best = frame.query(frame.column("parameters").lt(6));
  assert.deepEqual(
    tableFromFrame(best).map(({ name, estimates }) => [name, estimates]),
    [["chinchilla", { A: 482.01, "RD[ar]": 15.4 }]],
  );
});

test("any table survives, whatever its keys are", async () => {
  const key = fc.oneof(fc.string(), fc.constantFrom("a.b", "a", "b", "\\", "\\.", "__proto__", "constructor"));
  const value = fc.oneof(
    fc.string(),
    fc.double(),
    fc.constant(9.2e18),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer()),
    fc.constant({}),
  );
  const plain = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true })), {
    maxKeys: 4,
    noNullPrototype: true,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(plain, { maxLength: 3 }), async (table) => {
      assert.deepStrictEqual(tableFromFrame(await tableToFrame(table)), table);
    }),
    { numRuns: 200 },
  );
});

test("a column inside another one is refused", () => {
  assert.throws(() => tableFromFrame({ columns: ["a", "a.b"], values: [[1, 2]] }), {
    name: "IsolossError",
    message: /column "a\.b" is inside/,
  });
  assert.throws(() => tableFromFrame({ columns: ["a.b", "a"], values: [[1, 2]] }), {
    name: "IsolossError",
    message: /column "a" is inside/,
  });
});
