import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError, UsageError } from "../../src/errors.ts";
import { wordOf } from "../../src/glossary.ts";
import { matchColumns } from "../../src/ingest/columns.ts";

test("glossary names, symbols and aliases are found in any spelling", () => {
  const cases: Record<string, string> = {
    family: "family",
    Family: "family",
    "n-params": "params",
    numParams: "params",
    N: "params",
    params_nonembedding: "paramsNonEmbedding",
    val_loss: "loss",
    "eval/loss": "loss",
    validationLoss: "loss",
    wd: "weightDecay",
    U: "uniqueTokens",
    unique: "uniqueTokens",
    D: "tokens",
    TOKENS_SEEN: "tokens",
    ensemble_k: "members",
    K: "members",
    lr: "learningRate",
    run_id: "run",
    name: "run",
    flops_6nd: "compute",
    C: "compute",
    epoch: "epochs",
    final_val_loss: "finalLoss",
  };
  for (const [name, word] of Object.entries(cases)) assert.deepEqual(matchColumns("a.csv", [name]), { [word]: name }, name);
});

test("what distillation, precision and FLOP-per-token laws read is known by column, symbol and alias", () => {
  const cases = {
    flops_per_token: "flopsPerToken",
    M: "flopsPerToken",
    teacher_loss: "teacherLoss",
    LT: "teacherLoss",
    weight_bits: "weightBits",
    Pw: "weightBits",
    activation_bits: "activationBits",
    a_bits: "activationBits",
    kv_cache_bits: "kvCacheBits",
    Pkv: "kvCacheBits",
  };
  for (const [name, word] of Object.entries(cases)) assert.deepEqual(matchColumns("a.csv", [name]), { [word]: name }, name);
});

test("letters that mean other things in logs are no symbols", () => {
  assert.deepEqual(matchColumns("a.csv", ["n", "d", "k", "c", "constructor", "__proto__"]), {});
  assert.equal(wordOf("lambda"), "weightDecay");
});

test("of two columns for one quantity the glossary's own name wins", () => {
  assert.deepEqual(matchColumns("a.csv", ["params_exact", "params"]), { params: "params" });
});

test("two aliases for one quantity are an error that asks for a map", () => {
  assert.throws(
    () => matchColumns("a.csv", ["n_params", "total_params"]),
    (error: RunLogError) =>
      error instanceof RunLogError &&
      /a\.csv: .*params: "n_params" and "total_params"/.test(error.message) &&
      /--map params=/.test(error.hint ?? ""),
  );
});

test("a bare loss beside val_loss may be the training loss, so neither is taken", () => {
  assert.throws(() => matchColumns("a.csv", ["loss", "val_loss"]), /loss: "loss" and "val_loss" both may/);
  assert.deepEqual(matchColumns("a.csv", ["loss", "val_loss"], { loss: "val_loss" }), { loss: "val_loss" });
});

test("a map chooses, by glossary name or symbol, and passes over files without its column", () => {
  assert.deepEqual(matchColumns("a.csv", ["val_ce", "size"], { loss: "val_ce", N: "size" }), { loss: "val_ce", params: "size" });
  assert.deepEqual(matchColumns("a.csv", ["loss"], { loss: "val_ce" }), { loss: "loss" });
});

test("a map with an unknown key says what was probably meant", () => {
  assert.throws(
    () => matchColumns("a.csv", ["x"], { parms: "x" }),
    (error: UsageError) => error instanceof UsageError && /did you mean "params"/.test(error.hint ?? ""),
  );
});
