import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { RunLogError } from "../../src/errors.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { companionsFinder, isBeside } from "../../src/ingest/sidecars.ts";

const root = await mkdtemp(join(tmpdir(), "isoloss-sidecars-"));
after(() => rm(root, { recursive: true }));

async function folder(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name, file)), { recursive: true });
    await writeFile(join(root, name, file), content);
  }
  return join(root, name);
}

const finder = (files: Record<string, string>) => {
  const read: string[] = [];
  const list = async (path: string) => [
    ...new Set(
      Object.keys(files).flatMap((file) => (file.startsWith(`${path}/`) ? (file.slice(path.length + 1).split("/")[0] as string) : [])),
    ),
  ];
  const text = async (file: string) => {
    read.push(file);
    return files[file] as string;
  };
  return {
    read,
    find: companionsFinder(
      { list, text },
      (name) => name.replace(/\.csv$/, ""),
      (name) => name.endsWith(".csv"),
    ),
  };
};

test("nearest first: of the log, of its folder, of folders above up to the one that was named; a file is read once", async () => {
  const { find, read } = finder({
    "top/config.yaml": "a: 0",
    "top/r/config.yaml": "a: 1",
    "top/r/x/a.csv": "",
    "top/r/x/b.csv": "",
    "top/r/x/a.config.json": "{}",
    "top/r/x/a.yaml": "{}",
    "top/r/x/b.config.json": "{}",
    "top/r/x/.hydra/config.yaml": "{}",
    "top/r/x/.hydra/overrides.yaml": "{}",
    "top/r/x/files/config.yaml": "{}",
    "top/r/x/hparams.yaml": "{}",
    "top/r/x/training_args.json": "{}",
    "top/r/x/config.json": "{}",
    "top/r/x/tokenizer_config.json": "{}",
    "top/r/x/llama.yaml": "{}",
  });
  const found = async (log: string, levels: number) => (await find(log, levels)).map(({ source, level }) => `${level} ${source.file}`);
  const shared = [".hydra/config.yaml", "files/config.yaml", "hparams.yaml", "training_args.json", "config.json"].map(
    (name) => `1 top/r/x/${name}`,
  );
  assert.deepEqual(await found("top/r/x/a.csv", 1), ["0 top/r/x/a.config.json", "0 top/r/x/a.yaml", ...shared, "2 top/r/config.yaml"]);
  assert.deepEqual(await found("top/r/x/b.csv", 0), ["0 top/r/x/b.config.json", ...shared]);
  assert.equal(new Set(read).size, read.length);
});

test("what stands beside a model or a run is never a log", () => {
  const beside = [
    "wandb-metadata.json",
    "wandb-summary.json",
    "tokenizer_config.json",
    "config.json",
    "a.config.json",
    "hparams.yaml",
    "train_args.json",
  ];
  for (const name of beside) assert.ok(isBeside(name), name);
  for (const name of ["trainer_state.json", "log.jsonl", "metrics.json", "config.csv", "configs.jsonl"]) assert.ok(!isBeside(name), name);
});

test("a Hydra, a Lightning and a Weights & Biases folder are read with what holds over their runs, and nothing of it is called skipped", async () => {
  const path = await folder("tree", {
    "config.yaml": "tokenizer: gpt2\nseed: 9\n",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as Hydra writes it
    "hydra/.hydra/config.yaml": "optimizer:\n  weight_decay: 0.1\nmodel:\n  n_params: 124M\nwd: ${optimizer.weight_decay}\n",
    "hydra/run.jsonl": '{"tokens":1,"val_loss":4}\n',
    "lightning/version_0/hparams.yaml": "lr: 0.001\nn_params: 1.3B\n",
    "lightning/version_0/history.jsonl": '{"step":1,"val_loss":4}\n',
    "wandb/run-1/files/config.yaml": "wandb_version: 1\nseed:\n  desc: null\n  value: 3\n",
    "wandb/run-1/files/wandb-metadata.json": '{"os": "Linux"}',
    "wandb/run-1/history.jsonl": '{"step":1,"val_loss":4}\n',
  });
  const { runs, skipped, configurations } = await loadRuns([path]);
  assert.deepEqual(
    runs.map(({ weightDecay, params, learningRate, seed, tokenizer }) => [weightDecay, params, learningRate, seed, tokenizer]),
    [
      [0.1, 124e6, undefined, 9, "gpt2"],
      [undefined, 1.3e9, 0.001, 9, "gpt2"],
      [undefined, undefined, undefined, 3, "gpt2"],
    ],
  );
  assert.deepEqual(
    new Set(configurations),
    new Set(
      ["config.yaml", "hydra/.hydra/config.yaml", "lightning/version_0/hparams.yaml", "wandb/run-1/files/config.yaml"].map((name) =>
        join(path, name),
      ),
    ),
  );
  assert.deepEqual(
    skipped.map(({ file }) => file),
    [join(path, "wandb/run-1/files/wandb-metadata.json")],
  );
  // A log that is named itself is told by its own folder.
  const [alone] = (await loadRuns([join(path, "hydra/run.jsonl")])).runs;
  assert.deepEqual([alone?.params, alone?.tokenizer], [124e6, undefined]);
});

test("a sidecar that is binary, broken, dangling or may not be read stops with its name", async () => {
  const log = '{"tokens":1,"val_loss":4}\n';
  const refuses = async (name: string, files: Record<string, string | Uint8Array>, message: RegExp) =>
    assert.rejects(
      loadRuns([await folder(name, files)]),
      (error: RunLogError) => error instanceof RunLogError && message.test(error.message),
    );
  await refuses("binary", { "a.jsonl": log, "a.yaml": Uint8Array.from([0xff, 0xfe, 0, 1]) }, /a\.yaml: Cannot read: it is no text/);
  await refuses("broken", { "a.jsonl": log, "hparams.yaml": "a: [1\nb: 2" }, /hparams\.yaml:\d: Cannot read YAML/);
  const dangling = await folder("dangling", { "a.jsonl": log });
  await symlink(join(dangling, "nowhere"), join(dangling, "config.yaml"));
  await assert.rejects(loadRuns([dangling]), /config\.yaml: Cannot read: no such file/);
  const closed = await folder("closed", { "a.jsonl": log, "config.yaml": "seed: 1" });
  await chmod(join(closed, "config.yaml"), 0);
  // Whoever may read everything reads it.
  if (process.getuid?.() === 0) assert.equal((await loadRuns([closed])).runs[0]?.seed, 1);
  else await assert.rejects(loadRuns([closed]), /config\.yaml: Cannot read: permission denied/);
});

test("a log that a trainer prints has its configuration beside it, by its name with its ending or without, and by <log>.json where that is a mapping", async () => {
  const printed = (loss: number) =>
    Array.from({ length: 3 }, (_, i) => `step ${i * 100}: train loss ${loss - i / 10}, val loss ${loss - i / 10}\n`).join("");
  const row = "run,tokens,loss\nd,1e9,3\n";
  const path = await folder("printed", {
    "a.log": printed(4),
    "a.yaml": "n_params: 1e6",
    "b.log": printed(5),
    "b.json": '{"n_params": 2e6, "temperature": NaN}',
    "c.out": printed(6),
    "c.out.config.json": '{"n_params": 3e6}',
    "d.csv": row,
    "d.json": '{"n_params": 4e6}',
    // No mapping, a log of its own, and no JSON at all.
    "e.csv": row.replace("d,", "e,"),
    "e.json": "[1, 2]",
    "f.csv": row.replace("d,", "f,"),
    "f.json": '{"history": [{"val_loss": 3}], "n_params": 9}',
    "g.csv": row.replace("d,", "g,"),
    "g.json": "{",
    "metrics.csv": row.replace("d,", "h,"),
    "metrics.json": '[{"run":"i","tokens":1e9,"val_loss":3}]',
  });
  const { runs, configurations, skipped, problems } = await loadRuns([path]);
  assert.deepEqual(
    runs.map(({ run, params }) => [run, params]),
    [
      ["a", 1e6],
      ["b", 2e6],
      ["c", 3e6],
      ["d", 4e6],
      ["e", undefined],
      ["f", undefined],
      ["g", undefined],
      ["h", undefined],
      ["i", undefined],
    ],
  );
  assert.deepEqual(configurations.map((file) => file.slice(path.length + 1)).sort(), ["a.yaml", "b.json", "c.out.config.json", "d.json"]);
  assert.deepEqual(
    skipped.map(({ file }) => file.slice(path.length + 1)),
    ["e.json", "f.json", "g.json"],
  );
  assert.deepEqual(
    problems.map(({ code, severity, source, message }) => [code, severity, source.file.slice(path.length + 1), message]),
    [["configuration-unread", "warning", "g.json", "it begins as a configuration, and is not one JSON object: nothing is taken from it"]],
  );
});

test("a configuration of a folder that speaks of several runs is told with what it states of them", async () => {
  const row = (run: string, more = "") => `run,tokens,loss\n${run},1e9,3\n${more}`;
  const said = async (path: string) =>
    (await loadRuns([path])).problems.map(({ code, source, message }) => [code, source.file.slice(path.length + 1), message]);
  const several = await folder("shared", {
    "config.yaml": "n_params: 1e6\nweight_decay: 0.1\nval_loss: 2\n",
    "x/a.csv": row("a", "b,2e9,2.9\n"),
    "x/config.json": '{"note": "no word of the glossary"}',
    "y/c.csv": row("c"),
    "y/config.json": '{"seed": 7}',
  });
  assert.deepEqual(await said(several), [
    [
      "configuration-shared",
      "config.yaml",
      "params, weight_decay are taken from here for 3 runs of 2 logs, where nothing nearer states them",
    ],
  ]);
  assert.deepEqual(await said(join(several, "x")), [], "above the folder that was named nothing is read");
  assert.deepEqual(await said(await folder("own", { "config.yaml": "n_params: 1e6\n", "a.csv": row("a"), "b.config.json": "{}" })), []);
});
