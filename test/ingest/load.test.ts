import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { IsolossError, UsageError } from "../../src/errors.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { parsePieces } from "../../src/ingest/parsePieces.ts";

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
    ["x", "a", "z"],
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
    "binary.csv": Uint8Array.from([0xff, 0xfd, 0x00, 0x81]),
    "wide.csv": Buffer.from(`\ufeff${CSV}`, "utf16le"),
    "damaged.parquet": Uint8Array.from([0, 1, 0xff, 0xfe]),
    "damaged.db": Uint8Array.from([0xff, 1, 0xff, 0xfe]),
    "damaged.wandb.gz": gzipSync(Uint8Array.from([0xff, 1, 0xff, 0xfe])),
    "none.parquet": CSV,
    "half.jsonl": '{"loss":3}\n{"lo',
    "notes/README.md": "no log",
  });
  await refuses([join(path, "nothing.csv")], /nothing\.csv: Cannot read: no such file/);
  await refuses([join(path, "empty.csv")], /empty\.csv: .*empty/);
  await refuses([join(path, "notes")], /notes: Cannot find run logs/);
  await refuses([join(path, "cut.csv.gz")], /cut\.csv\.gz: .*ends too early/);
  await refuses([join(path, "damaged.csv.gz")], /damaged\.csv\.gz: .*damaged/);
  await refuses([join(path, "binary.csv")], /binary\.csv: Cannot read: it is no text/);
  await refuses([join(path, "wide.csv")], /wide\.csv: Cannot read: it is text in UTF-16/);
  for (const [name, what] of [
    ["damaged.parquet", "Parquet"],
    ["damaged.db", "MLflow's SQLite database"],
    ["damaged.wandb.gz", "offline files .*"],
  ] as const)
    await refuses([join(path, name)], new RegExp(`${name}: Cannot read: its name says .*${what}, and its first bytes are of no such file`));
  assert.equal((await loadRuns([join(path, "none.parquet")])).runs.length, 1, "what it is counts, not its name");
  await refuses([join(path, "half.jsonl")], /half\.jsonl:2: Cannot read JSON/);
  await refuses([], /no path/);
});

const ZSTD = Buffer.from("KLUv/SQjGQEAcnVuLHBhcmFtcyx0b2tlbnMsbG9zcwphLDFlNiwxZTYsNAq6YaRZKLUv/QRYYQAAYiwxZTYsMmU2LDMKbtflAg==", "base64");

test("gzip of several members and Zstandard of several frames are read, whatever their name", async () => {
  const path = await folder("packed", {
    "x.csv.gz": Buffer.concat([gzipSync(CSV), gzipSync("b,1e6,2e6,3\n")]),
    "y.csv.zst": ZSTD,
    "z.jsonl": gzipSync('{"val_loss":4}\n'),
  });
  const { runs } = await loadRuns([path]);
  assert.deepEqual(
    runs.map(({ run, source }) => [run, source.line]),
    [
      ["a", 2],
      ["b", 3],
      ["a", 2],
      ["b", 3],
      ["z", 1],
    ],
  );
});

test("an archive that is cut off anywhere says so", async () => {
  const path = await folder("cut", {});
  for (const [name, whole] of [
    ["x.csv.gz", gzipSync(CSV.repeat(3))],
    ["x.csv.zst", ZSTD],
  ] as const)
    for (let length = 4; length < whole.length; length += 5) {
      await folder("cut", { [name]: whole.subarray(0, length) });
      // Between two frames there is a whole archive.
      if (name.endsWith("zst") && length === 48) continue;
      await refuses([join(path, name)], /ends too early/);
    }
});

test("archives that unpack beyond all measure are refused before they are held: rows, blanks, blocks of one byte, windows", async () => {
  const rows = gzipSync("a,1e6,1e6,4\n".repeat(2 ** 20), { level: 9 });
  // 150,000 blocks of 128 KiB of one byte each, after the header of a frame with a window of 1 MiB: 18 GiB.
  const block = Buffer.from([0x02, 0x00, 0x10, 0x20]);
  const blocks = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]), ...Array.from({ length: 150_000 }, () => block)]);
  const path = await folder("bomb", {
    "rows.csv.gz": Buffer.concat([gzipSync(CSV), ...Array.from({ length: 8 }, () => rows)]),
    "blanks.csv.gz": gzipSync(Buffer.alloc(40 * 2 ** 20, 0x20)),
    "json.jsonl.gz": gzipSync(`{"loss":${" ".repeat(2 ** 25)}`),
    "blocks.csv.zst": blocks,
    "window.csv.zst": Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00]),
    "frames.csv.zst": Buffer.concat([ZSTD, Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00, ...Array(20).fill(0)])]),
  });
  const before = process.memoryUsage().rss;
  await refuses([join(path, "rows.csv.gz")], /bytes unpack to more than \d+ MiB, over 400 times as much/);
  await refuses([join(path, "blanks.csv.gz")], /goes on for more than 16 MiB/);
  await refuses([join(path, "json.jsonl.gz")], /json\.jsonl\.gz:1: .*more than 16 MiB/);
  await refuses([join(path, "blocks.csv.zst")], /more than (16|64) MiB/);
  await refuses([join(path, "window.csv.zst")], /wants a window of 1024 MiB, at most 128/);
  await refuses([join(path, "frames.csv.zst")], /wants a window of 1024 MiB, at most 128/);
  assert.ok(process.memoryUsage().rss - before < 400 * 2 ** 20, "bounded memory");
});

test("a log that must be held as a whole is refused beyond a bound, before it is held", async () => {
  let given = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) yield new TextEncoder().encode(given++ === 0 ? '[{"loss": 3},\n' : " ".repeat(2 ** 16));
  };
  await assert.rejects(parsePieces({ file: "x.json" }, endless(), 2 ** 20), /x\.json: Cannot read: it holds more than 1 MiB of text/);
  assert.ok(given < 20);
});

test("an aborted read stops in the middle of a file", async () => {
  const path = await folder("abort-within", { "x.csv": CSV + "a,1e6,2e6,3.9\n".repeat(2 ** 18) });
  const stop = new AbortController();
  const seen: number[] = [];
  const onProgress = (done: number): void => {
    seen.push(done);
    if (done > 0.5) stop.abort();
  };
  await assert.rejects(loadRuns([path], { onProgress, signal: stop.signal }), { name: "AbortError" });
  assert.ok(seen.length > 1 && seen.every((done) => done < 1), `${seen}`);
});

test("patterns that no shell resolved: within a name, over folders, alternatives; a file of that very name goes first", async () => {
  const path = await folder("globs", {
    "a.csv": CSV,
    "b.csv": CSV.replace("a,", "b,"),
    "deep/c.jsonl": '{"val_loss":4}\n',
    "deep/er/d.csv": CSV.replace("a,", "d,"),
    "deep/README.md": "no log",
    "deep/odd.dat": CSV.replace("a,", "odd,"),
    "[ab].csv": CSV.replace("a,", "literal,"),
  });
  const read = async (...patterns: string[]) => (await loadRuns(patterns.map((pattern) => join(path, pattern)))).runs.map(({ run }) => run);
  assert.deepEqual(await read("?.csv"), ["a", "b"]);
  assert.deepEqual(await read("[ab].csv"), ["literal"]);
  assert.deepEqual(await read("{a,b}.csv", "a.csv"), ["a", "b"]);
  assert.deepEqual(await read("deep/**"), ["c", "d"]);
  assert.deepEqual(await read("dee*"), ["c", "d"]);
  assert.deepEqual(await read("deep/*.dat"), ["odd"]);
  await refuses([join(path, "*.tsv")], /no file or folder matches the pattern/);
  await refuses([join(path, "deep/R*")], /no \.\w+.* among 1 matches/);
});

test("an aborted read stops", async () => {
  const path = await folder("abort", { "x.csv": CSV });
  await assert.rejects(loadRuns([path], { signal: AbortSignal.abort() }), { name: "AbortError" });
});
