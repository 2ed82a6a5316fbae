import assert from "node:assert/strict";
import { test } from "node:test";
import { type ComparabilityOptions, comparability } from "../../../src/analyze/versus/comparability.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import type { Observation } from "../../../src/run.ts";
import { measured, silent } from "./measured.ts";

const ar = measured("a");
const mdm = measured("m", { family: "mdm" });
const codes = (rows: readonly Observation[], options?: ComparabilityOptions): string[] =>
  comparability(rows, options).diagnostics.map(({ code }) => code);

test("an exact loss against a bound: the direction in words, nothing assumed, and one note", () => {
  const { first, second, direction, assumptions, diagnostics } = comparability([mdm, ar]);
  assert.deepEqual([first.name, first.lossKind, first.lossWeight, first.mcSamples], ["ar", "nll", undefined, undefined]);
  assert.deepEqual([second.name, second.lossKind, second.lossWeight, second.mcSamples], ["mdm", "elbo", "1/t", 16]);
  assert.equal(direction, "the loss of mdm is an upper bound, that of ar is exact: mdm lower is proof, mdm higher is not");
  assert.deepEqual(assumptions, []);
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => [code, severity]),
    [["bound-against-exact", "note"]],
  );
  assert.deepEqual(second.tags.mc_samples, [{ value: 16, runs: 1 }]);
  assert.deepEqual(second.tags.weight_decay, [{ value: 0.1, runs: 1 }]);
});

test("two exact losses need no direction", () => {
  const { direction, diagnostics } = comparability([ar, { ...silent(mdm, "lossWeight", "mcSamples"), lossKind: "nll" }]);
  assert.match(direction, /both losses are exact/);
  assert.deepEqual(diagnostics, []);
});

const refused: [title: string, rows: Observation[], message: RegExp, hint: RegExp][] = [
  [
    "unweighted cross-entropy by kind",
    [ar, { ...mdm, lossKind: "masked_ce" }],
    /unweighted masked cross-entropy/,
    /log loss_kind elbo, loss_weight and mc_samples/,
  ],
  ["unweighted cross-entropy by weight", [ar, { ...mdm, lossWeight: "none" }], /^runs\.csv:2: .*unweighted masked/, /1\/t/],
  [
    "unweighted cross-entropy among others",
    [ar, mdm, { ...mdm, run: "n", lossWeight: "Uniform" }],
    /run "n" \(mdm; 1 of its 2 runs\)/,
    /schedule/,
  ],
  ["another tokenizer", [ar, { ...mdm, tokenizer: "gpt2" }], /tokenizer is gpt2 and bpe, expected one/, /one tokenizer and log it/],
  [
    "another vocabulary where the tokenizer is not said",
    [silent(ar, "tokenizer"), { ...mdm, vocab: 32000 }],
    /vocab is 32000 and 512/,
    /log tokenizer/,
  ],
  ["another evaluation set", [ar, { ...mdm, evalSet: "other" }], /eval_set is other and held-out/, /one set and log its name as eval_set/],
  ["one family", [ar], /the rows have family ar, expected two/, /family/],
  ["a family that is not said", [ar, mdm, silent(ar, "family")], /1 of 3 rows state none/, /log family/],
  [
    "kinds mixed within a family",
    [ar, mdm, { ...mdm, run: "n", lossKind: "nll" }],
    /its runs mix kinds of loss, elbo \("m"\) and nll \("n"\)/,
    /loss_kind/,
  ],
  [
    "bounds of different weights in one family",
    [ar, mdm, { ...mdm, run: "n", lossWeight: "cosine" }],
    /loss_weight is cosine and 1\/t/,
    /log it as loss_weight/,
  ],
];
for (const [title, rows, message, hint] of refused)
  test(`refused with what to log instead: ${title}`, () =>
    assert.throws(
      () => comparability(rows),
      (error: IsolossError) => {
        assert.ok(error instanceof IsolossError);
        assert.match(error.message, message);
        assert.match(error.hint ?? "", hint);
        return true;
      },
    ));

const bounds = (weight: string): Observation[] => [
  { ...mdm, fields: { mask: "absorbing" } },
  { ...mdm, run: "n", lossWeight: weight, fields: { mask: "uniform" } },
];

test("bound against bound: refused with different weights, an indication with one", () => {
  assert.throws(() => comparability(bounds("cosine"), { by: "mask" }), /loss_weight is cosine and 1\/t/);
  const { first, direction, diagnostics } = comparability(bounds("1/T"), { by: "mask" });
  assert.equal(first.name, "absorbing");
  assert.match(direction, /both losses are upper bounds of unknown looseness/);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["bound-against-bound"],
  );
});

test("a tokenizer padded to two sizes is one tokenizer", () => {
  assert.deepEqual(codes([ar, { ...mdm, vocab: 576 }]), ["bound-against-exact"]);
});

test("what logs forget is named, diagnosed, and recorded as stated where it was", () => {
  for (const [name, tag] of [
    ["lossKind", "loss_kind"],
    ["lossWeight", "loss_weight"],
    ["mcSamples", "mc_samples"],
    ["evalSet", "eval_set"],
    ["tokenizer", "tokenizer"],
    ["vocab", "vocab"],
  ] as const) {
    const { assumptions, diagnostics } = comparability([ar, silent(mdm, name)]);
    assert.deepEqual(
      assumptions.map(({ side, tag: of, runs, from }) => [side, of, runs, from]),
      [["mdm", tag, 1, "default"]],
    );
    const said = diagnostics.filter(({ code }) => code === "tag-not-logged");
    assert.equal(said.length, 1, tag);
    assert.match(said[0]?.message ?? "", new RegExp(`1 run of mdm log no ${tag}`));
  }
  const forgot = [ar, silent(mdm, "lossKind")];
  const stated = comparability(forgot, { assume: "elbo" });
  assert.deepEqual(
    stated.assumptions.map(({ tag, taken, from }) => [tag, taken, from]),
    [["loss_kind", "elbo, an upper bound", "stated"]],
  );
  assert.equal(stated.diagnostics.find(({ code }) => code === "tag-not-logged")?.severity, "note");
  assert.equal(comparability(forgot, { assume: "nll" }).second.lossKind, "nll");
  // What a log says stands, and what is stated does not speak for AR.
  assert.equal(comparability([ar, mdm], { assume: "nll" }).second.lossKind, "elbo");
  assert.equal(comparability([silent(ar, "lossKind"), mdm], { assume: "elbo" }).first.lossKind, "nll");
  assert.throws(() => comparability([ar, silent({ ...mdm, lossWeight: "none" }, "lossKind")], { assume: "elbo" }), /unweighted/);
});

test("one Monte-Carlo sample is said, sixteen are not; they mean nothing for an exact loss", () => {
  assert.ok(codes([ar, { ...mdm, mcSamples: 1 }]).includes("one-sample-bound"));
  assert.ok(!codes([ar, mdm]).includes("one-sample-bound"));
  assert.ok(!codes([{ ...ar, mcSamples: 1 }, mdm]).includes("one-sample-bound"));
});

test("a loss above ln(vocab) is said, one below is not", () => {
  assert.ok(codes([{ ...ar, loss: Math.log(512) + 1e-6 }, mdm]).includes("above-guessing"));
  assert.ok(!codes([{ ...ar, loss: Math.log(512) - 1e-6 }, mdm]).includes("above-guessing"));
});

test("final checkpoints against best ones are said", () => {
  assert.ok(codes([ar, { ...mdm, checkpoint: "best" }]).includes("checkpoints-differ"));
  assert.ok(!codes([ar, mdm]).includes("checkpoints-differ"));
});

test("a column that is none is a wrong call", () => {
  assert.throws(() => comparability([ar, mdm], { by: "colour" }), UsageError);
});
