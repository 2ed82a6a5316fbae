import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { coverage } from "../../src/doctor/coverage.ts";
import { place } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";

const read = (text: string) => parseLog({ file: "runs.csv", text }).runs;
const found = (text: string): string[] =>
  checkRuns(read(text)).flatMap(({ code, source, severity, message }) =>
    code === "unreadable-value" ? `${place(source)} ${severity} ${message.replace(", which cannot be fitted", "")}` : [],
  );

test("a count that is zero or negative is an error at its line", () => {
  const head = "run,params,params_non_embedding,tokens,unique_tokens,epochs,compute,members,loss\n";
  const rows = [
    "a,-5,,2e9,,,,,3.1",
    "b,0,,2e9,,,,,3.2",
    "c,1e8,,-2B,,,,,3.3",
    "d,1e8,-1,2e9,0,,,,3.4",
    "e,1e8,,2e9,,0,,,3.5",
    "f,1e8,,2e9,,,-1e18,,3.6",
    "g,1e8,,2e9,,,,0,3.7",
    "h,1e8,9e7,2e9,2e9,1,1.2e18,1,3.8",
  ];
  assert.deepEqual(found(`${head}${rows.join("\n")}\n`), [
    'runs.csv:2 error run "a" has params -5',
    'runs.csv:3 error run "b" has params 0',
    'runs.csv:4 error run "c" has tokens -2e9',
    'runs.csv:5 error run "d" has params_non_embedding -1, unique_tokens 0',
    'runs.csv:6 error run "e" has epochs 0',
    'runs.csv:7 error run "f" has compute -1e18',
    'runs.csv:8 error run "g" has members 0',
  ]);
});

test("nothing seen before the first step is in order; a negative count on the way is doubtful", () => {
  assert.deepEqual(found("run,params,step,tokens,loss\na,1e8,0,0,10\na,1e8,10,1e9,3\n"), []);
  assert.deepEqual(found("run,params,step,tokens,loss\na,1e8,0,-1,10\na,1e8,10,1e9,3\n"), ['runs.csv:2 warning run "a" has tokens -1']);
});

test("what cannot be counted is no level; a weight decay of 0 is one", () => {
  const spans = coverage(read("run,params,tokens,weight_decay,loss\na,-5,2e9,0,3\nb,1e8,0,0.1,3.1\nc,2e8,1e9,0.1,3.2\n")).spans;
  assert.deepEqual(
    spans.map(({ column, runs, levels, low, high }) => [column, runs, levels, low, high]),
    [
      ["params", 2, 2, 1e8, 2e8],
      ["tokens", 2, 2, 1e9, 2e9],
      ["weight_decay", 3, 2, 0, 0.1],
    ],
  );
});
