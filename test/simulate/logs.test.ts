import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { writeFolder, writeWhole } from "../../src/export/write.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { accuracySigmoid } from "../../src/laws/accuracySigmoid.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { QUANTITIES } from "../../src/quantities.ts";
import type { LossPoint, Run } from "../../src/run.ts";
import { plantFaults } from "../../src/simulate/faults.ts";
import { labelled } from "../../src/simulate/label.ts";
import { logFiles, logFormats } from "../../src/simulate/logs/logFiles.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { folder } from "../cli/isoloss.ts";

const law = findLaw("data-constrained");
const { theta } = law.example as Example;
const noise = { sd: 0.01, monteCarlo: { single: 0.1, samples: 64 } };
const design = [
  { at: { N: 7e7, U: 1e9 / 3, epochs: 2.5 }, setup: { family: "mdm", lossKind: "elbo", seed: 1, evalSet: 'c4, "val"' } },
  { at: { N: 1.1e9, U: 4e9, epochs: 16, lambda: 0.1 }, setup: { family: "mdm", lossKind: "elbo", seed: 2 } },
] as const;
const runs = labelled(simulate(law, theta, design, noise, 3, { evaluations: 6 }), {
  law,
  theta,
  noise,
  seed: 3,
  along: { evaluations: 6 },
});

const NUMBERS = ["loss", "tokens", "epochs", "mcSamples"] as const;

/** The same runs, their numbers to 1e-12; raw columns and places are the files' own. */
function same(found: readonly Run[], expected: readonly Run[]): void {
  const byName = (all: readonly Run[]): Run[] => all.toSorted((a, b) => (a.run < b.run ? -1 : 1));
  assert.equal(found.length, expected.length);
  byName(found).forEach((run, i) => {
    // A trainer states its plan, and that it came to an end.
    const { points, source: _1, fields, complete, plannedEpochs, ...setup } = run;
    assert.ok(complete !== false && (plannedEpochs === undefined || plannedEpochs === points.at(-1)?.epochs));
    const { points: wanted, source: _3, fields: label, ...stated } = byName(expected)[i] as Run;
    assert.deepEqual(setup, stated);
    assert.equal(points.length, wanted.length);
    points.forEach((point, k) => {
      for (const name of NUMBERS) {
        const [got, want] = [point[name], (wanted[k] as LossPoint)[name]];
        assert.ok(got === want || Math.abs((got as number) / (want as number) - 1) <= 1e-12, `${run.run} ${name}: ${got}, not ${want}`);
      }
      const raw = { ...fields, ...point.fields };
      for (const [name, value] of Object.entries(label)) assert.equal(String(raw[name]), String(value), name);
    });
  });
}

describe("every format reads back to the same runs, label and all", () => {
  for (const { id, ending, together } of logFormats) {
    test(`${id}: a folder of one log a run`, async () => {
      const path = join(folder({}), "logs");
      await writeFolder(path, logFiles(runs, id));
      same((await loadRuns([path])).runs, runs);
    });
    if (ending && together)
      test(`${id}: all runs in one file`, async () => {
        const path = join(folder({}), `synthetic.${ending}`);
        await writeWhole(path, together(runs));
        same((await loadRuns([path])).runs, runs);
      });
  }
});

test("a law of another response writes its column", async () => {
  const { theta: own, design: levels } = accuracySigmoid.example as Example;
  const made = simulate(accuracySigmoid, own, levels, 0.01, 1);
  const path = join(folder({}), "accuracy.csv");
  await writeWhole(path, logFormats[0]?.together?.(made) ?? "");
  const column = accuracySigmoid.response?.column as string;
  assert.deepEqual(
    (await loadRuns([path])).runs.map(({ points }) => points[0]?.fields[column]),
    made.map(({ points }) => points[0]?.fields[column]),
  );
});

describe("faults", () => {
  const clean = labelled(simulate(law, theta, { N: [1e8, 1e9], U: [1e9, 3e9], epochs: [4, 8] }, 0.01, 1, { evaluations: 20 }), {
    law,
    theta,
    noise: { sd: 0.01 },
    seed: 1,
  });
  const codesOf = async (faulty: readonly Run[]): Promise<string[]> => {
    const path = join(folder({}), "logs");
    await writeFolder(path, logFiles(faulty, "jsonl"));
    return checkRuns((await loadRuns([path])).runs)
      .filter(({ code }) => code !== "synthetic-runs")
      .map(({ code }) => code);
  };

  test("clean runs have none", async () => assert.deepEqual(await codesOf(clean), []));

  for (const [fault, code] of [
    ["duplicate", "duplicate-run"],
    ["copy", "identical-losses"],
    ["perplexity", "unit-guess"],
    ["swapped", "epochs-disagree"],
    ["swapped", "swapped-columns"],
    ["spike", "loss-spike"],
    ["cut-off", "incomplete-run"],
  ] as const)
    test(`${fault} is found as ${code}`, async () => {
      const faulty = plantFaults(clean, [fault], 2);
      assert.ok((await codesOf(faulty)).includes(code), String(await codesOf(faulty)));
      assert.equal(faulty.filter(({ fields }) => fields.simulated_fault === fault).length, fault === "duplicate" ? 2 : 1);
    });

  test("a run that is cut off has no final loss", async () => {
    const path = join(folder({}), "logs");
    await writeFolder(path, logFiles(plantFaults(clean, ["cut-off"], 2), "jsonl"));
    assert.equal((await loadRuns([path])).runs.filter(({ complete }) => complete === false).length, 1);
  });

  test("a spike stands above its neighbours", () => {
    const [run] = plantFaults(clean, ["spike"], 2).filter(({ fields }) => fields.simulated_fault === "spike");
    const losses = (run as Run).points.map(({ loss }) => loss);
    assert.equal(losses.slice(1).filter((loss, i) => loss > 1.3 * (losses[i] as number)).length, 1);
  });

  test("are planted in runs of their own, the same for equal seeds, and refused where none can have them", () => {
    const all = plantFaults(clean, ["duplicate", "copy", "spike", "cut-off", "swapped"], 4);
    assert.equal(new Set(all.flatMap(({ run, fields }) => (fields.simulated_fault ? run : []))).size, 5);
    assert.deepEqual(plantFaults(clean, ["spike"], 4), plantFaults(clean, ["spike"], 4));
    assert.throws(() => plantFaults(clean, ["spikes"], 4), /Cannot plant fault "spikes"/);
    const finals = simulate(law, theta, { N: [1e8, 1e9], U: [1e9], epochs: [4] }, 0.01, 1);
    assert.throws(() => plantFaults(finals, ["spike"], 4), /none of the 2 sound runs can have it/);
    assert.throws(() => plantFaults(finals, ["copy", "copy"], 4), /Cannot plant fault "copy"/);
  });
});

test("glossary: every quantity that a design gives is written under its column", () => {
  const at = Object.fromEntries(
    QUANTITIES.filter(({ symbol }) => !["L", "D", "C"].includes(symbol)).map(({ symbol }, i) => [symbol, i + 2]),
  );
  const [header = ""] = (logFormats[0]?.together?.(simulate(law, theta, [{ at }], 0, 1)) ?? "").split("\n");
  for (const symbol of Object.keys(at))
    assert.ok(header.split(",").includes(QUANTITIES.find((q) => q.symbol === symbol)?.column as string), symbol);
});
