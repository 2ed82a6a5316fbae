import { test } from "node:test";
import fc from "fast-check";
import { crc32, crc32c } from "../../src/ingest/crc.ts";
import { parseLogBytes } from "../../src/ingest/index.ts";
import { mlflowFiles } from "../../src/ingest/mlflow/fileStore.ts";
import { tensorboardFolder } from "../../src/ingest/tensorboard/tensorboard.ts";
import { wandbResumed } from "../../src/ingest/wandb/wandb.ts";
import { bytesOf, FUZZ_MS, fixtures, readsOrRefuses } from "./fixtures.ts";

// Whatever the bytes are, a reader reads or refuses them: nothing but an error of ours is thrown. ISOLOSS_FUZZ=60 tries a minute a format.

/** A place of a file, as a share of its length, and what is done there. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom("flip", "set", "insert", "remove", "repeat", "cut"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  length: fc.nat(300),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Uint8Array, { at, kind, bytes: put, length }: Change): Uint8Array {
  const i = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, i), bytes.subarray(i)];
  if (kind === "flip") return bytes.with(i, (bytes[i] ?? 0) ^ (put[0] as number));
  if (kind === "set") return Uint8Array.from([...before, ...put, ...after.subarray(put.length)]);
  if (kind === "insert") return Uint8Array.from([...before, ...put, ...after]);
  if (kind === "remove") return Uint8Array.from([...before, ...after.subarray(length)]);
  if (kind === "repeat") return Uint8Array.from([...before, ...after.subarray(0, length), ...after]);
  return before;
}

const changes = fc.array(change, { minLength: 1, maxLength: 4 });
const mutated = (bytes: Uint8Array, list: readonly Change[]): Uint8Array =>
  list.reduce((now, next) => (now.length > 0 ? changed(now, next) : now), bytes);

async function tried(read: (bytes: Uint8Array) => unknown, make: (list: readonly Change[]) => Uint8Array): Promise<void> {
  await fc.assert(
    fc.asyncProperty(changes, (list) => readsOrRefuses(() => read(make(list)))),
    { numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: FUZZ_MS, markInterruptAsFailure: false },
  );
}

const EVENTS = bytesOf(`${fixtures("tensorboard")}/kinds/events.out.tfevents.1700000000.host.1.0`);
const WANDB = bytesOf(`${fixtures("wandb")}/offline-run-20260104_030405-def456/run-def456.wandb`);
const file = (name: string) => (bytes: Uint8Array) => parseLogBytes({ file: name, folder: "f", bytes, map: {} });

test("fuzz: TensorBoard files that are changed anywhere", () => tried(file("events.out.tfevents.1"), (list) => mutated(EVENTS, list)));
test("fuzz: .wandb files that are changed anywhere", () => tried(file("run-a.wandb"), (list) => mutated(WANDB, list)));

/** Records whose content is changed, and whose checksums are right: what is past the checksum has to stand anything. */
test("fuzz: TensorBoard messages that are changed, with checksums that match", () =>
  tried(file("events.out.tfevents.1"), (list) => framedEvents(contents(EVENTS), list)));
test("fuzz: Weights & Biases messages that are changed, with checksums that match", () =>
  tried(file("run-a.wandb"), (list) => framedWandb(wandbContents(WANDB), list)));

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function contents(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view(bytes).getUint32(at, true);
    found.push(bytes.subarray(at + 12, at + 12 + length));
    at += 16 + length;
  }
  return found;
}

/** Changes one record of a list; the first, which says what the file is, stays. */
function withChanges(records: readonly Uint8Array[], list: readonly Change[]): Uint8Array[] {
  const i = 1 + Math.floor((list[0]?.at ?? 0) * (records.length - 1));
  return records.map((record, own) => (own === i ? mutated(record, list) : record));
}

function framedEvents(records: readonly Uint8Array[], list: readonly Change[]): Uint8Array {
  const masked = (sum: number): number => (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
  const parts = withChanges(records, list).map((data) => {
    const framed = new Uint8Array(data.length + 16);
    view(framed).setUint32(0, data.length, true);
    view(framed).setUint32(8, masked(crc32c(framed, 0, 8)), true);
    framed.set(data, 12);
    view(framed).setUint32(12 + data.length, masked(crc32c(data, 0, data.length)), true);
    return framed;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function wandbContents(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 7; at < bytes.length; ) {
    const length = view(bytes).getUint16(at + 4, true);
    found.push(bytes.subarray(at + 7, at + 7 + length));
    at += 7 + length;
  }
  return found;
}

function framedWandb(records: readonly Uint8Array[], list: readonly Change[]): Uint8Array {
  const parts = withChanges(records, list).map((data) => {
    const framed = new Uint8Array(data.length + 7);
    view(framed).setUint16(4, data.length, true);
    framed[6] = 1;
    framed.set(data, 7);
    view(framed).setUint32(0, crc32(framed, 6, framed.length), true);
    return framed;
  });
  return Uint8Array.from([...WANDB.subarray(0, 7), ...parts.flatMap((part) => [...part])]);
}

for (const name of ["duckdb-snappy", "duckdb-v2", "arrow-zstd", "duckdb-gzip", "duckdb-brotli"]) {
  const bytes = bytesOf(`${fixtures("parquet")}/${name}.parquet`);
  test(`fuzz: ${name}.parquet changed anywhere`, () => tried(file("a.parquet"), (list) => mutated(bytes, list)));
}

const DATABASE = bytesOf(`${fixtures("mlflow")}/mlflow.db`);
test("fuzz: a database changed anywhere", () => tried(file("a.db"), (list) => mutated(DATABASE, list)));

test("fuzz: files of an MLflow run that hold anything", () => {
  const files: Record<string, string> = {
    "meta.yaml": "run_id: a\nstatus: 3\n",
    "metrics/val_loss": "1 4.0 0\n2 3.5 100\n",
    "params/lr": "0.1",
  };
  const encoder = new TextEncoder();
  const [claim] = mlflowFiles.claims(Object.keys(files));
  return fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(files)), changes, (which, list) =>
      readsOrRefuses(() => {
        const read = async (path: string): Promise<Uint8Array> => {
          const bytes = encoder.encode(files[path]);
          return path === which ? mutated(bytes, list) : bytes;
        };
        return claim && mlflowFiles.parse({ root: "r", claim, file: "r", read, beside: async () => [] });
      }),
    ),
    { numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: FUZZ_MS, markInterruptAsFailure: false },
  );
});

test("fuzz: formats of several files claim each path once, whatever the paths are", () => {
  const part = fc.constantFrom(
    "a",
    "train",
    "validation",
    "meta.yaml",
    "metrics",
    "params",
    "events.out.tfevents.1",
    "run-20260101_000000-x",
    "run-x.wandb",
    "..",
    "",
  );
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
      for (const format of [mlflowFiles, tensorboardFolder, wandbResumed]) {
        const taken = format.claims(paths).flatMap((claim) => [...claim.paths, ...(claim.left ?? [])]);
        const own = taken.filter((name) => !name.endsWith("meta.yaml"));
        if (new Set(own).size !== own.length || taken.some((name) => !paths.includes(name))) return false;
      }
      return true;
    }),
    { numRuns: 2000 },
  );
});
