import assert from "node:assert/strict";
import { test } from "node:test";
import { effectiveTokens } from "../../../src/analyze/effectiveTokens.ts";
import { partOf } from "../../../src/analyze/versus/families.ts";
import { likelihoodRatio } from "../../../src/analyze/versus/likelihoodRatio.ts";
import { pairedFits } from "../../../src/analyze/versus/pairedFits.ts";
import { bootstrap } from "../../../src/fit/draws.ts";
import { fit } from "../../../src/fit/fit.ts";
import { withIntervals } from "../../../src/fit/intervals.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import { findLaw } from "../../../src/laws/find.ts";
import type { Example } from "../../../src/laws/law.ts";
import type { Family, Observation } from "../../../src/run.ts";
import { simulate } from "../../../src/simulate/simulate.ts";
import { rowsOf } from "../../rows.ts";

const { theta } = dataConstrained.example as Example;
const design = { N: [3e6, 1e7, 3e7, 3e8], U: [1e8, 8e8], epochs: [1, 2, 4, 12, 40, 120] };
const NOISE = 0.003;

/** Runs of one family from the data-constrained law, some parameters changed. */
function family(name: Family, seed: number, change: Partial<typeof theta> = {}): Observation[] {
  return rowsOf(simulate(dataConstrained, { ...theta, ...change } as Record<string, number>, design, NOISE, seed)).map((row) => ({
    ...row,
    run: `${name}-${row.run}`,
    family: name,
    lossKind: name === "ar" ? "nll" : "elbo",
  }));
}

const QUICK = { fit: { starts: 8 }, draws: { replicates: 60 } } as const;

test("a parameter that differs is told from those that do not", async () => {
  const rows = [...family("ar", 1), ...family("mdm", 2, { RD: 150, E: 2.0 })];
  const paired = await pairedFits(dataConstrained, rows, { ...QUICK, separate: ["E", "RD"] });
  assert.deepEqual(
    [paired.separate, paired.shared],
    [
      ["E", "RD"],
      ["A", "B", "alpha", "beta", "RN"],
    ],
  );
  assert.deepEqual([paired.ar.runs, paired.mdm.runs], [48, 48]);
  const [floor, repeats] = paired.tests;
  assert.ok(floor && repeats && floor.likelihoodRatio.p < 1e-6 && repeats.likelihoodRatio.p < 1e-6);
  assert.ok(Math.abs((floor.difference.value as number) - 0.13) < 0.02, String(floor.difference.value));
  // On the solved scale the difference of RD is that of logarithms.
  const [low, high] = [repeats.difference.interval?.low as number, repeats.difference.interval?.high as number];
  assert.ok(low < Math.log(150 / 12) && Math.log(150 / 12) < high && low > 0, `${low} ${high}`);
  assert.deepEqual(repeats.likelihoodRatio.freedom, [1, 96 - 9]);
  assert.deepEqual(paired.together?.freedom, [2, 96 - 9]);
  assert.ok(paired.sharing && "p" in paired.sharing && paired.sharing.p > 0.001, JSON.stringify(paired.sharing));
});

test("of families that are alike, no parameter is said to differ", async () => {
  const paired = await pairedFits(dataConstrained, [...family("ar", 3), ...family("mdm", 4)], { ...QUICK, separate: ["RD", "RN"] });
  for (const { parameter, likelihoodRatio, difference } of paired.tests) {
    assert.ok(likelihoodRatio.p > 0.01, `${parameter} ${likelihoodRatio.p}`);
    assert.ok((difference.interval?.low as number) < 0 && (difference.interval?.high as number) > 0, parameter);
  }
  assert.deepEqual(paired.diagnostics, []);
});

test("sharing what differs is rejected", async () => {
  const rows = [...family("ar", 1), ...family("mdm", 2, { B: 4000, RD: 150 })];
  const paired = await pairedFits(dataConstrained, rows, { ...QUICK, separate: ["RD"] });
  assert.deepEqual(
    paired.diagnostics.map((d) => d.code),
    ["sharing-rejected"],
  );
  assert.ok(paired.sharing && "p" in paired.sharing && paired.sharing.p < 1e-6);
});

test("with squared loss the likelihood ratio is the F test of regression", () => {
  // numpy.linalg.lstsq and scipy.stats.f on the same 16 points.
  const line = findLaw("a0 + b0*K");
  const rows: Observation[] = (["ar", "mdm"] as const).flatMap((name) =>
    Array.from({ length: 8 }, (_, i) => ({
      run: `${name}-${i}`,
      source: { file: "t", line: i + 1 },
      checkpoint: "final" as const,
      family: name,
      members: i + 1,
      loss: name === "ar" ? 3 + 0.5 * (i + 1) + 0.05 * Math.sin(5 * i + 1) : 3 + 0.56 * (i + 1) + 0.05 * Math.sin(5 * i + 2.5),
      fields: {},
    })),
  );
  const squared = { loss: "squared", residual: "linear", starts: 8 } as const;
  const one = fit(line, rows, { ...squared, separate: { by: "family", parameters: ["b0"] } });
  const found = likelihoodRatio(one, { separate: { by: "family", parameters: [] } }, []);
  assert.ok(Math.abs(found.statistic / 280.4588266716838 - 1) < 1e-6, String(found.statistic));
  assert.ok(Math.abs(found.p / 3.521321482164107e-10 - 1) < 1e-5, String(found.p));
  const two = fit(line, rows, { ...squared, separate: { by: "family", parameters: ["a0", "b0"] } });
  const both = likelihoodRatio(two, { separate: { by: "family", parameters: [] } }, []);
  assert.deepEqual(both.freedom, [2, 12]);
  assert.ok(
    Math.abs(both.statistic / 129.45266781917218 - 1) < 1e-6 && Math.abs(both.p / 7.554089456357769e-9 - 1) < 1e-5,
    `${both.statistic} ${both.p}`,
  );
});

test("each family's base law is held at its own values", async () => {
  const base = (change: Partial<typeof theta>): Record<string, number> => {
    const { RD: _, ...held } = { ...theta, ...change } as Record<string, number>;
    return held;
  };
  const rows = [...family("ar", 5), ...family("mdm", 6, { B: 4000, RD: 150 })];
  const held = { ar: base({}), mdm: base({ B: 4000 }) };
  const paired = await pairedFits(dataConstrained, rows, { ...QUICK, held });
  assert.deepEqual(paired.separate, ["RD"]);
  assert.equal(paired.joint.estimates["B[mdm]"], 4000);
  assert.equal(paired.sharing, undefined);
  // Nothing is shared, so each family is what it is alone.
  const alone = fit(
    dataConstrained,
    rows.filter((row) => row.family === "mdm"),
    { fixed: held.mdm, starts: 8 },
  );
  assert.ok(Math.abs((paired.mdm.estimates.RD as number) / (alone.estimates.RD as number) - 1) < 1e-6);
  assert.ok(Math.abs(paired.mdm.objective / alone.objective - 1) < 1e-9);
  assert.deepEqual(paired.mdm.options.fixed, held.mdm);
});

test("a family of a joint fit is a fit with its own rows and paired draws", async () => {
  const rows = [...family("ar", 1), ...family("mdm", 2, { RD: 150, E: 2.0 })];
  const bare = fit(dataConstrained, rows, { starts: 8, separate: { by: "family", parameters: ["E", "RD"] } });
  const joint = withIntervals(bare, await bootstrap(bare, { replicates: 30 }));
  const [ar, mdm] = [partOf(joint, "ar"), partOf(joint, "mdm")];
  assert.deepEqual(
    ar.observations.map((row) => row.family),
    ar.observations.map(() => "ar"),
  );
  assert.equal(mdm.estimates.E, joint.estimates["E[mdm]"]);
  assert.equal(mdm.estimates.A, joint.estimates.A);
  assert.deepEqual(mdm.intervals.RD, joint.intervals["RD[mdm]"]);
  assert.ok(Math.abs((ar.objective + mdm.objective) / joint.objective - 1) < 1e-12);
  const column = (part: typeof ar, name: string) => part.draws?.theta.map((row) => row[part.draws?.names.indexOf(name) as number]);
  assert.deepEqual(column(ar, "A"), column(mdm, "A"));
  assert.notDeepEqual(column(ar, "RD"), column(mdm, "RD"));
  assert.ok(
    (effectiveTokens(mdm, { N: 3e6, U: 1e8, epochs: 40 }).value as number) >
      (effectiveTokens(ar, { N: 3e6, U: 1e8, epochs: 40 }).value as number),
  );
  assert.throws(() => partOf(joint, "rnn"), /it has ar, mdm/);
});

test("rows without a family, of one family, or too few are refused with what is missing", async () => {
  const rows = family("ar", 1);
  await assert.rejects(pairedFits(dataConstrained, rows, QUICK), /none of 48 rows is of family mdm/);
  const { family: _, ...silent } = rows[0] as Observation;
  await assert.rejects(pairedFits(dataConstrained, [...rows, silent], QUICK), /synthetic:1: .* does not state its family/);
  await assert.rejects(
    pairedFits(dataConstrained, [...rows.slice(0, 7), ...family("mdm", 2).slice(0, 7)], QUICK),
    /all 14 rows have the same parameters .* so only 10 of 14 parameters can be told apart/,
  );
  await assert.rejects(pairedFits(dataConstrained, [...rows, ...family("mdm", 2)], { ...QUICK, separate: ["RX"] }), /no parameter "RX"/);
  const half = { ar: { E: 1.8 }, mdm: {} };
  await assert.rejects(
    pairedFits(dataConstrained, [...rows, ...family("mdm", 2)], { ...QUICK, held: half }),
    /E is held for ar, mdm, and not for family "mdm"/,
  );
});
