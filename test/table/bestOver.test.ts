import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOver } from "../../src/table/bestOver.ts";
import { row, rows } from "./rows.ts";

test("bestOver takes the setting with the lowest mean loss in each cell, with all its seeds", () => {
  const losses = (tuned: string[]) => bestOver(rows, tuned, ["params"]).map((r) => r.loss);
  assert.deepEqual(losses(["weight_decay"]), [5, 4, 3.1]);
  assert.deepEqual(losses(["weight_decay", "seed"]), [5, 3.9, 3.1]);
  assert.deepEqual(bestOver([row(20, 1, 0, 3.9), row(20, 1, 1, 3.95)], ["weight_decay"], ["params"]).length, 2);
});
