import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS } from "../../src/fit/fit.ts";
import { gathering } from "../../src/fit/gathered.ts";
import { newton, settled } from "../../src/fit/newton.ts";
import { problem } from "../../src/fit/problem.ts";
import { search } from "../../src/fit/search.ts";
import { THRESHOLDS } from "../../src/fit/thresholds.ts";
import type { FitOptions } from "../../src/fit/types.ts";
import { lawIn } from "../../src/laws/define.ts";
import { power } from "../../src/laws/power.ts";
import { random } from "../../src/numeric/random.ts";
import type { Observation } from "../../src/run.ts";

const law = lawIn(power, "N");
const draw = random(3, 0);
/** Five sizes of as many seeds as they are places on: 10 to 14. */
const rows = [1e8, 2e8, 4e8, 8e8, 1.6e9].flatMap((params, i) =>
  Array.from({ length: 10 + i }, (_, seed): Observation => {
    const loss = (3 + 400 / params ** 0.33) * Math.exp(0.01 * draw.normal());
    return {
      run: `${params}-${seed}`,
      source: { file: "made up", line: seed + 1 },
      family: "ar",
      params,
      loss,
      fields: {},
    } as unknown as Observation;
  }),
);
const options = (changed: Partial<FitOptions>): FitOptions => ({ ...DEFAULTS, loss: "squared", ...changed });

for (const residual of ["linear", "log"] as const)
  test(`one row a place has the objective, gradient and Hessian of all rows, ${residual} residuals`, () => {
    const set = problem(law, rows, options({ residual }));
    const weights = Float64Array.from(rows, (_, i) => (i < 10 ? 0 : i % 4));
    const own = gathering(set)?.(set.losses, weights);
    assert.ok(own);
    assert.equal(own.set.losses.length, 5);
    const P = set.unknowns.length;
    for (const theta of [search(set).best.theta, Float64Array.from([1, 5, 0.3])]) {
      const [g, h, ownG, ownH] = [P, P * P, P, P * P].map((n) => new Float64Array(n)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const all = set.derivatives(theta, weights, g, h);
      const few = own.set.derivatives(theta, own.weights, ownG, ownH);
      near(few, all);
      near(own.set.objective(theta, own.weights), all);
      g.forEach((x, p) => near(ownG[p] as number, x));
      h.forEach((x, p) => near(ownH[p] as number, x));
    }
  });

test("a search on gathered rows ends where that on all rows ends", () => {
  const set = problem(law, rows, options({ residual: "linear" }));
  const { best } = search(set);
  const weights = new Float64Array(rows.length).fill(1);
  const whole = settled(
    set,
    newton(
      set,
      best.theta.map((x) => x * 1.05),
      weights,
      THRESHOLDS.arrived,
      true,
    ),
    weights,
  );
  whole.theta.forEach((x, p) => near(best.theta[p] as number, x, 1e-6));
});

test("nothing is gathered where errors are not squared, or where each row has a place of its own", () => {
  assert.equal(gathering(problem(law, rows, options({ loss: "huber" }))), undefined);
  const apart = rows.map((row, i) => ({ ...row, params: (row.params as number) + i }));
  assert.equal(gathering(problem(law, apart, options({}))), undefined);
});

function near(found: number, wanted: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(found - wanted) <= tolerance * Math.max(Math.abs(wanted), 1e-6), `${found} is not ${wanted}`);
}
