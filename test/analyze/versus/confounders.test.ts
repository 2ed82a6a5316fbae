import assert from "node:assert/strict";
import { test } from "node:test";
import { confounders } from "../../../src/analyze/versus/confounders.ts";
import { IsolossError } from "../../../src/errors.ts";
import type { Observation } from "../../../src/run.ts";
import { measured, silent } from "./measured.ts";

let made = 0;
const at = (family: "ar" | "mdm", weightDecay: number, epochs: number, loss: number, over: Partial<Observation> = {}): Observation =>
  measured(`${family}-${weightDecay}-${epochs}-${made++}`, { family, weightDecay, epochs, loss, ...over });
const codes = (rows: readonly Observation[], noise = 0.001): string[] => confounders(rows, { noise }).diagnostics.map(({ code }) => code);

/** AR overfits at weight decay .1 and is the lowest of all at 1. */
const mixed = [
  at("ar", 0.1, 4, 3.7),
  at("ar", 0.1, 16, 4.5),
  at("ar", 1, 16, 3.5),
  at("mdm", 0.1, 4, 4.2),
  at("mdm", 0.1, 16, 3.6),
  at("mdm", 1, 16, 3.8),
];

test("the answer at one regularisation of both, at the longest training of both, and at the best of each", () => {
  const { cells, overSizes } = confounders(mixed, { noise: 0.001 });
  assert.equal(cells.length, 1);
  const [cell] = cells;
  assert.deepEqual([cell?.best.ar.loss, cell?.best.mdm.loss, cell?.best.verdict.lower], [3.5, 3.6, "ar"]);
  assert.deepEqual(
    cell?.shared.map(({ ar, mdm, verdict, longest }) => [ar.loss, mdm.loss, verdict.lower, longest?.verdict.lower]),
    [
      [3.7, 3.6, "mdm", "mdm"],
      [3.5, 3.8, "ar", "ar"],
    ],
  );
  assert.equal(cell?.shared[0]?.ar.regularisation, "weight_decay=0.1, dropout=0, token_masking=0, token_order=left_to_right");
  assert.deepEqual([cell?.shared[0]?.longest?.ar.loss, cell?.shared[0]?.longest?.ar.epochs], [4.5, 16]);
  assert.equal(cell?.changes, true);
  assert.deepEqual([cell?.best.ar.tried, cell?.shared[0]?.ar.tried], [1, 2]);
  assert.deepEqual(
    cell?.settings.map(({ name, loss }) => [name, loss]),
    [
      ["ar", 3.5],
      ["mdm", 3.6],
      ["ar", 3.7],
      ["mdm", 3.8],
    ],
  );
  assert.deepEqual(
    overSizes.map(({ params, best }) => [params, best.verdict.lower]),
    [[undefined, "ar"]],
  );
});

test("a verdict that hangs on its setting is said, one that does not is not", () => {
  assert.ok(codes(mixed).includes("verdict-hangs-on-settings"));
  assert.ok(
    !codes(mixed.map((row) => (row.family === "mdm" ? { ...row, loss: row.loss + 1 } : row))).includes("verdict-hangs-on-settings"),
  );
  // Within noise no order is said, so none changes.
  assert.ok(!codes(mixed, 0.5).includes("verdict-hangs-on-settings"));
});

test("families over one grid are not said to differ, others are; one value alone is no tuning", () => {
  assert.ok(!codes(mixed).includes("settings-not-shared"));
  assert.ok(codes([...mixed, at("ar", 3, 16, 3.6)]).includes("settings-not-shared"));
  assert.ok(!codes(mixed).includes("settings-not-tuned"));
  const one = mixed.filter(({ weightDecay }) => weightDecay === 1);
  const said = confounders(one, { noise: 0.001 }).diagnostics.map(({ code, message }) => [code, message]);
  assert.deepEqual(said[0], ["settings-not-tuned", "neither family was tuned: weight_decay is 1 in all runs of both"]);
  assert.ok(!codes(one).includes("settings-not-shared"));
  assert.ok(codes([...mixed, at("ar", 1, 16, 3.6, { dropout: 0.1 })]).includes("settings-not-shared"));
});

test("what is not logged is named; masking and order of the tokens are asked of AR alone", () => {
  assert.ok(!codes(mixed).includes("confounders-not-logged"));
  const of = (rows: readonly Observation[]) =>
    confounders(rows, { noise: 0.001 }).diagnostics.filter(({ code }) => code === "confounders-not-logged");
  const [said, ...others] = of(mixed.map((row) => silent(row, "dropout")));
  assert.equal(others.length, 1);
  assert.equal(said?.severity, "warning");
  assert.equal(said?.message, "runs of ar do not log dropout (3 of 3 runs)");
  const [masking, ...none] = of(mixed.map((row) => silent(row, "tokenMasking", "tokenOrder")));
  assert.deepEqual(none, []);
  assert.deepEqual(
    [masking?.severity, masking?.message],
    ["note", "runs of ar do not log token_masking (3 of 3 runs), token_order (3 of 3 runs)"],
  );
});

test("seeds are averaged before the lowest is taken, and noise falls by their root", () => {
  const lucky = [at("ar", 1, 16, 3.1, { seed: 1 }), at("ar", 1, 16, 3.9, { seed: 2 })];
  const [cell] = confounders([...mixed.filter(({ family }) => family === "mdm"), at("ar", 0.1, 16, 3.45), ...lucky], { noise: 0.01 }).cells;
  assert.equal(cell?.best.ar.loss, 3.45);
  const pair = cell?.settings.find(({ runs }) => runs === 2);
  assert.ok(Math.abs((pair?.sd ?? 0) - (0.01 * 3.5) / Math.SQRT2) < 1e-12);
});

test("MDM below AR by a bound whose weight, text or tokens are not logged is an indication that names them", () => {
  const best = (rows: readonly Observation[]) => {
    const { lower, strength, assumed } = confounders(rows, { noise: 0.001 }).cells[0]?.shared[0]?.verdict ?? {};
    return [lower, strength, assumed];
  };
  assert.deepEqual(best(mixed), ["mdm", "proof", []]);
  const of = (family: string, ...names: (keyof Observation)[]) => mixed.map((row) => (row.family === family ? silent(row, ...names) : row));
  assert.deepEqual(best(of("mdm", "lossWeight")), ["mdm", "indication", ["mdm loss_weight"]]);
  assert.deepEqual(best(of("mdm", "lossKind")), ["mdm", "indication", ["mdm loss_kind"]]);
  assert.deepEqual(best(of("ar", "tokenizer", "evalSet")), ["mdm", "indication", ["ar eval_set", "ar tokenizer"]]);
  // An exact loss has no weight to log.
  assert.deepEqual(best(of("ar", "lossWeight")), ["mdm", "proof", []]);
});

test("a best checkpoint is the lowest of its evaluations, over all settings", () => {
  const evaluationsOf = ({ epochs = 1 }: Observation): number => 2 * epochs;
  const [cell] = confounders(mixed, { noise: 0.001, evaluationsOf }).cells;
  // AR at weight decay .1: 4 and 16 epochs.
  assert.deepEqual([cell?.shared[0]?.ar.tried, cell?.shared[0]?.ar.lowestOf, cell?.best.ar.lowestOf], [2, 40, 32]);
});

test("ensembles and students are left out and counted, each family takes the best of its own sizes", () => {
  const more = [
    at("ar", 1, 16, 3.0, { recipe: "ensemble", members: 5, memberRuns: ["a", "b"] }),
    at("ar", 1, 16, 3.0, { recipe: "distilled" }),
    at("mdm", 1, 16, 3.4, { params: 2e6 }),
  ];
  const { leftOut, overSizes, cells } = confounders([...mixed, ...more], { noise: 0.001 });
  assert.equal(leftOut, 2);
  assert.deepEqual([overSizes[0]?.best.mdm.params, overSizes[0]?.best.ar.params, overSizes[0]?.best.verdict.lower], [2e6, 1e6, "mdm"]);
  assert.equal(cells.length, 1);
});

test("nothing to compare is refused", () => {
  assert.throws(() => confounders(mixed.filter(({ family }) => family === "ar")), IsolossError);
  assert.throws(() => confounders(mixed.map((row) => (row.family === "ar" ? { ...row, uniqueTokens: 7 } : row))), /at no unique_tokens/);
});
