import assert from "node:assert/strict";
import { test } from "node:test";
import { type Crossover, observedCrossover } from "../../../src/analyze/crossover.ts";
import { crossoverOfCurves } from "../../../src/analyze/versus/crossoverOfCurves.ts";
import { IsolossError } from "../../../src/errors.ts";
import { type Random, random } from "../../../src/numeric/random.ts";
import type { Observation } from "../../../src/run.ts";

/**
 * Curves shaped as those of Ni et al. (1B parameters; 0.5B, 1B and 1.5B unique tokens): AR is a + b·e^−.6 + c·e^.7 with the digitised minimum,
 * its place and its end; MDM is m + k·e^−.5 with the digitised end, through AR's curve at the digitised crossing.
 */
const CASES = [
  { end: 192, crossing: 5.49, arEnd: 9.451, mdmEnd: 3.34, lowest: 3.884, at: 3.79 },
  { end: 96, crossing: 13.45, arEnd: 4.595, mdmEnd: 3.265, lowest: 3.522, at: 3.46 },
  { end: 64, crossing: 24.64, arEnd: 3.703, mdmEnd: 3.251, lowest: 3.373, at: 6.57 },
];
/** Standard deviation of log loss of one evaluation. */
const NOISE = 0.005;

type Law = (epochs: number) => number;

function lawsOf({ end, crossing, arEnd, mdmEnd, lowest, at }: (typeof CASES)[number]): { ar: Law; mdm: Law } {
  const [p, q, r] = [0.6, 0.7, 0.5];
  // The slope is 0 at the minimum: c = s·b.
  const s = (p * at ** (-p - 1)) / (q * at ** (q - 1));
  const shape: Law = (e) => e ** -p + s * e ** q;
  const b = (arEnd - lowest) / (shape(end) - shape(at));
  const ar: Law = (e) => lowest + b * (shape(e) - shape(at));
  const k = (ar(crossing) - mdmEnd) / (crossing ** -r - end ** -r);
  return { ar, mdm: (e) => mdmEnd + k * (e ** -r - end ** -r) };
}

const shaken = (law: Law, x: readonly number[], draw: Random, noise = NOISE): number[] =>
  x.map((e) => law(e) * Math.exp(noise * draw.normal()));

function holds(found: Crossover, truth: number): boolean {
  return found.kind === "crossing" && found.interval !== undefined && found.interval.low <= truth && truth <= found.interval.high;
}

const every = (run: string, x: readonly number[], loss: readonly number[]): Observation[] =>
  x.map((epochs, i) => ({ run, source: { file: run, line: i + 1 }, checkpoint: "every", epochs, loss: loss[i] as number, fields: {} }));

for (const own of CASES) {
  const { ar, mdm } = lawsOf(own);

  test(`the laws have the digitised minimum, ends and crossing at ${own.crossing} epochs`, () => {
    for (const [value, expected] of [
      [ar(own.at), own.lowest],
      [ar(own.end), own.arEnd],
      [mdm(own.end), own.mdmEnd],
      [ar(own.crossing), mdm(own.crossing)],
    ] as const)
      assert.ok(Math.abs(value - expected) < 1e-9);
    assert.ok(ar(own.at * 1.05) > own.lowest && ar(own.at / 1.05) > own.lowest);
  });

  test(`from the curves of two runs the crossing at ${own.crossing} epochs lies in its interval in 90 % of 200 simulations`, () => {
    const x = Array.from({ length: 80 }, (_, i) => (own.end * (i + 1)) / 80);
    let inside = 0;
    for (let seed = 0; seed < 200; seed++) {
      const draw = random(seed, 1e6);
      const [first, second] = [every("ar", x, shaken(ar, x, draw)), every("mdm", x, shaken(mdm, x, draw))];
      if (holds(crossoverOfCurves(first, second, { along: "epochs", draws: 200, seed }).crossover, own.crossing)) inside++;
    }
    assert.ok(inside >= 180, `${inside} of 200`);
  });

  test(`from final losses of schedules the crossing at ${own.crossing} epochs lies in its interval in 90 % of 200 simulations`, () => {
    const x = Array.from({ length: 14 }, (_, i) => own.end ** (i / 13));
    let inside = 0;
    for (let seed = 0; seed < 200; seed++) {
      const draw = random(seed, 2e6);
      const [first, second] = [ar, mdm].map((law) => ({ x, loss: shaken(law, x, draw) })) as [never, never];
      if (holds(observedCrossover(first, second, NOISE, { draws: 200, seed }), own.crossing)) inside++;
    }
    assert.ok(inside >= 180, `${inside} of 200`);
  });
}

for (const own of CASES)
  test(`from octaves of epochs the crossing at ${own.crossing} epochs lies in its interval in 90 % of 200 simulations`, () => {
    const { ar, mdm } = lawsOf(own);
    const x = [1, 2, 4, 8, 16, 32, 64, 128];
    let inside = 0;
    for (let seed = 0; seed < 200; seed++) {
      const draw = random(seed, 3e6);
      const [first, second] = [ar, mdm].map((law) => ({ x, loss: shaken(law, x, draw, 0.0022) })) as [never, never];
      if (holds(observedCrossover(first, second, 0.0022, { draws: 200, seed }), own.crossing)) inside++;
    }
    assert.ok(inside >= 180, `${inside} of 200`);
  });

test("the noise of an evaluation is found from the curves, and two curves that do not cross say how near they come", () => {
  const x = Array.from({ length: 200 }, (_, i) => 1 + i / 4);
  const draw = random(3, 5);
  const falling: Law = (e) => 3 + e ** -0.5;
  const above: Law = (e) => 3.4 + e ** -0.5;
  const { crossover, noise } = crossoverOfCurves(every("a", x, shaken(falling, x, draw)), every("b", x, shaken(above, x, draw)), {
    along: "epochs",
  });
  for (const sd of noise) assert.ok(Math.abs(sd / NOISE - 1) < 0.2, `${sd}`);
  assert.ok(crossover.kind === "none" && crossover.ahead === "first" && crossover.crossing === 0);
  assert.ok(Math.abs(crossover.gap + 0.4) < 0.03, `${crossover.gap}`);
});

test("a curve of too few evaluations, or of several runs, is refused", () => {
  const x = Array.from({ length: 11 }, (_, i) => i + 1);
  const few = every(
    "a",
    x,
    x.map((e) => 3 + 1 / e),
  );
  assert.throws(() => crossoverOfCurves(few, few, { along: "epochs" }), /11 evaluations with epochs, and 12 are needed/);
  assert.throws(() => crossoverOfCurves([...few, ...every("b", x, x)], few, { along: "epochs" }), IsolossError);
});
