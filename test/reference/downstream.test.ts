import assert from "node:assert/strict";
import { test } from "node:test";
import { type DownstreamTable, downstream } from "../../src/analyze/recipes/downstream.ts";
import { bestAccuracy, downstreamGain } from "../../src/analyze/recipes/downstreamGain.ts";
import { matchedOrBetter, type StagePoint, stages } from "../../src/analyze/recipes/stages.ts";
import { parseLog } from "../../src/ingest/index.ts";
import type { Observation } from "../../src/run.ts";
import { observations } from "../../src/table/observations.ts";
import { readText, requires } from "./data.ts";

// Accuracies of "Pre-training under infinite compute" (arXiv:2509.14786), sections 8 and 10 of the reference: means of the authors' evaluations.

const ACCURACIES = "infinite-compute/downstream_200m.csv";
const MATHS = "infinite-compute/cpt_math.csv";
const SIZES = ["150M", "300M", "600M", "1.4B"];

function rows(file: string, loss: string): Observation[] {
  const { runs } = parseLog({ file, text: readText(file), map: { loss } });
  return observations(runs, { checkpoint: "every" }).observations;
}
const table = (mean?: string): DownstreamTable =>
  downstream(rows(ACCURACIES, "acc"), { tasks: ["arc_easy", "piqa", "sciq"], ...(mean !== undefined && { mean }) });
const percent = (where: Record<string, string>): string => (100 * bestAccuracy(table("avg3").cells, where).accuracy).toFixed(2);

test("mean accuracy of ensembles, regularized models and students", requires(ACCURACIES), () => {
  assert.deepEqual(
    SIZES.map((size) => percent({ recipe: "ensemble", params_label: size, members: "5" })),
    ["59.40", "63.00", "63.48", "64.39"],
  );
  assert.deepEqual(
    SIZES.map((size) => percent({ recipe: "regularized", params_label: size })),
    ["55.12", "58.39", "59.95", "60.73"],
  );
  assert.deepEqual([percent({ recipe: "distilled" }), percent({ recipe: "self_distilled" })], ["62.19", "60.54"]);
  assert.equal(percent({ recipe: "standard" }), "55.34");
});

test("gains over the best unregularized model: 9.05 points, which is 16.4 %, and 6.85 points", requires(ACCURACIES), () => {
  const { cells } = table("avg3");
  const standard = bestAccuracy(cells, { recipe: "standard" });
  const ensemble = downstreamGain(bestAccuracy(cells, { recipe: "ensemble" }), standard);
  assert.equal(ensemble.points.value?.toFixed(2), "9.05");
  assert.equal((100 * (ensemble.relative.value as number)).toFixed(1), "16.4");
  assert.deepEqual([ensemble.of.group.params_label, ensemble.of.group.members], ["1.4B", "5"]);
  assert.equal(standard.group.params_label, "300M");
  assert.deepEqual(ensemble.diagnostics, []);
  const student = downstreamGain(bestAccuracy(cells, { recipe: "distilled" }), standard);
  assert.equal(student.points.value?.toFixed(2), "6.85");
  for (const { points } of [ensemble, student]) assert.ok(points.interval && points.interval.low > 0);
});

test("58.47 is one member with weight decay .8, no unregularized model", requires(ACCURACIES), () => {
  const { cells } = table("avg3");
  const member = bestAccuracy(cells, { recipe: "ensemble", params_label: "300M", members: "1" });
  assert.equal((100 * member.accuracy).toFixed(2), "58.47");
  const { diagnostics } = downstreamGain(bestAccuracy(cells, { recipe: "ensemble" }), member);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["not-unregularized"],
  );
});

test(
  "the unregularized models report a mean only: incomplete unless that mean is named, and their error is a bound",
  requires(ACCURACIES),
  () => {
    const { incomplete } = table();
    assert.deepEqual(
      incomplete.map(({ group, missing }) => [group.recipe, missing.length]),
      SIZES.map(() => ["standard", 3]),
    );
    const named = table("avg3");
    assert.equal(named.incomplete.length, 0);
    const standard = named.cells.filter(({ group }) => group.recipe === "standard");
    assert.ok(standard.every(({ standardErrorIs }) => standardErrorIs === "at most"));
    // The file's own standard errors are binomial in 2376, 1838 and 1000 questions: the bound of .5534 stays under that at 1/2.
    const half = Math.sqrt(0.25 / 2375 + 0.25 / 1837 + 0.25 / 999) / 3;
    assert.ok(standard.every(({ standardError }) => (standardError as number) > 0.9 * half && (standardError as number) <= half));
  },
);

test("continued pre-training: 39.23 on 73B is matched or bettered by 40.58 on 4B, 17.5 times in steps", requires(MATHS), () => {
  const [found] = stages(rows(MATHS, "avg"), { accuracy: "avg", unit: "percent", stage: "cpt", amount: "unique_tokens_b" });
  const { target, match, ratio, points, below, meaning } = found?.comparison ?? assert.fail();
  assert.deepEqual(
    [target.accuracy, match?.accuracy].map((share) => (100 * (share as number)).toFixed(2)),
    ["39.23", "40.58"],
  );
  assert.equal(points?.toFixed(2), "1.35");
  assert.match(match?.label ?? "", /members=8/);
  assert.equal(meaning, "matched or better, not an inverted law");
  assert.deepEqual(
    below.map(({ accuracy }) => (100 * accuracy).toFixed(2)),
    ["35.82", "34.48", "30.59"],
  );
  // Whole billions of the table give 73/4; the steps that the paper states give 17.5.
  assert.equal(ratio, 18.25);
  const steps = matchedOrBetter({ ...target, amount: 280_000 }, [{ ...(match as StagePoint), amount: 16_000 }]);
  assert.equal(steps.ratio, 17.5);
});
