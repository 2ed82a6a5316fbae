import assert from "node:assert/strict";
import { test } from "node:test";
import { newton, settled } from "../../src/fit/newton.ts";

const one = Float64Array.of(1);
/** Nothing here has a threshold of its own. */
const options = { delta: Number.POSITIVE_INFINITY };
const free = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** (a − x²)²·k + (1 − x)²: Rosenbrock's valley in two unknowns. */
const valley = {
  options,
  unknowns: [free, free],
  objective: ([x, y]: Float64Array) => 100 * ((y as number) - (x as number) ** 2) ** 2 + (1 - (x as number)) ** 2,
  derivatives(theta: Float64Array, _w: Float64Array, g: Float64Array, h: Float64Array) {
    const [x, y] = theta as unknown as [number, number];
    g[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    g[1] = 200 * (y - x * x);
    h[0] = 1200 * x * x - 400 * y + 2;
    h[2] = -400 * x;
    h[3] = 200;
    return this.objective(theta);
  },
};

test("follows a curved valley to its end", () => {
  const end = newton(valley, Float64Array.of(-1.2, 1), one, 1e-12);
  assert.equal(end.end, "arrived");
  assert.ok(Math.abs((end.theta[0] as number) - 1) < 1e-6 && Math.abs((end.theta[1] as number) - 1) < 1e-6);
});

test("stops at a bound, says which, and is lowest there", () => {
  const bounded = { ...valley, unknowns: [{ low: -2, high: 0.5 }, free] };
  const end = newton(bounded, Float64Array.of(-1.2, 1), one, 1e-12);
  assert.equal(end.end, "arrived");
  assert.deepEqual(end.held, [true, false]);
  assert.equal(end.theta[0], 0.5);
  assert.ok(Math.abs((end.theta[1] as number) - 0.25) < 1e-6);
});

test("a start without a finite objective is infeasible, steps into such places are refused", () => {
  const log = {
    options,
    unknowns: [free],
    objective: ([x]: Float64Array) => ((x as number) > 0 ? (x as number) - Math.log(x as number) : Number.POSITIVE_INFINITY),
    derivatives(theta: Float64Array, _w: Float64Array, g: Float64Array, h: Float64Array) {
      const [x] = theta as unknown as [number];
      g[0] = 1 - 1 / x;
      h[0] = 1 / (x * x);
      return this.objective(theta);
    },
  };
  assert.equal(newton(log, Float64Array.of(-1), one, 1e-12).end, "infeasible");
  const end = newton(log, Float64Array.of(30), one, 1e-12);
  assert.equal(end.end, "arrived");
  assert.ok(end.refused > 0);
  assert.ok(Math.abs((end.theta[0] as number) - 1) < 1e-6);
});

test("a corner is a stall, not an arrival", () => {
  const corner = {
    options,
    unknowns: [free],
    objective: ([x]: Float64Array) => Math.abs(x as number) + 1 + 1e-3 * (x as number) ** 2,
    derivatives(theta: Float64Array, _w: Float64Array, g: Float64Array, h: Float64Array) {
      const [x] = theta as unknown as [number];
      g[0] = Math.sign(x) + 2e-3 * x || 1;
      h[0] = 2e-3;
      return this.objective(theta);
    },
  };
  assert.equal(newton(corner, Float64Array.of(0.3), one, 1e-12).end, "stalled");
});

test("a stall remembers what its first step promised, not what the last and shortest did", () => {
  // A valley with a corner across it: at (x, x) no Newton step goes down, though the minimum is at (5, 5).
  const crease = {
    options,
    unknowns: [free, free],
    objective: ([x, y]: Float64Array) =>
      Math.abs((x as number) - (y as number)) + 0.005 * (((x as number) - 5) ** 2 + ((y as number) - 5) ** 2),
    derivatives(theta: Float64Array, _w: Float64Array, g: Float64Array, h: Float64Array) {
      const [x, y] = theta as unknown as [number, number];
      const side = x >= y ? 1 : -1;
      g.set([side + 0.01 * (x - 5), -side + 0.01 * (y - 5)]);
      h.set([0.01, 0, 0, 0.01]);
      return this.objective(theta);
    },
  };
  const end = newton(crease, Float64Array.of(0, 3), one, 1e-12);
  assert.equal(end.end, "stalled");
  assert.ok(end.objective > 0.1 && end.decrement > 1e-3 * end.objective, `${end.decrement} of ${end.objective}`);
});

test("one settled step goes from where a loose search has arrived to the bottom of the parabola", () => {
  const bowl = {
    options,
    unknowns: [free, free],
    objective: ([x, y]: Float64Array) => 7 + ((x as number) - 1) ** 2 + 3 * ((y as number) - (x as number)) ** 2,
    derivatives(theta: Float64Array, _w: Float64Array, g: Float64Array, h: Float64Array) {
      const [x, y] = theta as unknown as [number, number];
      g.set([2 * (x - 1) - 6 * (y - x), 6 * (y - x)]);
      h.set([8, 0, -6, 6]);
      return this.objective(theta);
    },
  };
  const loose = newton(bowl, Float64Array.of(1.3, 1.2), one, 0.1);
  assert.deepEqual([loose.end, [...loose.theta]], ["arrived", [1.3, 1.2]]);
  const end = settled(bowl, loose, one);
  assert.ok(Math.hypot((end.theta[0] as number) - 1, (end.theta[1] as number) - 1) < 1e-12);
  assert.ok(Math.abs(end.objective - 7) < 1e-12);
});
