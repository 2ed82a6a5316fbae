import assert from "node:assert/strict";
import { test } from "node:test";
import { manyRows } from "../../src/cli/manyRows.ts";

const rows = (count: number): { run: string }[] => Array.from({ length: count }, (_, i) => ({ run: `r${i % 1000}` }));

test("a fit to very many rows says what it is about to do, what it keeps and what is cheaper", () => {
  const text = manyRows(rows(500_000), { checkpoint: "every", bootstrap: 1000, out: "fit.json" });
  assert.match(text ?? "", /500,000 rows of 1,000 runs.*1,000 refits.*fit\.json keeps every row, about 360 MB.*--checkpoint final/);
});

test("nothing is said of refits, a file and checkpoints that are not asked for, nor of few rows", () => {
  const text = manyRows(rows(60_000), { checkpoint: "final", bootstrap: 0, out: undefined });
  assert.equal(text, "fitting 60,000 rows of 1,000 runs: the search alone");
  assert.equal(manyRows(rows(50_000), { checkpoint: "every", bootstrap: 1000, out: "fit.json" }), undefined);
});
