import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadRuns } from "../../src/ingest/load.ts";
import { fixturePath } from "./formats/case.ts";

// Logs that a folder holds under names that say nothing certain: their content decides.

const root = await mkdtemp(join(tmpdir(), "isoloss-named-"));
after(() => rm(root, { recursive: true }));

test("a folder's texts are logs by their content; others are passed over with the reason", async () => {
  const folder = join(root, "texts");
  await mkdir(join(folder, "exp"), { recursive: true });
  await cp(fixturePath("text-log/nanogpt.txt"), join(folder, "exp", "log.txt"));
  await writeFile(join(folder, "exp", "train.out.gz"), gzipSync(await readFile(fixturePath("text-log/olmo.log"))));
  await writeFile(join(folder, "notes.txt"), "The loss was low at step 20.\n");
  await writeFile(join(folder, "results.json"), '{"accuracy": 0.3}');
  await writeFile(join(folder, "data.bin"), "x");
  const { runs, files, skipped } = await loadRuns([folder]);
  assert.deepEqual(files, [join(folder, "exp", "log.txt"), join(folder, "exp", "train.out.gz")]);
  assert.deepEqual(
    runs.map(({ run, points }) => [run, points.length]),
    [
      ["exp", 5],
      ["exp", 2],
    ],
  );
  const reasons = Object.fromEntries(skipped.map(({ file, reason }) => [file.slice(folder.length + 1), reason]));
  assert.match(reasons["notes.txt"] ?? "", /by its content/);
  assert.match(reasons["data.bin"] ?? "", /by its ending/);
});

test("a text that is given as a file is read or refused, never passed over", async () => {
  const file = join(root, "given.txt");
  await writeFile(file, "The loss was low at step 20.\n");
  await assert.rejects(loadRuns([file]), /given\.txt/);
});

test("a folder of texts that are no logs has none", async () => {
  const folder = join(root, "prose");
  await mkdir(folder);
  await writeFile(join(folder, "notes.txt"), "The loss was low at step 20.\n");
  await assert.rejects(loadRuns([folder]), /Cannot find run logs in the folder/);
});

test("the states of a training's checkpoints are one run: the last; what was passed over is told", async () => {
  const { runs, problems } = await loadRuns([fixturePath("trainer-state/tiny-gpt2")]);
  assert.deepEqual(
    runs.map(({ run, points, complete }) => [run, points.length, complete]),
    [["tiny-gpt2", 6, true]],
  );
  const note = problems.find(({ code }) => code === "earlier-states");
  assert.match(
    note?.message ?? "",
    /3 earlier states hold the beginning of it and are passed over: .*checkpoint-48.*checkpoint-32.*checkpoint-16/,
  );
});

test("a checkpoint's history that is not the beginning of the last one's is kept", async () => {
  const folder = join(root, "tiny");
  await cp(fixturePath("trainer-state/tiny-gpt2"), folder, { recursive: true });
  const other = join(folder, "checkpoint-16", "trainer_state.json");
  await writeFile(other, (await readFile(other, "utf8")).replace(/"eval_loss": 4\.0\d+/, '"eval_loss": 3.5'));
  const { runs } = await loadRuns([folder]);
  assert.deepEqual(
    runs.map(({ points }) => points.length),
    [2, 6],
  );
});
