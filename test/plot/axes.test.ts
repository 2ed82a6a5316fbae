import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { axisOver, sizeTitle, tickLabel, titleOf } from "../../src/plot/axes.ts";
import { spread } from "../../src/plot/labels.ts";
import { FAMILIES, legible, RECIPES, ramp } from "../../src/plot/theme.ts";

const ascending = (a: number, b: number): number => a - b;

test("ticks read as the field writes numbers", () => {
  const cases: [number, string][] = [
    [0.1, "0.1"],
    [16, "16"],
    [3.5, "3.5"],
    [25_000, "25k"],
    [51_200, "51k"],
    [104_780, "105k"],
    [1e6, "1M"],
    [1_707_504, "1.7M"],
    [3e8, "300M"],
    [1e9, "1B"],
    [1e15, "10¹⁵"],
    [Number.POSITIVE_INFINITY, "∞"],
  ];
  for (const [x, label] of cases) assert.equal(tickLabel(x), label);
});

test("titles are the glossary's, with the unit where the title does not say it", () => {
  assert.equal(titleOf("params"), "Parameters");
  assert.equal(titleOf("epochs"), "Epochs (passes over the unique tokens)");
  assert.equal(titleOf("compute"), "Training compute (FLOP)");
  assert.equal(titleOf("weightDecay"), "Weight decay");
});

test("negative ticks have a minus sign, as the labels beside them", () => {
  assert.equal(tickLabel(-0.005), "−0.005");
  assert.equal(tickLabel(-2e6), "−2M");
  const { labelExpr } = axisOver([-0.01, 0.01], { title: null }).axis;
  assert.match(labelExpr, /"−0\.0/);
  assert.doesNotMatch(labelExpr, /:"-/);
});

test("sizes that are no counts say so", () => {
  assert.equal(sizeTitle([41660, 104780]), "Parameters");
  assert.equal(sizeTitle([0.15, 1.4], " of one member"), "Parameters of one member, in the logs’ own unit");
});

test("few values are their own ticks, many get round ones, wide ranges get powers of ten", () => {
  const ticks = (values: number[]): number[] => axisOver(values, { title: null, log: true }).axis.values;
  assert.deepEqual(ticks([1, 2, 4, 8, 16, 32]), [1, 2, 4, 8, 16, 32]);
  assert.deepEqual(ticks([41660, 104780, 271674]), [41660, 104780, 271674]);
  const wide = axisOver([1e18, 1e20, 3e25], { title: null, log: true, most: 4 });
  assert.match(wide.axis.labelExpr, /10²⁰/);
});

test("every tick lies on its axis and has a label under the number that the file keeps", () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.boolean(), (xs, log) => {
      const { scale, axis } = axisOver(xs, { title: null, log });
      const labels = JSON.parse(/\((.*)\)\[/s.exec(axis.labelExpr)?.[1] ?? "{}");
      const [low, high] = scale.domain;
      assert.ok(xs.every((x) => x >= low * (1 - 1e-9) - 1e-12 && x <= high * (1 + 1e-9) + 1e-12));
      const labelled = axis.values.filter((tick) => String(tick) in labels);
      const between = axis.values.filter((tick) => !(String(tick) in labels));
      assert.deepEqual(Object.keys(labels).map(Number).sort(ascending), labelled.toSorted(ascending));
      for (const tick of labelled) assert.equal(tick, Number(tick.toPrecision(6)));
      for (const tick of between) assert.match(tick.toExponential(), /^[1-9]e/);
      assert.ok(labelled.length <= 14);
      assert.ok(between.length === 0 || (log && labelled.length >= 2 && axis.labelExpr.endsWith(" || ''")));
      assert.ok(axis.values.every((tick) => tick >= low * (1 - 1e-9) - 1e-12 && tick <= high * (1 + 1e-9) + 1e-12));
    }),
  );
});

test("values that six digits hardly tell apart, or one value alone, keep their ticks on the axis and apart", () => {
  for (const values of [[9999.98], [123456.7], [123456.7, 123456.74], [1e12], [0], [3.2], [1e9, 1e9 + 1]])
    for (const log of [false, true].slice(0, values[0] === 0 ? 1 : 2)) {
      const { scale, axis } = axisOver(values, { title: null, log });
      const [low, high] = scale.domain;
      assert.ok(axis.values.length >= 1, `${values}`);
      assert.ok(
        axis.values.every((tick) => tick >= low && tick <= high),
        `${values} ${axis.values}`,
      );
      assert.equal(new Set(axis.values).size, axis.values.length);
    }
});

test("on a log axis the whole multiples of powers of ten between round labels have a tick", () => {
  const { axis } = axisOver([1.2e6, 3.1e7, 4.4e8, 9e8, 2e8, 7e7, 5e6, 2.2e6, 8e6], { title: null, log: true, most: 4 });
  assert.deepEqual(Object.keys(JSON.parse(/\((.*)\)\[/s.exec(axis.labelExpr)?.[1] ?? "{}")), [
    "1000000",
    "10000000",
    "100000000",
    "1000000000",
  ]);
  assert.deepEqual(
    axis.values.toSorted(ascending).slice(0, 12),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30].map((x) => x * 1e6),
  );
});

test("labels are moved apart, keep their order, and stay where they have room", () => {
  assert.deepEqual(spread([1, 5, 9], 2), [1, 5, 9]);
  assert.deepEqual(spread([5, 5], 2), [4, 6]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 12 }),
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      (places, gap) => {
        const moved = spread(places, gap);
        const sorted = moved.toSorted((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) assert.ok((sorted[i] as number) - (sorted[i - 1] as number) >= gap * (1 - 1e-9));
        places.forEach((p, i) => {
          places.forEach((q, j) => {
            if (p < q) assert.ok((moved[i] as number) < (moved[j] as number));
          });
        });
      },
    ),
  );
});

/** Relative luminance, WCAG. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r as number) + 0.7152 * (g as number) + 0.0722 * (b as number);
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

test("families and recipes differ in grey and by shape, and can be seen on white", () => {
  for (const looks of [Object.values(FAMILIES), Object.values(RECIPES)]) {
    for (const look of looks) assert.ok(contrast(luminance(look.colour), 1) >= 3, look.label);
    assert.equal(new Set(looks.map((look) => look.shape)).size, looks.length);
  }
  assert.ok(contrast(luminance(FAMILIES.ar.colour), luminance(FAMILIES.mdm.colour)) > 2);
  const { standard, regularized, ensemble } = RECIPES;
  const shades = [standard, regularized, ensemble].map((look) => luminance(look.colour)).sort((a, b) => a - b);
  assert.ok(shades.every((shade, i) => i === 0 || contrast(shade, shades[i - 1] as number) > 1.3));
});

test("words of any step of a ramp can be read on white, and dark ones keep their colour", () => {
  for (const look of [...Object.values(FAMILIES), ...Object.values(RECIPES)])
    for (const shade of ramp(look.colour, 5)) assert.ok(contrast(luminance(legible(shade)), 1) >= 4.5, `${look.label} ${shade}`);
  assert.equal(legible("#4b2a7b"), "#4b2a7b");
});

test("a ramp goes from light to dark", () => {
  const shades = ramp("#17918a", 6).map(luminance);
  assert.ok(shades.every((shade, i) => i === 0 || shade < (shades[i - 1] as number)));
  assert.deepEqual(ramp("#17918a", 1), ["#17918a"]);
});

test("FLOP are powers of ten on an axis of few decades too, where counts have letters", () => {
  const labels = (powers: boolean): string =>
    axisOver([1e11, 3e13], { title: "Training compute (FLOP)", log: true, powers }).axis.labelExpr;
  assert.match(labels(true), /"10¹¹".*"3·10¹³"/);
  assert.doesNotMatch(labels(true), /\d[BT]"/);
  assert.match(labels(false), /"100B".*"30T"/);
});

test("between round ticks of a log axis stand shorter ones, without labels or lines; between levels of the data none", () => {
  const { axis } = axisOver([1e11, 1.1e11, 7e11, 7.3e11, 5e12, 3e13], { title: null, log: true, most: 4 });
  const labels: Record<string, string> = JSON.parse(/\((.*?)\)\[/s.exec(axis.labelExpr)?.[1] ?? "{}");
  const between = axis.values.filter((tick) => !(String(tick) in labels));
  assert.deepEqual(Object.keys(labels).map(Number), [1e11, 1e12, 1e13]);
  assert.ok([2e11, 9e11, 5e12, 2e13, 3e13].every((tick) => between.includes(tick)));
  assert.equal(axis.tickSize?.value, 2);
  assert.equal(axis.gridOpacity?.value, 0);
  assert.equal(axisOver([1, 2, 4, 8, 16], { title: null, log: true }).axis.tickSize, undefined);
  assert.equal(axisOver([1e3, 1e12], { title: null, log: true }).axis.tickSize, undefined, "beyond six decades they would run together");
});
