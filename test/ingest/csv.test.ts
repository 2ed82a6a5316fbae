import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { parseLog } from "../../src/ingest/index.ts";

const read = (text: string, file = "runs.csv") => parseLog({ file, text, folder: "sweep" });
const codes = (text: string) => checkRuns(read(text).runs).map((p) => `${p.source.line} ${p.code}`);

test("a row is a run; what follows by definition is derived and nothing is overwritten", () => {
  const { runs, problems } = read("run_id,family,N,U,epochs,loss,wd,note\na,AR,1e6,5e5,4,3.5,0.1,hi\nb,mdm,2e6,5e5,,3.4,,\n");
  assert.deepEqual(problems, []);
  assert.equal(runs.length, 2);
  const [a, b] = runs;
  assert.equal(a?.family, "ar");
  assert.deepEqual(a?.points[0], {
    source: { file: "runs.csv", line: 2 },
    loss: 3.5,
    tokens: 2e6,
    epochs: 4,
    fields: { run_id: "a", family: "AR", N: 1e6, U: 5e5, epochs: 4, loss: 3.5, wd: 0.1, note: "hi" },
  });
  assert.deepEqual(a?.fields, { folder: "sweep" });
  assert.equal(b?.points[0]?.tokens, undefined);
  assert.equal(b?.weightDecay, undefined);
});

test("epochs and unique tokens are derived from the other two", () => {
  const [epochs] = read("params,tokens,unique_tokens,loss\n1e6,4e6,1e6,3\n").runs;
  assert.equal(epochs?.points[0]?.epochs, 4);
  const [unique] = read("params,tokens,epochs,loss\n1e6,4e6,4,3\n").runs;
  assert.equal(unique?.uniqueTokens, 1e6);
});

test("a repeated id with growing tokens is one run, in any order of rows", () => {
  const { runs } = read("run,params,tokens,loss\na,1e6,3e6,3.1\nb,1e6,1e6,4\na,1e6,1e6,4.2\na,1e6,2e6,3.5\n");
  assert.deepEqual(
    runs.map((r) => [r.run, r.points.map((p) => p.loss)]),
    [
      ["a", [4.2, 3.5, 3.1]],
      ["b", [4]],
    ],
  );
  assert.deepEqual(checkRuns(runs), []);
});

test("an id that repeats without growing is flagged with both lines, and nothing is dropped", () => {
  const { runs } = read("run,params,tokens,loss\na,1e6,1e6,4\na,1e6,1e6,4\n");
  assert.equal(runs.length, 2);
  const [problem] = checkRuns(runs);
  assert.equal(problem?.code, "duplicate-run");
  assert.deepEqual(problem?.source, { file: "runs.csv", line: 3 });
  assert.match(problem?.message ?? "", /runs\.csv:2/);
});

test("one id for two setups, and rows without any progress, are duplicates too", () => {
  assert.deepEqual(codes("run,params,tokens,loss\na,1e6,1e6,4\na,2e6,2e6,3.9\n"), ["3 duplicate-run"]);
  assert.deepEqual(codes("run,params,loss\na,1e6,4\na,1e6,3.9\na,1e6,3.8\n"), ["3 duplicate-run", "4 duplicate-run"]);
});

test("a learning rate that follows its schedule does not split a run", () => {
  const [run] = read("run,step,lr,loss\na,1,0.001,4\na,2,0.0005,3.9\n").runs;
  assert.equal(run?.points.length, 2);
  assert.equal(run?.learningRate, undefined);
});

test("without an id rows are named by file and line", () => {
  assert.deepEqual(
    read("params,loss\n1e6,4\n\n2e6,3\n", "x/y.csv").runs.map((r) => r.run),
    ["y.csv:2", "y.csv:4"],
  );
});

test("ids are text: 007, 1e5 and 1.0 stay what they are", () => {
  assert.deepEqual(
    read("run,loss\n007,4\n1e5,3\n1.0,2\n").runs.map((r) => r.run),
    ["007", "1e5", "1.0"],
  );
  assert.equal(read("hash,loss\n12345678901234567890,4\n").runs[0]?.points[0]?.fields.hash, "12345678901234567890");
});

test("tabs, semicolons, quotes, a byte order mark and Windows line ends are read; a quoted line break keeps later line numbers right", () => {
  assert.equal(read("run\tloss\na\t3\n").runs[0]?.points[0]?.loss, 3);
  assert.equal(read("run;loss\na;3\n").runs[0]?.points[0]?.loss, 3);
  const { runs } = read('\uFEFFrun,note,loss\r\na,"one, ""two""\r\nthree",3\r\nb,,4\r\n');
  assert.equal(runs[0]?.points[0]?.fields.note, 'one, "two"\nthree');
  assert.equal(runs[1]?.source.line, 4);
});

test("a run that stops short of its plan is incomplete; a stated value is kept; without a plan nothing is known", () => {
  const complete = (text: string) => read(text).runs.map((r) => r.complete);
  assert.deepEqual(complete("run,unique_tokens,tokens,planned_epochs,loss\na,100,300,4,3\nb,100,399,4,3\n"), [false, undefined]);
  assert.deepEqual(complete("run,epochs,planned_epochs,complete,loss\na,1,4,True,3\nb,4,4,0,3\n"), [true, false]);
  assert.deepEqual(complete("run,epochs,loss\na,1,3\n"), [undefined]);
});

test("a file of final losses has them as its losses", () => {
  assert.equal(read("run,final_val_loss\na,3.2\n").runs[0]?.points[0]?.loss, 3.2);
});

test("epochs that disagree with tokens over unique tokens are flagged once a run, but not inside the first epoch", () => {
  assert.deepEqual(codes("run,tokens,unique_tokens,epochs,loss\na,4e6,1e6,4.05,3\nb,4e6,1e6,5,3\nc,5e5,5e5,1,3\n"), ["3 epochs-disagree"]);
  assert.ok(!codes("run,complete,tokens,unique_tokens,epochs,loss\nc,false,5e5,1e6,1,3\n").some((code) => /epochs-disagree/.test(code)));
  const [problem] = checkRuns(read("run,tokens,unique_tokens,epochs,loss\nb,4e6,1e6,5,3\nb,8e6,1e6,10,3\n").runs);
  assert.match(problem?.message ?? "", /states 5 epochs, but tokens\/unique_tokens is 4 \(and 1 more/);
});

test("an absurd loss is flagged: above ln(vocab), or above 25; a repeating model may overfit past guessing", () => {
  assert.deepEqual(codes("run,vocab,epochs,loss\na,512,1,6.3\nb,512,1,6.2\nc,512,32,6.9\nd,512,32,26\n"), [
    "2 absurd-loss",
    "5 absurd-loss",
  ]);
  assert.deepEqual(codes("run,loss\na,26\nb,24\nc,3\nd,3\ne,3\n"), ["2 absurd-loss"]);
});

test("a choice in an unknown spelling is flagged once and stays raw", () => {
  const { runs, problems } = read("run,family,loss\na,random,3\nb,random,3\nc,masked_diffusion,3\n");
  assert.deepEqual(
    problems.map((p) => [p.code, p.source.line]),
    [["unknown-value", 2]],
  );
  assert.deepEqual(
    runs.map((r) => r.family),
    [undefined, undefined, "mdm"],
  );
});

test("recipes are read as logs name them; what says more than the recipe is another one and stays raw", () => {
  const spelt = {
    distilled: ["distill-8ens", "distill", "ensemble distill", "distillation", "kd", "Distilled"],
    self_distilled: ["self-distill", "self distillation", "selfDistilled"],
    regularized: ["regularised"],
    ensemble: ["ensembling", "Ensemble"],
  };
  for (const [recipe, names] of Object.entries(spelt))
    for (const name of names) assert.equal(read(`run,recipe,loss\na,${name},3\n`).runs[0]?.recipe, recipe, name);
  // On rephrased or distilled data, of other mixes, or no recipe at all.
  for (const name of ["ensemble-wrap", "ensemble-selfdistill", "self-distill-1to1", "wd-ablation", "8ens"]) {
    const { runs, problems } = read(`run,recipe,loss\na,${name},3\n`);
    assert.deepEqual([runs[0]?.recipe, runs[0]?.points[0]?.fields.recipe, problems[0]?.code], [undefined, name, "unknown-value"]);
  }
});

test("bits per token become nats with a note; other units are refused", () => {
  const { runs, problems } = read("run,loss_unit,loss\na,bits/token,2\nb,nats/token,2\n");
  assert.deepEqual(
    runs.map((r) => r.points[0]?.loss),
    [2 * Math.LN2, 2],
  );
  assert.deepEqual(
    problems.map((p) => [p.code, p.severity]),
    [["loss-converted", "note"]],
  );
  assert.throws(() => read("run,loss_unit,loss\na,bits/letter,2\n"), /runs\.csv:2: Cannot use a loss in "bits\/letter"/);
});

test("values that are no numbers do not stop reading", () => {
  const point = read("run,params,loss\na,medium,NaN\n").runs[0]?.points[0];
  assert.ok(Number.isNaN(point?.loss));
  assert.deepEqual(point?.unreadable, { params: "medium", loss: "NaN" });
});

const broken: [name: string, text: string, message: RegExp][] = [
  ["an empty file", " \n", /^runs\.csv: .*empty/],
  ["a header alone", "run,loss\n", /header at most/],
  ["no loss", "run,params,train_loss\na,1,2\n", /column of the loss: the file has run, params, train_loss/],
  ["a row too short", "run,params,loss\na,1,2\nb,1\n", /^runs\.csv:3: .*2 cells, the header has 3/],
  ["a row too long", "run,loss\na,1,2\n", /^runs\.csv:2: .*3 cells/],
  ["an unclosed quote", 'run,loss\nb,2\n"a,1\n', /^runs\.csv:3: .*never closed/],
  ["a name twice", "run,loss,loss\na,1,2\n", /^runs\.csv:1: .*"loss" is there twice/],
  ["a page", "<html><body>\n", /it is a page of HTML/],
];
for (const [name, text, message] of broken)
  test(`broken: ${name}`, () => assert.throws(() => read(text), { name: "RunLogError", message }));

test("several columns together name a run, as a map joins them", () => {
  const text = "size,seed,tokens,loss\n1B,1,10,4\n1B,2,10,4.1\n1B,1,20,3\n";
  const { runs, columns } = parseLog({ file: "f.csv", text, map: { run: "size+seed" } });
  assert.deepEqual(
    runs.map(({ run, points }) => [run, points.length]),
    [
      ["1B 1", 2],
      ["1B 2", 1],
    ],
  );
  assert.ok(columns.includes("size+seed"));
  // A column of that very name comes first; a part that is no column joins nothing.
  assert.equal(parseLog({ file: "f.csv", text: "a+b,a,b,loss\nx,1,2,3\n", map: { run: "a+b" } }).runs[0]?.run, "x");
  assert.equal(parseLog({ file: "f.csv", text, map: { run: "size+sead" } }).runs[0]?.run, "f.csv:2");
});
