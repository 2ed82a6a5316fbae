import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, type Observation } from "../../src/index.ts";
import { captionOf, compared, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

// The figures of a search over hyperparameters, against the runs themselves.

const hyperparameters = kindOf("hyperparameters");
const heatmap = kindOf("tuning-heatmap");

/** Learning rates × epochs of one size, lowest at (3e-3, 4), but for the cells that are left out. */
function grid(params: number, without: readonly string[] = []): Observation[] {
  const rates = [1e-3, 3e-3, 1e-2];
  const epochs = [1, 2, 4, 8];
  return rates.flatMap((learningRate, i) =>
    epochs.flatMap((passes, j): Observation[] =>
      without.includes(`${learningRate} ${passes}`)
        ? []
        : [
            {
              run: `${params}-${learningRate}-${passes}`,
              source: { file: "grid.csv", line: 2 + 4 * i + j },
              checkpoint: "final",
              recipe: "standard",
              params,
              uniqueTokens: 1e6,
              epochs: passes,
              learningRate,
              weightDecay: 0.1,
              loss: 3 + 0.1 * Math.abs(i - 1) + 0.2 * Math.abs(j - 2),
              fields: {},
            },
          ],
    ),
  );
}

test("a ring is whole where the certificate holds and dashed where a neighbour was not run, at the best setting", async () => {
  const data = await compared([...grid(1e6), ...grid(2e6, ["0.003 8"])]);
  const spec = hyperparameters.draw(data);
  for (const [number, best] of [3e-3, 4].entries()) {
    const rings = marksOf(panelOf(spec, number), "point").filter(({ mark }) => mark.size === 140);
    assert.deepEqual(
      rings.map(({ mark, rows: own }) => [mark.strokeDash !== undefined, own[0]?.x, own[0]?.y, own[0]?.certified]),
      [
        [false, best, 3, "true"],
        [true, best, 3, "false"],
      ],
    );
  }
  assert.match(captionOf(spec), /1M: learning rate 0\.003, 4 epochs \(certified\); 2M: .* \(not certified, 1 neighbour not run\)\./);
});

test("a line holds the runs that differ from the best setting in its column alone", async () => {
  const spec = hyperparameters.draw(await compared(grid(1e6)));
  const names = (number: number): unknown[] => runsOf(panelOf(spec, number)).map(({ run }) => run);
  assert.deepEqual(names(0), ["1000000-0.001-4", "1000000-0.003-4", "1000000-0.01-4"]);
  assert.deepEqual(names(1), ["1000000-0.003-1", "1000000-0.003-2", "1000000-0.003-4", "1000000-0.003-8"]);
});

test("a search of two values has no panel, and none at all is refused", async () => {
  const two = grid(1e6).filter((row) => (row.epochs ?? 0) >= 4);
  assert.equal((hyperparameters.draw(await compared(two)) as unknown as { concat: unknown[] }).concat.length, 1);
  const single = two.filter((row) => row.learningRate === 3e-3);
  const data = await compared(single);
  assert.throws(() => hyperparameters.draw(data), /no size was run at 3 values of a hyperparameter/);
  assert.throws(() => heatmap.draw(data), /its rows vary in epochs alone, and it shows two/);
});

test("the shipped runs: only the smallest standard model is certified, and runs without weight decay are owned up to", async () => {
  const spec = hyperparameters.draw(await sampleOf(hyperparameters));
  const rings = (number: number): unknown[] =>
    marksOf(panelOf(spec, number), "point")
      .filter(({ mark }) => mark.size === 140)
      .map(({ rows: own }) => own[0]?.certified);
  assert.deepEqual(rings(0), ["true", "false", "false", "false"]);
  assert.deepEqual(rings(1), ["false", "false", "false", "false", "false"]);
  const zeros = rows(["family=ar", "unique_tokens=51200", "weight_decay=0", "recipe=standard|regularized"]);
  assert.match(captionOf(spec), new RegExp(`${zeros.length} runs at 0 have no place`));
});

test("the map has a cell for every setting, the lowest framed, darker the lower", async () => {
  const spec = heatmap.draw(await sampleOf(heatmap));
  const singles = rows(["family=ar", "unique_tokens=51200", "recipe=standard|regularized"]);
  for (const [number, params] of [41660, 104780, 271674, 698550, 1707504].entries()) {
    const own = singles.filter((row) => row.params === params);
    const settings = new Map<string, number[]>();
    for (const row of own)
      settings.set(`${row.weightDecay} ${row.epochs}`, [...(settings.get(`${row.weightDecay} ${row.epochs}`) ?? []), row.loss]);
    const means = [...settings.values()].map((losses) => losses.reduce((a, b) => a + b, 0) / losses.length);
    const layers = panelOf(spec, number);
    const rects = marksOf(layers, "rect");
    const [frame, tiles] = [rects.filter(({ mark }) => mark.filled === false), rects.filter(({ mark }) => mark.filled === true)];
    const cells = tiles.flatMap(({ mark, rows: own2 }) =>
      own2.map(({ loss }) => ({ loss: loss as number, light: luminance(String(mark.fill)) })),
    );
    assert.equal(cells.length, settings.size);
    assert.deepEqual(wordsOf(layers).sort(), means.map((mean) => mean.toFixed(2)).sort());
    assert.ok(near(frame[0]?.rows[0]?.loss, Math.min(...means)));
    const order = cells.toSorted((a, b) => a.loss - b.loss).map(({ light }) => light);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  }
  const { concat } = spec as unknown as { concat: { height: number; encoding: { y: { axis: { labelExpr: string } } } }[] };
  // A map has the epochs that its size was run at, and no others.
  for (const [number, params] of [41660, 104780, 271674, 698550, 1707504].entries()) {
    const epochs = [...new Set(singles.filter((row) => row.params === params).map((row) => row.epochs as number))].sort((a, b) => a - b);
    assert.ok(concat[number]?.encoding.y.axis.labelExpr.startsWith(`(${JSON.stringify(epochs.map(String))})`));
  }
  assert.equal(concat.length, 5, "cells say their losses: no key");
});

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

test("both want the comparison of recipes", () => {
  for (const kind of [hyperparameters, heatmap])
    assert.throws(
      () => kind.draw({ observations: grid(1e6) }),
      (error) => error instanceof IsolossError && /comparison of recipes/.test(error.message),
    );
});
