// The texts hold `${...}` as Hydra writes it.
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is tested */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { parseConfiguration } from "../../src/ingest/configuration.ts";
import { flattened } from "../../src/ingest/flattened.ts";

const read = async (file: string, text: string) => flattened(await parseConfiguration(file, text));

const refuses = async (file: string, text: string, message: RegExp) =>
  assert.rejects(read(file, text), (error: RunLogError) => {
    assert.ok(error instanceof RunLogError, String(error));
    assert.match(error.message, message);
    assert.ok(error.hint);
    return true;
  });

test("YAML and JSON are flattened to full names; numbers, truth values and nothing keep their kind", async () => {
  const yaml = "seed: 1\noptimizer:\n  lr: 1e-4\n  betas: [0.9, 0.95]\n  fused: true\nnote: ~\nclip: .inf\n";
  const expected = {
    seed: 1,
    "optimizer.lr": 1e-4,
    "optimizer.betas": ["0.9", "0.95"],
    "optimizer.fused": true,
    note: null,
    clip: "Infinity",
  };
  assert.deepEqual(await read("config.yaml", yaml), expected);
  const json = '{"seed":1,"optimizer":{"lr":1e-4,"betas":[0.9,0.95],"fused":true},"note":null,"clip":Infinity}';
  assert.deepEqual(await read("args.json", json), expected);
  assert.deepEqual(await read("empty.yaml", "# nothing yet\n"), {});
});

test("Weights & Biases wraps values and keeps house; old and new layouts are one", async () => {
  const wrapped =
    "wandb_version: 1\n_wandb:\n  value: {cli_version: 0.19}\nlr:\n  desc: null\n  value: 0.001\nmodel:\n  value:\n    n_params: 7\n";
  assert.deepEqual(await read("config.yaml", wrapped), { lr: 0.001, "model.n_params": 7 });
  assert.deepEqual(await read("config.yaml", "lr: 0.001\nmodel: {n_params: 7}\n"), { lr: 0.001, "model.n_params": 7 });
});

test("what names another value is that value, as Hydra writes it; resolvers, circles and what is not there stay as written", async () => {
  const fields = await read(
    "config.yaml",
    "opt: {lr: 0.1, name: adam}\na: ${opt.lr}\nb: ${a}\nsub: {c: '${..opt.lr}', d: '${.e}', e: 5}\nrun: ${opt.name}-${opt.lr}\nhome: ${oc.env:HOME}\nx: ${y}\ny: ${x}\nz: ${nothing.here}\n",
  );
  assert.deepEqual([fields.a, fields.b, fields["sub.c"], fields["sub.d"], fields.run], [0.1, 0.1, 0.1, 5, "adam-0.1"]);
  assert.deepEqual([fields.home, fields.x, fields.z], ["${oc.env:HOME}", "${y}", "${nothing.here}"]);
});

test("merge keys and tags of Python are read", async () => {
  const text = "base: &base {lr: 0.1, wd: 0.2}\nown:\n  <<: *base\n  wd: 0.3\npath: !!python/object/apply:pathlib.PosixPath [a, b]\n";
  assert.deepEqual(await read("hparams.yaml", text), { "base.lr": 0.1, "base.wd": 0.2, "own.lr": 0.1, "own.wd": 0.3, path: ["a", "b"] });
});

test("names that objects inherit are plain names", async () => {
  const fields = await read("config.yaml", "__proto__: 1\nconstructor: {prototype: 2}\n");
  assert.deepEqual(Object.entries(fields), [
    ["__proto__", 1],
    ["constructor.prototype", 2],
  ]);
  assert.equal(({} as Record<string, unknown>).prototype, undefined);
});

test("broken configurations say where, with a hint", async () => {
  await refuses("config.yaml", "a: 1\nb: [1\nc: 2\n", /^config\.yaml:\d+: Cannot read YAML/);
  await refuses("config.yaml", "a: 1\nb: 2\na: 3\n", /"a" is there twice/);
  await refuses("config.yaml", "- 1\n- 2\n", /no mapping/);
  await refuses("config.yaml", "some words\n", /no mapping/);
  await refuses("a.config.json", '{\n "run": "a",\n oops }', /^a\.config\.json:3: Cannot read JSON/);
  await refuses("args.json", "[1]", /expected a JSON object/);
});

test("hostile configurations end in an error: aliases that unfold, depth, length, many values", async () => {
  const levels = [..."bcdefghij"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(",")}]`);
  await refuses("config.yaml", `a: &a [x,x,x,x,x,x,x,x,x]\n${levels.join("\n")}\n`, /alias/);
  const deep = 100_000;
  await refuses("config.yaml", "[".repeat(deep) + "]".repeat(deep), /nested too deep/);
  await refuses("config.yaml", "{a: ".repeat(deep) + "}".repeat(deep), /nested/);
  await refuses("config.json", `{"a":${"[".repeat(deep)}${"]".repeat(deep)}}`, /nested deeper than 32/);
  await refuses("config.json", '{"a":'.repeat(deep) + 1 + "}".repeat(deep), /nested deeper than 32/);
  await refuses("config.yaml", Array.from({ length: 1400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /nested/);
  await refuses("config.yaml", `a: ${"x".repeat(2 ** 20)}`, /at most 1048576/);
  await refuses(
    "config.json",
    JSON.stringify(Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`k${i}`, i]))),
    /more than 20000 values/,
  );
  const unfolding = Array.from({ length: 20 }, (_, i) => `k${i}: "${`\${k${i + 1}}`.repeat(50)}"`).join("\n");
  const fields = await read("config.yaml", `${unfolding}\nk20: ${"x".repeat(100)}\n`);
  assert.ok(JSON.stringify(fields).length < 1e5);
});
