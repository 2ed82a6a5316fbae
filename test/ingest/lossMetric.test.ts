import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { lossMetric } from "../../src/ingest/lossMetric.ts";

const choose = (names: string[], map?: Record<string, string>, bare = false) => lossMetric({ file: "a", ...(map && { map }) }, names, bare);

test("the loss is that of validation, under any name that trainers give it", () => {
  for (const name of [
    "val_loss",
    "eval_loss",
    "eval/loss",
    "valid/loss",
    "validation loss",
    "Validation/Loss",
    "val/ce",
    "dev_nll",
    "eval/CrossEntropyLoss",
    "lm loss validation",
    "validation lm loss",
    "eval/avg_loss",
    "eval_wikitext_loss",
    "eval/c4_en-validation/CrossEntropyLoss",
    "val_losses",
  ])
    assert.equal(choose(["step", "loss", "train_loss", "lr", name, `${name}_std`, "eval/macro_loss", "eval/ppl", "best_val_loss"]), name);
});

test("the plain one goes before others, validation before test, and before parts of it", () => {
  assert.equal(choose(["eval/c4/loss", "eval/loss", "eval/wiki/loss"]), "eval/loss");
  assert.equal(choose(["test_loss", "val_loss"]), "val_loss");
  assert.equal(choose(["test_loss", "train_loss"]), "test_loss");
  assert.equal(choose(["eval/ce_loss", "eval/loss"]), "eval/loss");
  assert.equal(choose(["eval/bpb", "eval/c4/loss"]), "eval/c4/loss");
  assert.equal(choose(["step", "train_ppl", "val_ppl"]), "val_ppl");
});

test("of several that may be none is taken, and the hint is a flag that can be typed", () => {
  const thrown = (names: string[]) => {
    try {
      choose(names);
    } catch (error) {
      assert.ok(error instanceof RunLogError);
      return `${error.message} | ${error.hint}`;
    }
    return "";
  };
  assert.equal(
    thrown(["eval/a/loss", "eval/b/loss"]),
    "a: Cannot tell which metric is the loss: eval/a/loss, eval/b/loss all may | choose one with --map loss=eval/a/loss",
  );
  assert.match(thrown(["val a loss", "val b loss"]), /--map "loss=val a loss"/);
  assert.equal(
    thrown(["step", "train/loss"]),
    "a: Cannot find a validation loss: the metrics are step, train/loss | evaluate on held-out data, or say which metric to take with --map loss=train/loss",
  );
});

test("a training loss is taken where the map says so, and a bare loss only where a format means the validation loss by it", () => {
  assert.equal(choose(["loss", "val_loss"], { loss: "loss" }), "loss");
  assert.equal(choose(["train/loss"], { loss: "train/loss" }), "train/loss");
  assert.equal(choose(["val_loss"], { loss: "elsewhere" }), "val_loss");
  assert.equal(choose(["step", "loss"], undefined, true), "loss");
  assert.throws(() => choose(["step", "loss"]), /Cannot find a validation loss/);
});

test("a column that stands for the loss is none", () => {
  assert.equal(lossMetric({ file: "a", insteadOfLoss: ["accuracy"] }, ["step", "accuracy"]), undefined);
});
