import assert from "node:assert/strict";
import { test } from "node:test";
import type { FigureKind, Observation } from "../../src/index.ts";
import { captionOf, compared, kindOf, marksOf, panelOf } from "./drawn.ts";
import { sampleOf } from "./sample.ts";

// Points at settings whose certificate does not hold are hollow in every figure that draws them.

/** Synthetic regularized models on a grid of weight decay and epochs, lowest at (.4, 8) for every size. */
function grid(sizes: readonly number[], without: readonly string[] = []): Observation[] {
  return sizes.flatMap((params) =>
    [0.2, 0.4, 0.8].flatMap((weightDecay, i) =>
      [4, 8, 16]
        .filter((epochs) => !without.includes(`${params} ${weightDecay} ${epochs}`))
        .map((epochs, j): Observation => {
          const loss = 3 + 2e5 / params + 0.1 * Math.abs(i - 1) + 0.2 * Math.abs(Math.log2(epochs / 8));
          return {
            run: `${params}-${weightDecay}-${epochs}`,
            source: { file: "synthetic.csv", line: 2 + 3 * i + j },
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
            loss,
            fields: {},
          };
        }),
    ),
  );
}

/** The fill of the point of a run. */
const fillOf = (kind: FigureKind, data: Parameters<FigureKind["draw"]>[0], run: string): unknown =>
  marksOf(panelOf(kind.draw(data), 0), "point").find(({ rows }) => rows.some((row) => row.run === run))?.mark.fill;

for (const id of ["data-efficiency", "recipe-losses", "tuning-ablation"])
  test(`${id}: filled where the certificate holds, hollow where a neighbour was not run, and the caption says in which columns`, async () => {
    const kind = kindOf(id);
    const data = await compared(grid([1e6, 2e6, 4e6, 8e6], ["2000000 0.8 8"]));
    assert.equal(fillOf(kind, data, "2000000-0.4-8"), "white");
    assert.notEqual(fillOf(kind, data, "1000000-0.4-8"), "white");
    const said =
      /filled: certified, all neighbours in weight decay, epochs run and none better, learning rate not tuned; hollow: not certified/;
    assert.match(captionOf(kind.draw(data)), said);
  });

test("of the shipped standard models at 51k the smallest alone is certified; no regularized one is, in any figure that draws them", async () => {
  for (const id of ["data-efficiency", "recipe-losses", "members-or-size", "distillation"]) {
    const kind = kindOf(id);
    const data = await sampleOf(kind);
    const cells = data.recipes?.at
      .find(({ uniqueTokens }) => uniqueTokens === 51200)
      ?.tuning.certificates.flatMap(({ recipe, certificate }) =>
        "cells" in certificate ? certificate.cells.map((cell) => ({ recipe, ...cell })) : [],
      );
    assert.ok(cells?.length);
    for (const { recipe, rows } of cells) {
      if (recipe === "standard" && (id === "members-or-size" || id === "distillation")) continue;
      const fill = fillOf(kind, data, rows[0]?.run as string);
      assert.equal(fill !== "white", recipe === "standard" && rows[0]?.params === 41660, `${id}: ${rows[0]?.run}`);
    }
  }
});

test("data-scaling: a minimum is filled below where its setting is certified", async () => {
  const kind = kindOf("data-scaling");
  const [certified, open] = [1e6, 2e6].map((uniqueTokens, i) =>
    grid([1e6], i === 1 ? ["1000000 0.8 8"] : []).map((row) => ({
      ...row,
      uniqueTokens,
      tokens: uniqueTokens * (row.epochs ?? 1),
      run: `${uniqueTokens} ${row.run}`,
    })),
  ) as [Observation[], Observation[]];
  const spec = kind.draw(await compared([...certified, ...open]));
  const points = marksOf(panelOf(spec, 1), "point");
  const fill = (run: string): unknown => points.find(({ rows }) => rows.some((row) => row.run === run))?.mark.fill;
  assert.notEqual(fill("1000000 1000000-0.4-8"), "white");
  assert.equal(fill("2000000 1000000-0.4-8"), "white");
});
