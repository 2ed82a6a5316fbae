import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, UsageError } from "../src/errors.ts";

test("an error that is shown whole, as in a notebook, says what to do before where it came from", () => {
  const [first, second, ...frames] = (new UsageError('Cannot find law "x"', "see isoloss laws").stack ?? "").split("\n");
  assert.deepEqual([first, second], ['UsageError: Cannot find law "x"', "→ see isoloss laws"]);
  assert.ok(frames.length > 0 && frames.every((line) => /^\s+at /.test(line)));
  assert.match(new IsolossError("Cannot: never").stack ?? "", /^IsolossError: Cannot: never\n\s+at /);
});
