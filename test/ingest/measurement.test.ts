import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { observations, type TableOptions } from "../../src/table/observations.ts";

// What a comparison of families needs to know of a loss: how it was weighed, sampled, and regularised.

const of = (text: string) => parseLog({ file: "runs.csv", text });
const row = (text: string, options?: TableOptions) => observations(of(text).runs, options).observations[0];

test("an objective is a kind of loss in other words, and one that is not known is said", () => {
  const kinds = ["next_token", "diffusion_elbo", "masked_ce_unweighted", "Diffusion-ELBO"];
  const { runs, problems } = of(`run,objective,loss\n${kinds.map((kind, i) => `${i},${kind},3`).join("\n")}\n`);
  assert.deepEqual(
    runs.map(({ lossKind }) => lossKind),
    ["nll", "elbo", "masked_ce", "elbo"],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    of("run,objective,loss\na,mlm,3\n").problems.map(({ code }) => code),
    ["unknown-value"],
  );
  // The glossary's own name wins.
  assert.equal(row("run,objective,loss_kind,loss\na,mlm,elbo,3\n")?.lossKind, "elbo");
});

test("weight, samples, dropout and masking are read, whatever they look like", () => {
  const found = row("run,loss_weight,mc_samples,dropout,token_mask_rate,loss\na,1/t,4,0.1,0.15,3\n");
  assert.deepEqual([found?.lossWeight, found?.mcSamples, found?.dropout, found?.tokenMasking], ["1/t", 4, 0.1, 0.15]);
  assert.equal(row("run,loss_weight,loss\na,1,3\n")?.lossWeight, "1");
});

const config = { run: "m", loss_kind: "elbo", mc_samples: 2, mc_samples_final: 16, final_val_loss: 3.1 };
const lines = '{"epochs": 1, "val_loss": 3.5}\n{"epochs": 2, "val_loss": 3.2}\n';
const log = (own: object) =>
  parseLog({
    file: "m.jsonl",
    text: lines,
    companions: [{ source: { file: "m.config.json" }, level: 0, values: own as Record<string, unknown> }],
  }).runs;

test("the final loss has the samples of its own, every other one those along the run", () => {
  const samples = (own: object, options?: TableOptions) =>
    observations(log(own), options).observations.map(({ loss, mcSamples }) => [loss, mcSamples]);
  assert.deepEqual(samples(config), [[3.1, 16]]);
  assert.deepEqual(samples(config, { checkpoint: "best" }), [[3.2, 2]]);
  assert.deepEqual(samples(config, { checkpoint: "every" }), [
    [3.5, 2],
    [3.2, 2],
  ]);
  // A run that was cut off has no better measured end; without a count of its own the final loss has that of all.
  assert.deepEqual(samples({ ...config, complete: false }, { incomplete: true }), [[3.2, 2]]);
  const { mc_samples_final: _, ...unsaid } = config;
  assert.deepEqual(samples(unsaid), [[3.1, 2]]);
});

test("a file that only holds final losses has their samples", () => {
  const found = row("run,mc_samples,mc_samples_final,final_val_loss\na,2,16,3.1\n");
  assert.deepEqual([found?.loss, found?.mcSamples], [3.1, 16]);
});

test("samples may differ along one run", () => {
  const { runs } = of("run,tokens,mc_samples,loss\na,1,1,4\na,2,1,3\na,3,128,2.9\n");
  assert.equal(runs.length, 1);
  assert.deepEqual(
    runs[0]?.points.map(({ mcSamples }) => mcSamples),
    [1, 1, 128],
  );
});

const identical = (text: string): string[] =>
  checkRuns(of(text).runs).flatMap(({ code, source }) => (code === "identical-losses" ? `${source.line}` : []));
const two = (a: string, b: string, columns = "members"): string =>
  `run,params,${columns},loss\na,1e6,1,${a}\nb,2e6,1,${b}\nc,3e6,1,5.123456\n`;

test("one loss of two trainings is a copy where its digits are no chance, and where losses do not come in steps", () => {
  assert.deepEqual(identical(two("3.747091", "3.747091")), ["3"]);
  assert.deepEqual(identical(two("3.747091", "3.747092")), []);
  assert.deepEqual(identical(two("3.75", "3.75")), []);
  const many = (digits: number, step: number): string =>
    `run,params,loss\n${Array.from({ length: 60 }, (_, i) => `r${i},${i + 1}e6,${(2 + Math.floor(i / step) * 0.0312345678).toFixed(digits)}`).join("\n")}\n`;
  assert.deepEqual(identical(many(7, 1)), []);
  assert.deepEqual(identical(many(7, 2)), []);
});

test("one curve of two trainings is a copy whatever its digits; a curve of one setup is a duplicate", () => {
  const curve = (run: string, params: string, last: number): string =>
    [4, 3.5, last].map((loss, i) => `${run},${params},${i + 1},${loss}\n`).join("");
  const curves = (params: string, last: number): string => `run,params,tokens,loss\n${curve("a", "1e6", 3.2)}${curve("b", params, last)}`;
  assert.deepEqual(identical(curves("2e6", 3.2)), ["5"]);
  assert.deepEqual(identical(curves("2e6", 3.3)), []);
  assert.deepEqual(identical(curves("1e6", 3.2)), []);
});
