import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { checkSet } from "../../src/doctor/checkSet.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { observations } from "../../src/table/observations.ts";

// Numbers as people write them: read where there is one way to, else refused with how to write them.

const runsOf = (text: string) => parseLog({ file: "runs.csv", text }).runs;

test("a number in another spelling is refused, by the doctor and before a fit, with how it is to be written", () => {
  for (const [cell, held, hint] of [
    ['"3,45"', '"3,45"', /^write a decimal point: 3\.45; /],
    ['"1.234,5"', '"1.234,5"', /^write digits without groups: 1234\.5; /],
    ['"1,234.5"', '"1,234.5"', /^write digits without groups: 1234\.5; /],
    ["345 %", '"345 %"', /^write the number itself, not per cent: 345 % is 3\.45; /],
    ["NaN", '"NaN"', /^the training had diverged there, or was not evaluated; /],
    ["-inf", '"-inf"', /^the training had diverged there/],
    ["1e400", '"1e400"', /^mend the log/],
    ["-3", "-3", /^mend the log/],
    ["", "(missing)", /^mend the log/],
  ] as const) {
    const runs = runsOf(`run,loss\na,${cell}\n`);
    const found = checkRuns(runs);
    assert.deepEqual(
      found.map(({ code, severity, message }) => [code, severity, message]),
      [["unreadable-value", "error", `run "a" has loss ${held}, which cannot be fitted`]],
    );
    assert.match(found[0]?.hint ?? "", hint);
    assert.throws(
      () => observations(runs),
      (error: Error & { hint?: string }) =>
        error.message.startsWith(`runs.csv:2: Cannot read loss ${held} of run "a"`) &&
        (error.hint ?? "").startsWith((found[0]?.hint ?? "").split("; ").slice(0, -1).join("; ")),
    );
  }
});

test("a column with decimal commas, told apart by semicolons, says so for every quantity", () => {
  const [first] = checkRuns(runsOf("run;params;tokens;loss\na;124.000.000;1e9;3,45\n"));
  assert.equal(first?.message, 'run "a" has params "124.000.000", loss "3,45", which cannot be fitted');
  assert.match(first?.hint ?? "", /^write digits without groups: 124000000; /);
});

test("the way to leave a row out is one that does", () => {
  const [first] = checkRuns(runsOf("run,params,loss\na,1.5e8.2,3\n"));
  assert.match(first?.hint ?? "", /--where, as "run!=a"$/);
});

test("counts in groups of digits are counts", () => {
  assert.equal(runsOf('run,params,tokens,loss\na,"124,000,000",1_000_000,3\n')[0]?.params, 1.24e8);
});

test("what is not finite is no unit, no absurd loss and no small model", () => {
  const losses = ["1e400", "Infinity", "-3", "nan"].map((loss, i) => `r${i},-${i + 5},1e8,${loss}\n`).join("");
  const runs = runsOf(`run,params,tokens,loss\n${losses}`);
  assert.deepEqual([...new Set(checkRuns(runs).map(({ code }) => code))], ["unreadable-value"]);
  assert.deepEqual(
    checkSet(runs).filter(({ code }) => code === "params-not-stated"),
    [],
  );
});
