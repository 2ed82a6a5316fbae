import assert from "node:assert/strict";
import { test } from "node:test";
import { datablations } from "../../src/ingest/names/datablations.ts";
import { marin } from "../../src/ingest/names/marin.ts";
import { readTable, requires } from "./data.ts";

const RUNS = "datablations/muennighoff_runs.csv";
const DOWNSTREAM = "infinite-compute/downstream_200m.csv";

// Two names of the notebook do not say what was run: its comments give other parameters and tokens (utils/parametric_fit.ipynb).
const MISNAMED = ["4b284b12bc4opt2", "8b7178b25bopt"];

test("all names of the datablations runs but two say their parameters, tokens and unique tokens", requires(RUNS), () => {
  const rows = readTable(RUNS);
  assert.equal(rows.length, 319);
  const wrong = rows.filter(({ run_id: run = "", params, tokens, unique_tokens: unique }) => {
    const named = datablations.read(run);
    if (named === undefined || named === "ambiguous") return true;
    const { values } = named;
    return values.params !== Number(params) || values.tokens !== Number(tokens) || values.uniqueTokens !== Number(unique);
  });
  assert.deepEqual(
    wrong.map(({ run_id: run }) => run),
    MISNAMED,
  );
});

test("names of the runs at 200M tokens say their epochs, learning rate and weight decay", requires(DOWNSTREAM), () => {
  const named = readTable(DOWNSTREAM).flatMap((row) => {
    const name = /\bkey (\S+)$/.exec(row.source ?? "")?.[1];
    return name === undefined || !name.includes("-lr") ? [] : [{ row, name }];
  });
  assert.ok(named.length > 100);
  for (const { row, name } of named) {
    const found = marin.read(name);
    assert.ok(typeof found === "object", name);
    const { epochs, learningRate, weightDecay, uniqueTokens = 0 } = found.values;
    assert.deepEqual([epochs, learningRate, weightDecay], [Number(row.epochs), Number(row.lr), Number(row.weight_decay)], name);
    assert.ok(Math.abs(uniqueTokens - Number(row.unique_tokens)) <= (found.within.uniqueTokens ?? 0), name);
  }
});
