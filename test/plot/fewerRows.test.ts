import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type FigureSpec, html, type Observation, specText } from "../../src/index.ts";
import { overfit } from "../../src/plot/overfit.ts";
import { captionOf, type Drawn, kindOf, marksOf, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { GALLERY, goldenSpec } from "./golden.ts";

// Rows by the million, synthetic: twelve schedules of one size and thousands of seeds of each.

const MILLION = 1_000_000;
const EPOCHS = [1, 2, 4, 8, 16, 32];
const LOWEST = 712_345;

function seed(i: number): Observation {
  const epochs = EPOCHS[i % EPOCHS.length] as number;
  return {
    run: `synthetic-${i}`,
    family: i % 12 < 6 ? "ar" : "mdm",
    lossKind: i % 12 < 6 ? "nll" : "elbo",
    recipe: "standard",
    checkpoint: "final",
    params: 1e6,
    uniqueTokens: 1e6,
    epochs,
    tokens: epochs * 1e6,
    loss: i === LOWEST ? 2.5 : 3 + 1 / epochs + 0.01 * Math.sin(i),
    source: { file: "synthetic.csv", line: i + 2 },
    fields: {},
  };
}

describe("a figure of a million rows", () => {
  const observations = Array.from({ length: MILLION }, (_, i) => seed(i));
  let spec: FigureSpec;
  before(() => {
    spec = kindOf("loss-by-epochs").draw({ observations });
  });

  test("draws some thousands of them, and says so in its caption", () => {
    const shown = runsOf(panelOf(spec, 0));
    assert.ok(shown.length > 1000 && shown.length <= 5010, String(shown.length));
    assert.match(
      captionOf(spec),
      new RegExp(`Of 1,000,000 rows ${shown.length.toLocaleString("en")} are drawn, and counted and averaged here`),
    );
    assert.equal(spec.description, captionOf(spec));
  });

  test("draws the lowest, and the first and last of every schedule", () => {
    const shown = new Set(runsOf(panelOf(spec, 0)).map(({ run }) => run));
    const last = Array.from({ length: 12 }, (_, i) => MILLION - 12 + i);
    for (const i of [LOWEST, ...EPOCHS.keys(), ...last]) assert.ok(shown.has(`synthetic-${i}`), String(i));
  });

  test("is a small file in every format that holds its data", async () => {
    assert.ok(specText(spec).length < 2e6);
    assert.ok((await html(spec)).length < 4e6);
  });
});

test("more schedules than can be shown are thinned, and none of a quantity's ends is lost", () => {
  const observations = Array.from(
    { length: 30_000 },
    (_, i): Observation => ({ ...seed(0), run: `r${i}`, epochs: 1 + i / 100, loss: 3 + Math.sin(i) / 10 }),
  );
  const spec = kindOf("loss-by-epochs").draw({ observations });
  const shown = runsOf(panelOf(spec, 0));
  assert.ok(shown.length <= 5010 && shown.length > 1000, String(shown.length));
  const x = shown.map((row) => row.x as number);
  assert.deepEqual([Math.min(...x), Math.max(...x)], [1, 300.99]);
});

test("evaluations along runs are thinned run by run, each with its ends", () => {
  const run = (name: string): Observation[] =>
    Array.from(
      { length: 20_000 },
      (_, i): Observation => ({ ...seed(0), run: name, checkpoint: "every", epochs: (i + 1) / 100, loss: 3 + 1 / (i + 1) }),
    );
  const curves = [...run("a"), ...run("b")];
  const observations = ["a", "b"].map((name): Observation => ({ ...seed(0), run: name, epochs: 200, tokens: 2e8, loss: 3 }));
  const spec = kindOf("loss-by-epochs").draw({ observations, curves });
  assert.match(captionOf(spec), /Of 40,000 evaluations along runs [\d,]+ are drawn/);
  assert.ok(specText(spec).length < 1e6);
});

describe("many long runs of which a kind draws a few", () => {
  const RUNS = 120;
  const ROWS = 500;
  const run = (r: number): Observation[] =>
    Array.from({ length: ROWS }, (_, i): Observation => {
      const epochs = (32 * (i + 1)) / ROWS;
      // Lowest at a place of its own between two that are kept by distance.
      const loss = 3 + 1 / epochs + 0.02 * epochs - (i === 211 + r ? 0.5 : 0);
      return { ...seed(0), run: `synthetic-${r}`, checkpoint: "every", params: 1e6 + r, epochs, tokens: epochs * 1e6, loss };
    });
  const curves = Array.from({ length: RUNS }, (_, r) => run(r)).flat();
  const observations = curves.filter((_, i) => i % ROWS === ROWS - 1).map((row): Observation => ({ ...row, checkpoint: "final" }));

  test("their rings and the rises beside them are those of all evaluations", () => {
    const [few, all] = [kindOf("overfit"), overfit].map((kind) => kind.draw({ observations, curves }));
    for (const panel of [0, 1, 2]) {
      const [own, whole] = [few, all].map((spec) => panelOf(spec as FigureSpec, panel));
      assert.deepEqual(marksOf(own as Drawn[], "point"), marksOf(whole as Drawn[], "point"));
      assert.deepEqual(wordsOf(own as Drawn[]), wordsOf(whole as Drawn[]));
    }
  });

  test("their lines keep more evaluations than an equal share, and the others still count", () => {
    const spec = kindOf("overfit").draw({ observations, curves, evaluations: 7_654_321 });
    for (const panel of [0, 1, 2]) {
      const [line] = marksOf(panelOf(spec, panel), "line");
      assert.ok((line?.rows.length ?? 0) > 2 * (20_000 / RUNS), String(line?.rows.length));
    }
    assert.match(captionOf(spec), /not drawn: 117 sizes of 1M to 1M parameters\. Of 7,654,321 evaluations along runs [\d,]+ are drawn/);
  });
});

test("a figure of few rows is drawn as it is", () => {
  for (const id of GALLERY) assert.doesNotMatch(captionOf(goldenSpec(id)), /are drawn, and counted/);
});
