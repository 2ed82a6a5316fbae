import assert from "node:assert/strict";
import { test } from "node:test";
import { findPaper, fitWidth, svg, textOf } from "../../src/index.ts";
import { GALLERY, goldenSpec } from "../plot/golden.ts";
import { faultsOf, wordsDrawn } from "./wordsDrawn.ts";

// Every kind as it is printed: a page of text is wide, and one column of two is where words come to lie on one another.

const SMALLEST = 6;

for (const id of GALLERY)
  for (const paper of ["neurips", "icml"])
    test(`${id} for ${paper}: no words on others, across an axis or off the page, none below ${SMALLEST} points`, async () => {
      const { width, text } = findPaper(paper);
      const spec = await fitWidth(goldenSpec(id), width, text);
      assert.deepEqual(await faultsOf(await svg(spec)), []);
      assert.ok(textOf(spec) >= SMALLEST, String(textOf(spec)));
    });

test("words that lie on one another, across an axis or off the page are seen", async () => {
  const picture = await svg(goldenSpec("ensembles"));
  const faults = async (from: RegExp, to: string): Promise<string> => {
    const changed = picture.replace(from, to);
    assert.notEqual(changed, picture);
    return (await faultsOf(changed)).join("\n");
  };
  assert.deepEqual(await faultsOf(picture), []);
  assert.match(await faults(/font-size="10px"/g, 'font-size="25px"'), / lies on /);
  assert.match(await faults(/text-anchor="end"/g, 'text-anchor="middle"'), /"3\.4" crosses an axis/);
  assert.match(await faults(/viewBox="0 0 [\d.]+/, 'viewBox="0 0 300'), / leaves the page/);
});

test("where names leave plots no room they stand below, each with the number that stands at its plot", async () => {
  const { width, text } = findPaper("icml");
  const before = goldenSpec("members-or-size");
  const after = await fitWidth(before, width, text);
  assert.ok(Math.abs(textOf(after) - text) < 1e-3, String(textOf(after)));
  const [names, told] = await Promise.all([before, after].map(async (spec) => (await wordsDrawn(await svg(spec))).words));
  const numbers = Array.from({ length: 11 }, (_, i) => String(i + 1));
  // A number stands at its plot, and again before its name.
  for (const number of numbers) assert.ok((told?.filter(({ text: word }) => word === number).length ?? 0) >= 2, number);
  const all = told?.map(({ text: word }) => word.replaceAll("\u00a0", " ")).join(" ") ?? "";
  const long = names?.map(({ text: word }) => word).filter((word) => /^(K ×|one model)/.test(word)) ?? [];
  assert.equal(long.length, 11);
  for (const name of long) assert.ok(all.includes(name), `${name} in ${all}`);
});

test("what goes on below its name stays with it, and a heading has no number", async () => {
  const { width, text } = findPaper("icml");
  const { words } = await wordsDrawn(await svg(await fitWidth(goldenSpec("data-efficiency"), width, text)));
  const all = words.map(({ text: word }) => word.replaceAll("\u00a0", " ")).join(" ");
  assert.match(
    all,
    /loss \[95 % interval\], and data efficiency D′\/D 1 standard, best: [\d.]+ = [\d.]+× \[[\d., ]+\] the data 2 regularized/,
  );
});
