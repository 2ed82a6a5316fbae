import assert from "node:assert/strict";
import { test } from "node:test";
import { findPaper, fitWidth, svg, textOf } from "../../src/index.ts";
import { GALLERY, goldenSpec } from "../plot/golden.ts";
import { markFaults, marksDrawn } from "./marksDrawn.ts";
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

/** Words upon lines that have no free place in one column: known, and no others. */
const KNOWN: Readonly<Record<string, readonly RegExp[]>> = {
  "distillation icml": [/^"ensembles, K to 5" lies on a line of/],
  "recipe-losses icml": [/^"42k" lies on a line of/],
};

// A halo keeps words legible upon their own line; upon another, or without a halo, the reader sees neither, and a covered point is data hidden.
for (const id of GALLERY)
  for (const paper of ["neurips", "icml"])
    test(`${id} for ${paper}: no words on points or on lines of others`, async () => {
      const { width, text } = findPaper(paper);
      const faults = markFaults(await marksDrawn(await fitWidth(goldenSpec(id), width, text)));
      const known = KNOWN[`${id} ${paper}`] ?? [];
      assert.equal(faults.length, known.length, faults.join("\n"));
      for (const [i, pattern] of known.entries()) assert.match(faults[i] as string, pattern);
    });

test("words on a point, and on a line, are seen", async () => {
  const drawn = await marksDrawn(goldenSpec("ensembles"));
  const [spot, stroke] = [drawn.spots[0], drawn.strokes[0]];
  const [[x, y]] = stroke?.segments[0] ?? [[0, 0]];
  const at = (place: readonly [number, number]) => ({
    text: "x",
    box: [place[0] - 8, place[1] - 4, place[0] + 8, place[1] + 4] as const,
    halo: 0,
    order: 1e6,
  });
  assert.match(markFaults({ ...drawn, words: [at(spot?.place ?? [0, 0])] }).join("\n"), /lies on a point/);
  assert.match(markFaults({ ...drawn, words: [at([x, y])] }).join("\n"), /lies on a line of/);
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
