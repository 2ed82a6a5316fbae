import assert from "node:assert/strict";
import { test } from "node:test";
import { completed, predictorOf } from "../../src/analyze/predictor.ts";
import { DEFAULTS, fit } from "../../src/fit/fit.ts";
import type { Problem } from "../../src/fit/problem.ts";
import { problem } from "../../src/fit/problem.ts";
import { interpret } from "../../src/formula/interpret.ts";
import { parse } from "../../src/formula/parse.ts";
import { tex, texName } from "../../src/formula/tex.ts";
import { ANY, heldIn, isOpen, lawIn } from "../../src/laws/define.ts";
import { laws } from "../../src/laws/index.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import { lawsTable } from "../../src/laws/lawsTable.ts";
import { risesWith } from "../../src/laws/risesWith.ts";
import { random } from "../../src/numeric/random.ts";
import { QUANTITIES, quantity } from "../../src/quantities.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

/** Every law as it is used: one-quantity laws in parameters, in members, and in whatever a published set of theirs is in. */
const used: Law[] = laws.flatMap((law) => (isOpen(law) ? inQuantities(law).map((symbol) => lawIn(law, symbol)) : [law]));

function inQuantities(law: Law): string[] {
  return [...new Set(["N", "K", ...law.published.flatMap((set) => Object.keys(set.range ?? {}))])];
}

/** Values of the design at one end of it, with tokens seen. */
function corner({ design }: Example, pick: (levels: readonly number[]) => number): Record<string, number> {
  return completed(Object.fromEntries(Object.entries(design).map(([symbol, levels]) => [symbol, pick(levels)]))) as Record<string, number>;
}

test("laws have ids, parameters, citations and sets that can be told apart", () => {
  assert.equal(new Set(laws.map((law) => law.id)).size, laws.length);
  for (const law of laws) {
    assert.ok(law.example && law.title && law.citation, law.id);
    assert.equal(new Set(law.published.map((set) => set.id)).size, law.published.length, law.id);
    for (const { name, unit, meaning, low, high, start } of law.parameters) {
      assert.ok(unit && meaning && low < high, `${law.id}: ${name}`);
      if (start) assert.ok(start[0] < start[1] && start[0] >= low && start[1] <= high, `${law.id}: starts of ${name}`);
    }
    for (const name of Object.keys(law.example?.held ?? {}))
      assert.ok(
        law.parameters.some((p) => p.name === name),
        `${law.id}: ${name}`,
      );
  }
});

test("a one-quantity law has each of its published sets in some quantity", () => {
  for (const law of laws.filter(isOpen)) {
    const found = inQuantities(law).flatMap((symbol) => lawIn(law, symbol).published.map((set) => set.id));
    assert.deepEqual(found.sort(), law.published.map((set) => set.id).sort(), law.id);
  }
});

/** Rows of all kinds that a law must stand: one epoch, inside the first epoch, many epochs, small and large models. */
function edges(law: Law): Observation[] {
  const example = law.example as Example;
  const typical = (symbol: string): number => {
    const levels = example.design[symbol];
    return levels ? (levels[Math.floor(levels.length / 2)] as number) : 1;
  };
  const others = Object.fromEntries(QUANTITIES.map(({ symbol }) => [symbol, typical(symbol)]));
  const base = { ...others, N: typical("N"), U: typical("U"), D: typical(example.design.D ? "D" : "U"), lambda: 1.3 * typical("lambda") };
  const { alpha = 0.3, beta = 0.3, A = 1, B = 1 } = example.theta;
  const G = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  const optimal = (base.U * G) ** (beta / alpha) * G;
  const points: Record<string, number>[] = [
    base,
    { ...base, D: base.U },
    { ...base, D: base.U / 3 },
    { ...base, D: base.U * 44 },
    { ...base, N: optimal },
    { ...base, N: optimal / 9 },
    { ...base, N: optimal * 9, D: base.U * 7 },
    { ...base, N: base.N * 3, D: base.U * 2 },
    // Along quantities that have no edge of their own.
    ...law.quantities.flatMap((symbol) => (example.design[symbol] ?? []).map((x) => ({ ...base, [symbol]: x }))).slice(0, 12),
  ];
  return points.map(({ epochs: _, L = 1, ...at }, i) => {
    const value = predictorOf(law, example.theta).loss(completed({ ...at, L })) * 1.01;
    return {
      run: `edge-${i}`,
      source: { file: "edge", line: i + 1 },
      checkpoint: "final",
      loss: law.response ? L : value,
      ...Object.fromEntries(QUANTITIES.filter(({ symbol }) => at[symbol] !== undefined).map(({ symbol, name }) => [name, at[symbol]])),
      fields: law.response ? { [law.response.column]: value } : {},
    };
  });
}

function solved(set: Problem, theta: Readonly<Record<string, number>>): Float64Array {
  return Float64Array.from(set.unknowns, (u) =>
    u.parameter.scale === "log" ? Math.log(theta[u.parameter.name] as number) : (theta[u.parameter.name] as number),
  );
}

for (const law of used) {
  const name = `${law.id} (${law.quantities.join(", ")})`;
  const example = law.example as Example;

  for (const set of law.published)
    test(`${name}: published set ${set.id} gives its value`, () => {
      assert.ok(set.at && set.loss, "a published set has an evaluation to test it by");
      const loss = predictorOf(law, set.theta).loss(set.at);
      assert.ok(Math.abs(loss / set.loss - 1) <= 1e-12, `${loss} against ${set.loss}`);
      assert.deepEqual(Object.keys(set.theta).sort(), law.parameters.map((p) => p.name).sort());
    });

  test(`${name}: TeX has balanced braces and every parameter`, () => {
    const written = tex(parse(law.formula));
    assert.equal(written.split("{").length, written.split("}").length);
    assert.match(written, /^.* &= /);
    for (const { name } of law.parameters) assert.ok(written.includes(texName(name)), `${name} in ${written}`);
  });

  test(`${name}: falls to a limit along every quantity with which it cannot rise`, () => {
    const rises = risesWith(law);
    const { loss, limit } = predictorOf(law, example.theta);
    for (const symbol of law.quantities.filter((s) => quantity(s)?.log && !rises.includes(s))) {
      const at = corner(example, (levels) => levels.at(-1) as number);
      const end = limit(at, [symbol]);
      assert.ok(end !== undefined && end >= 0 && end <= loss(at) * (1 + 1e-12), `${symbol}: ${end} against ${loss(at)}`);
    }
  });

  test(`${name}: gradient and Hessian equal differences at random points and at the edges`, () => {
    const rows = edges(law);
    // Rows one at a time, with a squared loss: a sum could hide errors, and Huber's corners are no fault of the law.
    for (const row of rows) {
      // At N = UN exactly the curvature jumps, so differences mean nothing there; that it is finite is tested below.
      if (row.run === "edge-4") continue;
      const set = problem(
        law,
        law.parameters.map(() => row),
        { ...DEFAULTS, loss: "squared" },
      );
      for (let k = 0; k < 4; k++) {
        const draw = random(11, k);
        const theta = solved(set, example.theta).map((x) => x + 0.1 * draw.normal() * Math.min(1, Math.abs(x)));
        checkDerivatives(set, theta, `${name} at row ${row.run}`);
      }
    }
  });

  test(`${name}: value, gradient and Hessian are finite at the edges and at each bound`, () => {
    const set = problem(law, edges(law), DEFAULTS);
    const weights = new Float64Array(set.rows.length).fill(1);
    const P = set.unknowns.length;
    set.unknowns.forEach((u, p) => {
      for (const bound of [u.low, u.high]) {
        if (!Number.isFinite(bound)) continue;
        const theta = solved(set, example.theta);
        theta[p] = bound;
        const g = new Float64Array(P);
        const h = new Float64Array(P * P);
        const f = set.derivatives(theta, weights, g, h);
        assert.ok([f, ...g, ...h].every(Number.isFinite), `${u.key} at ${bound}: ${f}, ${g}, ${h}`);
      }
    });
  });

  test(`${name}: recovers its example from simulated runs without noise, and says it converged`, () => {
    const rows = rowsOf(simulate(law, example.theta, example.design, 0, 3));
    const found = fit(law, rows, { fixed: heldIn(example) });
    assert.equal(found.status, "converged", JSON.stringify(found.diagnostics));
    for (const p of law.parameters) {
      const truth = example.theta[p.name] as number;
      const estimate = found.estimates[p.name] as number;
      assert.ok(Math.abs(estimate / truth - 1) < 1e-4, `${p.name}: ${estimate} against ${truth}`);
    }
  });

  test(`${name}: the kernel predicts what the interpreter predicts`, () => {
    const set = problem(law, edges(law), DEFAULTS);
    const values = set.values(solved(set, example.theta));
    set.rows.forEach((_, i) => {
      const at = Object.fromEntries(Object.entries(set.data).map(([symbol, column]) => [symbol, column[i] as number]));
      const expected = interpret(parse(law.formula), { ...at, ...example.theta });
      assert.ok(Math.abs((values[i] as number) / expected - 1) < 1e-13);
    });
  });
}

test("laws rise with what they are known to rise with, and the table says so", () => {
  const rising = (id: string): string[] => risesWith(laws.find((law) => law.id === id) as Law);
  for (const id of ["power", "chinchilla", "kaplan", "data-constrained", "data-constrained-tokens", "precision"])
    assert.deepEqual(rising(id), [], id);
  for (const id of ["exponent-decay", "overfit-penalty", "overfit-penalty-1", "data-constrained-penalty", "quokka-rising"])
    assert.ok(rising(id).includes("D"), id);
  assert.deepEqual(rising("bounded-h"), ["N"]);
  assert.deepEqual(rising("broken-power"), [ANY]);
  assert.deepEqual(rising("distillation"), ["LT"]);
  assert.match(lawsTable(laws), /^\| `overfit-penalty` \| `Ud = min\(U, D\); .*` \| N, D, U \| N, D \| Lovelace/m);
});

function checkDerivatives(set: Problem, theta: Float64Array, name: string): void {
  const P = theta.length;
  const w = new Float64Array(set.rows.length).fill(1);
  const at = (t: Float64Array) => {
    const g = new Float64Array(P);
    const h = new Float64Array(P * P);
    return { f: set.derivatives(t, w, g, h), g, h };
  };
  const base = at(theta);
  assert.ok([base.f, ...base.g, ...base.h].every(Number.isFinite), `${name}: not finite`);
  const size = Math.max(base.f, ...base.g.map(Math.abs), ...base.h.map(Math.abs));
  for (let p = 0; p < P; p++) {
    const step = 1e-4 * Math.max(1e-2, Math.abs(theta[p] as number));
    const difference = (d: number) => {
      const up = theta.slice();
      const down = theta.slice();
      up[p] = (up[p] as number) + d;
      down[p] = (down[p] as number) - d;
      const [a, b] = [at(up), at(down)];
      return { f: (a.f - b.f) / (2 * d), g: a.g.map((x, q) => (x - (b.g[q] as number)) / (2 * d)) };
    };
    const [wide, narrow] = [difference(step), difference(step / 2)];
    const slope = (4 * narrow.f - wide.f) / 3;
    assert.ok(
      Math.abs(slope - (base.g[p] as number)) <= 1e-6 * Math.max(Math.abs(slope), 1e-2 * size),
      `${name}: gradient of ${set.unknowns[p]?.key}: ${base.g[p]} against ${slope}`,
    );
    for (let q = 0; q <= p; q++) {
      const bend = (4 * (narrow.g[q] as number) - (wide.g[q] as number)) / 3;
      assert.ok(
        Math.abs(bend - (base.h[p * P + q] as number)) <= 1e-6 * Math.max(Math.abs(bend), 1e-2 * size),
        `${name}: Hessian of ${set.unknowns[p]?.key}, ${set.unknowns[q]?.key}: ${base.h[p * P + q]} against ${bend}`,
      );
    }
  }
}
