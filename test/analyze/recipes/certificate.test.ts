import assert from "node:assert/strict";
import { test } from "node:test";
import { type Certificate, certificate, type Observation } from "../../../src/index.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { observations } from "../../../src/table/observations.ts";

const codes = ({ diagnostics }: Certificate): string[] => diagnostics.map(({ code }) => code);

const run = (params: number, learningRate: number, weightDecay: number, loss: number, seed = 0): Observation => ({
  run: `${params}-${learningRate}-${weightDecay}-${seed}`,
  source: { file: "grid.csv", line: seed + 1 },
  checkpoint: "final",
  params,
  uniqueTokens: 1e6,
  epochs: 8,
  tokens: 8e6,
  learningRate,
  weightDecay,
  seed,
  loss,
  fields: {},
});

/** Learning rate {1e-3, 3e-3, 1e-2} × weight decay {0, 0.1, 0.2, 0.4}, lowest in the middle at (3e-3, 0.2), but for what is left out. */
const RATES = [1e-3, 3e-3, 1e-2];
const DECAYS = [0, 0.1, 0.2, 0.4];
const grid = (params: number, without: readonly string[] = [], best: readonly [number, number] = [1, 2]): Observation[] =>
  RATES.flatMap((rate, i) =>
    DECAYS.flatMap((decay, j) =>
      without.includes(`${rate} ${decay}`) ? [] : [run(params, rate, decay, 3 + 0.1 * Math.abs(i - best[0]) + 0.1 * Math.abs(j - best[1]))],
    ),
  );
const options = { tuned: ["learning_rate", "weight_decay"], cell: ["params"] };

test("a best setting with all four neighbours there and none better is certified, with the rows that are kept", () => {
  const found = certificate(grid(100), options);
  const [cell] = found.cells;
  assert.deepEqual([cell?.certified, cell?.atEdge, cell?.missing], [true, false, []]);
  assert.deepEqual(
    cell?.rows.map((row) => row.run),
    ["100-0.003-0.2-0"],
  );
  assert.deepEqual(
    cell?.neighbours.map(({ column, side, value, status, loss, runs }) => [column, side, value, status, loss?.toFixed(1), runs]),
    [
      ["learning_rate", "down", 1e-3, "worse", "3.1", 1],
      ["learning_rate", "up", 1e-2, "worse", "3.1", 1],
      ["weight_decay", "down", 0.1, "worse", "3.1", 1],
      ["weight_decay", "up", 0.4, "worse", "3.1", 1],
    ],
  );
  assert.deepEqual([found.tuned, found.untuned, codes(found)], [["learning_rate", "weight_decay"], [], []]);
});

test("a missing neighbour is no certificate, and is given as the setting to run; diagonal ones are not asked for", () => {
  const [cell] = certificate(grid(100, ["0.01 0.2", "0.01 0.4"]), options).cells;
  assert.equal(cell?.certified, false);
  assert.deepEqual(cell?.missing, [{ params: 100, unique_tokens: 1e6, learning_rate: 1e-2, weight_decay: 0.2, epochs: 8 }]);
  assert.equal(certificate(grid(100, ["0.01 0.4"]), options).cells[0]?.certified, true);
  assert.deepEqual(codes(certificate(grid(100, ["0.01 0.2"]), options)), ["neighbour-missing"]);
});

test("the grid is that of all cells: a value tried at another size is a neighbour that is missing, not an edge", () => {
  const found = certificate([...grid(100), ...grid(200, ["0.01 0.2", "0.01 0.1", "0.01 0.4", "0.01 0"])], options);
  assert.deepEqual(
    found.cells.map(({ certified, atEdge, missing }) => [certified, atEdge, missing.length]),
    [
      [true, false, 0],
      [false, false, 1],
    ],
  );
});

test("at the end of the grid there is no neighbour: it does not count as found, and the optimum may lie beyond", () => {
  const found = certificate(grid(100, [], [2, 2]), options);
  const [cell] = found.cells;
  assert.deepEqual([cell?.certified, cell?.atEdge], [true, true]);
  assert.deepEqual(cell?.neighbours.find(({ column, side }) => column === "learning_rate" && side === "up")?.status, "edge");
  assert.deepEqual(codes(found), ["grid-edge"]);
});

test("nothing lies below weight decay 0 or the first epoch, so that ends no search", () => {
  const [cell] = certificate(grid(100, [], [1, 0]), options).cells;
  assert.deepEqual([cell?.certified, cell?.atEdge], [true, false]);
  assert.deepEqual(cell?.neighbours.find(({ column, side }) => column === "weight_decay" && side === "down")?.status, "edge");
});

test("seeds are averaged; a neighbour within their noise is a tie", () => {
  // Means of (3e-3, 0.2) 3.00 and of (3e-3, 0.1) 3.01, each of two seeds ±.02: standard error of the difference .0067 in log loss.
  const near = grid(100, ["0.003 0.1", "0.003 0.2"]);
  const seeds = [0.1, 0.2].flatMap((decay) =>
    [-0.02, 0.02].map((off, seed) => run(100, 3e-3, decay, (decay === 0.1 ? 3.01 : 3) + off, seed)),
  );
  const found = certificate([...near, ...seeds], options);
  assert.equal(found.cells[0]?.rows.length, 2);
  assert.ok(Math.abs((found.cells[0]?.loss ?? 0) - 3) < 1e-12 && found.cells[0]?.certified);
  assert.deepEqual(
    found.cells[0]?.neighbours.map(({ tied }) => tied),
    [false, false, true, false],
  );
  assert.deepEqual(codes(found), ["tuning-tie"]);
  assert.deepEqual(codes(certificate([...near, ...seeds], { ...options, noise: 1e-4 })), []);
});

test("a setting that a heuristic chose is certified in place of the lowest, and a better neighbour is said", () => {
  const rows = grid(100);
  const chosen = rows.filter((row) => row.learningRate === 3e-3 && row.weightDecay === 0.1);
  const found = certificate(rows, { ...options, chosen });
  assert.deepEqual([found.cells[0]?.certified, found.cells[0]?.rows], [false, chosen]);
  assert.equal(found.cells[0]?.neighbours.find(({ status }) => status === "better")?.value, 0.2);
  assert.deepEqual(codes(found), ["better-neighbour"]);
  assert.throws(() => certificate(rows, { ...options, chosen: rows }), /12 settings, expected one/);
});

test("columns with one value in every cell are no tuned columns, also where cells differ in it", () => {
  const rows = [...grid(100), ...grid(200).map((row) => ({ ...row, epochs: 4, tokens: 4e6 }))];
  const found = certificate(rows, { ...options, tuned: [...options.tuned, "epochs"] });
  assert.deepEqual([found.untuned, codes(found)], [["epochs"], ["not-tuned"]]);
  assert.ok(found.cells.every(({ certified }) => certified));
  const none = certificate([run(100, 1e-3, 0.1, 3)], options);
  assert.deepEqual([none.cells[0]?.certified, none.cells[0]?.neighbours, none.untuned.length], [false, [], 2]);
});

test("rows of one setting that are no replicates, and rows without a tuned column, are refused", () => {
  const rows = grid(100);
  const other = { ...run(100, 3e-3, 0.2, 2, 1), family: "mdm" as const };
  assert.throws(() => certificate([...rows, other], options), /differ in family, expected in their seed alone/);
  const { weightDecay: _, ...without } = run(100, 3e-3, 0.2, 2, 1);
  assert.throws(
    () => certificate([...rows, without], options),
    /grid\.csv:2: Cannot place run "100-0\.003-0\.2-1".*weight_decay: it states none/,
  );
  assert.throws(() => certificate(rows, { ...options, tuned: ["warmth"] }), /Cannot certify "warmth": there is no such column/);
});

test("the shipped runs: learning rate was not tuned, weight decay is certified at one size, and the rest says what to run", async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny/weight-decay"]);
  const rows = observations(runs, { where: ["family=ar"] }).observations;
  const found = certificate(rows, { tuned: ["weight_decay", "epochs", "learning_rate"], cell: ["params", "unique_tokens"] });
  assert.deepEqual([found.tuned, found.untuned, found.cells.length], [["weight_decay", "epochs"], ["learning_rate"], 14]);
  const certified = found.cells.filter((cell) => cell.certified);
  assert.deepEqual(
    certified.map(({ setting, loss }) => [setting, loss]),
    [[{ params: 271674, unique_tokens: 51200, weight_decay: 3, epochs: 16, learning_rate: 0.003 }, 3.59708]],
  );
  const thin = found.cells.find(({ cell }) => cell.unique_tokens === 204800);
  assert.deepEqual(
    thin?.missing.map(({ weight_decay, epochs }) => [weight_decay, epochs]),
    [
      [0.3, 16],
      [2, 16],
      [1, 32],
    ],
  );
});
