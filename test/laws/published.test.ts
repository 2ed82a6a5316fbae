import assert from "node:assert/strict";
import { test } from "node:test";
import { predictorOf } from "../../src/analyze/predictor.ts";
import { fit } from "../../src/fit/fit.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { distillation } from "../../src/laws/distillation.ts";
import { ensembleJoint } from "../../src/laws/ensembleJoint.ts";
import { ensembleTotal } from "../../src/laws/ensembleTotal.ts";
import { geometricRepeats } from "../../src/laws/geometricRepeats.ts";
import type { Example, Law, PublishedSet } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import { quartet } from "../../src/laws/quartet.ts";
import { quokkaRising } from "../../src/laws/quokkaRising.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

function published(law: Law, id: string): PublishedSet {
  return law.published.find((set) => set.id === id) as PublishedSet;
}

test("Quokka's law gives the losses that its printed coefficients give (computed apart, in double precision)", () => {
  const law = predictorOf(quokkaRising, published(quokkaRising, "quokka").theta);
  const points = [
    { N: 1e9, U: 1e9, epochs: 1, loss: 3.9198305703904697 },
    { N: 1e9, U: 1e9, epochs: 10, loss: 2.9232333356235762 },
    { N: 1e9, U: 1e9, epochs: 100, loss: 2.3561265852574644 },
    { N: 1e9, U: 1e9, epochs: 246, loss: 2.298749061929669 },
    { N: 1e9, U: 1e9, epochs: 1000, loss: 2.496519374312306 },
    { N: 1e8, U: 1e8, epochs: 356, loss: 3.2381027824349 },
  ];
  for (const { loss, ...at } of points) assert.ok(Math.abs(law.loss(at) / loss - 1) <= 1e-12, `${JSON.stringify(at)}: ${law.loss(at)}`);
});

test("inside the first epoch Quokka's law counts tokens seen as the unique ones", () => {
  const law = predictorOf(quokkaRising, published(quokkaRising, "quokka").theta);
  assert.equal(law.loss({ N: 1e9, U: 1e12, D: 1e9 }), law.loss({ N: 1e9, U: 1e9, D: 1e9 }));
});

test("a small share lost with each repeat is the exponential law with R* = (1 − δ)/δ", () => {
  const base = published(geometricRepeats, "c4").theta;
  const at = { N: 1e8, U: 4e9, D: 8e10 };
  const delta = 1e-6;
  const { delta_D: _, delta_N: _1, ...rest } = base;
  const geometric = predictorOf(geometricRepeats, { ...base, delta_D: delta, delta_N: delta }).loss(at);
  const star = (1 - delta) / delta;
  const exponential = predictorOf(dataConstrained, { ...rest, RD: star, RN: star }).loss(at);
  assert.ok(Math.abs(geometric / exponential - 1) < 1e-7, `${geometric} against ${exponential}`);
});

test("repeats that never lose value leave the base law: R* of 1e9 costs no digits", () => {
  const { theta } = published(dataConstrained, "c4");
  const { E = 0, A = 0, B = 0, alpha = 0, beta = 0 } = theta;
  const loss = predictorOf(dataConstrained, { ...theta, RD: 1e9, RN: 1e9 }).loss({ N: 6.34e9, D: 2.42e11, U: 2.5e10 });
  assert.ok(Math.abs(loss / (E + A / 6.34e9 ** alpha + B / 2.42e11 ** beta) - 1) < 1e-8);
});

test("the ensemble law in total parameters is the law in members with A·N^alpha", () => {
  const total = predictorOf(ensembleTotal, published(ensembleTotal, "infinite-compute-300m").theta);
  const members = predictorOf({ ...power, formula: "E + A/K^alpha", quantities: ["K"] }, { E: 3.34, A: 0.25, alpha: 1.02 });
  for (const K of [1, 2, 8]) assert.ok(Math.abs(total.loss({ N: 3e8, K }) - members.loss({ K })) < 1e-12);
});

test("the joint law's limits are the asymptotes: members first, then size", () => {
  const theta = (ensembleJoint.example as Example).theta;
  const { E = 0, A = 0, alpha = 0 } = theta;
  const law = predictorOf(ensembleJoint, theta);
  assert.equal(law.limit({ N: 3e8, K: 1 }, ["K"]), E + A / 3e8 ** alpha);
  assert.equal(law.limit({ N: 3e8, K: 1 }, ["K", "N"]), E);
});

test("of teachers neither the worst nor the best makes the best student (the capacity gap)", () => {
  const law = predictorOf(distillation, published(distillation, "busbridge").theta);
  const [best, middle, worst] = [1.6, 1.9, 2.4].map((LT) => law.loss({ N: 1.98e8, D: 4e9, LT })) as [number, number, number];
  assert.ok(middle < best && middle < worst, `${best}, ${middle}, ${worst}`);
});

test("Quartet's efficiencies come out of runs in one precision once the rest is held", () => {
  const { theta, design } = quartet.example as Example;
  const { eff_N, eff_D, ...fixed } = theta;
  const found = fit(quartet, rowsOf(simulate(quartet, theta, design, 0, 1)), { fixed });
  assert.equal(found.status, "converged");
  for (const [name, truth] of Object.entries({ eff_N, eff_D }))
    assert.ok(Math.abs((found.estimates[name] as number) / (truth as number) - 1) < 1e-6, name);
});
