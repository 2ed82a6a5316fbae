import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type FigureSpec, figures, html, pdf, png, saveFigure } from "../../src/index.ts";
import { rows } from "../plot/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "isoloss-formats-"));
after(() => rmSync(folder, { recursive: true }));

const kind = figures.find(({ id }) => id === "loss-by-epochs");
const spec = kind?.draw({ observations: rows(["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]) }) as FigureSpec;

const size = (picture: string): number[] => (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(picture) ?? []).slice(1).map(Number);

test("a .png has twice the pixels of the .svg, and the same bytes twice", async () => {
  const bytes = Buffer.from(await png(spec));
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  await saveFigure(spec, join(folder, "a.svg"));
  const [width, height] = size(readFileSync(join(folder, "a.svg"), "utf8")) as [number, number];
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [Math.ceil(2 * width), Math.ceil(2 * height)]);
  assert.deepEqual(Buffer.from(await png(spec)), bytes);
});

test("a .pdf is one page with embedded subsets of its fonts, and the same bytes twice", async () => {
  const bytes = Buffer.from(await pdf(spec));
  const text = bytes.toString("latin1");
  assert.match(text, /^%PDF-1\./);
  assert.equal(text.match(/\/Type \/Page\b/g)?.length, 1);
  const fonts = text.match(/\/Type \/FontDescriptor/g)?.length ?? 0;
  assert.ok(fonts > 0);
  assert.equal(text.match(/\/FontFile2 /g)?.length, fonts, "every font has its file");
  assert.deepEqual(Buffer.from(await pdf(spec)), bytes);
});

const poppler = spawnSync("pdffonts", ["-v"]).error ? "poppler's pdffonts is not installed" : false;

test("poppler opens the .pdf: no font is missing, text can be selected", { skip: poppler }, async () => {
  const path = join(folder, "b.pdf");
  assert.deepEqual(await saveFigure(spec, path), [path]);
  const listed = spawnSync("pdffonts", [path], { encoding: "utf8" });
  assert.equal(listed.status, 0, listed.stderr);
  const lines = listed.stdout.trim().split("\n").slice(2);
  assert.ok(lines.length > 0);
  for (const line of lines) assert.match(line, /^[A-Z]{6}\+DejaVuSans\S*\s.*\s+yes yes yes\s/);
  assert.match(spawnSync("pdftotext", [path, "-"], { encoding: "utf8" }).stdout, /Validation loss \(nats\/token\)/);
});

test("an .html page is whole: its caption, its picture without scripts, nothing to load, well under 2 MB", async () => {
  const page = await html(spec);
  assert.ok(page.length < 2e6);
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  assert.match(page, /<noscript><svg /);
  assert.ok(page.includes(`<figcaption>${spec.description.slice(0, 40)}`));
  assert.doesNotMatch(page.replace(/<script>.*?<\/script>/gs, ""), /<(script|link|img|iframe)[^>]+(src|href)=/);
});

test("a hostile run name stays text in a page", async () => {
  const hostile = "</script><script>document.title = 'taken'</script>";
  const observations = rows(["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]).map((row) => ({ ...row, run: hostile }));
  const page = await html(kind?.draw({ observations }) as FigureSpec);
  assert.ok(!page.includes("<script>document.title"));
});
