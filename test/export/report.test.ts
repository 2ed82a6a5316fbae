import assert from "node:assert/strict";
import { test } from "node:test";
import { browserBuilds } from "../../src/export/browserBuilds.ts";
import {
  bootstrap,
  explored,
  type Fit,
  figures,
  findLaw,
  fit,
  interpret,
  observations,
  parse,
  predict,
  type Report,
  reportPage,
  simulate,
  withIntervals,
} from "../../src/index.ts";
import { rows, sampleOf } from "../plot/sample.ts";

// A report is one page that loads nothing, shows data as text, and carries what its explorer computes from.

const HOSTILE = `</script><img src=x onerror="alert(1)"> & 'run'`;

async function drawnFit(): Promise<Fit> {
  const law = findLaw("data-constrained");
  const { theta, design, noise } = law.example as NonNullable<typeof law.example>;
  const found = fit(law, observations(simulate(law, theta, design, noise, 1)).observations, { starts: 8 });
  return withIntervals(found, await bootstrap(found, { replicates: 230 }));
}

const fitted = await drawnFit();
const kind = figures.find(({ id }) => id === "loss-by-epochs");
const observed = rows(["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"]);
const renamed = observed.map((row, i) => (i === 0 ? { ...row, run: HOSTILE } : row));
const figure = kind?.draw({ observations: renamed }) as NonNullable<ReturnType<NonNullable<typeof kind>["draw"]>>;

const report: Report = {
  title: `Report ${HOSTILE}`,
  about: HOSTILE,
  sections: [
    {
      id: "text",
      title: "Text",
      blocks: [
        { text: HOSTILE },
        { code: HOSTILE },
        { facts: [[HOSTILE, HOSTILE]] },
        { table: { caption: HOSTILE, head: [HOSTILE], rows: [[HOSTILE, HOSTILE]] } },
        { findings: [{ severity: "warning", message: HOSTILE, hint: HOSTILE }] },
        { fold: HOSTILE, blocks: [{ heading: HOSTILE }] },
      ],
    },
    { id: "explore", title: "Explore", blocks: [{ explorer: [explored(fitted, HOSTILE)] }] },
    { id: "figures", title: "Figures", blocks: [{ figure, title: HOSTILE, command: HOSTILE }] },
  ],
};
const page = await reportPage(report);
/** Without the text of the libraries, which holds markup of its own. */
const own = (await browserBuilds()).reduce((text, code) => text.replace(code, () => ""), page);

test("no text of the data becomes markup or script", () => {
  assert.equal(own.includes("<img"), false);
  assert.equal(own.includes(HOSTILE), false);
  // Scripts that the page itself has: data of figures and laws, three libraries, its own.
  assert.equal(own.match(/<script/g)?.length, 6);
  assert.equal(own.match(/<\/script>/g)?.length, 6);
});

test("nothing is loaded from anywhere, and the policy forbids it", () => {
  assert.match(page, /default-src 'none'/);
  assert.deepEqual(own.match(/<link|<iframe|@import|url\(|fetch\(|https?:/gi), null);
  const tags = own.replace(/<script[\s\S]*?<\/script>/g, "").replace(/"[^"<>]*"/g, '""');
  assert.deepEqual(tags.match(/<[a-z][^>]*\s(?:src|srcset|poster|action|data)=/gi), null);
  assert.deepEqual(own.match(/href="(?!#)[^"]*"/g), null);
});

test("equal data give equal bytes, below 2 MB", async () => {
  assert.equal(await reportPage(report), page);
  assert.ok(Buffer.byteLength(page) < 2e6);
});

test("figures beyond 2 MB are left out with the command that draws them; the others stay", async () => {
  const noisy = structuredClone(figure) as unknown as { concat: unknown[]; description: string };
  // Digits that no compression takes away.
  let state = 1;
  const digits = Array.from({ length: 250_000 }, () => (state = (state * 48271) % 2147483647));
  const heavy = { ...noisy, usermeta: { ...figure.usermeta, digits } } as unknown as typeof figure;
  const blocks = [
    { figure: heavy, title: "Heavy", command: "isoloss plot heavy PATH -o heavy.pdf" },
    { figure, title: "Light", command: "isoloss plot light PATH -o light.pdf" },
  ];
  const whole = await reportPage({ ...report, sections: [{ id: "figures", title: "Figures", blocks }] });
  assert.ok(Buffer.byteLength(whole) < 2e6);
  assert.match(whole, /<h3>Heavy<\/h3><p>Left out:.*isoloss plot heavy/);
  assert.match(whole, /<h3>Light<\/h3><div class="picture"/);
});

test("every control has a label, every table a caption, every figure a caption and a name", () => {
  const ids = [...page.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
  assert.ok(ids.length >= 5, String(ids));
  for (const id of ids) assert.match(page, new RegExp(`<label for="${id}">`));
  assert.equal(own.match(/<table>/g)?.length, own.match(/<table><caption>/g)?.length);
  assert.match(page, /<figure aria-labelledby="caption-0">.*<figcaption id="caption-0">[^<]{40}/);
  assert.match(page, /<html lang="en">/);
});

test("sliders are of the quantities that a law reads, D by epochs, with room about the rows", () => {
  const { sliders, estimates, names, draws, drawn, steps, formula } = explored(fitted, "law");
  assert.deepEqual(
    sliders.map(({ symbol }) => symbol),
    ["N", "U", "epochs"],
  );
  for (const { low, high, from, to, start } of sliders) assert.ok(low <= from && from < start && start < to && to < high);
  assert.equal(sliders[2]?.low, 1);
  assert.equal(drawn, 230);
  assert.equal(draws.length, 200);
  assert.equal(steps.at(-1)?.as, "loss");
  const at = { N: 3e8, U: 1e9, D: 4e9 };
  assert.equal(interpret(parse(formula), { ...at, ...estimates }), predict(fitted, [at])[0]?.loss);
  const first = Object.fromEntries(names.map((name, i) => [name, draws[0]?.[i] as number]));
  const one = { ...fitted, draws: { ...(fitted.draws as NonNullable<Fit["draws"]>), theta: (fitted.draws?.theta ?? []).slice(0, 1) } };
  assert.equal(interpret(parse(formula), { ...at, ...first }), predict(one, [at])[0]?.low);
});

test("a law in members moves in whole members from 1; a law without draws has no band to show", async () => {
  const ensembles = figures.find(({ id }) => id === "ensembles") as NonNullable<typeof kind>;
  const [one] = (await sampleOf(ensembles)).fits as Fit[];
  const { draws: _, ...bare } = one as Fit;
  const { sliders, draws } = explored(bare as Fit, "members");
  assert.deepEqual(
    sliders.map(({ symbol, whole, low }) => [symbol, whole, low]),
    [["K", true, 1]],
  );
  assert.deepEqual(draws, []);
});

test("a law that did not converge, or that an error is known of, says so beside its prediction", () => {
  assert.equal(explored({ ...fitted, diagnostics: [] }, "").caution, "");
  assert.match(explored({ ...fitted, status: "not-converged" }, "").caution, /did not converge/);
  const finding = { code: "law-cannot-rise", severity: "warning", message: "the law falls where the runs rise", hint: "" } as const;
  assert.match(explored({ ...fitted, diagnostics: [finding] }, "").caution, /falls where the runs rise/);
});
