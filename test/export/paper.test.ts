import assert from "node:assert/strict";
import { test } from "node:test";
import { type FigureSpec, figures, findPaper, fitWidth, IsolossError, PAPERS, set, svg, UsageError, widthOf } from "../../src/index.ts";
import { sampleOf } from "../plot/sample.ts";

async function specOf(id: string): Promise<FigureSpec> {
  const kind = figures.find((figure) => figure.id === id);
  if (!kind) throw new Error(`no figure ${id}`);
  return kind.draw(await sampleOf(kind));
}

const size = (picture: string): number[] => (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(picture) ?? []).slice(1).map((x) => Number(x) * 0.75);
const texts = (picture: string): number[] => [...picture.matchAll(/font-size="([\d.]+)px"/g)].map(([, x]) => Number(x) * 0.75);

for (const { id, width, text } of PAPERS) {
  test(`paper ${id}: a figure of six panels is as wide as the column, its text as large as said`, async () => {
    const picture = await svg(await fitWidth(await specOf("weight-decay"), width, text));
    const [drawn] = size(picture) as [number];
    assert.ok(drawn <= width && drawn > width - 2.5, `${drawn} of ${width}`);
    for (const found of texts(picture)) assert.ok(found > text - 1 && found < text + 0.1, `${found} of ${text}`);
  });
}

test("columns of the venues' style files, in points", () => {
  // \textwidth and \columnwidth of neurips.sty, icml.sty and acl.sty; Nature's guide to figures.
  assert.deepEqual(
    ["neurips", "icml", "icml-wide", "nature", "nature-wide"].map((id) => Math.round(findPaper(id).width)),
    [396, 234, 486, 252, 519],
  );
  assert.throws(
    () => findPaper("neurip"),
    (error: unknown) => error instanceof UsageError && /did you mean "neurips"/.test(error.hint ?? ""),
  );
});

test("a width states its unit", () => {
  assert.equal(widthOf("3.25in"), 234);
  assert.ok(Math.abs(widthOf("89mm") - widthOf("8.9cm")) < 1e-9);
  assert.equal(widthOf("320px"), 240);
  for (const bad of ["3.25", "wide", "-3in", "0.1in", "4ft", "1e9in", "NaNin"]) assert.throws(() => widthOf(bad), UsageError, bad);
});

test("a column too narrow for a figure's labels is refused", async () => {
  const spec = await specOf("ensembles");
  await assert.rejects(fitWidth(spec, 100, 9), (error: unknown) => error instanceof IsolossError && /leave no room/.test(error.message));
});

test("letters and a title are drawn, and nothing else moves in the data", async () => {
  const spec = await specOf("weight-decay");
  const picture = await svg(set(spec, { title: "Bowls", letters: true }));
  for (const text of ["Bowls", "(a) 42k parameters", "(b) 105k parameters"]) assert.ok(picture.includes(`>${text}<`), text);
  assert.equal(set(spec, {}).usermeta.isoloss.caption, spec.usermeta.isoloss.caption);
});

test("grey holds no colour, and keeps light apart from dark", async () => {
  const picture = await svg(set(await specOf("loss-by-epochs"), { grey: true }));
  const colours = new Set([...picture.matchAll(/#([0-9a-f]{6})\b/gi)].map(([, hex]) => hex as string));
  for (const hex of colours) assert.equal(new Set(hex.match(/../g)).size, 1, hex);
  // AR, MDM, ink, quiet text and grid lines.
  const levels = [...colours].map((hex) => Number.parseInt(hex.slice(0, 2), 16)).sort((a, b) => a - b);
  assert.ok(
    levels.some((level, i) => i > 0 && level - (levels[i - 1] as number) > 40),
    levels.join(),
  );
});
