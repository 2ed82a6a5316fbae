import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Crossover } from "../../src/analyze/crossover.ts";
import { predictorOf } from "../../src/analyze/predictor.ts";
import { criticalComputeCurve, criticalComputeSensitivity, criticalLine } from "../../src/analyze/versus/criticalComputeCurve.ts";
import { criticalComputeMeasured } from "../../src/analyze/versus/criticalComputeMeasured.ts";
import { type CrossoverGroup, type Crossovers, crossovers } from "../../src/analyze/versus/crossovers.ts";
import { disagreements } from "../../src/analyze/versus/disagreement.ts";
import { type EqualAnswer, equalBudgets } from "../../src/analyze/versus/equalBudgets.ts";
import { frontier } from "../../src/analyze/versus/frontier.ts";
import { monteCarloNoise } from "../../src/analyze/versus/monteCarloNoise.ts";
import { fit } from "../../src/fit/fit.ts";
import type { Fit } from "../../src/fit/types.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { observations } from "../../src/table/observations.ts";
import { readTable, requires } from "./data.ts";

// Prabhudesai et al.: base laws recovered from drawn curves, R_D* of table 1. Muennighoff et al.: published constants.

const AR = { A: Math.exp(5.6562), B: Math.exp(6.6509), E: Math.exp(0.6053), alpha: 0.309, beta: 0.309, RD: 31.19, RN: 38 };
const MDM = { A: Math.exp(5.5261), B: Math.exp(7.0333), E: Math.exp(0.6819), alpha: 0.3021, beta: 0.3021, RD: 493.89, RN: 1265.65 };
/** A quarter of a decade apart, from 1e7 to 5.6e8. */
const LEVELS = Array.from({ length: 8 }, (_, k) => 10 ** (7 + k / 4));
const DESIGN = { N: [1e7, 1e8, 1e9], U: [2.5e7, 5e7, 1e8], epochs: [1, 10, 100] };

const near = (value: number | undefined, expected: number, relative: number, name: string): void =>
  assert.ok(Math.abs((value ?? Number.NaN) / expected - 1) <= relative, `${name}: ${value} against ${expected}`);

function exactly(theta: Readonly<Record<string, number>>, design: Readonly<Record<string, number[]>> = DESIGN): Fit {
  const { E: _, ...fixed } = theta;
  return fit(dataConstrained, observations(simulate(dataConstrained, theta, design, 0, 1)).observations, { fixed, starts: 4 });
}

for (const [RN, irreducible, at, slope] of [
  [38, "kept", [2.01e18, 4.72e19, 2.31e21], 2.32],
  [38, "dropped", [1.16e18, 2.05e19, 5.72e20], 2.07],
  [55.16, "kept", [3.25e18, 7.91e19, 4.25e21], 2.36],
  [55.16, "dropped", [1.78e18, 3.16e19, 8.85e20], 2.07],
] as const)
  test(`critical compute with R_N* ${RN} and floors ${irreducible}: ${at[1]} at 100M, slope ${slope}`, () => {
    const [a, b] = [predictorOf(dataConstrained, { ...AR, RN }), predictorOf(dataConstrained, MDM)];
    const { computes } = criticalLine(a, b, [2.5e7, 1e8, 5e8], irreducible);
    at.forEach((expected, i) => {
      near(computes[i], expected, 0.005, `at ${i}`);
    });
    const { line } = criticalLine(a, b, LEVELS, irreducible);
    assert.ok(Math.abs((line?.exponent as number) - slope) < 0.005, `${line?.exponent}`);
  });

test("R_N* of AR from 5.3 to 55.16 moves the critical compute about twentyfold, and the curve says which was used", () => {
  const [ar, mdm] = [exactly(AR), exactly(MDM)];
  const { values, factor } = criticalComputeSensitivity(ar, mdm, { U: 1e8, irreducible: "kept", RN: [5.309743, 38, 55.16] });
  near(values[1]?.compute, 4.72e19, 0.005, "38");
  near(values[2]?.compute, 7.91e19, 0.005, "55.16");
  assert.ok((factor as number) > 17 && (factor as number) < 26, `${factor}`);
  const curve = criticalComputeCurve(ar, mdm, { U: [1e8, 1e9], irreducible: "kept" });
  assert.ok(Math.abs((curve.RN.first as number) - 38) < 1e-9 && curve.irreducible === "kept");
  assert.deepEqual(curve.points[0]?.extrapolated.first.U, undefined);
  assert.ok(Math.abs((curve.points[1]?.extrapolated.first.U as number) - 1) < 1e-9, "a decade beyond 100M");
});

test("the frontier of Muennighoff: 9.488 epochs at 1e22 FLOP on 25e9 unique tokens, and Galactica's", () => {
  const { theta } = dataConstrained.published[0] as (typeof dataConstrained.published)[number];
  const law = exactly(theta, { N: [1e8, 1e9, 1e10], U: [1e9, 2.5e10], epochs: [1, 4, 16] });
  const [point] = frontier(law, 25e9, [1e22]).points;
  near(point?.N.value, 7.0262e9, 1e-4, "N");
  near(point?.D.value, 2.3721e11, 1e-4, "D");
  near(point?.epochs.value, 9.488, 1e-4, "epochs");
  assert.ok(Math.abs((point?.loss.value as number) - 2.22213) < 5e-6);
  const galactica = frontier(law, 106e9, [3.24e23]);
  near(galactica.points[0]?.N.value, 38.2e9, 0.002, "N of Galactica");
  near(galactica.points[0]?.epochs.value, 13.35, 1e-3, "epochs of Galactica");
  assert.ok(Math.abs((galactica.points[0]?.loss.value as number) - 2.06841) < 1e-5);
});

test(
  "by loss the digitised crossings of Ni et al. come 2.4 to 6.3 times earlier than by accuracy",
  requires("diffusion/ni_crossovers.csv"),
  () => {
    const rows = readTable("diffusion/ni_crossovers.csv").filter((row) => /1\.jpg/.test(row.source ?? ""));
    const cells = new Map<string, Map<string, number>>();
    for (const row of rows)
      if (row.status === "crossed") {
        const key = `${row.size} ${row.unique_tokens}`;
        cells.set(key, (cells.get(key) ?? new Map()).set(row.metric as string, Number(row.crossover_epochs)));
      }
    const crossing = (x: number): Crossover => ({
      kind: "crossing",
      x,
      between: [x, x],
      count: 1,
      ahead: "second",
      interval: undefined,
      missing: 0,
    });
    const factors = [...cells.values()].flatMap((by) => {
      const measures = ["val_loss", "hellaswag_acc_norm", "mmlu_acc_norm"].map((metric) => ({
        metric,
        crossover: crossing(by.get(metric) as number),
      }));
      return disagreements(measures).map(({ factor }) => factor as number);
    });
    assert.equal(factors.length, 8);
    near(Math.min(...factors), 2.4, 0.02, "least");
    near(Math.max(...factors), 6.3, 0.01, "most");
  },
);

let kjv: { along: Crossovers; finals: Observation[]; answers: EqualAnswer[] };
before(async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny"]);
  const of = (checkpoint: "final" | "best"): Observation[] =>
    observations(runs, { checkpoint, where: ["recipe=standard", "weight_decay=0.1"] }).observations;
  const finals = of("final");
  const { single } = monteCarloNoise(runs);
  const along = crossovers([...finals, ...of("best")], { along: "epochs", single });
  kjv = { along, finals, answers: equalBudgets(finals, { single }) };
});

test("kjv-tiny: at d96 final losses cross between 16 and 32 epochs, best checkpoints do not within what was run", () => {
  const at = (U: number): CrossoverGroup => kjv.along.groups.find((group) => group.at.U === U && group.at.N === 271674) as CrossoverGroup;
  for (const [U, longest] of [
    [51200, 128],
    [25600, 256],
  ] as const) {
    const [final, best] = at(U).measures;
    assert.ok(final?.crossover.kind === "crossing");
    assert.deepEqual(final.crossover.between, [16, 32]);
    // No noise of thousandths moves gaps of tenths: the measurements that enclose it are the interval.
    assert.deepEqual([final.crossover.interval?.low, final.crossover.interval?.high], [16, 32]);
    assert.ok(best?.crossover.kind === "none" && best.crossover.to === longest && best.crossover.ahead === "first");
    assert.equal(at(U).disagreements[0]?.kind, "one");
  }
});

test("kjv-tiny: AR is lower at equal compute, at equal tokens and at each set of unique tokens, by the best that was run", () => {
  for (const { by, places, lower } of kjv.answers) {
    assert.ok(places.length > 0 && lower === "ar", `${by}: ${lower}`);
  }
  assert.equal(kjv.answers[0]?.compute, "6·N·D");
  const measured = criticalComputeMeasured(kjv.finals);
  assert.ok(measured.length >= 3 && measured.every(({ crossover }) => crossover.kind === "none" && crossover.ahead === "first"));
});
