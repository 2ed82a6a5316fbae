import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type FigureSpec, figures, html, pdf, png, specText, svg } from "../../src/index.ts";
import { GALLERY, goldenSpec } from "../plot/golden.ts";
import { read } from "../tree.ts";
import { coarseDifference, difference, pixels, raster, TOLERATED } from "./pictures.ts";

// Every kind of figure in every format, from the golden specs of the gallery, with whose pictures they are compared.

/** Mean difference of brightness between a PDF as poppler draws it and the picture: how edges are smoothed. */
const POPPLER = 0.007;
const SQUARE = 8;
const DPI = 96;

const folder = mkdtempSync(join(tmpdir(), "isoloss-kinds-"));
after(() => rmSync(folder, { recursive: true }));

const poppler = spawnSync("pdffonts", ["-v"]).error ? "poppler is not installed" : false;

const specs = new Map<string, FigureSpec>(GALLERY.map((id) => [id, goldenSpec(id)]));

test("every kind is in the gallery", () => {
  assert.deepEqual([...GALLERY].sort(), figures.map(({ id }) => id).sort());
});

/** Titles of the axes as they are drawn. */
function axisTitles(spec: unknown): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  const { axis, ...rest } = spec as { axis?: { title?: unknown } };
  const own = typeof axis?.title === "string" ? [axis.title] : [];
  return [...new Set([...own, ...Object.values(rest).flatMap(axisTitles)])];
}

for (const id of figures.map((kind) => kind.id))
  describe(`figure ${id}`, () => {
    let spec: FigureSpec;
    let picture: string;
    let bytes: Uint8Array;
    before(async () => {
      spec = specs.get(id) as FigureSpec;
      picture = await svg(spec);
      bytes = await pdf(spec);
    });

    test("the same bytes twice as .svg, .png, .pdf, .html and .vl.json", async () => {
      const again: FigureSpec = JSON.parse(specText(spec));
      assert.equal(specText(again), specText(spec));
      assert.ok(Buffer.from(bytes).equals(Buffer.from(await pdf(again))), ".pdf");
      const page = await html(again);
      assert.ok(page === (await html(spec)), ".html");
      assert.ok(page.includes(picture), ".svg, which the page holds for readers without scripts");
      assert.ok(page.length < 2e6, `${page.length} bytes`);
    });

    test("its .png is the picture in the gallery, or of its .svg", async () => {
      const drawn = await png(spec);
      const expected = raster(read(`figures/${id}.svg`));
      assert.ok(difference(pixels(drawn), expected) <= TOLERATED);
    });

    test("poppler finds every font in its .pdf, text that can be selected, and the same picture", { skip: poppler }, () => {
      const path = join(folder, `${id}.pdf`);
      writeFileSync(path, bytes);
      const fonts = spawnSync("pdffonts", [path], { encoding: "utf8" });
      assert.equal(fonts.stderr, "");
      const lines = fonts.stdout.trim().split("\n").slice(2);
      assert.ok(lines.length > 0);
      for (const line of lines) assert.match(line, /^[A-Z]{6}\+DejaVuSans\S*\s.*\s+yes yes yes\s/);
      const text = spawnSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).stdout.replace(/\s+/g, "");
      const titles = axisTitles(spec);
      assert.ok(titles.length > 0);
      // Text that stands upright comes out letter by letter, from below.
      for (const title of titles) assert.ok(text.includes(title.replace(/\s+/g, "")), `${title} in ${text}`);
      spawnSync("pdftoppm", ["-png", "-singlefile", "-r", String(DPI), path, join(folder, id)]);
      const drawn = pixels(readFileSync(join(folder, `${id}.png`)));
      const apart = coarseDifference(drawn, raster(picture, { zoom: 1 }), SQUARE);
      assert.ok(apart <= POPPLER, `differs by ${apart}`);
    });
  });

describe("a picture that is drawn wrongly is seen", () => {
  const golden = raster(read("figures/ensembles.svg"));
  const drawn = async (change: (spec: Panels) => void): Promise<number> => {
    const spec = goldenSpec("ensembles") as unknown as Panels;
    change(spec);
    return difference(pixels(await png(spec as unknown as FigureSpec)), golden);
  };
  interface Panels {
    concat: { layer: { mark?: { type: string } }[]; encoding: { y: { scale: { domain: [number, number] } } } }[];
    config: { axis: { labelFontSize: number } };
  }

  test("as it should be", async () => {
    assert.ok((await drawn(() => {})) <= TOLERATED);
  });

  test("without its fonts", () => {
    assert.ok(difference(raster(read("figures/ensembles.svg"), { fonts: [] }), golden) > 4 * TOLERATED);
  });

  test("with an axis that is moved by one part in two hundred", async () => {
    const moved = drawn(({ concat }) => {
      for (const { encoding } of concat) {
        const [low, high] = encoding.y.scale.domain;
        encoding.y.scale.domain = [low + (high - low) / 200, high + (high - low) / 200];
      }
    });
    assert.ok((await moved) > 4 * TOLERATED, String(await moved));
  });

  test("without one of its five curves", async () => {
    const less = drawn(({ concat }) => concat[0]?.layer.splice(0, 1));
    assert.ok((await less) > 4 * TOLERATED, String(await less));
  });

  test("a page of PDF that lost its words, or its marks", () => {
    const picture = read("figures/ensembles.svg");
    const whole = raster(picture, { zoom: 1 });
    for (const part of [/<text .*?<\/text>/g, /<path [^>]*>/g]) {
      assert.match(picture, part);
      const apart = coarseDifference(raster(picture.replaceAll(part, ""), { zoom: 1 }), whole, SQUARE);
      assert.ok(apart > 1.5 * POPPLER, String(apart));
    }
  });

  test("with labels a size smaller", async () => {
    const smaller = drawn(({ config }) => {
      config.axis.labelFontSize -= 1;
    });
    assert.ok((await smaller) > 4 * TOLERATED, String(await smaller));
  });
});
