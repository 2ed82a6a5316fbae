import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, isoloss } from "./isoloss.ts";

const NAME = "red\u001b[31m\u0007\u009b1m\u202e é";
const ESCAPED = "red\\u001b[31m\\u0007\\u009b1m\\u202e é";
const dir = folder({
  "names.csv": `run,params,tokens,loss\n${NAME},-5,1e9,3\nb,1e8,1e9,3.1\n`,
  "header.csv": `run,${NAME}\na,3\n`,
});

test("control characters of a log reach no terminal: in a table, in remarks, in errors", async () => {
  const listed = await isoloss(["runs", "names.csv"], dir);
  assert.ok(listed.stdout.includes(ESCAPED), listed.stdout);
  assert.ok(listed.stderr.includes(`run "${ESCAPED}" has params -5`), listed.stderr);
  const refused = await isoloss(["runs", "header.csv"], dir);
  assert.ok(refused.stderr.includes(ESCAPED), refused.stderr);
  for (const { stdout, stderr } of [listed, refused]) assert.match(stdout + stderr, /^([^\p{Cc}\p{Bidi_Control}]|\n)*$/u);
});

test("JSON holds the name as the log has it", async () => {
  const { stdout } = await isoloss(["runs", "names.csv", "--json"], dir);
  assert.doesNotMatch(stdout, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
  assert.equal((JSON.parse(stdout) as { runs: { run: string }[] }).runs[0]?.run, NAME);
});
