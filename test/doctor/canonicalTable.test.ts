import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalTable } from "../../src/doctor/canonicalTable.ts";
import { differing } from "../../src/doctor/differing.ts";
import { FOLDER_FORMATS, parseLog, parseLogBytes } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import type { Run } from "../../src/run.ts";
import { fixtures, readFolder } from "../ingest/fixtures.ts";
import { fixtureBytes } from "../ingest/formats/case.ts";
import { CASES } from "../ingest/formats/index.ts";

const of = (text: string, map?: Record<string, string>): Run[] => parseLog({ file: "runs.csv", text, ...(map && { map }) }).runs;
const back = (runs: readonly Run[]): Run[] => of(canonicalTable(runs).text);
const changes = (runs: readonly Run[], map?: Record<string, string>): string[] =>
  canonicalTable(runs, map).changes.map(({ source, message, rows }) => `${source.file}:${source.line} ${message} (${rows})`);

test("the shipped runs come back the same from one table, with all that logs and configurations said", async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny"]);
  const again = back(runs);
  assert.equal(again.length, runs.length);
  for (const [i, run] of runs.entries()) assert.equal(differing(run, again[i]), undefined, run.run);
  assert.deepEqual(
    back(again).map(({ run }) => run),
    again.map(({ run }) => run),
  );
  // A table that is canonical changes no more.
  assert.deepEqual(changes(again), []);
});

test("what is renamed, converted, derived and spelled otherwise is listed by place", () => {
  const runs = of(
    "run_id,n_params,objective,loss_unit,toks,epoch,val_loss\na,1e8,next_token,bits/token,4e9,4,4\nb,2e8,next_token,bits/token,4e9,4,3\n",
    {
      tokens: "toks",
    },
  );
  assert.deepEqual(changes(runs, { tokens: "toks" }), [
    'runs.csv:2 "run_id" becomes run (2)',
    `runs.csv:2 "val_loss" becomes loss in the glossary's words and units: 4 is ${4 * Math.LN2} (2)`,
    `runs.csv:2 "objective" becomes loss_kind in the glossary's words and units: next_token is nll (2)`,
    `runs.csv:2 "loss_unit" becomes loss_unit in the glossary's words and units: bits/token is nats/token (2)`,
    'runs.csv:2 "n_params" becomes params (2)',
    'runs.csv:2 "toks" becomes tokens (2)',
    "runs.csv:2 unique_tokens is not logged: tokens / epochs (2)",
    'runs.csv:2 "epoch" becomes epochs (2)',
  ]);
  assert.deepEqual(back(runs)[0]?.points[0]?.loss, 4 * Math.LN2);
});

test("columns in millions, billions and perplexity are said to be converted", () => {
  const runs = of("run,params_m,tokens_b,perplexity\na,100,2,20\n");
  assert.deepEqual(changes(runs), [
    `runs.csv:2 "perplexity" becomes loss in the glossary's words and units: 20 is ${Math.log(20)} (1)`,
    `runs.csv:2 "params_m" becomes params in the glossary's words and units: 100 is 100000000 (1)`,
    `runs.csv:2 "tokens_b" becomes tokens in the glossary's words and units: 2 is 2000000000 (1)`,
  ]);
  readsBack(runs);
});

test("nothing is dropped: rows that cannot be read, doubtful ones, raw columns", () => {
  const runs = of("run,params,tokens,loss,note\na,1e8,1e9,NaN,\nb,abc,1e9,310,odd\nc,1e8,,-1,\nd,1e8,1e9,,\n");
  const { text, rows } = canonicalTable(runs);
  assert.equal(rows, 4);
  assert.equal(
    text,
    "run,loss,params,tokens,note\na,NaN,100000000,1000000000,\nb,310,abc,1000000000,odd\nc,-1,100000000,,\nd,,100000000,1000000000,\n",
  );
  assert.deepEqual(
    back(runs).map(({ points }) => points[0]?.unreadable),
    runs.map(({ points }) => points[0]?.unreadable),
  );
});

test("a learning rate that changes along a run is kept", () => {
  const runs = of("run,tokens,lr,loss\na,1e6,0.1,4\na,2e6,0.05,3\n");
  assert.match(canonicalTable(runs).text, /^run,loss,tokens,learning_rate\na,4,1000000,0\.1\na,3,2000000,0\.05\n$/);
});

test("runs that one table cannot hold are refused, with which", () => {
  const twice = [...of("run,tokens,loss\na,1,4\na,2,3\n"), ...of("run,tokens,loss\na,3,2.5\na,4,2.4\n")];
  assert.throws(
    () => canonicalTable(twice),
    /Cannot write these runs as one table: run "a" would read back with another number of evaluations/,
  );
  assert.throws(() => canonicalTable([]), /no run has an evaluation/);
  const [run] = of("run,loss\na,3\n") as [Run];
  assert.throws(() => canonicalTable([{ ...run, memberRuns: ["a b"] }]), /"a b" holds a separator/);
});

function readsBack(runs: readonly Run[]): void {
  const again = back(runs);
  assert.equal(again.length, runs.length);
  for (const [i, run] of runs.entries()) assert.equal(differing(run, again[i]), undefined, run.run);
}

for (const { path } of CASES.flatMap((own) => own.fixtures))
  test(`${path} comes back the same from one table`, async () => {
    readsBack((await parseLogBytes({ file: path, bytes: fixtureBytes(path) })).runs);
  });

for (const folder of ["mlflow", "tensorboard", "wandb"])
  test(`the logs of several files in ${folder} come back the same from one table`, async () => {
    const logs = (await Promise.all(FOLDER_FORMATS.map((format) => readFolder(format, fixtures(folder))))).flat();
    const evaluated = logs.filter(({ runs }) => runs.some(({ points }) => points.length > 0));
    assert.ok(evaluated.length > 0);
    for (const { runs } of evaluated) readsBack(runs);
  });

test("a table with steps and metrics of training, in which a row has no loss, comes back the same", () => {
  readsBack(
    parseLog({
      file: "rows.jsonl",
      text: '{"run":"a","step":1,"train_loss":3,"loss":3.1}\n{"run":"a","step":2,"train_loss":2.9,"loss":"NaN"}\n',
    }).runs,
  );
  readsBack(of("run,loss,step,train_loss\na,3.1,1,3\na,,2,2.9\nb,3,1,2.8\n"));
});
