import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { parseLogBytes } from "../../src/ingest/index.ts";
import { checkDeltas } from "../../src/ingest/parquet/deltas.ts";
import { checkRuns } from "../../src/ingest/parquet/runs.ts";
import { structureEnd } from "../../src/ingest/parquet/thrift.ts";
import { filesIn } from "../tree.ts";
import { bytesOf, fixtures, refused } from "./fixtures.ts";

const FOLDER = fixtures("parquet");
const read = (bytes: Uint8Array, map?: Record<string, string>) => parseLogBytes({ file: "runs.parquet", bytes, ...(map && { map }) });

for (const path of filesIn(FOLDER).filter((name) => name.endsWith(".parquet")))
  test(`${path.slice(FOLDER.length + 1)}: rows as CSV has them`, async () => {
    const { runs, problems } = await read(bytesOf(path));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      runs.map((run) => [run.run, run.params, run.uniqueTokens, run.points.length]),
      [
        ["run-0", 3e7, 2048000, 6],
        ["run-1", 6e7, 2048000, 6],
        ["run-2", 9e7, 2048000, 6],
      ],
    );
    assert.deepEqual(
      runs[1]?.points.map((p) => [p.source.line, p.tokens, p.loss]),
      [0, 1, 2, 3, 4, 5].map((i) => [7 + i, i * 819200, 3 + 4 / Math.sqrt(i * 200 + 10) + 0.1 / 2]),
    );
    const { fields } = runs[0]?.points[3] ?? {};
    if (path.includes("arrow")) return;
    assert.deepEqual(
      [fields?.day, fields?.at, fields?.tags, fields?.optim, fields?.even, fields?.big, fields?.dropout, fields?.grad],
      [
        "2026-01-02",
        "2026-01-02T03:07:05.000Z",
        ["a", "b"],
        '{"name":"adamw","betas":[0.9,0.95]}',
        false,
        12345678901234567000,
        0.035,
        "NaN",
      ],
    );
    assert.equal(runs[0]?.family, "ar");
    assert.equal(runs[0]?.points[5]?.fields.lr, null);
  });

test("whole numbers beyond doubles are kept as text, an empty file of rows is refused, and rows without a run are named by their number", async () => {
  const bytes = (columns: Parameters<typeof parquetWriteBuffer>[0]["columnData"]) =>
    new Uint8Array(parquetWriteBuffer({ columnData: columns }));
  const { runs } = await read(
    bytes([
      { name: "val_loss", data: [3, 2], type: "DOUBLE" },
      { name: "hash", data: [2n ** 62n, 7n], type: "INT64" },
      { name: "__proto__", data: ["x", "y"], type: "STRING" },
    ]),
  );
  assert.deepEqual(
    runs.map((run) => [run.run, run.points[0]?.fields.hash]),
    [
      ["runs.parquet:1", "4611686018427387904"],
      ["runs.parquet:2", 7],
    ],
  );
  await refused(() => read(bytes([{ name: "val_loss", data: [], type: "DOUBLE" }])), /Cannot find any row/);
});

const DUCKDB = bytesOf(`${FOLDER}/duckdb-snappy.parquet`);

test("broken: a file that ends early, or is damaged anywhere, is refused", async () => {
  await refused(() => read(DUCKDB.subarray(0, DUCKDB.length - 10)), /ends too early/);
  await refused(() => read(DUCKDB.subarray(0, 4)), /ends too early/);
  await refused(() => read(DUCKDB.with(DUCKDB.length - 5, 0xff)), /its metadata claim \d+ bytes/);
  await refused(() => read(DUCKDB.with(60, (DUCKDB[60] as number) ^ 0x55)), /Cannot read Parquet/);
});

/** Parts of thrift's compact protocol. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const zigzag = (value: number): number[] => varint(value * 2);
const text = (value: string): number[] => [...varint(value.length), ...[...value].map((c) => c.charCodeAt(0))];
/** A structure of fields in order: type, content. */
const struct = (...fields: [id: number, type: number, content: number[]][]): number[] => {
  let last = 0;
  const parts = fields.flatMap(([id, type, content]) => {
    const head = (id - last) * 16 + type;
    last = id;
    return [head, ...content];
  });
  return [...parts, 0];
};
const list = (type: number, ...items: number[][]): number[] => [items.length * 16 + type, ...items.flat()];

interface Claims {
  rows?: number;
  values?: number;
  unpacked?: number;
  size?: number;
  codec?: number;
  page?: { packed?: number; unpacked?: number; values?: number; encoding?: number };
}

/** A file of one column `val_loss` of doubles whose page holds `content` and claims what it likes. */
function fileOf(content: Uint8Array, { rows = 1, values = rows, unpacked = 100, size, codec = 0, page = {} }: Claims): Uint8Array {
  const header = struct(
    [1, 5, zigzag(0)],
    [2, 5, zigzag(page.unpacked ?? content.length)],
    [3, 5, zigzag(page.packed ?? content.length)],
    [5, 12, struct([1, 5, zigzag(page.values ?? values)], [2, 5, zigzag(page.encoding ?? 0)], [3, 5, zigzag(3)], [4, 5, zigzag(3)])],
  );
  const schema = list(
    12,
    struct([4, 8, text("schema")], [5, 5, zigzag(1)]),
    struct([1, 5, zigzag(5)], [3, 5, zigzag(0)], [4, 8, text("val_loss")]),
  );
  const column = struct(
    [1, 5, zigzag(5)],
    [2, 9, list(5, zigzag(0))],
    [3, 9, list(8, text("val_loss"))],
    [4, 5, zigzag(codec)],
    [5, 6, zigzag(values)],
    [6, 6, zigzag(unpacked)],
    [7, 6, zigzag(size ?? header.length + content.length)],
    [9, 6, zigzag(4)],
  );
  const group = struct([1, 9, list(12, struct([2, 6, zigzag(4)], [3, 12, column]))], [2, 6, zigzag(unpacked)], [3, 6, zigzag(rows)]);
  return withFooter([...header, ...content], struct([1, 5, zigzag(1)], [2, 9, schema], [3, 6, zigzag(rows)], [4, 9, list(12, group)]));
}

function withFooter(body: number[], footer: number[]): Uint8Array {
  const mark = [0x50, 0x41, 0x52, 0x31];
  const length = [footer.length & 255, (footer.length >>> 8) & 255, (footer.length >>> 16) & 255, footer.length >>> 24];
  return Uint8Array.from([...mark, ...body, ...footer, ...length, ...mark]);
}

const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

test("what the hostile files below are made from is a file that can be read", async () => {
  const { runs } = await read(fileOf(doubles(3.5, 3.25), { rows: 2 }));
  assert.deepEqual(
    runs.map((run) => run.points[0]?.loss),
    [3.5, 3.25],
  );
});

test("hostile claims are refused before anything is built of them", async () => {
  const one = doubles(3.5);
  await refused(() => read(fileOf(one, { rows: 1e9 })), /it claims 1000000000 rows/);
  await refused(() => read(fileOf(one, { values: 1e9 })), /more than 50000000 values/);
  await refused(() => read(fileOf(one, { unpacked: 1e12 })), /unpack to more than 1024 MiB/);
  await refused(() => read(fileOf(one, { size: 1e9 })), /column val_loss claims bytes/);
  await refused(() => read(fileOf(one, { page: { packed: 1e9 } })), /a page claims 1000000000 bytes/);
  await refused(() => read(fileOf(one, { page: { unpacked: 1e9 } })), /a page claims to unpack to 1000000000 bytes/);
  await refused(() => read(fileOf(one, { page: { values: 1e6 } })), /more values than they claim/);
  await refused(() => read(fileOf(one, { page: { encoding: 99 } })), /Cannot read Parquet/);
  // A repeated index of a dictionary: five bytes that claim a billion.
  await refused(
    () => read(fileOf(Uint8Array.from([8, ...varint(2e9), 0]), { page: { encoding: 8 } })),
    /a page has more values than it claims/,
  );
});

test("pages that unpack to more than they claim are refused, whatever packed them", async () => {
  const bomb = new Uint8Array(4 * 2 ** 20);
  for (const [codec, packed] of [
    [2, gzipSync(bomb)],
    [4, brotliCompressSync(bomb)],
  ] as const)
    await refused(() => read(fileOf(new Uint8Array(packed), { codec, page: { unpacked: 8 } })), /Cannot read Parquet/);
});

test("metadata that nest or repeat without end are refused", async () => {
  const footer = (...bytes: number[]): Uint8Array => withFooter([], bytes);
  await refused(() => read(footer(...new Array(100).fill(0x1c))), /more than 32 levels/);
  await refused(() => read(footer(0x19, 0xfc, ...varint(2 ** 30))), /a list of its metadata claims 1073741824 elements/);
  await refused(() => read(footer(0x18, ...varint(2 ** 40))), /a part of its metadata claims 1099511627776 bytes/);
  await refused(() => read(footer(0x16, ...new Array(12).fill(0xff))), /a number of its metadata has no end/);
  await refused(() => read(footer(0x1a, 0)), /a part of type 10/);
  await refused(() => read(footer(0x15)), /cut off/);
  assert.equal(structureEnd(Uint8Array.from([0x15, 2, 0x19, 0x25, 2, 4, 0, 9]), 0), 7);
});

test("runs and differences claim no more than their page", async () => {
  const checks =
    (...bytes: number[]) =>
    () =>
      checkRuns(Uint8Array.from(bytes), 0, bytes.length, 3, 10);
  assert.doesNotThrow(checks(20, 1));
  assert.doesNotThrow(checks(5, 1, 2, 3, 4, 5, 6));
  assert.throws(checks(22, 1), /more values/);
  assert.throws(checks(0x81, 1, 1, 2, 3), /more values/);
  assert.throws(() => checkRuns(Uint8Array.of(2), 0, 1, 40, 1), /40 bits/);
  const deltas = (...bytes: number[]) => checkDeltas(Uint8Array.from(bytes), "DELTA_BYTE_ARRAY", 3, 1000);
  await assert.rejects(deltas(...varint(2 ** 30), 1), /blocks of 1073741824/);
  await assert.rejects(deltas(128, 1, 0, 3), /blocks of 128 differences in 0 parts/);
  // Three texts that each share 100 MB with the one before: block, parts, count, first, then a block of no differences.
  const same = (value: number): number[] => [...varint(128), 4, 3, ...zigzag(value), 0, 0, 0, 0, 0];
  await assert.rejects(deltas(...same(1e8), ...same(1)), /unfold to more/);
  await assert.doesNotReject(deltas(...same(10), ...same(1)));
});
