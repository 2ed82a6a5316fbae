import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLog } from "../../src/ingest/index.ts";
import { textLog } from "../../src/ingest/textLog.ts";

const read = (text: string, map?: Record<string, string>, file = "exp/train.log") => parseLog({ file, text, ...(map && { map }) });
const curves = (text: string, map?: Record<string, string>) =>
  read(text, map).runs.map(({ run, points }) => [run, ...points.map(({ step, loss }) => [step, loss])]);
const recognised = (text: string) => textLog.recognises({ bytes: new Uint8Array(), text });

const evaluation = (step: number, loss: number) => `step ${step}: train loss ${loss - 0.1}, val loss ${loss}\n`;
const update = (step: number, loss: number) => `iter ${step}: loss ${loss}, time 12.00ms, mfu 1.00%\n`;

test("what stands before a line, and lines of other programs between, are passed over", () => {
  const text = `[rank0]: ${evaluation(0, 4)}2025-01-01 10:00:00,1 INFO ${evaluation(10, 3)}\r\nWARNING: step 20: something else\n0: ${evaluation(20, 2.5)}`;
  assert.deepEqual(curves(text), [["exp", [0, 4], [10, 3], [20, 2.5]]]);
});

test("prose, tables, code and configurations are no logs", () => {
  for (const text of [
    "At step 250 the train loss was 2.1 and the val loss 2.3.\n",
    "step,train_loss,val_loss\n250,2.1,2.3\n",
    "Loading ... done\nbuilding the tokenizer ... this takes a while\n",
    "model: gpt2\nstep: 250\nval_loss: 2.3\n",
    "iteration 3 of the review | comments: 5 |\n",
    "def train(step):\n    print(step, loss)\n",
    "Epoch 1: the beginning (1/20) [1984, p. 3]\n",
  ])
    assert.equal(recognised(text), false, text);
});

test("a log that goes back to its first step holds another training", () => {
  const first = evaluation(0, 4) + update(0, 4) + update(10, 3.9) + evaluation(20, 3);
  const second = `tokens per iteration will be: 1,000\n${evaluation(0, 4.2)}${evaluation(20, 3.1)}`;
  const { runs, problems } = read(first + second);
  assert.deepEqual(
    runs.map(({ run, points }) => [run, ...points.map(({ loss }) => loss), points.at(-1)?.tokens]),
    [
      ["exp", 4, 3, undefined],
      ["exp (2)", 4.2, 3.1, 20_000],
    ],
  );
  assert.equal(problems.find(({ code }) => code === "several-trainings")?.source.line, 6);
});

test("a log that goes back to its first step with other settings holds another training, though it begins with the same loss", () => {
  const training = (decay: number, ...losses: number[]) =>
    `Overriding: weight_decay = ${decay}\n${losses.map((loss, i) => evaluation(10 * i, loss)).join("")}`;
  const decays = (text: string) =>
    read(text).runs.map(({ run, weightDecay, points }) => [run, weightDecay, ...points.map(({ loss }) => loss)]);
  const trainings = [
    ["exp", 0.1, 10.9, 4, 3],
    ["exp (2)", 0.2, 10.9, 4, 3.1],
  ];
  assert.deepEqual(decays(training(0.1, 10.9, 4, 3) + training(0.2, 10.9, 4, 3.1)), trainings);
  assert.deepEqual(decays(training(0.1, 10.9) + training(0.2, 10.9, 4)), [
    ["exp", 0.1, 10.9],
    ["exp (2)", 0.2, 10.9, 4],
  ]);
  const again = read(training(0.1, 10.9, 4, 3) + training(0.1, 10.9, 4.1));
  assert.deepEqual(
    again.runs.map(({ points }) => points.map(({ loss }) => loss)),
    [[10.9, 4.1, 3]],
  );
  assert.ok(again.problems.some(({ code }) => code === "log-restarted"));
});

test("a training that went on with other settings says so, and its plan is the later one", () => {
  const head = (iters: number, decay: number) => `max_iters = ${iters}\nweight_decay = ${decay}\n`;
  const { runs, problems } = read(head(20, 0.1) + evaluation(0, 4) + evaluation(20, 3) + head(40, 0.2) + evaluation(30, 2.9));
  assert.deepEqual(
    runs.map(({ weightDecay, complete, points }) => [weightDecay, complete, points.length]),
    [[0.2, false, 3]],
  );
  const warning = problems.find(({ code }) => code === "settings-changed");
  assert.match(warning?.message ?? "", /max_iters 20 became 40, weight_decay 0.1 became 0.2; the later are taken/);
  assert.equal(warning?.source.line, 7);
});

test("ranks that write one log say everything once, in step or not", () => {
  const ranks = [0, 10, 20].map((step) => evaluation(step, 4 - step / 20));
  assert.deepEqual(curves(ranks.map((line) => `0: ${line}1: ${line}`).join("")), [["exp", [0, 4], [10, 3.5], [20, 3]]]);
  assert.deepEqual(curves(`${ranks[0]}${ranks[1]}1: ${ranks[0]}${ranks[2]}1: ${ranks[1]}1: ${ranks[2]}`), [
    ["exp", [0, 4], [10, 3.5], [20, 3]],
  ]);
});

test("a training is over where its last step, evaluated or not, is the last of the plan", () => {
  const plan = "max_iters = 20\n";
  assert.equal(read(plan + evaluation(10, 3) + update(20, 3)).runs[0]?.complete, true);
  assert.equal(read(plan + evaluation(10, 3) + update(15, 3)).runs[0]?.complete, false);
  assert.equal(read(evaluation(10, 3)).runs[0]?.complete, undefined);
});

test("the training loss is read where a map names it", () => {
  assert.deepEqual(curves(update(0, 4) + update(10, 3.9), { loss: "train_batch_loss" }), [["exp", [0, 4], [10, 3.9]]]);
  assert.throws(() => read(update(0, 4) + update(10, 3.9)), /the metrics are step, train_batch_loss/);
});

test("a validation loss of a Megatron log is not that of its test set, nor that of an old version lost", () => {
  const line = (where: string, loss: number) => ` validation loss at ${where} | lm loss value: ${loss}E+00 | lm loss PPL: 2.0E+01 | \n`;
  const step = " iteration      100/     200 | consumed samples:          800 | lm loss: 3.1E+00 |\n";
  assert.deepEqual(curves(step + line("iteration 100 on validation set", 3) + line("iteration 100 on test set", 5)), [["exp", [100, 3]]]);
  assert.deepEqual(curves(step + line("iteration 100", 3)), [["exp", [100, 3]]]);
  assert.deepEqual(curves(step + line("the end of training for val data", 3)), [["exp", [100, 3]]]);
});

test("parameters that a rank of Megatron states are the model's only where it is whole", () => {
  const log = (tensor: number) =>
    `--------------- arguments ---------------\n  tensor_model_parallel_size ...................... ${tensor}\n  pipeline_model_parallel_size .................... 1\n` +
    ` > number of parameters on (tensor, pipeline) model parallel rank (0, 0): 1000\n iteration 1/ 2 | lm loss: 3.1E+00 |\n validation loss at iteration 1 | lm loss value: 3.0E+00 | \n`;
  assert.equal(read(log(1)).runs[0]?.params, 1000);
  assert.equal(read(log(2)).runs[0]?.params, undefined);
  assert.equal(read(log(2)).runs[0]?.fields.params_of_rank, 1000);
});

test("steps that a bar rounds are said to be", () => {
  const bar = (step: string, loss: number) =>
    `Epoch 0: : 50%|█ | 2000/4000 [24:54<00:00, reduced_train_loss=3.1, global_step=${step}, consumed_samples=2.56e+5, val_loss=${loss}]\r`;
  const { runs, problems } = read(bar("999.0", 3) + bar("2e+3", 2.9));
  assert.deepEqual(
    runs[0]?.points.map(({ step }) => step),
    [999, 2000],
  );
  assert.ok(problems.some(({ code }) => code === "steps-approximate"));
});

test("a loss that is not a number is kept to be named", () => {
  const [run] = read(`${evaluation(0, 4)}step 10: train loss nan, val loss nan\n`).runs;
  assert.ok(Number.isNaN(run?.points[1]?.loss));
  assert.deepEqual(run?.points[1]?.unreadable, { loss: "nan" });
});
