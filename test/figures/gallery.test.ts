import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Findings, findings } from "../../figures/findings.ts";
import { gallery } from "../../figures/gallery.ts";
import { galleryPage } from "../../figures/page.ts";
import { report } from "../../figures/report.ts";
import { type Rows, readRows } from "../../figures/rows.ts";
import { syntheticData } from "../../figures/synthetic.ts";
import { figures } from "../../src/index.ts";
import { read } from "../tree.ts";

// What the shipped runs say by themselves, and the gallery as golden files: `npm run figures` writes them anew.

const quiet = (): void => {};
let rows: Rows;
let found: Findings;
before(async () => {
  rows = await readRows("runs/kjv-tiny", quiet);
  found = await findings(rows, () => quiet);
});

/** Relative difference that another processor's arithmetic may make in a drawn number. */
const CLOSE = 1e-4;
/** Difference that no picture shows, whatever the number: a share of 1e-9 is 0 on an axis from 0 to 1. */
const NOTHING = 1e-9;

function requireAlike(actual: unknown, golden: unknown, path: string): void {
  if (typeof actual === "number" && typeof golden === "number") {
    const most = Math.max(NOTHING, CLOSE * Math.max(Math.abs(actual), Math.abs(golden)));
    assert.ok(Math.abs(actual - golden) <= most, `${path}: ${actual}, golden ${golden}`);
  } else if (typeof actual === "object" && actual !== null && typeof golden === "object" && golden !== null) {
    assert.deepEqual(Object.keys(actual), Object.keys(golden), path);
    for (const [key, value] of Object.entries(actual)) requireAlike(value, (golden as Record<string, unknown>)[key], `${path}.${key}`);
  } else if (path.endsWith(".labelExpr")) {
    // Labels are keyed by their tick, a drawn number: the ticks themselves are compared as numbers.
    assert.equal(typeof golden, "string", path);
  } else assert.equal(actual, golden, path);
}

test("the gallery is every kind, from the shipped logs", async () => {
  const specs = gallery(rows, found, await syntheticData());
  assert.deepEqual(Object.keys(specs).sort(), figures.map(({ id }) => id).sort());
  assert.equal(galleryPage(specs), read("figures/README.md"));
  for (const [name, spec] of Object.entries(specs))
    requireAlike(JSON.parse(JSON.stringify(spec)), JSON.parse(read(`figures/${name}.vl.json`)), name);
});

test("seed noise is about .008 nats/token", () => {
  assert.ok(found.noise.sd * 3.6 > 0.006 && found.noise.sd * 3.6 < 0.01);
});

test("best weight decay is far above .1 and grows with width; MDM gains nothing from more of it", () => {
  const { bowls, growth, mdmGains } = found;
  assert.equal(bowls.length, 5);
  for (const { best } of bowls) assert.ok((best.interval?.low ?? 0) > 0.5);
  bowls.slice(1).forEach(({ best }, i) => {
    assert.ok((best.interval?.low ?? 0) > (bowls[i]?.best.interval?.high ?? Number.POSITIVE_INFINITY));
  });
  assert.ok(growth.low > 0);
  assert.deepEqual(
    mdmGains.map(({ value }) => value < 0),
    [true, true],
  );
});

test("ensembles beat single models at every size, with an interval on the limit", () => {
  for (const { single, most, limit, gain, fit } of found.ensembles) {
    assert.equal(fit.status, "converged");
    assert.ok((limit.interval?.high ?? Number.POSITIVE_INFINITY) < most.loss && most.loss < single);
    assert.ok((gain.interval?.low ?? 0) > 0.1 && (gain.interval?.high ?? 1) < 0.35);
  }
});

test("AR's final loss rises after some epochs, where the data-constrained law cannot and the penalty can", () => {
  const codes = (fit: Findings["dataConstrained"]): string[] => fit.diagnostics.map((d) => d.code);
  assert.ok(codes(found.dataConstrained).includes("law-cannot-rise"));
  assert.ok(!codes(found.overfitPenalty).includes("law-cannot-rise"));
  assert.ok((found.overfitPenalty.metrics.r2 ?? 0) > 0.9 && (found.dataConstrained.metrics.r2 ?? 1) < 0.5);
  assert.ok(found.risings.length >= 5 && found.risings.some(({ rise }) => rise > 3));
});

test("by final loss AR and MDM cross between 16 and 32 epochs, by best checkpoint they do not within 128, and regularised AR is below both", () => {
  const { final, best, regularized, lowestAr, lowestMdm } = found.versus;
  assert.ok(final.kind === "crossing");
  assert.deepEqual(final.between, [16, 32]);
  // What was measured brackets the crossing: no noise of a seed could move it to other places.
  assert.deepEqual([final.interval?.low, final.interval?.high, final.missing], [16, 32, 0]);
  assert.ok(best.kind === "none");
  assert.equal(best.to, 128);
  assert.ok(best.gap < 0);
  assert.ok(regularized < lowestAr && lowestAr < lowestMdm);
});

test("the report says all of it in words", () => {
  const text = report(rows, found);
  for (const words of [/Best weight decay/, /K → ∞/, /law-cannot-rise/, /between the measured 16 and 32/, /no crossing from 8 to 128/])
    assert.match(text, words);
  assert.doesNotMatch(text, /NaN|undefined/);
});
