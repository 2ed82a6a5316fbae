import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { IsolossError, UsageError } from "../../src/errors.ts";
import { loadRuns } from "../../src/ingest/load.ts";

const root = await mkdtemp(join(tmpdir(), "isoloss-load-"));
after(() => rm(root, { recursive: true }));

const CSV = "run,params,tokens,loss\na,1e6,1e6,4\n";

async function folder(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(root, name, file, ".."), { recursive: true });
    await writeFile(join(root, name, file), content);
  }
  return join(root, name);
}

const refuses = (paths: string[], message: RegExp, map?: Record<string, string>) =>
  assert.rejects(loadRuns(paths, map ? { map } : {}), (error: IsolossError) => {
    assert.ok(error instanceof IsolossError);
    assert.match(error.message, message);
    assert.ok(error.hint);
    return true;
  });

test("a folder is read with all below it, in the order of names; what is no log is named", async () => {
  const path = await folder("tree", {
    "b/two.csv": CSV.replace("a,", "b,"),
    "a/one.jsonl.gz": gzipSync('{"tokens":10,"val_loss":4}\n'),
    "a/one.config.json": '{"run":"r1","params":5}',
    "a/lost.config.json": "{}",
    "README.md": "text",
    ".hidden/x.csv": "broken",
    "node_modules/p/x.csv": "broken",
  });
  const seen: string[] = [];
  const loaded = await loadRuns([path], { onProgress: (done, total, file) => seen.push(`${done}/${total} ${file}`) });
  assert.deepEqual(loaded.files, [join(path, "a/one.jsonl.gz"), join(path, "b/two.csv")]);
  assert.deepEqual(
    loaded.runs.map((r) => [r.run, r.params, r.fields.folder]),
    [
      ["r1", 5, "a"],
      ["b", 1e6, "b"],
    ],
  );
  assert.deepEqual(
    loaded.skipped.map((s) => s.file),
    [join(path, "README.md"), join(path, "a/lost.config.json")],
  );
  assert.deepEqual(loaded.problems, []);
  assert.equal(seen.at(-1), `2/2 ${join(path, "b/two.csv")}`);
});

test("content decides, not the name: JSON lines in .csv, gzip without .gz, a log of no known ending", async () => {
  const path = await folder("names", { "x.csv": '{"val_loss":4}\n', "y.csv": gzipSync(CSV), "z.log": CSV.replace("a,", "z,") });
  const { runs } = await loadRuns([join(path, "x.csv"), join(path, "y.csv"), join(path, "z.log")]);
  assert.deepEqual(
    runs.map((r) => r.run),
    ["x.csv", "a", "z"],
  );
});

test("a file that two paths reach is read once, and a link back up ends", async () => {
  const path = await folder("twice", { "x.csv": CSV });
  await symlink(path, join(path, "up"));
  assert.equal((await loadRuns([path, join(path, "x.csv")])).runs.length, 1);
});

test("an id in two files is flagged with both places", async () => {
  const path = await folder("dup", { "x.csv": CSV, "y.csv": CSV });
  const { runs } = await loadRuns([path]);
  assert.equal(runs.length, 2);
  assert.deepEqual(
    checkRuns(runs).map((p) => [p.code, p.source, p.message.includes(`${join(path, "x.csv")}:2`)]),
    [["duplicate-run", { file: join(path, "y.csv"), line: 2 }, true]],
  );
});

test("a map reaches configurations, serves files that lack its column, and must serve one", async () => {
  const path = await folder("map", {
    "x.csv": "val_ce,size\n4,10\n",
    "y.csv": CSV,
    "z.jsonl": '{"loss":3}',
    "z.config.json": '{"size":20}',
  });
  const { runs } = await loadRuns([path], { map: { loss: "val_ce", params: "size" } });
  assert.deepEqual(
    runs.map((r) => [r.params, r.points[0]?.loss]),
    [
      [10, 4],
      [1e6, 4],
      [20, 3],
    ],
  );
  await refuses([path], /x\.csv: .*column of the loss/, { loss: "val_nll" });
  await assert.rejects(loadRuns([join(path, "y.csv")], { map: { tokens: "toks" } }), UsageError);
});

test("bad input: each says what and where, with a hint", async () => {
  const path = await folder("bad", {
    "empty.csv": "",
    "cut.csv.gz": gzipSync(CSV.repeat(50)).subarray(0, 40),
    "damaged.csv.gz": Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    "binary.csv": Uint8Array.from([0xff, 0xfe, 0x00, 0x81]),
    "half.jsonl": '{"loss":3}\n{"lo',
    "notes/README.md": "no log",
  });
  await refuses([join(path, "nothing.csv")], /nothing\.csv: Cannot read: no such file/);
  await refuses([join(path, "empty.csv")], /empty\.csv: .*empty/);
  await refuses([join(path, "notes")], /notes: Cannot find run logs/);
  await refuses([join(path, "cut.csv.gz")], /cut\.csv\.gz: .*ends too early/);
  await refuses([join(path, "damaged.csv.gz")], /damaged\.csv\.gz: .*damaged/);
  await refuses([join(path, "binary.csv")], /binary\.csv: .*UTF-8/);
  await refuses([join(path, "half.jsonl")], /half\.jsonl:2: Cannot read JSON/);
  await refuses([], /no path/);
});

test("a small archive that unpacks beyond the bound is refused", async () => {
  const path = await folder("bomb", { "x.csv.gz": gzipSync(Buffer.alloc(257 * 2 ** 20, 0x20)) });
  await refuses([path], /more than 256 MiB/);
});

test("an aborted read stops", async () => {
  const path = await folder("abort", { "x.csv": CSV });
  await assert.rejects(loadRuns([path], { signal: AbortSignal.abort() }), { name: "AbortError" });
});
