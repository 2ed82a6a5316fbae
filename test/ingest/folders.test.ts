import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadRuns } from "../../src/ingest/load.ts";
import { root } from "../tree.ts";
import { bytesOf, fixtures } from "./fixtures.ts";

const place = await mkdtemp(join(tmpdir(), "isoloss-folders-"));
after(() => rm(place, { recursive: true }));

const CSV = "run,params,tokens,loss\na,1e6,1e6,4\n";

test("a folder with logs of every kind: several files that are one log are read together, others beside them as ever", async () => {
  const path = join(place, "all");
  await cp(join(root, fixtures("mlflow"), "mlruns"), join(path, "mlruns"), { recursive: true });
  await cp(join(root, fixtures("tensorboard"), "restarted"), join(path, "tb/restarted"), { recursive: true });
  await cp(join(root, fixtures("wandb")), join(path, "wandb"), { recursive: true, filter: (from) => !from.includes("abc123") });
  await writeFile(join(path, "zz.csv"), CSV);
  const { runs, files, skipped } = await loadRuns([path]);
  assert.deepEqual(
    runs.map((run) => run.run),
    ["finished", "failed", "running", "tb/restarted", "resumed-run", "a"],
  );
  assert.deepEqual(
    files.map((file) => file.slice(path.length + 1)),
    [...["0a", "1b", "2c", "3d"].map((half) => `mlruns/7/${half.repeat(16)}`), "tb/restarted", "wandb", "zz.csv"],
  );
  assert.deepEqual(
    [...new Set(skipped.filter(({ file }) => file.includes("mlruns")).map(({ reason }) => reason))],
    ["it is kept beside a run, and is no log"],
  );
});

test("a run's folder, or one of its files alone, is read as well; so are packed ones", async () => {
  const path = join(place, "one");
  await mkdir(path, { recursive: true });
  const event = "events.out.tfevents.1700000000.host.1.0";
  await writeFile(join(path, `${event}.gz`), gzipSync(bytesOf(`${fixtures("tensorboard")}/restarted/${event}`)));
  const [folder, file] = [await loadRuns([path]), await loadRuns([join(path, `${event}.gz`)])];
  assert.deepEqual(
    [folder, file].map(({ runs }) => runs.map((run) => [run.run, run.points.length])),
    [[["one", 7]], [["one", 7]]],
  );
});

test("configurations beside event files are those of their training", async () => {
  const path = join(place, "lightning");
  await cp(join(root, fixtures("tensorboard"), "restarted"), join(path, "version_0"), { recursive: true });
  await writeFile(join(path, "version_0/hparams.yaml"), "n_params: 124M\n");
  const { runs, skipped } = await loadRuns([path]);
  assert.deepEqual([runs.map((run) => [run.run, run.params]), skipped], [[["version_0", 124e6]], []]);
});

test("links out of the folder of a log of several files are not followed", async () => {
  const path = join(place, "linked");
  await cp(join(root, fixtures("mlflow"), "mlruns/7", "0a".repeat(16)), path, { recursive: true });
  const secret = join(place, "secret");
  await writeFile(secret, "a secret");
  await symlink(secret, join(path, "params/weight_decays"));
  await symlink(path, join(path, "metrics/up"));
  const { runs, skipped } = await loadRuns([path]);
  assert.equal(runs.length, 1);
  assert.ok(!JSON.stringify(runs).includes("a secret"));
  assert.deepEqual(
    skipped.filter(({ reason }) => /link/.test(reason)).map(({ file }) => file),
    [join(path, "params/weight_decays")],
  );
});

test("a log of several files that two paths reach is read once", async () => {
  const path = join(root, fixtures("tensorboard"), "restarted");
  assert.equal((await loadRuns([path, path])).runs.length, 1);
});

test("a training that has not logged yet is passed over with its reason, and stops where it is all there is or is named", async () => {
  const path = join(place, "not-yet");
  await mkdir(path);
  const state = join(path, "trainer_state.json");
  for (const content of ['{"log_history": []}', '{"epoch": 0, "global_step": 0, "log_history": [\n]}']) {
    await writeFile(state, content);
    await assert.rejects(loadRuns([path]), (error: Error & { hint?: string }) => {
      assert.match(error.message, /Cannot find run logs in the folder/);
      assert.match(error.hint ?? "", /trainer_state.json: its history is empty: the training has not logged yet/);
      return true;
    });
    await assert.rejects(loadRuns([state]), /trainer_state.json: Cannot read a run: the history of the training is empty/);
  }
  await writeFile(join(path, "a.csv"), "run,params,tokens,loss\na,1e6,2e7,4\n");
  const { runs, skipped } = await loadRuns([path]);
  assert.equal(runs.length, 1);
  assert.deepEqual(skipped, [{ file: state, reason: "its history is empty: the training has not logged yet" }]);
});
