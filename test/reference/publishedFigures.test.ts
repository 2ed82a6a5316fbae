import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { publishedFigures } from "../../figures/publishedFigures.ts";
import type { FigureSpec } from "../../src/index.ts";
import { captionOf, type Datum, type Drawn, marksOf, panelOf, runsOf, wordsOf } from "../plot/drawn.ts";
import { DATABLATIONS, dataFolder, readTable, requires } from "./data.ts";

// The published figures drawn anew, against what their papers print and what was read from their pictures.

function drawn(id: string, file: string, tests: (spec: () => FigureSpec) => void): void {
  describe(id, requires(file), () => {
    let spec: FigureSpec;
    before(async () => {
      spec = (await publishedFigures.find((figure) => figure.id === id)?.draw(dataFolder)) as FigureSpec;
    });
    tests(() => spec);
  });
}

const INK = "#222222";

const lineRows = (layers: readonly Drawn[]): (readonly Datum[])[] => marksOf(layers, "line").map(({ rows }) => rows);

drawn("headline", "infinite-compute/runs_200m.csv", (spec) => {
  test("limits and data efficiencies of arXiv:2509.14786: 3.75, 3.43 (2.29×), 3.34 (3.03×; 3.00× by the printed constants)", () => {
    const said = wordsOf(panelOf(spec(), 0)).join("\n");
    for (const words of [
      /standard, best: 3\.750/,
      /regularized, N → ∞: 3\.429 /,
      /= 2\.29× /,
      /ensemble of 300M, K → ∞: 3\.336/,
      /= 3\.00× /,
    ])
      assert.match(said, words);
  });

  test("the eight tuned models and the ensembles of one and two are points", () => {
    const shown = runsOf(panelOf(spec(), 0));
    assert.deepEqual(shown.map(({ y }) => y).sort(), [3.83752, 3.78538, 3.74974, 3.76432, 3.75, 3.587, 3.51, 3.462, 3.587, 3.45994].sort());
  });
});

drawn("return-on-repeats", DATABLATIONS, (spec) => {
  test("8.7B parameters on 178B tokens: four epochs cost half a percent, fourteen about five (arXiv:2305.16264, figure 5)", () => {
    const at = new Map(runsOf(panelOf(spec(), 0)).map(({ x, y }) => [Math.round(x as number), y as number]));
    assert.deepEqual(
      [...at.keys()].sort((a, b) => a - b),
      [1, 2, 3, 4, 5, 7, 14],
    );
    const above = (epochs: number): number => (at.get(epochs) as number) / (at.get(1) as number) - 1;
    assert.ok(above(4) > 0.004 && above(4) < 0.008, String(above(4)));
    assert.ok(above(14) > 0.04 && above(14) < 0.06, String(above(14)));
  });

  test("the law rises with epochs at fixed compute, and flattens above its fresh line at fixed unique tokens", () => {
    const [fresh, law] = lineRows(panelOf(spec(), 0)) as [readonly Datum[], readonly Datum[]];
    assert.equal(new Set(fresh.map(({ y }) => y)).size, 1);
    assert.ok(law.every(({ y }, i) => i === 0 || (y as number) >= (law[i - 1]?.y as number)));
    const unique = lineRows(panelOf(spec(), 1)).flat();
    assert.ok(Math.min(...unique.map(({ y }) => y as number)) > 1.87, "above the irreducible loss of C4");
  });
});

drawn("iso-loss", DATABLATIONS, (spec) => {
  test("at 100M unique tokens the lowest run is 3.72, of 146M parameters at 59 epochs (arXiv:2305.16264, figure 3)", () => {
    assert.match(captionOf(spec()), /on 100M unique tokens/);
    const layers = panelOf(spec(), 0);
    assert.match(JSON.stringify(spec()), /ring: lowest, 3\.72/);
    const ring = marksOf(layers, "point")
      .flatMap(({ rows }) => rows)
      .find(({ x, y }) => Math.abs((x as number) - 59) < 1 && Math.abs((y as number) / 146e6 - 1) < 0.02);
    assert.ok(ring);
  });

  test("the efficient frontier leans to epochs: of a larger budget more goes into tokens than into parameters", () => {
    const frontier = lineRows(panelOf(spec(), 1)).at(-1) as readonly Datum[];
    const [first, last] = [frontier[0], frontier.at(-1)] as [Datum, Datum];
    assert.ok((last.x as number) / (first.x as number) > 1.5 * ((last.y as number) / (first.y as number)));
  });
});

const DOTS = "diffusion/prabhudesai_critical_compute.csv";

drawn("critical-compute", DOTS, (spec) => {
  test("the line goes through the dots of figure 6 of arXiv:2507.15857, with their slope of 2.389", () => {
    const layers = panelOf(spec(), 0);
    const line = marksOf(layers, "line")
      .filter(({ mark }) => mark.color === INK)
      .flatMap(({ rows }) => rows)
      .map(({ x, y }) => [Math.log10(x as number), Math.log10(y as number)] as const)
      .toSorted(([a], [b]) => a - b);
    const dots = readTable(DOTS).filter(
      ({ kind, unique_tokens: U }) => kind === "law_intersection" && Number(U) >= 2.5e7 && Number(U) <= 1e9,
    );
    assert.ok(dots.length > 10);
    for (const { unique_tokens: U, critical_flops: C } of dots) {
      const [x, y] = [Math.log10(Number(U)), Math.log10(Number(C))];
      const near = line.toSorted(([a], [b]) => Math.abs(a - x) - Math.abs(b - x))[0] as readonly [number, number];
      // To the line's nearest point, along the slope.
      assert.ok(Math.abs(near[1] + 2.39 * (x - near[0]) - y) < 0.12, `${U}: ${C}`);
    }
    const slope = Number(/C ∝ Uᵃ, a = ([\d.]+)/.exec(wordsOf(layers).join("\n"))?.[1]);
    assert.ok(Math.abs(slope - 2.389) < 0.03, String(slope));
  });

  test("caption and title own up to what stands for runs, and nothing is said to have runs", () => {
    assert.match(captionOf(spec()), /No run behind it is published/);
    assert.match((spec() as unknown as { title: { text: string } }).title.text, /no run behind them is published/);
    assert.deepEqual(
      wordsOf(panelOf(spec(), 0)).filter((text) => /have runs/.test(text)),
      [],
    );
    assert.deepEqual(marksOf(panelOf(spec(), 0), "rect"), []);
  });
});

drawn("ar-against-mdm", "diffusion/prabhudesai_curves_1e19.csv", (spec) => {
  test("AR at 100 epochs ends .14 above its lowest loss, and no curve of MDM rises (arXiv:2507.15857, figure 4)", () => {
    const [mdm, ar] = [panelOf(spec(), 0), panelOf(spec(), 1)];
    const rises = (layers: readonly Drawn[]): string[] => wordsOf(layers).filter((text) => text.includes("+"));
    assert.deepEqual(rises(ar), ["U = 76M +0.14"]);
    assert.deepEqual(rises(mdm), []);
    assert.deepEqual([lineRows(mdm).length, lineRows(ar).length], [6, 6]);
    const losses = lineRows(ar).map((rows) => rows.map(({ y }) => y as number));
    const overfitted = losses.find((own) => Math.abs((own.at(-1) as number) - 4.077) < 2e-3) as number[];
    assert.ok(Math.abs(Math.min(...overfitted) - 3.939) < 2e-3, String(Math.min(...overfitted)));
  });

  test("over tokens, of which all runs of a size were given as many, and so with every name at the end of its line", () => {
    const { concat } = spec() as unknown as { concat: { encoding: { x: { axis: { title: string } } } }[] };
    assert.deepEqual(
      concat.map(({ encoding }) => encoding.x.axis.title),
      ["Tokens seen", "Tokens seen"],
    );
    const ar = panelOf(spec(), 1);
    const ends = runsOf(ar).map(({ x }) => x as number);
    assert.equal(ends.length, 6);
    assert.ok(Math.max(...ends) / Math.min(...ends) < 1.02);
    // From above to below, as the lines end: the fewer unique tokens the higher.
    const names = marksOf(ar, "text").flatMap(({ rows }) => rows) as { y: number; text: string }[];
    assert.deepEqual(
      names.toSorted((a, b) => b.y - a.y).map(({ text }) => text),
      ["U = 76M +0.14", "153M", "383M", "766M", "1.9B", "3.8B"],
    );
  });
});

drawn("isoflop", "chinchilla/chinchilla_epoch.csv", (spec) => {
  test("nine budgets from 5.4e18 to 2.9e21 FLOP, and N ∝ C^.49 (arXiv:2203.15556, table 2: .49, .462 to .534)", () => {
    const layers = panelOf(spec(), 0);
    assert.equal(wordsOf(layers).filter((text) => text.includes("10")).length, 9);
    const [, a, low, high] = /exponent ([\d.]+), 95 % interval ([\d.]+) to (\d\.\d+)/.exec(captionOf(spec()))?.map(Number) ?? [];
    assert.ok(Math.abs((a as number) - 0.49) < 0.015, String(a));
    assert.ok((low as number) < 0.49 && (high as number) > 0.49);
  });
});
