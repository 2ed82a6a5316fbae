import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bootstrap,
  compareLaws,
  displayProgress,
  displayResults,
  type Example,
  figures,
  findLaw,
  fit,
  fitsFromJson,
  frameOf,
  mimeBundle,
  predict,
  resultBlocks,
  simulate,
  toFrame,
  toJson,
  withIntervals,
} from "../../../src/index.ts";
import { rowsOf } from "../../rows.ts";

const law = findLaw("chinchilla");
const { theta, design, noise } = law.example as Example;
const rows = rowsOf(simulate(law, theta, design, noise, 1));
const bare = fit(law, rows, { starts: 8 });
const fitted = withIntervals(bare, await bootstrap(bare, { replicates: 40 }));

const shown = async (value: unknown): Promise<Record<string, string>> => {
  const bundle = await mimeBundle(value);
  assert.ok(bundle, "it is known as a result");
  return bundle as Record<string, string>;
};

test("a fit is shown with estimates, intervals, status and where its rows are from", async () => {
  const bundle = await shown(fitted);
  for (const form of ["text/html", "text/markdown", "text/plain"])
    for (const word of ["alpha", "95 % interval", "status", "converged", "all synthetic", "Hoffmann"])
      assert.ok(bundle[form]?.includes(word), `${form} says ${word}`);
});

test("what the rows do not tell is no number, and its finding comes with what to do", async () => {
  const flat = rowsOf(simulate(law, { ...theta, B: 0.4, beta: 1e-3 }, design, noise, 1));
  const doubtful = fit(law, flat, { starts: 8 });
  const bundle = await shown(withIntervals(doubtful, await bootstrap(doubtful, { replicates: 40 })));
  assert.match(bundle["text/html"] ?? "", /<th scope="row">B<\/th><td>(not identified|at its bound)<\/td>/);
  assert.match(bundle["text/html"] ?? "", /<strong>warning<\/strong>: .*<br>→ /);
  assert.match(bundle["text/plain"] ?? "", /warning: .*\n {4}→ /);
});

test("results are known by their shape: after JSON, a spread or a filter they show the same", async () => {
  const [read] = fitsFromJson(toJson(fitted), "fit.json");
  assert.deepEqual(await mimeBundle(read), await mimeBundle(fitted));
  assert.deepEqual(await mimeBundle({ ...fitted }), await mimeBundle(fitted));
  const few = rows.filter((row) => row.params === rows[0]?.params);
  assert.match((await shown(few))["text/plain"] ?? "", new RegExp(`^${few.length} rows.*all: .*synthetic: all`));
});

test("every other kind of result is shown", async () => {
  const comparison = await compareLaws([law, findLaw("E + A/N^alpha")], rows, { folds: 2, heldOutStarts: 4, fit: { starts: 4 } });
  assert.match((await shown(comparison))["text/plain"] ?? "", /^chinchilla predicts held-out larger params best/);
  assert.match((await shown([fitted, bare]))["text/plain"] ?? "", /^2 fits/);
  assert.match((await shown(fitted.intervals.E))["text/plain"] ?? "", /\(95 % interval, bootstrap\)$/);
  assert.match((await shown(predict(bare, [{ N: 1e9, D: 1e10 }])))["text/plain"] ?? "", /none was drawn/);
  assert.match((await shown({ value: undefined, interval: undefined, missing: 1 }))["text/plain"] ?? "", /^none; none in 100 % of draws/);
  assert.match((await shown({ kind: "none" }))["text/plain"] ?? "", /^No limit/);
  assert.match((await shown(law))["text/latex"] ?? "", /^\$\$\\begin\{aligned\}\nL &= E \+ \\frac\{A\}/);
});

test("what is no result is left to the notebook", async () => {
  for (const value of [undefined, null, 3, "text", {}, [], [1], { a: 1 }, { kind: "none", of: 1 }, new Map()])
    assert.equal(await mimeBundle(value), undefined, String(value));
});

test("a figure is a chart of the Vega-Lite that notebooks draw, and a picture, both with the caption", async () => {
  const plane = figures
    .find(({ id }) => id === "loss-by-params")
    ?.draw({
      observations: rows
        .slice(0, 6)
        .map((row) => ({
          ...row,
          family: "ar" as const,
          recipe: "standard" as const,
          epochs: 1,
          weightDecay: 0.1,
          uniqueTokens: row.tokens as number,
          tokens: row.tokens as number,
        }))
        .filter((row) => row.tokens === rows[0]?.tokens),
    });
  assert.ok(plane);
  const before = structuredClone(plane);
  const bundle = await mimeBundle(plane);
  const spec = bundle?.["application/vnd.vegalite.v5+json"] as { $schema: string; title: { text: string[] } };
  assert.equal(spec.$schema, "https://vega.github.io/schema/vega-lite/v5.json");
  assert.equal(spec.title.text.join(" "), plane.usermeta.isoloss.caption);
  // A bare svg loses its marks in exports to HTML; an image's source keeps them.
  const [, source, alt] = /^<img src="data:image\/svg\+xml;base64,([^"]+)" alt="([^"]+)">$/.exec(String(bundle?.["text/html"])) ?? [];
  const picture = Buffer.from(String(source), "base64").toString();
  assert.match(picture, /^<svg[^>]*>.*<path[^>]* d="M/s);
  assert.ok(picture.includes("Final validation loss"), "the caption is in the picture");
  assert.equal(alt?.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&"), plane.description);
  assert.deepEqual(plane, before, "the figure itself is not touched");
});

test("what only looks like a result is left to the notebook, and nothing of it is lost", async () => {
  const interval = { low: 1, high: 2, level: 0.95, method: "bootstrap" };
  for (const value of [
    { caption: "x", head: ["a"], rows: [[1, 2]] },
    { caption: "x", head: "a", rows: [] },
    { kind: "lowest", loss: 3 },
    { kind: "lowest", loss: { value: 3, interval, missing: 0 } },
    { kind: "asymptote", loss: { value: "3", interval, missing: 0 } },
    { value: 3, interval: 2, missing: 0 },
    { low: "1", high: "2", level: 0.95, method: "mine" },
    [{ loss: 3, low: 2, high: 4, name: "mine" }],
    [{ loss: "3", low: 2, high: 4 }],
    [{ code: 1, severity: 2, message: 3, hint: 4 }],
    { columns: ["a"], values: [1, 2] },
    { columns: 3, values: 4 },
  ])
    assert.equal(await mimeBundle(value), undefined, JSON.stringify(value));
});

test("a frame is a small table: what its rows share is said once, what is left out is named", async () => {
  const many = Array.from({ length: 40 }, (_, i) => ({
    ...(rows[i % rows.length] as (typeof rows)[number]),
    run: `r${i}`,
    loss: 3 + i / 100,
  }));
  const text = (await shown(await toFrame(many)))["text/plain"] ?? "";
  assert.match(text, /^A frame of 40 rows and \d+ columns, the first 10 rows shown; all rows: .*checkpoint final/);
  assert.match(text, /\n +r9 .*3\.09/);
  assert.doesNotMatch(text, /r10/);
  const wide = await shown(
    await frameOf(
      Array.from({ length: 12 }, (_, j) => `c${j}`),
      [Array.from({ length: 12 }, (_, j) => j), Array(12).fill(-1)],
    ),
  );
  assert.match(wide["text/plain"] ?? "", /^A frame of 2 rows and 12 columns; not shown: c10, c11\./);
});

test("names from logs set no type and end no cell", async () => {
  const nasty = rows.slice(0, 2).map((row) => ({ ...row, run: "<b>|$x$*_" }));
  const bundle = await shown(nasty);
  assert.ok(bundle["text/html"]?.includes("&lt;b&gt;"));
  assert.ok(bundle["text/markdown"]?.includes("\\<b>\\|\\$x\\$\\*\\_"));
});

test("a table of one's own is shown too", () => {
  const table = { caption: "Mine", head: ["a"], rows: [["1"]] };
  assert.deepEqual(resultBlocks(table), [{ table }]);
});

test("outside a notebook nothing is touched and nothing is shown", () => {
  displayResults();
  displayProgress("work")(1, 2);
  assert.equal(Symbol.for("Jupyter.display") in {}, false);
});
