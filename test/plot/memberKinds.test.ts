import assert from "node:assert/strict";
import { test } from "node:test";
import { memberLimit, type Observation } from "../../src/index.ts";
import { INK, RECIPES } from "../../src/plot/theme.ts";
import { captionOf, compared, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";
import { memberSeeds, memberSettings } from "./synthetic.ts";

// Ensembles by setting and by seed, against the limits that the analysis takes and the laws that the runs were made by.

const bySetting = kindOf("members-by-setting");
const seeds = kindOf("seeds");
const mean = (own: readonly Observation[]): number => own.reduce((sum, row) => sum + row.loss, 0) / own.length;

test("the best limit is in colour, the best single model in ink, the others are faded", async () => {
  const spec = bySetting.draw(await sampleOf(bySetting));
  const drawn = marksOf(panelOf(spec, 0), "point").map(({ mark, rows: own }) => [
    String(own[0]?.run).split("-").slice(0, 2).join("-"),
    mark.fill,
  ]);
  assert.deepEqual(new Map(drawn as [string, string][]).get("e32-wd0.8"), RECIPES.ensemble.colour);
  assert.deepEqual(new Map(drawn as [string, string][]).get("e16-wd1.6"), INK);
  assert.equal(new Set(drawn.map(([, fill]) => fill)).size, 3);
  assert.match(
    captionOf(spec),
    /lowest limit K → ∞ \(weight decay 0\.8, 32 epochs\).*best with one member \(weight decay 1\.6, 16 epochs\)/,
  );
});

test("beside it every setting's limit lies against the mean loss of its members", async () => {
  const all = memberSettings();
  const points = marksOf(panelOf(bySetting.draw(await sampleOf(bySetting)), 1), "point").flatMap(({ rows: own }) => own);
  assert.equal(points.length, 4);
  for (const [epochs, weightDecay, E] of [
    [16, 1.6, 3.336],
    [32, 0.8, 3.273],
    [32, 1.6, 3.3],
    [16, 0.4, 3.41],
  ] as const) {
    const own = all.filter((row) => row.epochs === epochs && row.weightDecay === weightDecay && row.recipe === "ensemble");
    const { limit } = await memberLimit(own, { runs: all, replicates: 20 });
    const point = points.find(({ y }) => near(y, limit.value as number));
    assert.ok(point && near(point.x, mean(own.filter(({ members }) => members === 1))));
    assert.ok((point.low as number) < (point.y as number) && (point.y as number) < (point.high as number));
    assert.ok(Math.abs((point.y as number) - E) < 0.015, `${E}`);
  }
});

test("one setting at each size is nothing to compare", async () => {
  const data = await compared(rows(["family=ar", "unique_tokens=51200"]));
  assert.throws(() => bySetting.draw(data), /no size has ensembles at two or more settings/);
  assert.throws(() => seeds.draw(data), /none has members that state both seeds/);
});

test("laws by kind of seed, each through its own members and ensembles, with its limit named", async () => {
  const data = await sampleOf(seeds);
  const layers = panelOf(seeds.draw(data), 0);
  const runs = runsOf(layers).map(({ run }) => String(run));
  assert.equal(new Set(runs).size, 3 * (5 + 26), "five members and 26 larger sets of each kind");
  assert.deepEqual(
    marksOf(layers, "point").map(({ mark, rows: own }) => [
      mark.shape,
      [...new Set(own.map(({ run }) => String(run).split("-")[0]))].join(),
    ]),
    [
      ["circle", "init"],
      ["square", "order"],
      ["diamond", "both"],
    ],
  );
  const text = wordsOf(layers).join("\n");
  const limits = data.recipes?.at[0]?.seeds ?? [];
  assert.ok(!("reason" in limits) && limits.length === 3);
  for (const [varied, label, E] of [
    ["both", "both", 3.336],
    ["initialisation", "initialisation alone", 3.385],
    ["order", "data order alone", 3.35],
  ] as const) {
    const found = limits.find((one) => one.varied === varied)?.limit;
    assert.ok(found && "fit" in found && found.limit.interval);
    const { value, interval } = found.limit;
    assert.ok(Math.abs((value as number) - E) < 0.01);
    assert.ok(text.includes(`${label}\nK → ∞: ${value?.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`), text);
  }
});

test("one kind of seed alone is refused", async () => {
  const data = await compared(memberSeeds().filter(({ run }) => run.startsWith("order")));
  assert.throws(() => seeds.draw(data), /no size has limits K → ∞ of ensembles that differ in two kinds of seeds/);
});
