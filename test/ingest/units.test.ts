import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import type { About } from "../../src/ingest/format.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { tokensPerStep } from "../../src/ingest/tokensPerStep.ts";

const read = (text: string, about: Partial<About> = {}) => parseLog({ file: "x.csv", text, ...about });
const loss = (text: string, about?: Partial<About>) => read(text, about).runs[0]?.points[0]?.loss;
const codes = (text: string, about?: Partial<About>) => read(text, about).problems.map(({ code, severity }) => `${code} ${severity}`);

const near = (value: number | undefined, expected: number) =>
  assert.ok(Math.abs((value ?? Number.NaN) - expected) < 1e-12, `${value}, expected ${expected}`);

test("bits, bits per byte, nats per byte and perplexity become nats/token, with a note each", () => {
  near(loss("run,loss_unit,loss\na,bits per token,2\n"), 2 * Math.LN2);
  near(loss("run,loss_unit,bytes_per_token,loss\na,bpb,4,0.8\n"), 0.8 * Math.LN2 * 4);
  near(loss("run,loss_unit,bytes_per_token,loss\na,nats/byte,4.5,0.6\n"), 0.6 * 4.5);
  near(loss("run,loss_unit,loss\na,perplexity,20\n"), Math.log(20));
  assert.deepEqual(codes("run,loss_unit,loss\na,perplexity,20\nb,perplexity,21\n"), ["loss-converted note"]);
  assert.deepEqual(codes("run,loss_unit,loss\na,nats/token,3\n"), []);
  const [problem] = read("run,loss_unit,bytes_per_token,loss\na,bpb,4,0.8\n").problems;
  assert.equal(problem?.message, "loss is in bits/byte: multiplied by ln 2 × 4 bytes/token to nats/token");
});

test("a column named for its unit is the loss where no other is", () => {
  near(loss("run,val_ppl\na,20\n"), Math.log(20));
  near(loss("run,eval/perplexity\na,20\n"), Math.log(20));
  near(loss("run,val_bpb,bytes_per_token\na,0.8,4\n"), 0.8 * Math.LN2 * 4);
  assert.equal(loss("run,val_ppl,val_loss\na,20,3\n"), 3);
  near(loss("run,val_ppl,val_loss\na,20,3\n", { map: { loss: "val_ppl" } }), Math.log(20));
  assert.throws(() => loss("run,val_ppl,val_bpb\na,20,1\n"), /"val_ppl" and "val_bpb" both may/);
  // Per word is not per token.
  assert.throws(() => loss("run,word_perplexity\na,20\n"), /Cannot find the column of the loss/);
  assert.throws(() => loss("run,loss_unit,val_ppl\na,nats/token,3\n"), /x\.csv:2: .*named for perplexity, and loss_unit says nats\/token/);
});

test("bytes of a token come from a row, a configuration or are given; without them there is no loss", () => {
  const companions = [{ source: { file: "config.yaml" }, level: 1, values: { data: { bytes_per_token: 4 } } }];
  near(loss("run,bpb\na,0.8\n", { companions }), 0.8 * Math.LN2 * 4);
  near(loss("run,bpb\na,0.8\n", { bytesPerToken: 3 }), 0.8 * Math.LN2 * 3);
  near(loss("run,bpb,bytes_per_token\na,0.8,4\n", { bytesPerToken: 3 }), 0.8 * Math.LN2 * 4);
  assert.throws(
    () => loss("run,bpb\na,0.8\n"),
    (error: RunLogError) =>
      error instanceof RunLogError &&
      /bytes that a token stands for are not known/.test(error.message) &&
      /--bytes-per-token/.test(error.hint ?? ""),
  );
  assert.throws(() => loss("run,bpb,bytes_per_token\na,0.8,0\n"), /stands for are 0/);
});

test("a unit that the log forgot may be assumed, which is said; what the log states goes first", () => {
  near(loss("run,loss\na,2\n", { lossUnit: "bits/token" }), 2 * Math.LN2);
  assert.deepEqual(codes("run,loss\na,2\n", { lossUnit: "bits/token" }), ["loss-unit-assumed note", "loss-converted note"]);
  assert.deepEqual(codes("run,loss\na,2\n", { lossUnit: "nats/token" }), ["loss-unit-assumed note"]);
  assert.equal(loss("run,loss_unit,loss\na,nats/token,2\n", { lossUnit: "bits/token" }), 2);
  assert.deepEqual(codes("run,loss_unit,loss\na,nats/token,2\n", { lossUnit: "bits/token" }), ["loss-unit-stated warning"]);
  assert.deepEqual(codes("run,loss_unit,loss\na,bits/token,2\n", { lossUnit: "bits per token" }), ["loss-converted note"]);
});

test("an accuracy that stands for a loss has no unit", () => {
  const about = { insteadOfLoss: ["acc"], lossUnit: "bits/token" };
  assert.equal(loss("run,acc\na,0.5\n", about), 0.5);
  assert.deepEqual(codes("run,loss_unit,acc\na,bits/token,0.5\n", about), []);
});

test("a perplexity that is none stays NaN, so that the row is named where it is used", () => {
  assert.ok(Number.isNaN(loss("run,ppl\na,0\n")));
  assert.ok(Number.isNaN(loss("run,ppl\na,-3\n")));
});

test("tokens of a step: sequences × tokens of a sequence, and accumulation and devices where the batch is one device's", () => {
  const tokens = (fields: Record<string, number | string>) => {
    const found = tokensPerStep(fields);
    return found && "tokens" in found ? found.tokens : found?.missing;
  };
  assert.equal(tokens({ global_batch_size: 256, seq_length: 2048, micro_batch_size: 4, world_size: 64 }), 256 * 2048);
  // nanoGPT's accumulation is of all processes together (train.py: tokens_per_iter).
  assert.equal(tokens({ batch_size: 12, block_size: 1024, gradient_accumulation_steps: 40 }), 491520);
  assert.equal(tokens({ per_device_train_batch_size: 8, gradient_accumulation_steps: 4, world_size: 2, block_size: 512 }), 8 * 4 * 2 * 512);
  assert.equal(tokens({ "trainer.train_batch_size": 64, "model.seq_len": 4096 }), 64 * 4096);
  assert.equal(tokens({ "data_loader.global_batch_size": 524288, "dataset.sequence_length": 2048 }), 524288);
  assert.equal(tokens({ "train.batch_size": 4, "eval.batch_size": 16, seq_len: 10 }), 40);
  assert.equal(tokens({ micro_batch_size: 2, data_parallel_size: 8, world_size: 64, tensor_model_parallel_size: 8, seq_length: 10 }), 160);
  assert.equal(tokens({ lr: 0.1 }), undefined);
});

test("tokens of a step are never guessed: what is missing is named", () => {
  const missing = (fields: Record<string, number | string | readonly string[]>) => {
    const found = tokensPerStep(fields);
    return found && "missing" in found ? found.missing : "";
  };
  assert.match(missing({ per_device_train_batch_size: 8, block_size: 512 }), /per_device_train_batch_size is one device's: .*world_size/);
  assert.match(missing({ train_batch_size: 8, seq_len: 10 }), /may be one device's or that of all/);
  assert.match(missing({ batch_size: 8 }), /tokens of a sequence \(seq_len\)/);
  assert.match(missing({ "a.batch_size": 8, "b.batch_size": 16, seq_len: 10 }), /a\.batch_size is 8 and b\.batch_size 16/);
  assert.match(missing({ micro_batch_size: 2, world_size: 64, tensor_model_parallel_size: 8, seq_length: 10 }), /data_parallel_size/);
  assert.match(missing({ global_batch_size: 256, seq_length: 10, rampup_batch_size: ["16", "16", "1000"] }), /grows along the run/);
});

test("a log of steps has tokens and epochs by its configuration, with the product in a note; logged tokens go first", () => {
  const companions = [{ source: { file: "config.yaml" }, level: 0, values: { batch_size: 10, block_size: 100, unique_tokens: "2k" } }];
  const { runs, problems } = read("step,val_loss\n1,4\n4,3\n", { companions });
  assert.deepEqual(
    runs[0]?.points.map(({ tokens, epochs }) => [tokens, epochs]),
    [
      [1000, 0.5],
      [4000, 2],
    ],
  );
  assert.deepEqual(
    problems.map(({ code, message }) => [code, message]),
    [["tokens-computed", "tokens are not logged: they are step × 1000 (batch_size 10 × block_size 100)"]],
  );
  assert.equal(read("step,tokens,val_loss\n1,7,4\n", { companions }).runs[0]?.points[0]?.tokens, 7);
  assert.deepEqual(read("step,tokens,val_loss\n1,7,4\n", { companions }).problems, []);
  assert.equal(read("run,step,tokens_per_step,val_loss\na,3,1M,4\n").runs[0]?.points[0]?.tokens, 3e6);
  assert.deepEqual(codes("run,step,batch_size,val_loss\na,3,8,4\n"), ["tokens-unknown note"]);
});

test("a plan in tokens or in epochs of a configuration tells a run that was cut off", () => {
  const of = (values: Record<string, unknown>) =>
    read("step,tokens,val_loss\n1,100,4\n2,200,3\n", { companions: [{ source: { file: "c.yaml" }, level: 0, values }] }).runs[0];
  assert.equal(of({ planned_tokens: 400 })?.complete, false);
  assert.equal(of({ planned_tokens: 200 })?.complete, undefined);
  assert.deepEqual(
    [of({ planned_tokens: 200, unique_tokens: 50 })?.plannedEpochs, of({ max_epochs: 8, unique_tokens: 50 })?.complete],
    [4, false],
  );
});
