import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observation } from "../../src/run.ts";
import { hash } from "../../src/table/hash.ts";
import { rows } from "./rows.ts";

test("the hash depends on what rows say, not on their order, their keys' order or where they lie", () => {
  const digest = hash(rows);
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.equal(hash(rows.toReversed()), digest);
  assert.equal(
    hash(
      rows.map(
        (r) =>
          ({
            ...Object.fromEntries(Object.entries(r).reverse()),
            source: { file: "elsewhere" },
            fields: { mix: "c4", folder: "y" },
          }) as unknown as Observation,
      ),
    ),
    digest,
  );
  assert.notEqual(hash(rows.slice(1)), digest);
  assert.notEqual(hash([...rows, rows[0] as Observation]), digest);
  assert.notEqual(hash(rows.map((r, i) => (i === 0 ? { ...r, loss: r.loss + 1e-15 } : r))), digest);
});
