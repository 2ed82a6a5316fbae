import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { codegenExpression, parseExpression } from "vega";
import { compile, findLaw, interpret, isOpen, lawIn, laws, parse, vegaExpression } from "../../src/index.ts";

// Vega's own parser and code generator read what is written for them; the interpreter and the kernels of the fit say what it must give.

type Datum = Record<string, number>;

function evaluator(formula: string): (datum: Datum) => number {
  const generate = codegenExpression({ globalvar: "nothing", fieldvar: "datum", allowed: ["datum"] });
  const steps = vegaExpression(parse(formula)).map(({ calculate, as }) => {
    const { code, globals } = generate(parseExpression(calculate));
    assert.deepEqual(globals, [], calculate);
    return { as, at: new Function("datum", `return ${code}`) as (datum: Datum) => number };
  });
  return (values) => {
    const datum = { ...values };
    for (const { as, at } of steps) datum[as] = at(datum);
    return datum.loss as number;
  };
}

function near(got: number, expected: number, what: string): void {
  if (Object.is(got, expected)) return;
  assert.ok(Math.abs(got - expected) <= 1e-9 * Math.abs(expected), `${what}: ${got} against ${expected}`);
}

const factor = fc.double({ min: -1, max: 1, noNaN: true });

test("every law of the registry gives what the interpreter and the kernel give", () => {
  for (const law of laws.map((one) => (isOpen(one) ? lawIn(one, "N") : one))) {
    const vega = evaluator(law.formula);
    const formula = parse(law.formula);
    const sets = [...law.published.map(({ theta }) => theta), ...(law.example ? [law.example.theta] : [])];
    assert.ok(sets.length > 0, law.id);
    const variables = law.parameters.map(({ name }) => ({ name, scale: "linear" as const }));
    const columns = law.quantities.map((symbol) => ({ symbol, positive: true }));
    const kernel = compile(formula, { variables, constants: {}, ties: {}, columns, residual: "linear", loss: "squared" });
    const draw = fc.tuple(
      fc.constantFrom(...sets),
      fc.array(factor, { minLength: variables.length, maxLength: variables.length }),
      fc.record(Object.fromEntries(law.quantities.map((symbol) => [symbol, place(symbol)]))),
    );
    fc.assert(
      fc.property(draw, ([theta, moves, given]) => {
        const at = { ...given, ...(given.D !== undefined && given.U !== undefined && { D: given.U * (given.D % 300) }) } as Datum;
        const parameters = Object.fromEntries(variables.map(({ name }, i) => [name, (theta[name] ?? 1) * 1.1 ** (moves[i] as number)]));
        const expected = interpret(formula, { ...at, ...parameters });
        if (!Number.isFinite(expected)) return;
        const got = vega({ ...at, ...parameters });
        near(got, expected, `${law.id} at ${JSON.stringify({ ...at, ...parameters })}`);
        const out = new Float64Array(1);
        const cells = Object.fromEntries(law.quantities.map((symbol) => [symbol, Float64Array.of(at[symbol] as number)]));
        kernel.bind(cells, Float64Array.of(1), 1e-3).values(
          Float64Array.from(variables, ({ name }) => parameters[name] as number),
          out,
        );
        near(got, out[0] as number, `the kernel of ${law.id}`);
      }),
      { numRuns: 100, seed: 7 },
    );
  }
});

/** Log-uniform over what such quantities are in logs. */
function place(symbol: string): fc.Arbitrary<number> {
  const [low, high] = { lambda: [-3, 1], K: [0, 3], L: [-1, 1], LT: [-1, 1], Pw: [0, 1.5], Pa: [0, 1.5], Pkv: [0, 1.5] }[symbol] ?? [5, 12];
  return fc.double({ min: low as number, max: high as number, noNaN: true }).map((x) => 10 ** x);
}

test("functions that Vega has not keep their digits near 0 and far from it", () => {
  const known = { expm1: Math.expm1, log1p: Math.log1p } as const;
  for (const [name, exact] of Object.entries(known)) {
    const vega = evaluator(`${name}(N)`);
    for (const x of [0, 1e-300, 1e-12, 9.99e-6, 1e-5, 1.01e-5, 1e-3, 0.3, 1, 30, 250])
      for (const sign of [1, -1])
        if (name === "expm1" || sign * x > -1) near(vega({ N: sign * x }), exact(sign * x), `${name}(${sign * x})`);
  }
  // From 50-digit arithmetic (the decimal module of Python): ln(1 + e^x) and 1/(1 + e^-x).
  const softplus = evaluator("softplus(N)");
  near(softplus({ N: -30 }), 9.357622968839863e-14, "softplus(-30)");
  near(softplus({ N: -1 }), 0.3132616875182229, "softplus(-1)");
  near(softplus({ N: 800 }), 800, "softplus(800)");
  const sigmoid = evaluator("sigmoid(N)");
  near(sigmoid({ N: -40 }), 4.248354255291589e-18, "sigmoid(-40)");
  near(sigmoid({ N: 800 }), 1, "sigmoid(800)");
});

test("nested calls, powers and signs are read as the formula reads them; no name meets a constant of Vega", () => {
  for (const formula of ["-N^2", "2^-N", "N^E^PI", "a = expm1(log1p(N)/E)\nexpm1(softplus(a*a) - sigmoid(-a))", "max(min(N, E), -PI)"]) {
    const values = { N: 1.7, E: 0.4, PI: 2.5 };
    near(evaluator(formula)(values), interpret(parse(formula), values), formula);
  }
});

test("0 to a power is 0, and a law read at infinity keeps its limit", () => {
  assert.equal(evaluator("N^a")({ N: 0, a: 0.3 }), 0);
  const { formula, example } = findLaw("data-constrained");
  const theta = example?.theta as Datum;
  const at = { N: 1e300, U: 1e9, D: 1e300, ...theta };
  near(evaluator(formula)(at), interpret(parse(formula), at), "far out");
});
