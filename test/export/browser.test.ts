import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { type FigureKind, type FigureSpec, figures, saveFigure, svg } from "../../src/index.ts";
import { rows } from "../plot/sample.ts";

// A real browser opens what was saved, from disk and without a network.

const BROWSERS = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const browser = BROWSERS.find((path) => path !== "" && existsSync(path));
const skip = browser ? false : "no Chromium here: name one in CHROMIUM";
const folder = mkdtempSync(join(tmpdir(), "isoloss-browser-"));
after(() => rmSync(folder, { recursive: true }));

test("a figure's page shows the run and line under the pointer, zooms, and says nothing wrong", { skip }, async () => {
  const observations = rows(["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]);
  const kind = figures.find(({ id }) => id === "loss-by-epochs");
  const path = join(folder, "figure.html");
  await saveFigure(kind?.draw({ observations }) as FigureSpec, path);
  const running = await chromium.launch({ executablePath: browser as string, args: ["--no-sandbox"] });
  try {
    const context = await running.newContext({ offline: true });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) said.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(path).href);
    const points = page.locator("#figure svg .mark-symbol path");
    await points.first().waitFor({ timeout: 20_000 });
    // Points may lie on one another, and a rule on a point: one that is on top is what a reader can reach.
    const boxes = await Promise.all((await points.all()).map((point) => point.boundingBox()));
    const places = boxes.flatMap((box) => (box ? [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] : []));
    const tip = page.locator("#vg-tooltip-element.visible");
    for (const { x, y } of places.toReversed()) {
      await page.mouse.move(x, y);
      if ((await tip.count()) > 0 && /\.jsonl:\d/.test(await tip.innerText())) break;
    }
    const shown = await tip.innerText();
    assert.ok(
      observations.some(({ run, source }) => shown.includes(run) && shown.includes(`${source.file}:${source.line}`)),
      shown,
    );
    const ticks = (): Promise<string[]> => page.locator("#figure svg .role-axis-label text").allInnerTexts();
    const before = await ticks();
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(500);
    assert.notDeepEqual(await ticks(), before);
    assert.deepEqual(said, []);
  } finally {
    await running.close();
  }
});

test("a figure's page shows every label and tick of the figure, and keeps one notation when zoomed", { skip }, async () => {
  const kind = figures.find(({ id }) => id === "decay-over-epochs") as FigureKind;
  const spec = kind.draw({ observations: rows(["family=ar", "unique_tokens=51200"]) });
  const path = join(folder, "labels.html");
  await saveFigure(spec, path);
  const drawn = await svg(spec);
  const running = await chromium.launch({ executablePath: browser as string, args: ["--no-sandbox"] });
  try {
    const page = await running.newPage();
    await page.goto(pathToFileURL(path).href);
    await page.locator("#figure svg .mark-symbol path").first().waitFor({ timeout: 20_000 });
    const names = [...drawn.matchAll(/>(λ [^<]+)</g)].map(([, name]) => name);
    assert.ok(names.length > 2, String(names));
    assert.deepEqual((await page.evaluate(SEEN_WORDS)) as string[], names);
    const ticks = (): Promise<string[]> => page.locator("#figure svg .role-axis-label text").allTextContents();
    const own = [...drawn.matchAll(/class="mark-text role-axis-label".*?<\/g>/gs)].flatMap(([group]) =>
      [...group.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text),
    );
    assert.ok(own.includes("16"), String(own));
    assert.deepEqual((await ticks()).filter(Boolean), own.filter(Boolean));
    const box = await page.locator("#figure svg .background").nth(1).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -600);
    await page.waitForTimeout(500);
    for (const text of await ticks()) assert.match(text, /^(−?[\d.]+)?$/);
    assert.notDeepEqual((await ticks()).filter(Boolean), own.filter(Boolean));
    assert.ok(((await page.evaluate(SEEN_WORDS)) as string[]).length < names.length, "labels whose lines have left go too");
  } finally {
    await running.close();
  }
});

/** Labels of weight decay that are not clipped, not transparent, and inside the picture. */
const SEEN_WORDS = `[...document.querySelectorAll("#figure svg .mark-text text")].filter((text) => {
  if (!text.textContent.startsWith("λ ")) return false;
  for (let at = text; at.tagName !== "svg"; at = at.parentElement)
    if (getComputedStyle(at).clipPath !== "none" || getComputedStyle(at).opacity === "0") return false;
  const [own, all] = [text, text.closest("svg")].map((one) => one.getBoundingClientRect());
  return own.width > 0 && own.left >= all.left && own.right <= all.right && own.top >= all.top && own.bottom <= all.bottom;
}).map((text) => text.textContent)`;
