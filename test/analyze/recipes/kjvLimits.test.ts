import assert from "node:assert/strict";
import { test } from "node:test";
import { distillation } from "../../../src/analyze/recipes/distillation.ts";
import { jointLimit } from "../../../src/analyze/recipes/jointLimit.ts";
import { membersForWithin } from "../../../src/analyze/recipes/membersForWithin.ts";
import { fit } from "../../../src/fit/fit.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { observations } from "../../../src/table/observations.ts";

const { runs } = await loadRuns(["ensembles", "members", "weight-decay", "distillation"].map((folder) => `runs/kjv-tiny/${folder}`));
const rows = observations(runs).observations;

/** scipy.optimize.least_squares on the 31 subsets of each size: limit, K = 5 less its prediction from K ≤ 4, seed s.d., K within .01. */
const SCIPY = [
  { params: 41660, limit: 3.489119, missed: -0.000056, sd: 0.003775, within: 22.16 },
  { params: 104780, limit: 3.344937, missed: -0.000134, sd: 0.007854, within: 24.033 },
  { params: 271674, limit: 3.435169, missed: -0.000123, sd: 0.008279, within: 14.054 },
  { params: 698550, limit: 3.414094, missed: -0.00014, sd: 0.004447, within: 12.583 },
  { params: 1707504, limit: 3.454646, missed: -0.000451, sd: 0.008897, within: 21.266 },
];

test("the shipped ensembles: limits K → ∞ as by scipy, and a joint limit that says that its tail rises", async () => {
  const { sizes, staged } = await jointLimit(
    rows.filter(({ recipe }) => recipe === "ensemble"),
    { runs: rows, replicates: 100 },
  );
  for (const [i, { params, limit, missed, sd, within }] of SCIPY.entries()) {
    const size = sizes[i];
    assert.ok(size && "limit" in size && size.params === params);
    const found = size.limit;
    assert.equal(found.limit.value?.toFixed(6), limit.toFixed(6));
    assert.ok(found.limit.interval?.method === "members" && found.limit.interval.low < limit && found.limit.interval.high > limit);
    assert.ok("points" in found.heldOut && "each" in found.leaveOneOut);
    assert.equal(found.heldOut.points[0]?.error.toFixed(6), missed.toFixed(6));
    assert.equal(found.leaveOneOut.each.length, 5, "each member is left out");
    const [first] = found.leaveOneOut.each;
    const kept = found.fit.observations.filter((row) => !row.memberRuns?.some((run) => first?.without === `member ${run}`));
    const whole = fit(found.fit.law, kept, found.fit.options).estimates.E as number;
    assert.ok(kept.length === 15 && Math.abs((first?.limit as number) - whole) < 1e-7 * whole, "as a search from all starts finds it");
    assert.equal(found.members?.sd?.toFixed(6), sd.toFixed(6));
    assert.equal(found.members?.count, 5);
    assert.ok(Math.abs((membersForWithin(found.fit, 0.01).value as number) - within) < 0.001);
  }
  assert.ok("limit" in staged);
  const codes = staged.diagnostics.map(({ code }) => code);
  for (const code of ["tail-not-monotone", "exponent-runaway", "points-scatter"]) assert.ok(codes.includes(code), code);
});

test("members of the shipped ensembles differ in the seed alone; with one of another weight decay they are refused", async () => {
  const own = rows.filter(({ recipe, params }) => recipe === "ensemble" && params === 271674);
  const changed = rows.map((row) => (row.run === "ar_d96_u50k_e16_wd3_s4" ? { ...row, weightDecay: 1 } : row));
  const { sizes } = await jointLimit(own, { runs: changed, replicates: 5 });
  assert.ok(sizes[0] && "reason" in sizes[0]);
  assert.match(sizes[0].reason, /weight_decay/);
});

test("the shipped students: the share that each keeps, and its distance from the regularised model with seed noise", () => {
  const { students, range, noise } = distillation(rows);
  const byRun = Object.fromEntries(students.map((student) => [student.runs[0]?.replace(/^distill-|_s100_kl0.9$/g, ""), student]));
  assert.deepEqual(
    Object.keys(byRun).map((name) => name.split("_")[0]),
    ["ens5", "ens5", "ens5", "self", "ens5", "self"],
  );
  const best = byRun.ens5_ar_d96_u50k_e32_wd1;
  assert.ok(best && "low" in best.share && "interval" in best.difference && best.difference.interval);
  // Losses of the logs: lowest single run 3.58166, mean of five seeds 3.59429, ensemble of the five 3.46458, student 3.47673.
  // The lowest share is against what ensembles of the five tend to, as by scipy above.
  assert.equal(best.share.low.toFixed(4), ((3.58166 - 3.47673) / (3.58166 - 3.435169)).toFixed(4));
  assert.equal(best.share.high.toFixed(6), ((3.59429 - 3.47673) / (3.59429 - 3.46458)).toFixed(6));
  assert.equal(best.share.combinations.length, 6);
  const againstFive = best.share.combinations.filter(({ teacher }) => /^ensemble /.test(teacher.label)).map(({ share }) => share as number);
  assert.equal(Math.min(...againstFive).toFixed(6), ((3.58166 - 3.47673) / (3.58166 - 3.46458)).toFixed(6));
  // One student of seed s.d. .0077 on a gain of .130: about 12 points to either side, t(.975, 20) in place of 1.96.
  const ofMembers = best.share.combinations.find(
    ({ regularized, teacher }) => /members/.test(regularized.label) && /^ensemble /.test(teacher.label),
  );
  assert.ok(ofMembers?.interval && noise);
  const half = (2.085963 * noise.sd * 3.47673 * Math.sqrt(1 + 1 / 5)) / (3.59429 - 3.46458);
  assert.ok(Math.abs((ofMembers.interval.high - ofMembers.interval.low) / (2 * half) - 1) < 0.06);
  assert.equal(best.difference.value.toFixed(5), (3.47673 - 3.59429).toFixed(5));
  assert.deepEqual(best.seen.student, { tokens: 1638400, epochs: 32, steps: 1600 });
  assert.deepEqual(best.seen.regularized, { tokens: 819200, epochs: 16, steps: 800 });
  assert.deepEqual(best.seen.teacher, { tokens: 5 * 819200, epochs: 16, steps: 5 * 800 });
  assert.ok(range && range.low < 0.16 && range.high === best.share.high);
  // Five cells of five seeds; t(.975, 20) = 2.085963.
  assert.equal(noise?.degreesOfFreedom, 20);
  const far = 2.085963 * noise.sd * 3.59429 * Math.sqrt(1 + 1 / 5);
  assert.equal((best.difference.interval.high - best.difference.value).toFixed(6), far.toFixed(6));
  const self = byRun.self_ar_d96_u50k_e16_wd3;
  assert.ok(self && "reason" in self.share && "interval" in self.difference);
  assert.ok(self.difference.interval && self.difference.interval.high > 0, "no better than the regularised model, within noise");
});
