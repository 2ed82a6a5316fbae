import assert from "node:assert/strict";
import { test } from "node:test";
import { predictors } from "../../src/analyze/predictor.ts";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { fitsFromJson, toJson } from "../../src/fit/json.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import type { Example } from "../../src/laws/law.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

/** Parameters that each group holds at a value of its own. */

const { theta, design } = chinchilla.example as Example;
const of = (family: "ar" | "mdm", E: number, seed: number): Observation[] =>
  rowsOf(simulate(chinchilla, { ...theta, E }, design, 0.002, seed)).map((row) => ({ ...row, run: `${family}-${row.run}`, family }));
const rows = [...of("ar", 1.8, 1), ...of("mdm", 2.1, 2)];
const separate = { by: "family", parameters: ["B"], held: { ar: { E: 1.8 }, mdm: { E: 2.1 } } };

test("what each group holds is what each is fitted and predicted with", async () => {
  const joint = fit(chinchilla, rows, { separate, starts: 8 });
  assert.deepEqual([joint.estimates["E[ar]"], joint.estimates["E[mdm]"], joint.estimates.E], [1.8, 2.1, undefined]);
  assert.equal(joint.confirmation.agrees, true);
  // The base is one, so both find the same B.
  assert.ok(Math.abs((joint.estimates["B[ar]"] as number) / (joint.estimates["B[mdm]"] as number) - 1) < 0.05);
  const [ar, mdm] = ["ar", "mdm"].map((level) => predictors(joint, level).best.limit({}, ["N", "D"]));
  assert.deepEqual([ar, mdm], [1.8, 2.1]);
  const drawn = withIntervals(joint, await bootstrap(joint, { replicates: 20 }));
  assert.deepEqual(drawn.draws?.names, ["A", "B[ar]", "B[mdm]", "alpha", "beta"]);
  const [kept] = fitsFromJson(toJson(drawn), "fit.json");
  assert.deepEqual(kept && predictors(kept, "mdm").best.loss({ N: 1e9, D: 1e10 }), predictors(drawn, "mdm").best.loss({ N: 1e9, D: 1e10 }));
});

test("held the same in both groups is held", () => {
  const same = { ...separate, held: { ar: { E: 1.8 }, mdm: { E: 1.8 } } };
  const [each, all] = [
    fit(chinchilla, rows, { separate: same, starts: 8 }),
    fit(chinchilla, rows, { separate: { by: "family", parameters: ["B"] }, fixed: { E: 1.8 }, starts: 8 }),
  ];
  assert.ok(Math.abs(each.objective / all.objective - 1) < 1e-9, `${each.objective} ${all.objective}`);
});

test("a group that holds nothing, a name twice and a value out of bounds are refused", () => {
  const refused = (held: Record<string, Record<string, number>>, wanted: RegExp, more = {}): void =>
    assert.throws(() => fit(chinchilla, rows, { separate: { ...separate, held }, starts: 2, ...more }), wanted);
  refused({ ar: { E: 1.8 } }, /E is held for ar, and not for family "mdm"/);
  refused({ ar: { E: 1.8 }, mdm: { E: 2.1 } }, /Cannot hold E of each family/, { fixed: { E: 1.9 } });
  refused({ ar: { E: -1 }, mdm: { E: 2.1 } }, /Cannot hold E at -1/);
  refused({ ar: { F: 1 }, mdm: { F: 1 } }, /no parameter "F"/);
  refused({ ar: { B: 1000 }, mdm: { B: 1000 } }, /Cannot fit B separately/);
});
