import assert from "node:assert/strict";
import { test } from "node:test";
import { distillation } from "../../../src/analyze/recipes/distillation.ts";
import { type Choice, distillationShare, type ShareNoise } from "../../../src/analyze/recipes/distillationShare.ts";
import { memberLosses } from "../../../src/analyze/recipes/memberLosses.ts";
import type { Interval } from "../../../src/fit/types.ts";
import type { Observation } from "../../../src/run.ts";

const choices = (...losses: number[]): Choice[] => losses.map((loss) => ({ label: String(loss), loss }));
const percent = (x: number): string => (100 * x).toFixed(1);

// Losses and shares: reference, sections 7 and 10 (the paper states 83 %).
test("the share of the paper's student, for every choice of its inputs", () => {
  const of = (regularized: number, student: number, teacher: number): string =>
    percent(distillationShare({ regularized: choices(regularized), student: choices(student), teacher: choices(teacher) }).low);
  assert.equal(of(3.57, 3.36, 3.32), "84.0");
  assert.equal(of(3.57, 3.3635, 3.32), "82.6");
  assert.equal(of(3.587, 3.3635, 3.32), "83.7");
  const all = distillationShare({ regularized: choices(3.57, 3.587), student: choices(3.36, 3.3635), teacher: choices(3.32) });
  assert.equal(all.combinations.length, 4);
  assert.deepEqual([percent(all.low), percent(all.high)], ["82.6", "85.0"]);
  // 83 % with 3.587 needs a teacher in 3.3161..3.3193.
  for (const [teacher, share] of [
    [3.3161, "82.5"],
    [3.3193, "83.5"],
  ] as const)
    assert.equal(of(3.587, 3.3635, teacher), share);
});

test("a teacher that is no better has no gain to keep; an input without a choice is a wrong call", () => {
  const some = distillationShare({ regularized: choices(3.3, 3.5), student: choices(3.4), teacher: choices(3.4) });
  assert.deepEqual(
    some.combinations.map(({ share }) => share),
    [undefined, 1],
  );
  assert.throws(
    () => distillationShare({ regularized: choices(3.3), student: choices(3.4), teacher: choices(3.4) }),
    /no teacher .* is better/,
  );
  assert.throws(() => distillationShare({ regularized: [], student: choices(3), teacher: choices(3) }), /no loss of "regularized"/);
  assert.throws(() => distillationShare({ regularized: choices(Number.NaN), student: choices(3), teacher: choices(3) }), /loss NaN/);
});

const row = (run: string, loss: number, more: Partial<Observation>): Observation => ({
  run,
  source: { file: "log.csv" },
  checkpoint: "final",
  params: 1e6,
  uniqueTokens: 1e6,
  loss,
  fields: {},
  ...more,
});

test("students in logs: what is missing is named, size and unique tokens must match, no noise gives no interval", () => {
  const student = row("s", 3.4, { recipe: "distilled", teacherRuns: ["a", "b"] });
  const single = row("a", 3.6, { recipe: "regularized" });
  assert.throws(() => distillation([single]), /no run has recipe distilled/);
  const [alone] = distillation([student]).students;
  assert.ok(alone && "reason" in alone.share && "reason" in alone.difference);
  const [elsewhere] = distillation([student, { ...single, params: 2e6 }]).students;
  assert.ok(elsewhere && "reason" in elsewhere.share && /no regularised model/.test(elsewhere.share.reason));
  const [untaught] = distillation([student, single]).students;
  assert.ok(untaught && "reason" in untaught.share && /evaluate the ensemble of a, b .*, or log teacher_loss/.test(untaught.share.reason));
  const [taught] = distillation([{ ...student, teacherLoss: 3.3 }, single]).students;
  assert.ok(taught && "low" in taught.share && "interval" in taught.difference);
  assert.equal(taught.share.low.toFixed(4), "0.6667");
  assert.equal(taught.difference.interval, undefined);
});

test("seeds' noise of a share: members that are in both inputs move together, and few degrees of freedom widen it", () => {
  const [single, student, teacher, s] = [3.6, 3.5, 3.46, 0.002];
  const runs = ["a", "b", "c", "d", "e"];
  const inputs = {
    regularized: [{ label: "members", loss: single, runs }],
    student: [{ label: "student", loss: student, runs: ["s"] }],
    teacher: [{ label: "ensemble", loss: teacher, runs }],
  };
  const width = (found: Interval | undefined): number => (found ? found.high - found.low : Number.NaN);
  const of = (noise?: ShareNoise, shared = inputs): Interval | undefined => distillationShare(shared, noise).interval;
  assert.equal(of(), undefined, "no noise, no interval");
  // share = (R − S)/(R − T) with R and T both times exp(u), var u = s²/5, and S times exp(v), var v = s²: to first order the gain keeps its
  // relative size, and the share moves by S·(u − v)/(R − T).
  const sd = (student * s * Math.sqrt(1 + 1 / 5)) / (single - teacher);
  const known = of({ sd: s, replicates: 20000 });
  assert.ok(Math.abs(width(known) / (2 * 1.96 * sd) - 1) < 0.02, `${width(known)} against ${2 * 1.96 * sd}`);
  assert.ok(known && known.low < 0.714 && known.high > 0.714);
  // Student's t(.975, 4) = 2.776 in place of 1.96.
  assert.ok(Math.abs(width(of({ sd: s, degreesOfFreedom: 4, replicates: 20000 })) / (2 * 2.776 * sd) - 1) < 0.08);
  // An ensemble of other members: u of R and w of T apart, by R·(1 − share) and T·share.
  const apart = { ...inputs, teacher: [{ label: "ensemble", loss: teacher, runs: ["f", "g", "h", "i", "j"] }] };
  const share = (single - student) / (single - teacher);
  const own = (s * Math.hypot(student, (single * (1 - share)) / Math.sqrt(5), (teacher * share) / Math.sqrt(5))) / (single - teacher);
  assert.ok(own < 0.97 * sd);
  assert.ok(Math.abs(width(of({ sd: s, replicates: 20000 }, apart)) / (2 * 1.96 * own) - 1) < 0.02);
});

test("the limit K → ∞ of the teacher's members is a choice of the teacher's loss where subsets determine it", () => {
  const names = ["a", "b", "c", "d"];
  const singles = names.map((run) => row(run, 3.6, { recipe: "regularized" }));
  const ensembles = [1, 2, 3, 4].map((members) =>
    row(`k${members}`, 3.2 + 0.4 / members, { recipe: "ensemble", members, memberRuns: names.slice(0, members) }),
  );
  const student = row("s", 3.4, { recipe: "distilled", teacherRuns: names });
  const labels = (rows: Observation[]): string[] =>
    distillation([student, ...singles, ...rows]).students[0]?.teacher.map((one) => one.label) ?? [];
  assert.deepEqual(labels(ensembles), ["ensemble k4", "limit K → ∞ of ensembles of its members"]);
  assert.deepEqual(labels(ensembles.slice(2)), ["ensemble k4"], "two numbers of members determine no limit");
  const { students } = distillation([student, ...singles, ...ensembles], { noise: 0.002 });
  const share = students[0]?.share;
  assert.ok(share && "low" in share && share.interval);
  // Against 3.2 as against 3.3: (3.6 − 3.4)/(3.6 − 3.2) and (3.6 − 3.4)/(3.6 − 3.3).
  assert.deepEqual([percent(share.low), percent(share.high)], ["50.0", "66.7"]);
  assert.ok(share.interval.low < share.low && share.interval.high > share.high);
});

test("losses of single members: an evaluation at K = 1 and the member's own run are one", () => {
  const rows = [row("e1", 3.6, { members: 1, memberRuns: ["a"] }), row("e2", 3.5, { members: 2, memberRuns: ["a", "b"] })];
  assert.deepEqual(memberLosses(rows), { mean: 3.6, sd: undefined, count: 1 });
  const both = memberLosses(rows, [row("a", 3.6, {}), row("b", 3.64, {}), row("c", 9, {})]);
  assert.equal(both?.count, 2);
  assert.equal(both?.mean.toFixed(4), "3.6200");
  assert.equal(both?.sd?.toFixed(6), (0.04 / Math.SQRT2).toFixed(6));
  assert.equal(memberLosses([rows[1] as Observation]), undefined);
});
