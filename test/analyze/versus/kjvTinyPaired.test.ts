import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type PairedFits, pairedFits } from "../../../src/analyze/versus/pairedFits.ts";
import { repeatValues } from "../../../src/analyze/versus/repeatValues.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import type { Observation } from "../../../src/run.ts";
import { observations } from "../../../src/table/observations.ts";

/** What the shipped runs at weight decay .1 tell of each family's value of repeats, and what they do not. */

const RUNS = fileURLToPath(new URL("../../../../runs/kjv-tiny", import.meta.url));
let rows: Observation[];
let paired: PairedFits;
const how = { fit: { tied: { beta: "alpha" }, starts: 16 }, draws: { replicates: 60 } };
const at = { N: 41660, U: 51200, epochs: [1, 4, 16, 64] };

before(async () => {
  const { runs } = await loadRuns([RUNS]);
  rows = observations(runs, { where: ["recipe=standard", "weight_decay=0.1"] }).observations;
  paired = await pairedFits(dataConstrained, rows, how);
});

test("R_D* is a number for both families, and another one: MDM bears many times the repeats", () => {
  const [ar, mdm] = [repeatValues(paired.ar, at), repeatValues(paired.mdm, at)];
  assert.deepEqual([ar.runs, mdm.runs], [74, 28]);
  assert.deepEqual([ar.eFold.state, mdm.eFold.state], ["number", "number"]);
  assert.ok((mdm.eFold.interval?.low as number) > 3 * (ar.eFold.interval?.high as number));
  const test = paired.tests.find(({ parameter }) => parameter === "RD");
  assert.ok((test?.likelihoodRatio.p as number) < 1e-4);
  const [a, m] = [ar, mdm].map(({ values }) => values.find(({ epochs }) => epochs === 16)?.mean.value) as [number, number];
  assert.ok(a < 0.4 && m > 0.8, `${a} ${m}`);
});

test("irreducible losses, excess parameters and base laws are not identified, and no difference is claimed of them", () => {
  const open = paired.joint.diagnostics.filter((d) => d.code === "not-identified").map((d) => d.parameter);
  for (const key of ["E[ar]", "E[mdm]", "RN[ar]", "RN[mdm]"]) assert.ok(open.includes(key), `${key} in ${open.join(", ")}`);
  assert.ok(!open.includes("RD[ar]") && !open.includes("RD[mdm]"));
  for (const { parameter, likelihoodRatio } of paired.tests.filter(({ parameter }) => parameter !== "RD"))
    assert.ok(likelihoodRatio.p > 0.05, `${parameter} ${likelihoodRatio.p}`);
  // AR overfits, which the law cannot say: its R_D* stands under that warning.
  assert.ok(paired.ar.diagnostics.some((d) => d.code === "law-cannot-rise"));
});

test("a base law shared by the families is rejected: it would turn the verdict on R_D*", async () => {
  const shared = await pairedFits(dataConstrained, rows, { ...how, separate: ["RD"] });
  assert.deepEqual(
    shared.diagnostics.map((d) => d.code),
    ["sharing-rejected"],
  );
  assert.ok((shared.mdm.estimates.RD as number) < (shared.ar.estimates.RD as number));
});

test("of MDM runs up to 16 epochs only a lower bound is known", async () => {
  const short = await pairedFits(
    dataConstrained,
    rows.filter((row) => (row.epochs as number) <= 16),
    how,
  );
  const { eFold, diagnostics } = repeatValues(short.mdm, at);
  assert.equal(eFold.state, "lower-bound");
  const codes = diagnostics.map((d) => d.code);
  assert.ok(codes.includes("repeats-not-identified") && codes.includes("repeats-beyond-data"), codes.join(", "));
});
