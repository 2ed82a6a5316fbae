import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../../src/errors.ts";
import type { Observation } from "../../src/run.ts";
import { groupBy } from "../../src/table/groupBy.ts";
import { row, rows } from "./rows.ts";

test("groups come by size of their values, whatever the order of rows", () => {
  const names = (input: Observation[]) => groupBy(input, ["N"]).map((g) => `${g.group.N}:${g.observations.length}`);
  assert.deepEqual(names(rows), ["3:1", "20:3", "100:2"]);
  assert.deepEqual(names(rows.toReversed()), names(rows));
  assert.deepEqual(
    groupBy([...rows, row(undefined, 1, 0, 2)], ["params", "mix"]).map((g) => g.group),
    [
      { params: "3", mix: "c4" },
      { params: "20", mix: "c4" },
      { params: "100", mix: "c4" },
      { params: "", mix: "c4" },
    ],
  );
});

test("grouping by nothing is one group; by an unknown column an error", () => {
  assert.equal(groupBy(rows, []).length, 1);
  assert.throws(() => groupBy(rows, ["mixx"]), UsageError);
});
