import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { parseLog, parseLogBytes } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import type { Run } from "../../src/run.ts";

const shape = (runs: readonly Run[]) => runs.map(({ run, points }) => [run, ...points.map(({ loss }) => loss)]);

async function loaded(files: Record<string, string>, ...paths: string[]) {
  const root = mkdtempSync(join(tmpdir(), "isoloss-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await loadRuns(paths.map((path) => join(root, path)));
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("rows of one setup whose steps grow are one run, named by its file, which is said", () => {
  const { runs, problems } = parseLog({
    file: "sweep/small.csv",
    text: "step,params,tokens,val_loss\n100,1e6,1e6,4\n200,1e6,2e6,3.5\n300,1e6,3e6,3.2\n",
  });
  assert.deepEqual(shape(runs), [["small", 4, 3.5, 3.2]]);
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [["rows-joined", "note"]],
  );
  assert.match(problems[0]?.message ?? "", /^3 rows name no run: .* steps grow, .* one run, "small"$/);
});

test("several setups, and steps that begin again, are several runs, named by their places", () => {
  const { runs } = parseLog({
    file: "s.csv",
    text: "step,params,loss\n1,1e6,4\n2,1e6,3.9\n1,2e6,3.8\n2,2e6,3.7\n1,1e6,4.1\n2,1e6,3.6\n",
  });
  assert.deepEqual(shape(runs), [
    ["s.csv:2", 4, 3.9],
    ["s.csv:4", 3.8, 3.7],
    ["s.csv:6", 4.1, 3.6],
  ]);
});

test("epochs that stay while steps grow do not part a run", () => {
  const { runs } = parseLog({ file: "a/log.csv", text: "epochs,step,loss\n0,1,4\n0,2,3.9\n1,3,3.8\n" });
  assert.deepEqual(shape(runs), [["a", 4, 3.9, 3.8]]);
});

test("final losses at one step, without a step, or that name their runs, are read as before", () => {
  const at = (text: string) => {
    const { runs, problems } = parseLog({ file: "t.csv", text });
    return [runs.map(({ run }) => run), problems];
  };
  assert.deepEqual(at("step,params,loss\n9,1e6,4\n9,1e6,3.9\n"), [["t.csv:2", "t.csv:3"], []]);
  assert.deepEqual(at("params,tokens,loss\n1e6,1e6,4\n1e6,2e6,3.9\n"), [["t.csv:2", "t.csv:3"], []]);
  assert.deepEqual(at("run,step,loss\na,1,4\nb,2,3.9\n"), [["a", "b"], []]);
});

test("a configuration of one log makes growing tokens one run; that of several logs does not", async () => {
  const log = "tokens,val_loss\n1e6,4\n2e6,3.8\n";
  const config = "params: 1e6\n";
  const one = await loaded({ "r1/log.csv": log, "r1/config.yaml": config }, "r1/log.csv");
  assert.deepEqual(shape(one.runs), [["r1", 4, 3.8]]);
  assert.equal(one.runs[0]?.params, 1e6);
  assert.deepEqual(
    one.problems.map(({ code }) => code),
    ["rows-joined"],
  );
  const two = await loaded({ "r/a.csv": log, "r/b.csv": log, "r/config.yaml": config }, "r/a.csv");
  assert.deepEqual(shape(two.runs), [
    ["a.csv:2", 4],
    ["a.csv:3", 3.8],
  ]);
});

test("Parquet is read as CSV is", async () => {
  const columnData = [
    { name: "step", data: [1, 2, 3], type: "DOUBLE" as const },
    { name: "val_loss", data: [4, 3.9, 3.8], type: "DOUBLE" as const },
  ];
  const { runs, problems } = await parseLogBytes({ file: "p/wide.parquet", bytes: new Uint8Array(parquetWriteBuffer({ columnData })) });
  assert.deepEqual(shape(runs), [["wide", 4, 3.9, 3.8]]);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["rows-joined"],
  );
});
