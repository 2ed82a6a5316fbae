import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { IsolossError, RunLogError } from "../../src/errors.ts";
import { asText } from "../../src/ingest/asText.ts";
import type { Format, Parsed } from "../../src/ingest/format.ts";
import { FORMATS, parseLogBytes } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { FUZZ_MS } from "./fixtures.ts";
import { fixtureBytes, fixturePath, fixtureText, summaryOf } from "./formats/case.ts";
import { CASES } from "./formats/index.ts";

// What holds of every format of the registry; its fixtures and what it refuses are in formats/, one file a format. ISOLOSS_FUZZ=60 tries each for a minute.

/** Reading ends: none of the contents here may take long, whatever they claim. */
const ENDS = { timeout: 60_000 + FUZZ_MS };

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === "string" ? new TextEncoder().encode(content) : content);

/** What the format makes of a content, whether it recognises it or not. */
async function parseAs(format: Format, file: string, bytes: Uint8Array, map?: Record<string, string>): Promise<Parsed> {
  const about = { file, ...(map && { map }) };
  return format.content === "binary" ? format.parse({ ...about, bytes }) : format.parse({ ...about, text: asText(file, bytes) });
}

test("every format has its entry, and every entry a format", () => {
  assert.deepEqual(CASES.map(({ format }) => format).sort(), FORMATS.map(({ id }) => id).sort());
});

for (const { format: id, fixtures, refused } of CASES) {
  const format = FORMATS.find((one) => one.id === id) as Format;

  for (const { path, runs, problems = [] } of fixtures)
    test(`${id}: ${path} is recognised by its content, and read`, ENDS, async () => {
      const bytes = fixtureBytes(path);
      const head = { bytes, text: new TextDecoder().decode(bytes) };
      assert.equal(FORMATS.find((one) => one.recognises(head))?.id, id);
      const parsed = await parseLogBytes({ file: path, folder: basename(dirname(path)), bytes: Buffer.from(bytes) });
      assert.deepEqual(parsed.runs.map(summaryOf), runs);
      assert.deepEqual(
        parsed.problems.map(({ code }) => code),
        problems,
      );
    });

  for (const { path, runs, inFolder = runs } of fixtures)
    test(`${id}: ${path} is read from disk as from bytes, alone and in its folder`, ENDS, async () => {
      const folder = mkdtempSync(join(tmpdir(), "isoloss-"));
      try {
        const alone = join(folder, path);
        mkdirSync(dirname(alone), { recursive: true });
        copyFileSync(fixturePath(path), alone);
        assert.deepEqual((await loadRuns([alone])).runs.map(summaryOf), runs);
      } finally {
        rmSync(folder, { recursive: true });
      }
      const whole = await loadRuns([dirname(fixturePath(path))]);
      assert.deepEqual(whole.runs.filter(({ source }) => source.file === fixturePath(path)).map(summaryOf), inFolder);
    });

  for (const { title, content, message, line, map } of refused)
    test(`${id} refuses ${title}`, ENDS, async () => {
      await assert.rejects(parseAs(format, "a/log", bytesOf(content), map), (error: Error) => {
        assert.ok(error instanceof RunLogError, error.stack);
        assert.match(error.message, message);
        assert.ok(error.hint);
        assert.equal(error.source.line, line);
        return true;
      });
    });

  test(`${id}: a log that is cut off anywhere gives runs or says what is wrong`, ENDS, async () => {
    const [fixture] = fixtures;
    if (!fixture) return;
    const bytes = fixtureBytes(fixture.path);
    for (let k = 0; k <= 40; k++) await readsOrSays(format, bytes.subarray(0, Math.floor((bytes.length * k) / 40)));
  });

  test(`${id}: nothing that is done to a log makes it throw anything but an IsolossError`, ENDS, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixtures), edits, async ({ path }, changes) => {
        const content =
          format.content === "binary" ? editedBytes(fixtureBytes(path), changes) : bytesOf(edited(fixtureText(path), changes));
        await readsOrSays(format, content);
      }),
      { numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: FUZZ_MS, markInterruptAsFailure: false },
    );
  });
}

/** The format itself, and the registry, on a content that may be anything. */
async function readsOrSays(format: Format, bytes: Uint8Array): Promise<void> {
  for (const read of [() => parseAs(format, "x/y", bytes), () => parseLogBytes({ file: "x/y", bytes })]) {
    try {
      const { runs } = await read();
      for (const run of runs) assert.ok(run.points.length > 0, `run ${run.run} without an evaluation`);
    } catch (error) {
      if (!(error instanceof IsolossError)) throw error;
      assert.ok(error.message.length < 4000, `a message of ${error.message.length} characters`);
    }
  }
}

interface Edit {
  at: number;
  cut: number;
  put: string;
}

const HOSTILE = [
  "",
  "\n",
  "\r",
  ",",
  '"',
  "{",
  "}",
  "[",
  "]",
  "null",
  "-1e999",
  "NaN",
  "1e308",
  "../../../etc/passwd",
  "__proto__",
  '"__proto__":{"loss":1},',
  '"constructor":[],',
  "\u0000",
  "\uFFFD",
  "9".repeat(400),
  "[".repeat(5000),
  '{"a":'.repeat(5000),
  " ".repeat(20_000),
  "a=".repeat(5000),
  "|".repeat(5000),
  "step ".repeat(3000),
  "Epoch 1:".repeat(3000),
];

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 60 }),
    put: fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 }), fc.json({ maxDepth: 3 })),
  }),
  { minLength: 1, maxLength: 4 },
);

function edited(text: string, changes: readonly Edit[]): string {
  return changes.reduce((now, { at, cut, put }) => {
    const from = Math.floor(at * now.length);
    return now.slice(0, from) + put + now.slice(from + cut);
  }, text);
}

function editedBytes(bytes: Uint8Array, changes: readonly Edit[]): Uint8Array {
  return changes.reduce((now, { at, cut, put }) => {
    const from = Math.floor(at * now.length);
    const added = new TextEncoder().encode(put);
    const next = new Uint8Array(from + added.length + Math.max(now.length - from - cut, 0));
    next.set(now.subarray(0, from));
    next.set(added, from);
    next.set(now.subarray(Math.min(from + cut, now.length)), from + added.length);
    return next;
  }, bytes);
}
