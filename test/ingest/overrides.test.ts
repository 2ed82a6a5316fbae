import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { overridesOf } from "../../src/ingest/overrides.ts";
import { parseOverrides } from "../../src/ingest/parseOverrides.ts";

const root = await mkdtemp(join(tmpdir(), "isoloss-overrides-"));
after(() => rm(root, { recursive: true }));

const of = (table: string) => parseOverrides("runs.csv", table);
const read = (text: string, table: string) => parseLog({ file: "logs/x.csv", text, overrides: of(table) });

test("a table of overrides goes before what a log states, and before what cannot be read in it", () => {
  const { runs } = read("run,params,seed,loss\na,medium,1,3\nb,5,2,4\n", "run,params,weight_decay\na,124M,\nb,,0.1\n");
  assert.deepEqual(
    runs.map(({ run, params, seed, weightDecay, points }) => [run, params, seed, weightDecay, points[0]?.unreadable]),
    [
      ["a", 124e6, 1, undefined, undefined],
      ["b", 5, 2, 0.1, undefined],
    ],
  );
});

test("a row names a run by id, path, end of a path or pattern; patterns count in order, the run's own row last", () => {
  const rows = (table: string, run: string, file: string) => overridesOf(of(table))(run, file).map(({ run: name }) => name);
  const table = "run,seed\n*,1\nar-*,2\nlogs/**,3\nar-1,4\nlogs/sub/x.jsonl,5\n?r-1,6\n";
  assert.deepEqual(rows(table, "ar-1", "top/logs/sub/y.jsonl"), ["*", "ar-*", "logs/**", "?r-1", "ar-1"]);
  assert.deepEqual(rows(table, "m", "logs/sub/x.jsonl"), ["*", "logs/**", "logs/sub/x.jsonl"]);
  assert.deepEqual(rows("run,seed\nx,1\n", "file:2", "logs/x.csv.gz"), ["x"]);
  // What patterns of other tools mean something by is itself here.
  assert.deepEqual(rows("run,seed\na.(b)[1]+,1\na*(b)[1]+,2\n", "a.(b)[1]+", "f"), ["a*(b)[1]+", "a.(b)[1]+"]);
  const { runs } = read("run,loss\nar-1,3\n", "run,seed,dropout\n*,1,0.1\nar-1,2,\n");
  assert.deepEqual([runs[0]?.seed, runs[0]?.dropout], [2, 0.1]);
});

test("unique tokens of the table make epochs follow; units and final losses are overridden like all else", () => {
  const log = "run,tokens,epochs,loss\na,100,1,4\na,200,2,3\n";
  const [run] = read(log, "run,unique_tokens\na,50\n").runs;
  assert.deepEqual(
    run?.points.map(({ epochs }) => epochs),
    [2, 4],
  );
  const [bits] = read(log, "run,loss_unit,final_loss\na,bits/token,2\n").runs;
  assert.deepEqual([bits?.points[1]?.loss, bits?.finalLoss], [3 * Math.LN2, 2 * Math.LN2]);
});

test("a value of one evaluation may be overridden where there is one, and not where there are several", () => {
  const { runs } = read("run,tokens,loss\na,100,4\n", "run,tokens,loss\na,1k,3.5\n");
  assert.deepEqual([runs[0]?.points[0]?.tokens, runs[0]?.points[0]?.loss], [1000, 3.5]);
  assert.throws(
    () => read("run,tokens,loss\na,100,4\na,200,3\n", "run,tokens\na,1k\n"),
    (error: RunLogError) =>
      error instanceof RunLogError && /^runs\.csv:2: .*tokens of run "a": .*each of 2 evaluations/.test(error.message),
  );
});

const broken: [name: string, table: string, message: RegExp, hint: RegExp][] = [
  ["an unknown column", "run,parms\na,1\n", /^runs\.csv:1: .*"parms"/, /did you mean "params"/],
  ["no column of runs", "params\n1\n", /^runs\.csv:1: .*no column names the runs/, /column run/],
  ["a run twice", "run,params\na,1\na,2\n", /^runs\.csv:3: .*"a" twice: line 2/, /one row/],
  ["a row without a run", "run,params\n,1\n", /^runs\.csv:2: .*not named/, /column run/],
  ["a count that is none", "run,params\na,medium\n", /^runs\.csv:2: .*params of "a" by "medium"/, /124M/],
  ["a choice that is none", "run,family\na,lstm\n", /^runs\.csv:2: .*family of "a" by "lstm"/, /ar, mdm/],
  ["no row", "run,params\n", /header at most/, /./],
];
for (const [name, table, message, hint] of broken)
  test(`broken: ${name}`, () =>
    assert.throws(
      () => of(table),
      (error: RunLogError) => error instanceof RunLogError && message.test(error.message) && hint.test(error.hint ?? ""),
    ));

test("loadRuns reads the table where it lies among the logs, and says which rows and runs were not matched", async () => {
  await writeFile(join(root, "x.csv"), "run,loss\na,3\nb,4\n");
  const table = join(root, "table.csv");
  await writeFile(table, "run,params\na,124M\nc,5\n");
  const { runs, files, problems } = await loadRuns([root], { overrides: table });
  assert.deepEqual(files, [join(root, "x.csv")]);
  assert.deepEqual(
    runs.map(({ params }) => params),
    [124e6, undefined],
  );
  assert.deepEqual(
    problems.filter(({ code }) => code.includes("overrid")).map(({ code, source, message }) => [code, source.line, message]),
    [
      ["override-unused", 3, '"c" is no run that was read'],
      ["not-overridden", undefined, "1 of 2 runs have no row here: b"],
    ],
  );
  // A table that is not named is a log without a loss: the hint says what it may be.
  await assert.rejects(
    loadRuns([root]),
    (error: RunLogError) => /column of the loss/.test(error.message) && /--runs/.test(error.hint ?? ""),
  );
  await assert.rejects(loadRuns([root], { overrides: join(root, "none.csv") }), /none\.csv: Cannot read: no such file/);
});
