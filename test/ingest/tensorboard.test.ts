import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32c } from "../../src/ingest/crc.ts";
import { parseLogBytes } from "../../src/ingest/index.ts";
import { readEvents } from "../../src/ingest/tensorboard/events.ts";
import { tensorboardFolder } from "../../src/ingest/tensorboard/tensorboard.ts";
import { bytesOf, fixtures, readFolder, refused } from "./fixtures.ts";

const FOLDER = fixtures("tensorboard");
const TORCH = `${FOLDER}/torch/events.out.tfevents.1700000000.host.1.0`;
const loss = (step: number): number => 3 + 4 / (step + 10) ** 0.5;
const near = (a: number | undefined, b: number): void => assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-6, `${a} is not ${b}`);

test("a torch training: evaluations of its chart of several lines, progress beside them, hyperparameters from their own folder", async () => {
  const [parsed] = await readFolder(tensorboardFolder, `${FOLDER}/torch`);
  assert.equal(parsed?.runs.length, 1);
  const [run] = parsed?.runs ?? [];
  assert.deepEqual(
    [run?.run, run?.params, run?.uniqueTokens, run?.weightDecay, run?.family, run?.learningRate],
    ["torch", 124000000, 2048000, 0.1, "ar", 3e-4],
  );
  assert.deepEqual(
    run?.points.map((p) => [p.step, p.tokens, p.epochs]),
    [0, 200, 400, 600, 800, 1000].map((step) => [step, step * 4096, (step * 4096) / 2048000]),
  );
  for (const point of run?.points ?? []) near(point.loss, loss(point.step as number));
  assert.match(run?.points[1]?.source.file ?? "", /loss_validation\/events/);
  assert.equal(run?.points[1]?.source.line, 3);
  near(run?.points[1]?.fields["train/loss"] as number, loss(200) - 0.05);
  assert.equal(run?.fields["hparam/val_loss"], undefined);
  assert.deepEqual(parsed?.problems, []);
});

test("a Keras training: its split folders are one run", async () => {
  const [keras] = await readFolder(tensorboardFolder, `${FOLDER}/keras`);
  assert.deepEqual(
    keras?.runs.map((run) => [run.run, run.points.length]),
    [["keras", 5]],
  );
  near(keras?.runs[0]?.points[4]?.loss, loss(4));
  near(keras?.runs[0]?.points[4]?.fields["train/epoch_loss"] as number, loss(4) - 0.05);
});

test("folders of event files are found by paths, each a training by its path", () => {
  const claims = tensorboardFolder.claims([
    "a/events.out.tfevents.1.h",
    "a/loss_validation/events.out.tfevents.2.h",
    "b/x/events.out.tfevents.1.h",
    "b/train/notes.txt",
    "c/train/events.out.tfevents.1.h",
    "c/validation/events.out.tfevents.1.h",
    "train/events.out.tfevents.1.h",
    "runs.csv",
  ]);
  assert.deepEqual(
    claims.map(({ folder, paths }) => [folder, paths.length]),
    [
      ["a", 2],
      ["b/x", 1],
      ["c", 2],
      ["train", 1],
    ],
  );
});

test("a restart supersedes what was logged past its first step, and says so", async () => {
  const [parsed] = await readFolder(tensorboardFolder, `${FOLDER}/restarted`);
  const [run] = parsed?.runs ?? [];
  assert.deepEqual(
    run?.points.map((p) => p.step),
    [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
  );
  near(run?.points[3]?.loss, loss(300));
  near(run?.points[4]?.loss, loss(400) + 0.001);
  assert.deepEqual(
    parsed?.problems.map((p) => [p.code, p.severity, /restarted at step 400: 6 values/.test(p.message)]),
    [["superseded", "note", true]],
  );
});

test("every type of one number is a scalar, and nothing else is; texts that were logged once are settings", async () => {
  const path = `${FOLDER}/kinds/events.out.tfevents.1700000000.host.1.0`;
  const { scalars, texts } = readEvents(path, bytesOf(path));
  const values = Object.fromEntries([...scalars].map(([tag, series]) => [tag, series.values[0]]));
  assert.deepEqual(values, {
    "kind/float": 2.5,
    "kind/double": 2.5,
    "kind/double_content": 2.5,
    "kind/int64": -3,
    "kind/int64_content": -3,
    "kind/half": 2.5,
    "kind/half_content": 2.5,
    "kind/bfloat16": 2.5,
    "kind/one": 2.5,
    val_loss: 3.5,
  });
  assert.deepEqual(scalars.get("val_loss")?.at, [7]);
  assert.deepEqual(texts.get("sample/text_summary"), ["once upon a time", "once upon a time"]);
  const { runs } = await parseLogBytes({ file: path, folder: "kinds", bytes: bytesOf(path) });
  assert.deepEqual([runs[0]?.seed, runs[0]?.tokenizer, runs[0]?.dropout, runs[0]?.fields.sample], [7, "gpt2", 0.1, undefined]);
});

const masked = (sum: number): number => (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;

/** A TFRecord file of messages. */
function recordsOf(...messages: number[][]): Uint8Array {
  return Uint8Array.from(
    messages.flatMap((data) => {
      const head = new DataView(new ArrayBuffer(12));
      head.setBigUint64(0, BigInt(data.length), true);
      head.setUint32(8, masked(crc32c(new Uint8Array(head.buffer), 0, 8)), true);
      const tail = new DataView(new ArrayBuffer(4));
      tail.setUint32(0, masked(crc32c(Uint8Array.from(data), 0, data.length)), true);
      return [...new Uint8Array(head.buffer), ...data, ...new Uint8Array(tail.buffer)];
    }),
  );
}
const VERSION = [0x1a, 13, ..."brain.Event:2"].map((c) => (typeof c === "number" ? c : c.charCodeAt(0)));
const read = (bytes: Uint8Array) => parseLogBytes({ file: "r/events.out.tfevents.1", folder: "r", bytes, map: { loss: "train/loss" } });

test("a live file is read up to its last whole record, with a note", async () => {
  const whole = bytesOf(TORCH);
  const all = (await read(whole)).runs[0]?.points.length as number;
  for (const bytes of [
    whole.subarray(0, whole.length - 3),
    whole.subarray(0, whole.length - 60),
    Uint8Array.from([...whole, ...new Uint8Array(50)]),
  ]) {
    const { runs, problems } = await read(bytes);
    assert.ok((runs[0]?.points.length as number) >= all - 1);
    assert.deepEqual(
      problems.map((p) => [p.code, p.severity]),
      [["cut-off", "note"]],
    );
  }
});

test("broken: each names the byte or says what is missing", async () => {
  const whole = bytesOf(TORCH);
  const flipped = (at: number): Uint8Array => whole.with(at, (whole[at] as number) ^ 1);
  await refused(() => read(flipped(500)), /tfevents\.1:\d+: Cannot read record \d+ at byte \d+: .*checksum/);
  await refused(() => read(whole.subarray(0, 20)), /no record of the file is whole/);
  await refused(() => read(recordsOf([10, 3, 1, 2, 3])), /no TensorBoard events/);
  await refused(() => read(recordsOf(VERSION)), /no scalar was logged/);
});

test("hostile: numbers without end, lengths beyond the file, claims of size and nesting without end", async () => {
  const endless = new Array(11).fill(0xff);
  await refused(() => read(recordsOf(VERSION, [0x10, ...endless])), /a number has no end/);
  await refused(() => read(recordsOf(VERSION, [0x10, 0x80])), /a number is cut off/);
  await refused(() => read(recordsOf(VERSION, [0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f])), /reaches beyond what holds it/);
  await refused(() => read(recordsOf(VERSION, [0x2a, ...new Array(9).fill(0xff), 1])), /reaches beyond what holds it/);
  await refused(() => read(recordsOf(VERSION, [0x0b])), /wire type 3/);
  const huge = recordsOf(VERSION, [1]);
  const claim = new DataView(huge.buffer, VERSION.length + 16);
  claim.setBigUint64(0, 2n ** 60n, true);
  claim.setUint32(8, masked(crc32c(huge, VERSION.length + 16, VERSION.length + 24)), true);
  await refused(() => read(huge), /record 2 at byte 31: it claims 1152921504606847000 bytes/);
  await refused(() => read(recordsOf(VERSION, nested(100))), /more than 32 levels/);
});

/** An event whose hyperparameter is a list in a list in a list. */
function nested(depth: number): number[] {
  const part = (field: number, content: number[]): number[] => [...varint(field * 8 + 2), ...varint(content.length), ...content];
  let value: number[] = [];
  for (let i = 0; i < depth; i++) value = part(6, part(1, value));
  const hparams = part(3, part(1, [...part(1, [97]), ...part(2, value)]));
  const plugin = part(1, [
    ...part(
      1,
      [..."hparams"].map((c) => c.charCodeAt(0)),
    ),
    ...part(2, hparams),
  ]);
  return part(5, part(1, [...part(1, [104]), ...part(9, plugin)]));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
