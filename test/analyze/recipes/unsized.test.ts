import assert from "node:assert/strict";
import { test } from "node:test";
import { recipes } from "../../../src/analyze/recipes/recipes.ts";
import type { Observation } from "../../../src/run.ts";

const row = (run: string, loss: number, params?: number): Observation => ({
  run,
  source: { file: "t", line: 1 },
  checkpoint: "final",
  recipe: "regularized",
  uniqueTokens: 2e8,
  loss,
  ...(params !== undefined && { params }),
  fields: {},
});

test("runs of unknown sizes are left out by name: they are no replicates, and no mean is taken over them", async () => {
  const found = await recipes([row("a", 3.1, 1e6), row("b", 3.0, 2e6), row("c", 2.8), row("d", 2.9)], { replicates: 5 });
  assert.deepEqual(found.leftOut.noParams, ["c", "d"]);
  assert.equal(found.noise, undefined);
  assert.equal(found.at[0]?.measured[0]?.loss, 3.0);
});

test("where no run states its size the comparison is refused with a way out", async () => {
  await assert.rejects(recipes([row("c", 2.8), row("d", 2.9)]), {
    message: /none of 2 rows with a recipe and unique_tokens states params/,
    hint: /--map params=COLUMN/,
  });
});
