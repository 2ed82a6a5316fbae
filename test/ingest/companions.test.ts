import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { baseOf } from "../../src/ingest/companions.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { matchConfiguration } from "../../src/ingest/matchConfiguration.ts";

const at = (file: string, level: number, values: Record<string, unknown>) => ({ source: { file }, level, values });

test("the last part of a full name says what it is; what is at the top goes first, the glossary's own name before aliases", () => {
  const match = (fields: Record<string, string | number | null>) => matchConfiguration("config.yaml", fields);
  assert.deepEqual(match({ "optimizer.weight_decay": 0.1, "model.n_params": 5, "data.unique_tokens": 7 }), {
    weightDecay: "optimizer.weight_decay",
    params: "model.n_params",
    uniqueTokens: "data.unique_tokens",
  });
  assert.deepEqual(match({ seed: 1, "data.seed": 2 }), { seed: "seed" });
  assert.deepEqual(match({ n_params: 1, params: 2 }), { params: "params" });
  assert.deepEqual(match({ "a/lr": 0.1, "b.lr": 0.1 }), { learningRate: "a/lr" });
});

test("two values for one word are an error that names both and how to choose; the map chooses by full name", () => {
  const fields = { "adam.lr": 0.1, "muon.lr": 0.2 };
  assert.throws(
    () => matchConfiguration("config.yaml", fields),
    (error: RunLogError) =>
      error instanceof RunLogError &&
      /^config\.yaml: .*learning_rate: "adam\.lr" is 0\.1 and "muon\.lr" is 0\.2/.test(error.message) &&
      error.hint === "choose one with --map learning_rate=adam.lr",
  );
  assert.deepEqual(matchConfiguration("config.yaml", fields, { learning_rate: "muon.lr" }), { learningRate: "muon.lr" });
});

test("below the top a name, a symbol, a stage of something else, or what cannot be read makes no claim", () => {
  const fields = { "optimizer.name": "adamw", "model.D": 512, "zero.stage": 2, "model.family": "llama", "schedule.weight_decay": "cosine" };
  assert.deepEqual(matchConfiguration("config.yaml", fields), {});
});

test("precedence: the log's own configuration, then its sidecar, its folder, folders above; each word by itself", () => {
  const log = {
    file: "r/a/x.csv",
    companions: [
      at("r/a/x.config.json", 0, { params: 2, seed: 2 }),
      at("r/a/config.yaml", 1, { params: 3, seed: 3, dropout: 3 }),
      at("r/config.yaml", 2, { params: 4, dropout: 4, weight_decay: 4, model: { depth: 9 } }),
    ],
  };
  const own = [{ source: { file: "r/a/x.csv" }, values: { params: "1M" } }];
  const { reading, fields, problems } = baseOf(log, { own });
  assert.deepEqual(reading.values, { params: 1e6, seed: 2, dropout: 3, weightDecay: 4 });
  assert.equal(fields.params, "1M");
  assert.equal(fields["model.depth"], 9);
  assert.deepEqual(problems, []);
  const rows = parseLog({ ...log, text: "run,seed,loss\na,1,3\nb,,2\n" }).runs;
  assert.deepEqual(
    rows.map(({ run, params, seed }) => [run, params, seed]),
    [
      ["a", 2, 1],
      ["b", 2, 2],
    ],
  );
});

test("epochs of a configuration are a plan, unless the trainer goes by steps", () => {
  const plan = (values: Record<string, unknown>) =>
    baseOf({ file: "x.csv", companions: [at("c.yaml", 1, values)] }).reading.values.plannedEpochs;
  assert.equal(plan({ train: { epochs: 16 } }), 16);
  assert.equal(plan({ num_train_epochs: 3 }), 3);
  assert.equal(plan({ num_train_epochs: 3, max_steps: -1 }), 3);
  assert.equal(plan({ num_train_epochs: 3, max_steps: 1000 }), undefined);
  assert.equal(plan({ max_epochs: -1 }), undefined);
  assert.equal(plan({ planned_epochs: 4, epochs: 5 }), 4);
  assert.equal(plan({ train: { epochs: 16 }, finetune: { epochs: 2 } }), undefined);
});

test("two configurations of one folder that contradict each other are a finding, and the first counts", () => {
  const companions = [at("r/.hydra/config.yaml", 1, { seed: 1, lr: 0.1 }), at("r/hparams.yaml", 1, { seed: 2, lr: 0.1 })];
  const { reading, problems } = baseOf({ file: "r/x.csv", companions });
  assert.equal(reading.values.seed, 1);
  assert.deepEqual(
    problems.map(({ code, severity, source, message }) => [code, severity, source.file, message]),
    [["configurations-disagree", "warning", "r/.hydra/config.yaml", "seed is 1 here and 2 in r/hparams.yaml: the first is taken"]],
  );
});

test("what is no number in a configuration is said, and spoils no row", () => {
  const values = { vocab: "vocab.json", dropout: "cosine", model: { params: "base" } };
  const { runs, problems } = parseLog({ file: "r/x.csv", text: "run,loss\na,3\n", companions: [at("r/config.yaml", 1, values)] });
  assert.equal(runs[0]?.points[0]?.unreadable, undefined);
  assert.deepEqual(
    problems.map(({ code, source, message }) => [code, source.file, message]),
    [
      ["configuration-unread", "r/config.yaml", '"vocab" is "vocab.json", which is no number: no vocab is taken from it'],
      ["configuration-unread", "r/config.yaml", '"dropout" is "cosine", which is no number: no dropout is taken from it'],
    ],
  );
});

test("rows of one CSV are one run where a configuration of its own name says so, or their steps grow", () => {
  const text = "step,val_loss\n1,4\n2,3\n";
  const runs = (level: number) => parseLog({ file: "r/x.csv", text, companions: [at("r/c.json", level, { params: 5 })] }).runs;
  assert.deepEqual(
    runs(0).map(({ run, params, points }) => [run, params, points.length]),
    [["x", 5, 2]],
  );
  assert.deepEqual(
    runs(1).map(({ run, params, points }) => [run, params, points.length]),
    [["x", 5, 2]],
  );
});
