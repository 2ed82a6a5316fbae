import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/cli/explain.ts";
import { commands } from "../../src/cli/index.ts";
import { parse, RunLogError, UsageError } from "../../src/index.ts";

const said = (error: unknown) => explain(error, ["fit"], commands);

test("an error of ours is its message and its hint", async () => {
  assert.deepEqual(await said(new RunLogError({ file: "a.csv", line: 3 }, "Cannot read", "mend it")), {
    text: "a.csv:3: Cannot read\n  hint: mend it",
    code: 1,
  });
  assert.deepEqual(await said(new UsageError("Cannot use that")), { text: "Cannot use that", code: 2 });
});

test("anything else is a bug, with its trace", async () => {
  const { text, code } = await said(new TypeError("x is not a function"));
  assert.equal(code, 1);
  assert.match(text, /^TypeError: x is not a function\n\s+at .*\n[\s\S]*This is a bug in isoloss/);
});

test("a formula of a million characters is refused at once, and little of it is shown", async () => {
  const error = await Promise.resolve(`E${" + A/N".repeat(166_667)}`)
    .then(parse)
    .catch((e) => e);
  const { text, code } = await said(error);
  assert.equal(code, 2);
  assert.match(text, /Cannot read a formula of 1000003 characters/);
  assert.ok(text.length < 500);
});
