import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, mock, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { heldBy } from "../../src/curve.ts";
import { cacheFolder, openCache } from "../../src/ingest/cache.ts";
import type { Parsed } from "../../src/ingest/format.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { type Loaded, type LoadOptions, loadRuns } from "../../src/ingest/load.ts";
import { pack, unpack } from "../../src/ingest/packed.ts";

const root = await mkdtemp(join(tmpdir(), "isoloss-cache-"));
after(() => rm(root, { recursive: true }));

const LONG = "a note that makes the log large, ".repeat(6);
/** A log beyond the size from which one is kept by itself. */
const large = (run: string, rows = 1400): string =>
  `run,params,unique_tokens,step,tokens,loss,note,odd,long\n${Array.from({ length: rows }, (_, i) => `${run},1e6,1000,${i},${50 * i},${4 - Math.sin(i) / 3},n${i % 7},${i % 5 === 0 ? "NaN" : ""},"${LONG}"`).join("\n")}\n`;

async function folder(name: string, files: Record<string, string>): Promise<{ logs: string; cache: string }> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(root, name, "logs", file, ".."), { recursive: true });
    await writeFile(join(root, name, "logs", file), content);
  }
  // What was written within a tick of the disk's clock is not trusted to have settled.
  await wait(2100);
  return { logs: join(root, name, "logs"), cache: join(root, name, "cache") };
}

const read = (paths: string[], options: LoadOptions): Promise<Loaded> => loadRuns(paths, options);

const same = (a: Loaded, b: Loaded): void =>
  assert.deepEqual([a.runs, a.files, a.skipped, a.problems], [b.runs, b.files, b.skipped, b.problems]);
const packs = async (cache: string): Promise<string[]> => (await readdir(cache)).filter((name) => name.endsWith(".pack"));

test("packed logs come back equal, their columns shared as before", () => {
  const logs: Parsed[] = [
    parseLog({ file: "a.csv", text: large("a", 200), folder: "f" }),
    parseLog({ file: "b.jsonl", text: '{"loss":3,"list":["a"],"x":-0}\n{"loss":1e999}\n{"val":true,"loss":"NaN"}\n' }),
    { runs: [{ ...(parseLog({ file: "c.csv", text: "run,loss\na,3\n" }).runs[0] as Loaded["runs"][0]) }], problems: [], columns: [] },
  ];
  const bytes = Uint8Array.from(pack(logs));
  const back = unpack(bytes);
  assert.deepEqual(back, logs);
  assert.ok(heldBy(back?.[0]?.runs[0] as Loaded["runs"][0]), "held as columns");
  for (let at = 0; at < bytes.length; at += 97) {
    assert.equal(unpack(Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 4 : byte))), undefined, `a bit at ${at}`);
    assert.equal(unpack(bytes.slice(0, at)), undefined, `cut at ${at}`);
  }
});

test("a second reading gives the same without reading the log, one with other settings reads it", async () => {
  const { logs, cache } = await folder("second", { "a.csv": large("a"), "b.jsonl": `{"run":"b","loss":3,"step":1}\n` });
  const options = { cache };
  const plain = await read([logs], {});
  same(await read([logs], options), plain);
  assert.equal((await packs(cache)).length, 1, "of the large one only: a few small ones are read as fast");
  same(await read([logs], options), plain);
  // What is kept is what is read: a pack of another run, under the same name, gives that run.
  const path = join(cache, (await packs(cache))[0] as string);
  const kept = await readFile(path);
  const [log] = unpack(Uint8Array.from(kept)) as Parsed[];
  await writeFile(path, pack([{ ...(log as Parsed), runs: [{ ...(log?.runs[0] as Loaded["runs"][0]), run: "kept" }] }]));
  assert.equal((await read([logs], options)).runs[0]?.run, "kept");
  await writeFile(path, kept);
  const mapped = await read([logs], { ...options, map: { mcSamples: "step" } });
  assert.equal(mapped.runs[0]?.points[3]?.mcSamples, 3);
  // What stands beside a log is part of what is read of it.
  await writeFile(join(logs, "a.config.json"), '{"weight_decay":0.5}');
  assert.equal((await read([logs], options)).runs[0]?.weightDecay, 0.5);
  await rm(join(logs, "a.config.json"));
  same(await read([logs], options), plain);
});

test("a log that changed is read anew, one that was only touched or moved is not", async () => {
  const { logs, cache } = await folder("changed", { "a.csv": large("a") });
  const file = join(logs, "a.csv");
  const first = await read([file], { cache });
  await utimes(file, new Date(), new Date(Date.now() - 5e5));
  same(await read([file], { cache }), first);
  assert.equal((await packs(cache)).length, 1);
  // As long as before, and changed within the same tick of the clock as far as it tells.
  await writeFile(file, large("b"));
  const { runs } = await read([file], { cache });
  assert.deepEqual([runs[0]?.run, (await packs(cache)).length], ["b", 2]);
});

test("what is damaged or cut off in the cache is as if it were not there", async () => {
  const { logs, cache } = await folder("damaged", { "a.csv": large("a") });
  const plain = await read([logs], {});
  await read([logs], { cache });
  for (const harm of [
    (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
    () => Buffer.alloc(0),
    (bytes: Buffer) => bytes.fill(7, bytes.length - 60),
  ]) {
    for (const name of await readdir(cache)) await writeFile(join(cache, name), harm(await readFile(join(cache, name))));
    same(await read([logs], { cache }), plain);
  }
  // Neither is a folder that cannot be written to.
  await writeFile(join(root, "file"), "");
  same(await read([logs], { cache: join(root, "file", "below") }), plain);
});

test("many small logs are kept together; one that comes or changes is read, the others are not", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`${i}/log.csv`, `run,params,tokens,loss\nr${i},1e6,1e6,${3 + i}\n`]),
  );
  const { logs, cache } = await folder("many", files);
  const plain = await read([logs], {});
  same(await read([logs], { cache }), plain);
  const [bundle] = await packs(cache);
  assert.ok(bundle && (await packs(cache)).length === 1);
  const before = await readFile(join(cache, bundle));
  same(await read([logs], { cache }), plain);
  assert.deepEqual(await readFile(join(cache, bundle)), before, "nothing new, nothing written");
  await writeFile(join(logs, "3/log.csv"), "run,params,tokens,loss\nr3,1e6,1e6,9\n");
  await mkdir(join(logs, "new"));
  await writeFile(join(logs, "new/log.csv"), "run,params,tokens,loss\nn,1e6,1e6,2\n");
  const { runs } = await read([logs], { cache });
  assert.deepEqual([runs.length, runs.find(({ run }) => run === "r3")?.points[0]?.loss], [21, 9]);
});

test("a reading that was broken off goes on: what was read is kept", async () => {
  const { logs, cache } = await folder("broken", { "a.csv": large("a"), "b.csv": large("b"), "c.csv": large("c") });
  const stop = new AbortController();
  const onProgress = (done: number): void => {
    if (done >= 2) stop.abort();
  };
  await assert.rejects(loadRuns([logs], { cache, onProgress, signal: stop.signal }), { name: "AbortError" });
  assert.equal((await packs(cache)).length, 2);
  same(await read([logs], { cache }), await read([logs], {}));
  assert.equal((await packs(cache)).length, 3);
});

test("processes that read the same at once leave a whole cache", async () => {
  const { logs, cache } = await folder("at-once", { "a.csv": large("a"), "b.csv": large("b") });
  const plain = await read([logs], {});
  for (const loaded of await Promise.all(Array.from({ length: 4 }, () => read([logs], { cache })))) same(loaded, plain);
  assert.deepEqual(
    (await readdir(cache)).filter((name) => name.endsWith(".partial")),
    [],
  );
  same(await read([logs], { cache }), plain);
});

test("a cache that outgrew its bound makes room: what was used longest ago goes first, and what a process that died left half written", async () => {
  const path = join(root, "evicted");
  const log = [parseLog({ file: "a.csv", text: large("a", 200) })];
  const size = pack(log).length;
  // Four fifths of the bound are room for four packs, its half for two.
  const cache = openCache(path, 5.2 * size);
  const keys = ["a", "b", "c", "d", "e", "f"];
  for (const key of keys) {
    await cache.keep(key, log);
    await wait(15);
  }
  assert.deepEqual(await cache.recall("a"), log);
  await writeFile(join(path, "dead.partial"), "x");
  await cache.close();
  const left = async (): Promise<string[]> => {
    const held = await Promise.all(keys.map(async (key) => ((await cache.recall(key)) ? key : "")));
    return held.filter(Boolean);
  };
  assert.deepEqual(await left(), ["a", "d", "e", "f"]);
  assert.ok((await readdir(path)).includes("dead.partial"), "another process may be writing it");
  // Nothing goes while there is room, but for what is a day old and half written.
  const later = Date.now() + 25 * 3600e3;
  const clock = mock.method(Date, "now", () => later);
  try {
    await cache.keep("a", log);
    await cache.close();
  } finally {
    clock.mock.restore();
  }
  assert.deepEqual(await left(), ["a", "d", "e", "f"]);
  assert.ok(!(await readdir(path)).includes("dead.partial"));
  // What would push out nearly all others is not kept, and a cache that kept nothing new is left alone.
  const small = openCache(path, 1.9 * size);
  await small.keep("g", log);
  await small.close();
  assert.equal(await small.recall("g"), undefined);
  assert.deepEqual(await left(), ["a", "d", "e", "f"]);
});

test("where the command line keeps it", () => {
  assert.equal(cacheFolder({ ISOLOSS_CACHE: "off", XDG_CACHE_HOME: "/x" }), undefined);
  assert.equal(cacheFolder({ ISOLOSS_CACHE: "/own" }), "/own");
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "/x" }), join("/x", "isoloss"));
  assert.match(cacheFolder({}) ?? "", /isoloss$/);
});
