import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type FigureSpec, figures, saveFigure, svg, UsageError } from "../../src/index.ts";
import { rows } from "../plot/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "isoloss-figure-"));
after(() => rmSync(folder, { recursive: true }));

const inside = (name: string): string => join(folder, name);
const kind = figures.find(({ id }) => id === "loss-by-epochs");
const spec = kind?.draw({ observations: rows(["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]) }) as FigureSpec;

test("an .svg has its spec beside it", async () => {
  assert.deepEqual((await saveFigure(spec, inside("a.svg"))).sort(), [inside("a.svg"), inside("a.vl.json")]);
  assert.deepEqual(JSON.parse(readFileSync(inside("a.vl.json"), "utf8")), spec);
  assert.match(readFileSync(inside("a.svg"), "utf8"), /^<svg [^>]*role="img"><desc>Final validation loss/);
});

test("a .vl.json is the spec alone", async () => {
  assert.deepEqual(await saveFigure(spec, inside("b.vl.json")), [inside("b.vl.json")]);
});

test("another ending is a usage error that names the formats", async () => {
  for (const name of ["c.gif", "c", "c.json"])
    await assert.rejects(
      saveFigure(spec, inside(name)),
      (error: unknown) => error instanceof UsageError && error.hint === "formats by ending: .svg, .png, .pdf, .html, .vl.json",
    );
  assert.equal(readdirSync(folder).includes("c.gif"), false);
});

test("neither file is written when one of them is an input", async () => {
  writeFileSync(inside("d.vl.json"), "read before");
  await assert.rejects(saveFigure(spec, inside("d.svg"), { inputs: [inside("d.vl.json")] }), UsageError);
  assert.equal(readFileSync(inside("d.vl.json"), "utf8"), "read before");
  assert.equal(readdirSync(folder).includes("d.svg"), false);
});

test("the same figure gives the same bytes, whatever was drawn before", async () => {
  const first = await svg(spec);
  const others = figures.find(({ id }) => id === "repeated-data");
  assert.ok(others);
  assert.equal(await svg(spec), first);
  assert.deepEqual(await Promise.all([svg(spec), svg(spec)]), [first, first]);
});

test("text is measured with the font it is drawn in: two labels of equal length in letters differ in width", async () => {
  const narrow = await svg({ ...spec, concat: [{ ...panelWith("iiiiiiiiiiiiiiiiiiiiiiiiiiiiiii") }] } as FigureSpec);
  const wide = await svg({ ...spec, concat: [{ ...panelWith("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM") }] } as FigureSpec);
  const width = (text: string): number => Number(/width="([\d.]+)"/.exec(text)?.[1]);
  assert.ok(width(wide) > 2 * width(narrow));
});

function panelWith(text: string): object {
  return {
    width: 20,
    height: 20,
    data: { values: [{ text }] },
    mark: { type: "text", align: "left" },
    encoding: { text: { field: "text", type: "nominal" } },
  };
}
