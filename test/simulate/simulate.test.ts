import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { IsolossError, UsageError } from "../../src/errors.ts";
import { lawIn } from "../../src/laws/define.ts";
import { findLaw } from "../../src/laws/find.ts";
import type { Example } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import type { LossPoint, Run } from "../../src/run.ts";
import { designRows } from "../../src/simulate/design.ts";
import { labelled } from "../../src/simulate/label.ts";
import type { Noise } from "../../src/simulate/noise.ts";
import { growsAlong, simulate } from "../../src/simulate/simulate.ts";
import { VERSION } from "../../src/version.ts";

const chinchilla = findLaw("chinchilla");
const { theta } = chinchilla.example as Example;
const constrained = findLaw("data-constrained");
const truth = (constrained.example as Example).theta;

/** Log losses above the law, of many runs at one place. */
function misses(noise: Noise, seed: number, count = 4000): number[] {
  const rows = Array.from({ length: count }, () => ({ at: { N: 1e9, D: 2e10 } }));
  const loss = 1.8 + 480 / 1e9 ** 0.35 + 2100 / 2e10 ** 0.37;
  return simulate(chinchilla, theta, rows, noise, seed).map(({ points }) => Math.log((points[0] as LossPoint).loss / loss));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const moment = (values: readonly number[], power: number): number => mean(values.map((x) => (x - mean(values)) ** power));

describe("noise", () => {
  test("has the mean and the spread that are asked for, within the error of 4000 runs", () => {
    const found = misses({ sd: 0.01 }, 7);
    // Standard errors: σ/√n of the mean, σ/√(2n) of the spread; four of them.
    assert.ok(Math.abs(mean(found)) < (4 * 0.01) / Math.sqrt(4000), String(mean(found)));
    assert.ok(Math.abs(Math.sqrt(moment(found, 2)) / 0.01 - 1) < 4 / Math.sqrt(8000));
  });

  test("is of the same spread with heavy tails, and its tails are heavy", () => {
    const found = misses({ sd: 0.01, tails: 10 }, 7);
    // Student's t with ν degrees of freedom: kurtosis 3 + 6/(ν − 4), so the spread has a standard error of σ·√((κ − 1)/4n).
    assert.ok(Math.abs(Math.sqrt(moment(found, 2)) / 0.01 - 1) < 4 * Math.sqrt(3 / (4 * 4000)));
    const kurtosis = (values: readonly number[]): number => moment(values, 4) / moment(values, 2) ** 2;
    assert.ok(kurtosis(found) > 3.4 && kurtosis(found) < 5, String(kurtosis(found)));
    assert.ok(Math.abs(kurtosis(misses({ sd: 0.01 }, 7)) - 3) < 4 * Math.sqrt(24 / 4000));
  });

  test("is one draw a cell where it is shared, and runs add their own", () => {
    const rows = [1e8, 1e9].flatMap((N) => Array.from({ length: 300 }, () => ({ at: { N, D: 1e10 } })));
    const at = (noise: Noise): number[] => simulate(chinchilla, theta, rows, noise, 3).map(({ points }) => (points[0] as LossPoint).loss);
    const shared = at({ sd: 0, shared: { by: ["N"], sd: 0.05 } });
    assert.equal(new Set(shared).size, 2);
    const both = at({ sd: 0.01, shared: { by: ["N"], sd: 0.05 } });
    const own = both.slice(0, 300).map((loss) => Math.log(loss / (shared[0] as number)));
    assert.ok(Math.abs(mean(own)) < (4 * 0.01) / Math.sqrt(300));
    assert.throws(() => at({ sd: 0, shared: { by: ["U"], sd: 0.1 } }), /share noise by U: the design does not give it/);
  });

  test("of Monte-Carlo samples falls as their root, is drawn at each evaluation, and their number is logged", () => {
    const noise = { sd: 0, monteCarlo: { single: 0.08, samples: 16 } };
    assert.ok(Math.abs(Math.sqrt(moment(misses(noise, 5), 2)) / 0.02 - 1) < 4 / Math.sqrt(8000));
    const [run] = simulate(chinchilla, theta, { N: [1e9], D: [1e10] }, noise, 1, { evaluations: 3, schedule: "none" });
    assert.deepEqual(
      run?.points.map(({ mcSamples }) => mcSamples),
      [16, 16, 16],
    );
    const law = (D: number): number => 1.8 + 480 / 1e9 ** 0.35 + 2100 / D ** 0.37;
    assert.equal(new Set(run?.points.map(({ loss, tokens = 0 }) => (loss / law(tokens)).toFixed(9))).size, 3);
  });

  test("is the same for equal seeds, and other for others", () => {
    assert.deepEqual(misses({ sd: 0.01, tails: 3 }, 1, 20), misses({ sd: 0.01, tails: 3 }, 1, 20));
    assert.notDeepEqual(misses({ sd: 0.01 }, 1, 20), misses({ sd: 0.01 }, 2, 20));
  });

  test("that cannot be is refused", () => {
    const refuse = (noise: Noise, pattern: RegExp, seed = 1): void =>
      assert.throws(
        () => misses(noise, seed, 1),
        (error) => error instanceof UsageError && pattern.test(error.message),
      );
    refuse({ sd: -0.1 }, /a noise of -0.1: expected a number from 0/);
    refuse({ sd: Number.NaN }, /a noise of NaN/);
    refuse({ sd: 0.1, tails: 2 }, /tails of 2 degrees of freedom/);
    refuse({ sd: 0.1, shared: { by: ["N"], sd: 20 } }, /a shared noise of 20/);
    refuse({ sd: 0.1, monteCarlo: { single: 0.1, samples: 0.5 } }, /0.5 Monte-Carlo samples/);
    refuse({ sd: 0.1 }, /seed 0.5/, 0.5);
  });
});

describe("curves", () => {
  const along = (schedule: "cosine" | "cooldown" | "none") =>
    simulate(constrained, truth, { N: [3e8], U: [1e9], epochs: [8] }, 0, 1, { evaluations: 10, schedule, excess: 0.05 })[0]?.points ?? [];
  const finalOf = (epochs: number): number => {
    const [run] = simulate(constrained, truth, { N: [3e8], U: [1e9], epochs: [epochs] }, 0, 1) as [Run];
    return (run.points[0] as LossPoint).loss;
  };

  test("end at the law's value, and run through the law at the tokens seen where the schedule does not matter", () => {
    for (const schedule of ["cosine", "cooldown", "none"] as const) assert.equal(along(schedule).at(-1)?.loss, finalOf(8));
    for (const { loss, epochs = 0, tokens } of along("none")) {
      assert.ok(Math.abs(loss / finalOf(epochs) - 1) < 1e-12);
      assert.ok(Math.abs((tokens ?? 0) / (1e9 * epochs) - 1) < 1e-12);
    }
  });

  test("lie above the law by the excess times the learning rate over its peak", () => {
    const above = (schedule: "cosine" | "cooldown"): number[] =>
      along(schedule).map(({ loss }, i) => Math.log(loss / (along("none")[i] as LossPoint).loss));
    above("cosine").forEach((excess, i) => assert.ok(Math.abs(excess - 0.025 * (1 + Math.cos((Math.PI * (i + 1)) / 10))) < 1e-12));
    // The last fifth of ten evaluations: at .8 the rate is whole, at .9 half.
    above("cooldown").forEach((excess, i) => assert.ok(Math.abs(excess - (i < 8 ? 0.05 : i === 8 ? 0.025 : 0)) < 1e-12));
  });

  test("share the noise of their run", () => {
    const points = simulate(chinchilla, theta, { N: [1e9], D: [1e10] }, 0.1, 1, { evaluations: 5, schedule: "none" })[0]?.points ?? [];
    const exact = simulate(chinchilla, theta, { N: [1e9], D: [1e10] }, 0, 1, { evaluations: 5, schedule: "none" })[0]?.points ?? [];
    const ratios = points.map(({ loss }, i) => loss / (exact[i] as LossPoint).loss);
    for (const ratio of ratios) assert.ok(Math.abs(ratio / (ratios[0] as number) - 1) < 1e-12);
    assert.ok(Math.abs((ratios[0] as number) - 1) > 1e-3);
  });

  test("are final losses alone under a law that reads nothing which grows along a run", () => {
    const members = lawIn(power, "K");
    assert.equal(growsAlong(members), false);
    const runs = simulate(members, { E: 3, A: 0.6, alpha: 0.9 }, { K: [1, 2] }, 0, 1, { evaluations: 5 });
    assert.deepEqual(
      runs.map(({ points }) => points.length),
      [1, 1],
    );
  });

  test("that cannot be are refused", () => {
    for (const [evaluations, excess] of [
      [0, 0.1],
      [2.5, 0.1],
      [1e9, 0.1],
      [5, -1],
      [5, 2],
    ] as const)
      assert.throws(() => simulate(chinchilla, theta, { N: [1e9], D: [1e10] }, 0, 1, { evaluations, excess }), UsageError);
    const many = { N: Array.from({ length: 1000 }, (_, i) => 1e6 + i), D: [1e10] };
    assert.throws(
      () => simulate(chinchilla, theta, many, 0, 1, { evaluations: 1e5 }),
      /Cannot simulate 1.00e\+8 evaluations: expected 10000000/,
    );
  });
});

describe("designs", () => {
  test("complete D, U and epochs from one another, and number their replicates", () => {
    assert.deepEqual(designRows({ U: [1e9], epochs: [4] })[0]?.at, { U: 1e9, epochs: 4, D: 4e9 });
    assert.deepEqual(designRows({ D: [4e9], epochs: [4] })[0]?.at, { U: 1e9, epochs: 4, D: 4e9 });
    assert.deepEqual(
      designRows({ N: [1, 2] }, { replicates: 2 }).map(({ at, setup }) => [at.N, setup?.seed]),
      [
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
      ],
    );
  });

  test("leave out what takes more compute than there is, and refuse where none is left", () => {
    const levels = { N: [1e8, 1e9], D: [1e10, 1e11] };
    assert.equal(designRows(levels, { maxCompute: 6e19 }).length, 3);
    assert.throws(
      () => designRows(levels, { maxCompute: 1e18 }),
      (error) =>
        error instanceof IsolossError &&
        /none of 4 trainings takes at most 1.00e\+18 FLOP \(the smallest takes 6.00e\+18\)/.test(error.message),
    );
    assert.throws(() => designRows({ N: [1e8] }, { maxCompute: 1e18 }), /the design gives no N and D/);
  });

  test("of hostile size are refused with their count, before they are made", () => {
    const levels = Array.from({ length: 1000 }, (_, i) => i + 1);
    assert.throws(() => designRows({ N: levels, U: levels, epochs: levels }), /Cannot simulate 1.00e\+9 runs: expected 1000000/);
    assert.throws(() => designRows({ N: levels }, { replicates: 1e6 }), /Cannot simulate 1.00e\+9 runs/);
  });

  test("that contradict themselves or are no numbers are refused", () => {
    for (const [design, pattern] of [
      [{ N: [0] }, /N = 0: expected a positive number/],
      [{ N: [Number.NaN] }, /N = NaN/],
      [{ D: [5e9], U: [1e9], epochs: [4] }, /D\/U is 5/],
      [{ N: [] }, /the design holds no training/],
    ] as const)
      assert.throws(() => designRows(design), pattern);
    assert.equal(designRows({ N: [1], lambda: [0] }).length, 1);
    assert.throws(() => designRows({ N: [1] }, { replicates: 0 }), /0 replicates/);
  });
});

test("what the law needs and is not given is named", () => {
  assert.throws(() => simulate(chinchilla, { E: 1, A: 1, B: 1, alpha: 0.3 }, { N: [1], D: [1] }, 0, 1), /beta is not given/);
  assert.throws(() => simulate(chinchilla, theta, { N: [1e9] }, 0, 1), /the design gives no D/);
  assert.throws(() => simulate(findLaw("A^N"), { A: 10 }, { N: [1e9] }, 0, 1), /at N = 1000000000: it gives Infinity/);
});

test("simulated runs say so, with all that they were made from", () => {
  const runs = simulate(chinchilla, theta, { N: [1e9], D: [1e10] }, 0.01, 5, { evaluations: 2 });
  assert.equal(runs[0]?.fields.synthetic, true);
  const noise = { sd: 0.01, tails: 3, shared: { by: ["N", "D"], sd: 0.004 } };
  const [run] = labelled(runs, { law: chinchilla, theta, noise, seed: 5, along: { evaluations: 2 }, origin: "the law's example" });
  assert.deepEqual(run?.fields, {
    synthetic: true,
    simulated_law: "chinchilla",
    simulated_parameters: "E=1.8 A=480 B=2100 alpha=0.35 beta=0.37 (the law's example)",
    simulated_noise: "sd 0.01 of log loss with tails of Student's t, 3 degrees of freedom; sd 0.004 shared by runs of one N and D",
    simulated_seed: 5,
    simulated_curve: "2 evaluations, cosine schedule, 0.03 of log loss above the law at the peak of the learning rate",
    simulated_version: VERSION,
  });
  const own = findLaw("E + A/N^alpha");
  const [formula] = labelled(simulate(own, { E: 1, A: 1, alpha: 1 }, { N: [1] }, 0, 1), {
    law: own,
    theta: { E: 1, A: 1, alpha: 1 },
    noise: { sd: 0 },
    seed: 1,
  });
  assert.equal(formula?.fields.simulated_formula, "E + A/N^alpha");
});
