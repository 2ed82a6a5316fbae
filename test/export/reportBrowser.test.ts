import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import {
  bootstrap,
  explored,
  type Fit,
  figures,
  findLaw,
  fit,
  type Law,
  nearLowest,
  type Observation,
  predict,
  reportPage,
  withIntervals,
} from "../../src/index.ts";
import { rows } from "../plot/sample.ts";

// A real browser opens a report from disk with the network off.

const BROWSERS = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const found = BROWSERS.find((path) => path !== "" && existsSync(path));
const skip = found ? false : "no Chromium here: name one in CHROMIUM";
const folder = mkdtempSync(join(tmpdir(), "isoloss-report-"));
const path = join(folder, "report.html");
const fits: Fit[] = [];
const said: string[] = [];
let running: Browser;
let page: Page;

const finals = skip ? [] : rows(["family=ar", "recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]);

async function fitted(law: Law, own: readonly Observation[]): Promise<Fit> {
  const one = fit(law, own, { starts: 16 });
  return withIntervals(one, await bootstrap(one, { replicates: 220 }));
}

/** A page whose explorer has laws in every quantity that a slider is made for. */
before(async () => {
  if (skip) return;
  const bowl = nearLowest(
    rows(["family=ar", "recipe=standard|regularized", "unique_tokens=51200", "epochs=16", "params=104780"]),
    "weight_decay",
    5,
  );
  fits.push(
    await fitted(findLaw("overfit-penalty"), rows(["family=ar", "recipe=standard", "weight_decay=0.1"])),
    await fitted(findLaw("data-constrained"), rows(["family=ar", "recipe=standard", "weight_decay=0.1"])),
    await fitted(findLaw("ensemble-joint"), rows(["recipe=ensemble"])),
    await fitted(findLaw("weight-decay-bowl"), bowl),
  );
  const figure = figures.find(({ id }) => id === "loss-by-epochs")?.draw({ observations: finals }) as ReturnType<
    (typeof figures)[number]["draw"]
  >;
  const html = await reportPage({
    title: "Report",
    about: "",
    sections: [
      { id: "explore", title: "Explore", blocks: [{ explorer: fits.map((one) => explored(one, one.law.id)) }] },
      {
        id: "figures",
        title: "Figures",
        blocks: [
          { fold: "More", blocks: [{ text: "folded" }] },
          { figure, title: "Loss", command: "" },
        ],
      },
    ],
  });
  writeFileSync(path, html);
  running = await chromium.launch({ executablePath: found as string, args: ["--no-sandbox"] });
  const context = await running.newContext({ offline: true, viewport: { width: 1200, height: 900 } });
  page = await context.newPage();
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) said.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await page.locator("html[data-drawn]").waitFor({ timeout: 30_000 });
});

after(async () => {
  await running?.close();
  rmSync(folder, { recursive: true });
});

interface Shown {
  at: Record<string, number>;
  loss: number;
  low: number;
  high: number;
}

async function shown(): Promise<Shown> {
  const { at, loss, low, high } = (await page.evaluate("({ ...document.getElementById('prediction').dataset })")) as Record<
    keyof Shown,
    string
  >;
  return { at: JSON.parse(at), loss: Number(loss), low: Number(low), high: Number(high) };
}

/** What a slider moves is shown with the next frame. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await page.waitForTimeout(25);
  }
  assert.fail(what);
}

function near(got: number, expected: number | undefined, what: string): void {
  assert.ok(Math.abs(got - (expected as number)) <= 1e-9 * Math.abs(expected as number), `${what}: ${got} against ${expected}`);
}

test("every slider of every law moves the prediction and its band to what the library computes", { skip }, async () => {
  const moved = new Set<string>();
  for (const [i, one] of fits.entries()) {
    await page.locator("#law").selectOption(String(i));
    const draws = { ...(one.draws as NonNullable<Fit["draws"]>), theta: (one.draws?.theta ?? []).slice(0, 200) };
    for (const slider of await page.locator(`fieldset[data-law="${i}"] input`).all()) {
      const symbol = (await slider.getAttribute("data-symbol")) as string;
      moved.add(symbol);
      for (const position of ["20", "200"]) {
        const before = await shown();
        await slider.fill(position);
        await until(async () => (await shown()).at[symbol] !== before.at[symbol], `${symbol} moves`);
        const { at, loss, low, high } = await shown();
        const [expected] = predict({ ...one, draws }, [at]);
        near(loss, expected?.loss, `${one.law.id} at ${JSON.stringify(at)}`);
        near(low, expected?.low, "low end");
        near(high, expected?.high, "high end");
        assert.notEqual(loss, before.loss);
        assert.match(await page.locator("#prediction").innerText(), new RegExp(`^${loss.toFixed(4)} nats/token$`));
      }
    }
  }
  assert.deepEqual([...moved].sort(), ["K", "N", "U", "epochs", "lambda"]);
});

test("places beyond the runs are marked, in the text and for who listens", { skip }, async () => {
  await page.locator("#law").selectOption("0");
  const slider = page.locator("#slide-0-N");
  const where = page.locator("#slide-0-N-where");
  await slider.fill("120");
  await until(async () => (await where.innerText()).startsWith("within"), "within");
  assert.doesNotMatch(await page.locator("#beyond").innerText(), /Parameters/);
  await slider.fill("240");
  await until(async () => (await where.innerText()).startsWith("beyond"), "beyond");
  assert.match(await where.innerText(), /^beyond the runs \(41\.7k to 699k\)$/);
  assert.match(await page.locator("#beyond").innerText(), /Parameters N/);
  assert.match((await slider.getAttribute("aria-valuetext")) ?? "", /beyond the runs/);
});

test("arrow keys move a slider, and Tab reaches every control in the order of the page", { skip }, async () => {
  await page.locator("#law").selectOption("0");
  const before = await shown();
  await page.locator("#slide-0-epochs").focus();
  await page.keyboard.press("ArrowRight");
  await until(async () => (await shown()).loss !== before.loss, "the arrow key moves");
  const wanted = (await page.evaluate(`(() => {
    const all = [...document.querySelectorAll("a[href], input, select, summary, button")].filter((element) => element.checkVisibility());
    all.forEach((element, i) => element.setAttribute("data-control", String(i)));
    return all.length;
  })()`)) as number;
  assert.ok(wanted >= 9, String(wanted));
  await page.evaluate("document.activeElement.blur()");
  const reached = new Set<string>();
  for (let press = 0; press < 3 * wanted; press++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate("document.activeElement.getAttribute('data-control')");
    if (typeof at === "string") reached.add(at);
  }
  assert.equal(reached.size, wanted);
});

test("a figure shows the run and line under the pointer, zooms, and has an alternative text", { skip }, async () => {
  const points = page.locator("#figure-0 svg .mark-symbol path");
  await page.locator("#figure-0").scrollIntoViewIfNeeded();
  const tip = page.locator("#vg-tooltip-element.visible");
  const boxes = await Promise.all((await points.all()).map((point) => point.boundingBox()));
  for (const box of boxes.toReversed()) {
    if (!box) continue;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    if ((await tip.count()) > 0 && /\.jsonl:\d/.test(await tip.innerText())) break;
  }
  const text = await tip.innerText();
  assert.ok(
    finals.some(({ run, source }) => text.includes(run) && text.includes(`${source.file}:${source.line}`)),
    text,
  );
  const ticks = (): Promise<string[]> => page.locator("#figure-0 svg .role-axis-label text").allInnerTexts();
  const unmoved = await ticks();
  await page.mouse.wheel(0, -400);
  await page.waitForTimeout(500);
  assert.notDeepEqual(await ticks(), unmoved);
  assert.match(
    (await page
      .locator("#figure-0[aria-roledescription=visualization], #figure-0 [aria-roledescription=visualization]")
      .first()
      .getAttribute("aria-label")) ?? "",
    /against epochs/,
  );
});

test("nothing is wider than a telephone, and what is folded is printed", { skip }, async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  await page.reload();
  await page.locator("html[data-drawn]").waitFor({ timeout: 30_000 });
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 400);
  const folded = page.getByText("folded");
  assert.equal(await folded.isVisible(), false);
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  assert.equal(await folded.isVisible(), true);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  assert.equal(await folded.isVisible(), false);
});

interface Place {
  left: number;
  right: number;
  height: number;
}

test("on paper a figure is whole, its caption beside its picture, and low enough for two on a page", { skip }, async () => {
  await page.setViewportSize({ width: 720, height: 960 });
  await page.emulateMedia({ media: "print" });
  const figures = (await page.evaluate(`[...document.querySelectorAll("figure")].map((figure) => {
    const [picture, caption] = ["svg", "figcaption"].map((part) => figure.querySelector(part)?.getBoundingClientRect());
    return { inside: getComputedStyle(figure).breakInside, picture: picture?.toJSON(), caption: caption?.toJSON() };
  })`)) as { inside: string; picture?: Place; caption?: Place }[];
  const drawn = figures.filter(({ picture, caption }) => picture && caption);
  assert.ok(drawn.length > 0);
  for (const { inside, picture, caption } of drawn) {
    assert.equal(inside, "avoid");
    assert.ok(picture && caption && caption.left >= picture.right, JSON.stringify({ picture, caption }));
    // 106 mm, of a page of 253 mm or more between its margins.
    assert.ok(picture.height <= (106 / 25.4) * 96 + 1);
  }
  await page.emulateMedia({ media: null });
});

test("the browser had nothing to say, and asked for nothing", { skip }, () => {
  assert.deepEqual(said, []);
});
