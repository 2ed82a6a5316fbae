import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { type FigureSpec, figures, saveFigure } from "../../src/index.ts";
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
