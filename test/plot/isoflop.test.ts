import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError } from "../../src/index.ts";
import { captionOf, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { BEST_SIZE, equalCompute } from "./synthetic.ts";

const kind = kindOf("isoflop");
const rows = equalCompute();

test("every run at equal compute is a point, each budget has its parabola and its minimum where the law's best size is", () => {
  const spec = kind.draw({ observations: rows });
  const layers = panelOf(spec, 0);
  assert.equal(runsOf(layers).length, rows.length);
  assert.equal(marksOf(layers, "line").length, 3);
  const minima = marksOf(layers, "point")
    .flatMap((layer) => layer.rows)
    .filter(({ run }) => run === undefined);
  const expected = [6e18, 6e19, 6e20].map((C) => Math.sqrt(C / 6) * (400 / 1100) ** (1 / 0.68));
  assert.deepEqual(
    minima.map(({ x }, i) => near(x, expected[i] as number, 0.05)),
    [true, true, true],
  );
  assert.deepEqual(wordsOf(layers), ["6·10¹⁸", "6·10¹⁹", "6·10²⁰", "FLOP"]);
});

test("the exponent is that of the law, with its interval, in the title and in the caption", () => {
  const spec = kind.draw({ observations: rows });
  const [, exponent] = /exponent ([\d.]+), 95 % interval/.exec(captionOf(spec)) ?? [];
  assert.ok(Math.abs(Number(exponent) - BEST_SIZE) < 0.02, exponent);
  const { title } = (spec as unknown as { concat: { title: { text: string } }[] }).concat[1] as { title: { text: string } };
  assert.match(title.text, new RegExp(`^N ∝ Cᵃ, a = ${exponent} \\[`));
});

test("a budget without a minimum among its sizes is dotted, counted out, and said with its reason", () => {
  const oneSided = rows.filter(({ compute, params = 0 }) => compute !== 6e20 || params >= 1.2e10 * (400 / 1100) ** (1 / 0.68));
  const spec = kind.draw({ observations: oneSided });
  assert.match(captionOf(spec), /No minimum at 6·10²⁰ FLOP \(the loss is lowest at or below the smallest size\): dotted/);
  assert.match(captionOf(spec), /best size of 2 budgets/);
});

test("runs that share no compute are refused with what to run", () => {
  const scattered = rows.map((row, i) => ({ ...row, compute: 1e18 * 1.5 ** i }));
  assert.throws(
    () => kind.draw({ observations: scattered }),
    (error: unknown) =>
      error instanceof IsolossError &&
      /^Cannot draw figure "isoflop": of 27 rows/.test(error.message) &&
      /--budgets/.test(error.hint ?? ""),
  );
});
