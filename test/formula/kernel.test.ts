import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { interpret } from "../../src/formula/interpret.ts";
import { compile, type KernelSpec } from "../../src/formula/kernel.ts";
import { names, parse } from "../../src/formula/parse.ts";

const plain = { constants: {}, ties: {}, residual: "linear", loss: "squared" } as const;

/** Compiles with every lower-case name a linear parameter, every upper-case name a column. */
function bind(formula: string, columns: Record<string, number[]>, spec: Partial<KernelSpec> = {}) {
  const free = [...names(parse(formula)).keys()];
  const variables = spec.variables ?? free.filter((n) => !(n in columns)).map((name) => ({ name, scale: "linear" as const }));
  const n = Object.values(columns)[0]?.length ?? 1;
  const kernel = compile(parse(formula), {
    ...plain,
    ...spec,
    variables,
    columns: Object.entries(columns).map(([symbol, values]) => ({ symbol, positive: values.every((x) => x > 0) })),
  });
  const data = Object.fromEntries(Object.entries(columns).map(([symbol, values]) => [symbol, Float64Array.from(values)]));
  return { bound: kernel.bind(data, new Float64Array(n).fill(2), 1e-3), variables, n };
}

const numbers = fc.double({ min: 0.2, max: 3, noNaN: true });
/** Random formulas over two columns and three parameters, within what is defined for positive numbers. */
const formulas = fc.letrec((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom("N", "D", "a", "b", "c", "2", "0.5", "3"),
    fc.tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/"), tie("expression")).map(([x, op, y]) => `(${x} ${op} ${y})`),
    fc.tuple(fc.constantFrom("N", "D", "a", "exp(b)", "(N + c)", "2"), tie("expression")).map(([x, y]) => `${x}^(0.3*${y})`),
    fc.tuple(fc.constantFrom("exp", "expm1", "sigmoid", "softplus"), tie("expression")).map(([f, x]) => `${f}(0.2*${x})`),
    fc.tuple(fc.constantFrom("log", "log1p"), tie("expression")).map(([f, x]) => `${f}(1 + (${x})^2)`),
    fc.tuple(fc.constantFrom("min", "max"), tie("expression"), tie("expression")).map(([f, x, y]) => `${f}(${x}, ${y})`),
  ),
})).expression as fc.Arbitrary<string>;

test("kernels equal the plain interpreter on random formulas", () => {
  fc.assert(
    fc.property(
      formulas,
      fc.array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 4 }),
      fc.tuple(numbers, numbers, numbers),
      (formula, rows, [a, b, c]) => {
        const columns = { N: rows.map(([n]) => n), D: rows.map(([, d]) => d) };
        const variables = ["a", "b", "c"].map((name) => ({ name, scale: "linear" as const }));
        const { bound, n } = bind(formula, columns, { variables });
        const out = new Float64Array(n);
        bound.values(Float64Array.from([a, b, c]), out);
        rows.forEach(([N, D], i) => {
          const expected = interpret(parse(formula), { N, D, a, b, c });
          const got = out[i] as number;
          assert.ok(
            Object.is(got, expected) || Math.abs(got - expected) <= 1e-9 * (1 + Math.abs(expected)),
            `${formula}: ${got} against ${expected}`,
          );
        });
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test("gradients and Hessians equal differences on random smooth formulas", () => {
  fc.assert(
    fc.property(formulas, fc.tuple(numbers, numbers), fc.tuple(numbers, numbers, numbers), (formula, [N, D], theta) => {
      if (/min|max/.test(formula)) return;
      const variables = ["a", "b", "c"].map((name) => ({ name, scale: "linear" as const }));
      const { bound } = bind(formula, { N: [N], D: [D] }, { variables });
      checkDerivatives(bound, Float64Array.from(theta), formula);
    }),
    { numRuns: 200, seed: 2 },
  );
});

function checkDerivatives(bound: ReturnType<typeof bind>["bound"], theta: Float64Array, name: string): void {
  const P = theta.length;
  const w = new Float64Array(bound.rows).fill(1);
  const at = (t: Float64Array) => {
    const g = new Float64Array(P);
    const h = new Float64Array(P * P);
    return { f: bound.derivatives(t, w, g, h), g, h };
  };
  const base = at(theta);
  if (![base.f, ...base.g, ...base.h].every((x) => Math.abs(x) < 1e6)) return;
  const scale = Math.max(1, base.f, ...base.g.map(Math.abs), ...base.h.map(Math.abs));
  for (let p = 0; p < P; p++) {
    // Two step widths cancel the leading error of central differences.
    const difference = (d: number) => {
      const up = theta.slice();
      const down = theta.slice();
      up[p] = (up[p] as number) + d;
      down[p] = (down[p] as number) - d;
      const [a, b] = [at(up), at(down)];
      return { f: (a.f - b.f) / (2 * d), g: a.g.map((x, q) => (x - (b.g[q] as number)) / (2 * d)) };
    };
    const [wide, narrow] = [difference(2e-4), difference(1e-4)];
    const slope = (4 * narrow.f - wide.f) / 3;
    assert.ok(Math.abs(slope - (base.g[p] as number)) <= 1e-6 * scale, `${name}: gradient ${p}: ${base.g[p]} against ${slope}`);
    for (let q = 0; q <= p; q++) {
      const bend = (4 * (narrow.g[q] as number) - (wide.g[q] as number)) / 3;
      assert.ok(
        Math.abs(bend - (base.h[p * P + q] as number)) <= 1e-6 * scale,
        `${name}: Hessian ${p},${q}: ${base.h[p * P + q]} against ${bend}`,
      );
    }
  }
}

test("0^y is 0 with zero derivatives, also through a column of zeros", () => {
  const { bound } = bind("p*R^d + e", { R: [0, 1] });
  const theta = Float64Array.from([0.3, 0.4, 1]);
  const g = new Float64Array(3);
  const h = new Float64Array(9);
  assert.ok(Number.isFinite(bound.derivatives(theta, Float64Array.from([1, 0]), g, h)));
  assert.deepEqual(
    [...g].map((x) => x + 0),
    [0, 0, -1],
  );
  assert.ok(h.every(Number.isFinite));
  const whole = bind("p*(R - r)^2 + e", { R: [0, 3] });
  const out = new Float64Array(2);
  whole.bound.values(Float64Array.from([2, 1, 0]), out);
  assert.deepEqual([...out], [2, 8]);
});

test("the branch that min and max do not take may be infinite", () => {
  const { bound } = bind("min(exp(a*N)^2, D) + b", { N: [1], D: [5] });
  const g = new Float64Array(2);
  const h = new Float64Array(4);
  assert.equal(bound.derivatives(Float64Array.from([900, 1]), Float64Array.from([1]), g, h), 8);
  assert.deepEqual(
    [...g, ...h].map((x) => x + 0),
    [0, 4, 0, 0, 0, 1],
  );
});

test("predictions that are not finite, or not positive under log residuals, are infeasible", () => {
  const log = bind("a - N", { N: [1] }, { residual: "log" });
  assert.equal(log.bound.objective(Float64Array.from([0.5]), Float64Array.from([1])), Number.POSITIVE_INFINITY);
  const linear = bind("a/(N - b)", { N: [1] });
  assert.equal(linear.bound.objective(Float64Array.from([1, 1]), Float64Array.from([1])), Number.POSITIVE_INFINITY);
});

test("a weight of 0 leaves a row out, 2 counts it twice; Huber is a sum of terms", () => {
  const { bound } = bind("a*N", { N: [1, 2] }, { loss: "huber" });
  const theta = Float64Array.from([2.5]);
  const huber = (r: number) => (Math.abs(r) <= 1e-3 ? 0.5 * r * r : 1e-3 * (Math.abs(r) - 0.5e-3));
  assert.equal(bound.objective(theta, Float64Array.from([2, 0])), 2 * huber(0.5));
  assert.equal(bound.objective(theta, Float64Array.from([1, 1])), huber(0.5) + huber(3));
});

test("hostile nesting of min and max compiles in bounded time", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `m${i + 1} = min(m${i}, m${i}*a)`);
  const { bound } = bind(`m0 = a*N\n${lines.join("\n")}\nm40`, { N: [1] }, { variables: [{ name: "a", scale: "linear" }] });
  assert.equal(bound.objective(Float64Array.from([1.5]), Float64Array.from([1])), 0.125);
});
