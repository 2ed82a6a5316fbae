import assert from "node:assert/strict";
import { test } from "node:test";
import { isMainThread } from "node:worker_threads";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { problem } from "../../src/fit/problem.ts";
import { board, undone, worker } from "../../src/fit/replicates.ts";
import { start, usable } from "../../src/fit/threads.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { lawIn } from "../../src/laws/define.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import { power } from "../../src/laws/power.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

function fitted(law: Law, keep = 1e9, options = {}) {
  const { theta, design, noise } = law.example as Example;
  return fit(law, rowsOf(simulate(law, theta, design, noise, 3)).slice(0, keep), { starts: 8, ...options });
}

test("draws are the same bits for one thread and for several", async () => {
  const fits = [fitted(chinchilla), fitted(lawIn(power, "K"), 6), fitted(chinchilla, 1e9, { loss: "squared" })];
  for (const one of fits) {
    const alone = await bootstrap(one, { replicates: 60, threads: 1 });
    for (const threads of [2, 4]) assert.deepEqual(await bootstrap(one, { replicates: 60, threads }), alone);
  }
});

test("replicates that a thread left undone are done by the caller", () => {
  const one = fitted(chinchilla);
  const set = problem(one.law, one.observations, one.options);
  const optimum = Float64Array.from(one.solution);
  const weights = Array.from({ length: set.rows.length }, (_, i) => [i]);
  const job = { plan: { kind: "clusters", seed: 1, levels: [weights] } as const, optimum, seed: 0, replicates: 12 };
  const whole = board(12, optimum.length);
  const all = worker(set, job, whole);
  while (all());
  const torn = board(12, optimum.length);
  torn.states.set(whole.states);
  torn.theta.set(whole.theta);
  torn.counters[0] = 12;
  torn.states[5] = 0;
  torn.theta.fill(0, 5 * optimum.length, 6 * optimum.length);
  assert.equal(undone(whole), false);
  assert.equal(undone(torn), true);
  const rest = worker(set, job, torn);
  while (rest());
  assert.deepEqual(torn.theta, whole.theta);
  assert.deepEqual(torn.states, whole.states);
});

test("threads are usable from their own file, asked or not, on the main thread", () => {
  assert.equal(usable(true), true);
  assert.equal(usable(false), isMainThread);
});

test("threads stop when they are told to", async () => {
  const one = fitted(chinchilla);
  const set = problem(one.law, one.observations, one.options);
  const optimum = Float64Array.from(one.solution);
  const weights = Array.from({ length: set.rows.length }, (_, i) => [i]);
  const many = 1e6;
  const done = board(many, optimum.length);
  const others = start(2, set, { plan: { kind: "clusters", seed: 1, levels: [weights] }, optimum, seed: 0, replicates: many }, done);
  others.stop();
  await others.ended;
  assert.equal(others.running(), false);
  assert.ok((done.counters[1] as number) < many);
});

test("an interrupt is heard while threads work", async () => {
  const interrupt = new AbortController();
  const looks: number[] = [];
  const draws = bootstrap(fitted(chinchilla), {
    replicates: 1e6,
    threads: 2,
    signal: interrupt.signal,
    onProgress: (done) => {
      looks.push(done);
      if (looks.length === 2) interrupt.abort(new Error("enough"));
    },
  });
  await assert.rejects(draws, /enough/);
  assert.ok(looks.length < 10, `${looks.length} looks`);
});
