import assert from "node:assert/strict";
import { test } from "node:test";
import { type FigureSpec, findPaper, fitWidth, IsolossError, misfits, set, svg, textOf } from "../../src/index.ts";
import { goldenSpec } from "../plot/golden.ts";

// Figures of the gallery, laid out for one column of a two-column paper.

const ICML = { width: 234, text: 8.2 };
const laidOut = (id: string): Promise<FigureSpec> => fitWidth(goldenSpec(id), ICML.width, ICML.text);

interface Grid {
  columns: number;
  concat: {
    width: number;
    height: number;
    title?: { text: string | string[]; subtitle?: string | string[] };
    encoding: Record<"x" | "y", { axis: { title: string | null; labels?: boolean } }>;
  }[];
}
const gridOf = (spec: FigureSpec): Grid => spec as unknown as Grid;
const widthOf = (picture: string): number => Number(/viewBox="0 0 ([\d.]+)/.exec(picture)?.[1]) * 0.75;

for (const id of ["ensembles", "loss-difference", "distillation", "critical-compute", "tuning-heatmap"])
  test(`${id} fits a column of 234 points, its text no smaller than 6 points`, async () => {
    const spec = await laidOut(id);
    const drawn = widthOf(await svg(spec));
    assert.ok(drawn <= ICML.width && drawn > ICML.width - 2.5, String(drawn));
    assert.ok(textOf(spec) >= 6 && textOf(spec) <= ICML.text, String(textOf(spec)));
  });

test("the place K → ∞ stays beside its plot, as narrow as it was", async () => {
  const { columns, concat } = gridOf(await laidOut("ensembles"));
  assert.equal(columns, 2);
  assert.equal(concat[1]?.width, gridOf(goldenSpec("ensembles")).concat[1]?.width);
});

test("a panel that shared its neighbour's axis has labels of its own in a row of its own", async () => {
  const before = gridOf(goldenSpec("iso-loss")).concat;
  const { columns, concat } = gridOf(await laidOut("iso-loss"));
  assert.equal(columns, 1);
  assert.deepEqual([before[1]?.encoding.y.axis.labels, before[1]?.encoding.y.axis.title], [false, null]);
  for (const { encoding } of concat) assert.deepEqual([encoding.y.axis.labels, encoding.y.axis.title], [undefined, "Parameters"]);
});

test("where the last panel has another axis, the last before it keeps the title of the shared one", async () => {
  const { columns, concat } = gridOf(await laidOut("weight-decay"));
  assert.equal(columns, 1);
  assert.deepEqual(
    concat.map(({ encoding }) => encoding.x.axis.title),
    [...Array(concat.length - 2).fill(null), "Weight decay", "Parameters"],
  );
});

test("a key stays beside its plot, and keeps its axes", async () => {
  const { columns, concat } = gridOf(await laidOut("loss-difference"));
  assert.equal(columns, 2);
  const titles = concat.map(({ encoding }) => encoding.x.axis.title);
  assert.deepEqual(titles.slice(-2), ["Unique tokens", null]);
  assert.equal(concat.at(-1)?.encoding.y.axis.title, null);
});

test("long titles go on to a second line, and say the same words", async () => {
  const [before] = gridOf(goldenSpec("critical-compute")).concat;
  const [after] = gridOf(await laidOut("critical-compute")).concat;
  assert.ok(Array.isArray(after?.title?.text) && after.title.text.length === 2);
  assert.equal(after.title.text.join(" "), before?.title?.text);
});

test("a column in which not even plots have room is refused, with a wider one as the hint", async () => {
  await assert.rejects(
    fitWidth(goldenSpec("members-or-size"), 90, ICML.text),
    (error: unknown) =>
      error instanceof IsolossError &&
      /90 points \(3\.2 cm\) wide: .* even with text of 6 points and names below the plots/.test(error.message) &&
      error.hint === "choose a wider column: it fits 218 points (7.7 cm), as --paper acl",
  );
});

test("keys have no letter", () => {
  const { concat } = gridOf(set(goldenSpec("ensembles"), { letters: true }));
  assert.deepEqual(
    concat.map(({ title }) => title?.text),
    ["(a)", undefined],
  );
});

for (const id of ["overfit", "limit-sensitivity", "recipe-losses"])
  test(`${id} in grey: its words can be read on white`, async () => {
    const picture = await svg(set(goldenSpec(id), { grey: true }));
    const fills = [...picture.matchAll(/<text [^>]*fill="#([0-9a-f]{2})/g)].map(([, hex]) => Number.parseInt(hex as string, 16) / 255);
    assert.ok(fills.length > 10);
    for (const level of fills) {
      const luminance = level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
      assert.ok(1.05 / (luminance + 0.05) >= 4, `#${Math.round(255 * level).toString(16)}`);
    }
  });

test("what is wrong with a figure at its width is said with what to do: words without room, more height than a page", async () => {
  const spec = goldenSpec("iso-loss");
  const said = async (width: number, text: number): Promise<string[]> => misfits(await fitWidth(spec, width, text), width);
  const [tall, ...others] = await said(ICML.width, ICML.text);
  assert.match(
    tall ?? "",
    /^at 234 points \(8\.3 cm\) it is \d+\.\d inches tall, and a page has 9: draw fewer panels, as with --where, or choose a wider column, as --paper nature-wide$/,
  );
  assert.deepEqual(others, []);
  // Layouts that give words no room are what is left where none has any: one made so by hand.
  const { concat } = spec as unknown as { concat: object[] };
  const narrow = { ...spec, concat: concat.map((panel) => ({ ...panel, width: 40 })) } as unknown as FigureSpec;
  assert.match(
    (await misfits(narrow, 150))[0] ?? "",
    /^at 150 points \(5\.3 cm\) words lie on one another or on an axis: draw fewer panels/,
  );
  const wide = findPaper("icml-wide");
  assert.deepEqual(await said(wide.width, wide.text), []);
});
