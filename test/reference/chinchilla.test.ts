import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap } from "../../src/fit/draws.ts";
import { fit } from "../../src/fit/fit.ts";
import { withIntervals } from "../../src/fit/intervals.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { findLaw } from "../../src/laws/find.ts";
import { CHINCHILLA, chinchillaRows, requires } from "./data.ts";

/** The optimum of the 240 points, found by scipy from 4500 starts and polished (tight tolerances). */
const OPTIMUM = { A: 477.82587, B: 2143.41736, E: 1.8172181, alpha: 0.3473105, beta: 0.36717244 };

for (const law of [chinchilla, findLaw("E + A/N^alpha + B/D^beta")])
  test(`${law.id}: the optimum of the 240 points, from every start, and confirmed`, requires(CHINCHILLA), () => {
    const found = fit(law, chinchillaRows());
    assert.equal(found.n, 240);
    assert.equal(found.status, "converged");
    assert.ok(found.objective <= 0.00101827403 && found.objective > 0.0010182740178 * (1 - 1e-9), String(found.objective));
    for (const [name, value] of Object.entries(OPTIMUM))
      assert.ok(Math.abs((found.estimates[name] as number) / value - 1) < 2e-7, `${name}: ${found.estimates[name]}`);
    assert.equal(found.census.agreed, found.census.starts);
    assert.equal(found.confirmation.agrees, true);
    assert.ok(Math.abs(found.confirmation.difference) < 1e-6);
  });

test(
  "bootstrap standard errors: E .0253, alpha .0151, beta .0202 (40,000 row resamples) to 10 % in 1000",
  requires(CHINCHILLA),
  async () => {
    const found = fit(chinchilla, chinchillaRows());
    const draws = await bootstrap(found, { replicates: 1000, seed: 3 });
    assert.equal(draws.failed, 0);
    const sd = (name: string): number => {
      const column = draws.theta.map((row) => row[draws.names.indexOf(name)] as number);
      const mean = column.reduce((a, b) => a + b, 0) / column.length;
      return Math.sqrt(column.reduce((s, x) => s + (x - mean) ** 2, 0) / (column.length - 1));
    };
    for (const [name, se] of Object.entries({ E: 0.0253, alpha: 0.0151, beta: 0.0202 }))
      assert.ok(Math.abs(sd(name) / se - 1) < 0.1, `${name}: ${sd(name)} against ${se}`);
    const { intervals } = withIntervals(found, draws);
    assert.ok((intervals.alpha?.low as number) < 0.3473 && (intervals.alpha?.high as number) > 0.3473);
  },
);
