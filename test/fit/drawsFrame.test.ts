import assert from "node:assert/strict";
import { test } from "node:test";
import type { DataFrame } from "danfojs-node";
import { drawsFromFrame, drawsToFrame } from "../../src/fit/drawsFrame.ts";
import type { Draws } from "../../src/fit/types.ts";

const draws: Draws = {
  method: "bootstrap",
  names: ["E", "A", "RD[ar]"],
  theta: [
    [1.7, 482.01, 15.4],
    [1.6999999999999997, 9.2e18, Number.POSITIVE_INFINITY],
    [1.8, 2 ** 53 - 1, 5e-324],
  ],
  replicates: 4,
  failed: 1,
  seed: 7,
  cluster: "params",
};

test("draws come back from a frame as they went in", async () => {
  const frame = await drawsToFrame<DataFrame>(draws);
  assert.deepEqual(frame.columns.slice(0, 4), ["E", "A", "RD[ar]", "draws.method"]);
  assert.deepStrictEqual(drawsFromFrame(frame), draws);
});

test("danfo's selection of rows gives fewer draws", async () => {
  const frame = await drawsToFrame<DataFrame>(draws);
  assert.deepEqual(drawsFromFrame(frame.query(frame.column("E").gt(1.75))).theta, [[1.8, 2 ** 53 - 1, 5e-324]]);
});

test("no draw, a lost column, two methods and a text are refused, with what is wanted", async () => {
  await assert.rejects(drawsToFrame({ ...draws, theta: [] }), /of 4 replicates none converged/);
  const about = ["draws.method", "draws.replicates", "draws.failed", "draws.seed"];
  const refuse = (columns: readonly string[], values: readonly unknown[], message: RegExp) =>
    assert.throws(() => drawsFromFrame({ columns, values }), { name: "IsolossError", message });
  refuse(["E"], [[1]], /there is no draws\.method/);
  refuse(
    ["E", ...about],
    [
      [1, "bootstrap", 2, 0, 1],
      [2, "members", 2, 0, 1],
    ],
    /draws\.method differs between rows/,
  );
  refuse(["E", ...about], [["1.7", "bootstrap", 2, 0, 1]], /E of row 1 is "1\.7", expected a number/);
});
