import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, type Observation } from "../../src/index.ts";
import { captionOf, compared, kindOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

const kind = kindOf("tuning-ablation");

/** A synthetic grid whose best weight decay is .4·N/10⁶ and whose best epochs are 16·10⁶/N. */
function grid(sizes: readonly number[], decays: readonly number[], lengths: readonly number[]): Observation[] {
  return sizes.flatMap((params) =>
    decays.flatMap((weightDecay) =>
      lengths.map(
        (epochs, i): Observation => ({
          run: `${params}-${weightDecay}-${epochs}`,
          source: { file: "synthetic.jsonl", line: i + 1 },
          checkpoint: "final",
          family: "ar",
          lossKind: "nll",
          recipe: "regularized",
          params,
          uniqueTokens: 1e6,
          tokens: 1e6 * epochs,
          weightDecay,
          epochs,
          learningRate: 0.001,
          loss:
            3 + 2e5 / params + 0.02 * Math.log(weightDecay / ((0.4 * params) / 1e6)) ** 2 + 0.01 * Math.log((epochs * params) / 1.6e7) ** 2,
          fields: {},
        }),
      ),
    ),
  );
}
const SIZES = [1e6, 2e6, 4e6, 8e6];

test("tuning-ablation: weight decay and epochs are held at what is best for the smallest size, all else tuned", async () => {
  const layers = panelOf(kind.draw(await compared(grid(SIZES, [0.4, 0.8, 1.6, 3.2], [2, 4, 8, 16]))), 0);
  const drawn = new Set(runsOf(layers).map(({ run }) => run));
  const full = ["1000000-0.4-16", "2000000-0.8-8", "4000000-1.6-4", "8000000-3.2-2"];
  const decay = ["1000000-0.4-16", "2000000-0.4-8", "4000000-0.4-4", "8000000-0.4-2"];
  const epochs = ["1000000-0.4-16", "2000000-0.8-16", "4000000-1.6-16", "8000000-3.2-16"];
  assert.deepEqual([...drawn].sort(), [...new Set([...full, ...decay, ...epochs])].sort());
  assert.deepEqual(wordsOf(layers).sort(), ["16 epochs held", "regularized, weight decay and epochs tuned", "weight decay 0.4 held"]);
});

test("tuning-ablation: a value that more sizes share goes before one that is better", async () => {
  const uneven = grid(SIZES, [0.4, 0.8, 1.6], [16]).filter(({ params, weightDecay }) => weightDecay !== 0.4 || params === 1e6);
  const words = wordsOf(panelOf(kind.draw(await compared(uneven)), 0));
  assert.ok(words.includes("weight decay 0.8 held"), words.join("; "));
});

test("tuning-ablation: a column that was not varied is named, not drawn", async () => {
  const spec = kind.draw(await compared(grid(SIZES, [0.4, 0.8], [8])));
  assert.match(captionOf(spec), /No series holds epochs: epochs not tuned, varied at 0 of 4 sizes/);
  assert.ok(!wordsOf(panelOf(spec, 0)).some((text) => text.includes("epochs")));
});

test("tuning-ablation: a column that was varied at some sizes alone is not tuned", async () => {
  const uneven = grid(SIZES, [0.4, 0.8], [4, 8]).filter(({ params, epochs }) => epochs === 4 || params === 1e6);
  const spec = kind.draw(await compared(uneven));
  assert.match(captionOf(spec), /No series holds epochs: epochs not tuned, varied at 1 of 4 sizes/);
  assert.ok(wordsOf(panelOf(spec, 0)).includes("regularized, weight decay tuned"));
});

test("tuning-ablation: on the shipped runs epochs were varied at two of five sizes, and weight decay 1 is far off for large models", async () => {
  const spec = kind.draw(await sampleOf(kind));
  const layers = panelOf(spec, 0);
  assert.match(captionOf(spec), /epochs not tuned, varied at 2 of 5 sizes/);
  assert.ok(wordsOf(layers).includes("regularized, weight decay tuned"), wordsOf(layers).join("; "));
  assert.ok(wordsOf(layers).includes("weight decay 1 held"));
  const [held] = rows(["family=ar", "recipe=regularized", "unique_tokens=51200", "params=1707504", "weight_decay=1"]);
  assert.ok(runsOf(layers).some(({ run, y }) => run === held?.run && near(y, held?.loss ?? 0)));
});

test("tuning-ablation: refuses rows without regularized models", async () => {
  const data = await compared(rows(["family=ar", "recipe=standard", "unique_tokens=51200"]));
  assert.throws(
    () => kind.draw(data),
    (error: unknown) => error instanceof IsolossError && /has recipe regularized/.test(error.message),
  );
});
