import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bootstrap,
  type Fit,
  findLaw,
  fit,
  IsolossError,
  loadRuns,
  type Observation,
  observations,
  withIntervals,
} from "../../src/index.ts";
import { bestCheckpoints } from "../../src/plot/bestCheckpoints.ts";
import { captionOf, type Drawn, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows } from "./sample.ts";
import { bothFamilies, CROSSINGS } from "./synthetic.ts";

const SETTING = ["recipe=standard", "weight_decay=0.1"];
const ONE = [...SETTING, "params=271674", "unique_tokens=51200"];
const [AR, MDM] = ["#0b4f8a", "#d97300"];

const titleOf = (spec: unknown, number: number): { text: string; subtitle: string[] } =>
  (
    (spec as { concat: { title: { text: string; subtitle: string[] } }[] }).concat[number] as never as {
      title: { text: string; subtitle: string[] };
    }
  ).title;
const points = (layers: readonly Drawn[], shape: string): Drawn[] => marksOf(layers, "point").filter(({ mark }) => mark.shape === shape);
const law = (colour: string, layers: readonly Drawn[]): Drawn[] =>
  marksOf(layers, "line").filter(({ mark }) => mark.color === colour && mark.strokeWidth === 2);

test("best checkpoints are those of a table of best checkpoints", async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny"]);
  const best = observations(runs, { checkpoint: "best", where: ONE }).observations;
  const finals = rows(ONE);
  const own = new Set(finals.map(({ run }) => run));
  assert.deepEqual(
    bestCheckpoints(finals, rows(ONE, "every")),
    best.filter(({ run }) => own.has(run)),
  );
  assert.deepEqual(bestCheckpoints(finals, []), []);
});

test("crossover: kjv-tiny at 272k parameters crosses between 16 and 32 epochs by final loss, and by best checkpoint not within 128", () => {
  const finals = rows(ONE);
  const spec = kindOf("crossover").draw({ observations: finals, curves: rows(ONE, "every") });
  const layers = panelOf(spec, 0);
  const { text, subtitle } = titleOf(spec, 0);
  assert.equal(text, "272k parameters, 51k unique tokens");
  // By straight lines in ln x between means of 16 and 32 epochs, from the configurations' final losses.
  const at = (family: string, epochs: number): number =>
    finals.find((row) => row.family === family && row.epochs === epochs)?.loss as number;
  const [before, after] = [at("ar", 16) - at("mdm", 16), at("ar", 32) - at("mdm", 32)];
  const x = 16 * 2 ** (before / (before - after));
  const [diamond] = points(layers, "diamond");
  assert.ok(near(diamond?.rows[0]?.x, x));
  assert.ok(near(diamond?.rows[0]?.y, at("ar", 16) + (at("ar", 32) - at("ar", 16)) * Math.log2(x / 16)));
  assert.match(subtitle[0] as string, /^final: ≤ 32 epochs \(measured between 16 and 32, about 17\.5\)$/);
  assert.match(subtitle[1] as string, /^best: none within 8–128 epochs \(AR ahead by ≥ 0\.09\)$/);
  const bracket = marksOf(layers, "rule").find(({ mark }) => mark.strokeWidth === 1);
  assert.deepEqual([bracket?.rows[0]?.x, bracket?.rows[0]?.x2], [16, 32]);
  assert.ok(wordsOf(layers).includes("MDM (≤)"));
  assert.match(captionOf(spec), /upper bound \(≤\).*where it lies above, that is no proof/);
  assert.equal(runsOf(layers).length, finals.length);
});

test("crossover: the running best of AR stays at its lowest to the end of MDM's range", () => {
  const spec = kindOf("crossover").draw({ observations: rows(ONE), curves: rows(ONE, "every") });
  const dashed = marksOf(panelOf(spec, 0), "line").filter(({ mark }) => mark.strokeDash);
  const [ar, mdm] = dashed.map(({ rows: own }) => own);
  const curves = rows(ONE, "every");
  const lowest = (family: string): number => {
    const own = rows(ONE).filter((row) => row.family === family);
    const means = [...new Set(own.map(({ epochs }) => epochs))].map((epochs) => {
      const same = own
        .filter((row) => row.epochs === epochs)
        .map(({ run }) => Math.min(...curves.filter((row) => row.run === run).map(({ loss }) => loss)));
      return same.reduce((sum, loss) => sum + loss, 0) / same.length;
    });
    return Math.min(...means);
  };
  assert.equal(ar?.at(-1)?.x, 128);
  assert.ok(near(ar?.at(-1)?.y, lowest("ar")));
  assert.ok(near(mdm?.at(-1)?.y, lowest("mdm")));
});

test("crossover: accuracies stand beside the loss, cross where they were made to, and later", () => {
  const all = bothFamilies();
  const spec = kindOf("crossover").draw({ observations: all });
  CROSSINGS.forEach(({ loss, accuracy }, i) => {
    const [left, right] = [panelOf(spec, 2 * i), panelOf(spec, 2 * i + 1)];
    const x = (layers: readonly Drawn[]): number => Number(points(layers, "diamond")[0]?.rows[0]?.x);
    // Lines between measurements, of a loss that is no line.
    assert.ok(Math.abs(Math.log(x(left) / loss)) < 0.12, `${x(left)}`);
    assert.ok(near(x(right), accuracy, 1e-4), `${x(right)}`);
    const first = all.find((row) => row.run === runsOf(right)[0]?.run);
    assert.ok(near(runsOf(right)[0]?.y, 100 * Number(first?.fields.hellaswag_acc)));
  });
  assert.match(captionOf(spec), /accuracies \(hellaswag_acc\).*stopped early/);
  const one = titleOf(kindOf("crossover").draw({ observations: all.filter(({ epochs = 0 }) => epochs <= 32) }), 3).subtitle[0] as string;
  assert.match(one, /^final: none within 1–32 epochs \(AR ahead by ≥ 3\.2\)$/);
});

test("crossover: what AR reaches with more weight decay stands below both, where it was run", () => {
  const observations = rows(["recipe=standard|regularized", "params=271674", "unique_tokens=51200"]);
  const spec = kindOf("crossover").draw({ observations });
  // Mean of five seeds at weight decay 3 and 16 epochs, from their configurations.
  const dotted = marksOf(panelOf(spec, 0), "rule").filter(({ mark }) => mark.strokeDash);
  assert.deepEqual(
    dotted.map(({ rows: [row] }) => [row?.x, row?.x2]),
    [[16, 128]],
  );
  assert.ok(near(dotted[0]?.rows[0]?.y, 3.59429));
  // At the panel's right edge and to the left of it, so that it has the panel's whole width however narrow a column makes it.
  const [said] = marksOf(panelOf(spec, 0), "text").filter(({ rows: [row] }) => row?.text === "AR, weight decay 3: 3.59");
  assert.deepEqual([said?.mark.align, said?.rows[0]?.x], ["right", undefined]);
  assert.match(captionOf(spec), /other regularisation.*crossings are of the settings that both families share/);
  assert.doesNotMatch(captionOf(kindOf("crossover").draw({ observations: rows(ONE) })), /other regularisation/);
});

test("crossover: no pair of families is refused", () => {
  const kind = kindOf("crossover");
  assert.throws(() => kind.draw({ observations: rows([...ONE, "family=ar"]) }), /no pair of AR and MDM curves/);
});

const lowestOf = (curves: readonly Observation[]): { min: number; at: number; last: number } => {
  const min = Math.min(...curves.map(({ loss }) => loss));
  return { min, at: curves.find(({ loss }) => loss === min)?.epochs as number, last: curves.at(-1)?.loss as number };
};

test("overfit: minima are ringed and the rise above them is said, of AR and not of MDM", () => {
  const curves = rows(ONE, "every");
  const spec = kindOf("overfit").draw({ observations: rows(ONE), curves });
  const [ar, mdm] = [panelOf(spec, 0), panelOf(spec, 1)];
  const rings = (layers: readonly Drawn[]): Drawn[] => points(layers, "circle").filter(({ mark }) => mark.fill === "white");
  const long = curves.filter(({ run }) => run === rows([...ONE, "family=ar", "epochs=32"])[0]?.run);
  const { min, at, last } = lowestOf(long);
  assert.ok(rings(ar).some(({ rows: [row] }) => near(row?.x, at) && near(row?.y, min)));
  assert.ok(wordsOf(ar).includes(`32 epochs +${(last - min).toFixed(2)}`));
  assert.ok(last - min > 1.5);
  assert.deepEqual(rings(mdm), []);
  assert.ok(wordsOf(mdm).includes("128 epochs"));
  assert.match(captionOf(spec), /1 of 1 groups of AR and 0 of 1 groups of MDM end above their lowest/);
});

test("overfit: several sets of unique tokens give a colour each, and the longest run of each", () => {
  const where = [...SETTING, "params=271674", "unique_tokens=25600|51200"];
  const spec = kindOf("overfit").draw({ observations: rows(where), curves: rows(where, "every") });
  const mdm = panelOf(spec, 1);
  assert.equal(marksOf(mdm, "line").length, 2);
  const { min, last } = lowestOf(rows([...where, "family=mdm", "unique_tokens=25600"], "every").filter(({ run }) => run.includes("e256")));
  assert.ok(wordsOf(mdm).includes(`U = 26k +${(last - min).toFixed(2)}`), wordsOf(mdm).join());
  assert.match(captionOf(spec), /2 of 2 groups of AR and 1 of 2 groups of MDM.*26 shorter ones are not/);
});

const panelTitles = (spec: unknown): string[] =>
  (spec as { concat: { title: string | { text: string } }[] }).concat.map(({ title }) => (typeof title === "string" ? title : title.text));

test("overfit: of all shipped runs the sizes that both families have are drawn, and no panel is empty", () => {
  const spec = kindOf("overfit").draw({ observations: rows(["recipe=standard"]), curves: rows(["recipe=standard"], "every") });
  const sizesOf = (family: string): Set<unknown> =>
    new Set(rows(["recipe=standard", `family=${family}`], "every").map(({ params }) => params));
  const both = [...sizesOf("ar")].filter((N) => sizesOf("mdm").has(N)).length;
  assert.equal(panelTitles(spec).length, 2 * Math.min(both, 3), panelTitles(spec).join());
  for (const i of panelTitles(spec).keys()) assert.ok(marksOf(panelOf(spec, i), "line").length > 0, panelTitles(spec)[i]);
  assert.match(captionOf(spec), /sizes of both families; not drawn: /);
});

test("overfit: families of different sizes have a panel each", () => {
  const where = ["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"];
  const apart = (list: Observation[]): Observation[] => list.filter(({ family, params = 0 }) => params > 5e5 === (family === "ar"));
  const spec = kindOf("overfit").draw({ observations: apart(rows(where)), curves: apart(rows(where, "every")) });
  for (const i of panelTitles(spec).keys()) assert.ok(marksOf(panelOf(spec, i), "line").length > 0, panelTitles(spec)[i]);
  assert.ok(panelTitles(spec).some((title) => title.startsWith("AR")) && panelTitles(spec).some((title) => title.startsWith("MDM")));
});

test("overfit: final losses alone are refused", () => {
  assert.throws(
    () => kindOf("overfit").draw({ observations: rows(ONE) }),
    (error: unknown) => error instanceof IsolossError && /none is given/.test(error.message),
  );
});

const made = new Map<string, Promise<Fit>>();
function fitted(...where: string[]): Promise<Fit> {
  const key = where.join();
  const bare = fit(findLaw("data-constrained"), rows([...SETTING, ...where]), { tied: { beta: "alpha" }, starts: 16 });
  const found = made.get(key) ?? bootstrap(bare, { replicates: 30 }).then((draws) => withIntervals(bare, draws));
  made.set(key, found);
  return found;
}

/** Effective tokens by the formula, where the size is below the optimal one. */
const fresh = (U: number, R: number, RD: number): number => U + U * RD * (1 - Math.exp(-R / RD));

test("value-of-repeats: curves follow the formula, R_D* and the half-life lie on them", async () => {
  const own = await fitted("family=mdm");
  const RD = own.estimates.RD as number;
  const spec = kindOf("value-of-repeats").draw({ observations: rows(SETTING), fits: [own] });
  for (const { x, y } of law(MDM, panelOf(spec, 0)).flatMap((layer) => layer.rows)) {
    const R = Number(x) - 1;
    assert.ok(near(y, (fresh(1, R, RD) - 1) / R, 1e-3), `${x} ${y}`);
  }
  const marks = points(panelOf(spec, 1), "square").map(({ rows: [row] }) => row);
  assert.ok(near(marks[0]?.x, 1 + RD, 1e-4) && near(marks[0]?.y, Math.exp(-1)));
  assert.ok(near(marks[1]?.x, 1 + RD * Math.LN2, 1e-4) && near(marks[1]?.y, 0.5));
  assert.match(captionOf(spec), /papers call it a half-life, but the value has halved after R_D\*·ln 2/);
});

test("value-of-repeats: where only a bound is known, the marks are open and no number is quoted", async () => {
  const own = await fitted("family=mdm", "epochs<=16");
  const spec = kindOf("value-of-repeats").draw({ observations: rows(SETTING), fits: [own] });
  const layers = panelOf(spec, 1);
  assert.match(captionOf(spec), /MDM above \d+, and no more is known/);
  const bound = Number(/MDM above (\d+)/.exec(captionOf(spec))?.[1]);
  assert.ok(wordsOf(layers).includes(`MDM > ${bound}`), wordsOf(layers).join());
  // Repeats, of which the axis' epochs are one more: said beside the panel, at the name of the level.
  assert.ok(wordsOf(layers).includes("half-life, repeats") && wordsOf(layers).includes("Rᴅ* (1/e), repeats"));
  const marks = points(layers, "square");
  assert.deepEqual(
    marks.map(({ mark }) => mark.fill),
    ["white", "white"],
  );
  const [eFold, half] = marks.map(({ rows: [row] }) => Number(row?.x) - 1) as [number, number];
  assert.ok(near(half / eFold, Math.LN2, 1e-4));
  assert.equal(points(layers, "triangle-right").length, 2);
});

test("return-on-repetition: laws and runs at fixed compute and at fixed unique tokens, with fresh tokens beside them", async () => {
  const fits = await Promise.all([fitted("family=ar"), fitted("family=mdm")]);
  const all = rows(SETTING);
  const spec = kindOf("return-on-repetition").draw({ observations: all, fits });
  const [left, right] = [panelOf(spec, 0), panelOf(spec, 1)];
  // The size and tokens at which both were run at the most epochs: 25,600·32 = 51,200·16 = 102,400·8 = 819,200.
  assert.equal(titleOf(spec, 0).text, "272k parameters, 819k tokens in all");
  assert.deepEqual(
    runsOf(left)
      .map(({ run }) => run)
      .toSorted(),
    all
      .filter(({ params, tokens }) => params === 271674 && tokens === 819200)
      .map(({ run }) => run)
      .toSorted(),
  );
  assert.equal(titleOf(spec, 1).text, "272k parameters, 51k unique tokens");
  assert.equal(runsOf(right).length, rows(ONE).length);
  // MDM by the formula, below the optimal size: L = E + A/N^alpha + B/D′^beta.
  const { E = 0, A = 0, B = 0, alpha = 0, beta = 0, RD = 0, RN } = fits[1]?.estimates ?? {};
  assert.ok((RN ?? 0) > 1e3);
  const loss = (tokens: number): number => E + A / 271674 ** alpha + B / tokens ** beta;
  for (const { x, y } of law(MDM as string, left).flatMap((layer) => layer.rows)) {
    const U = 819200 / Number(x);
    assert.ok(near(y, loss(fresh(U, Number(x) - 1, RD)), 2e-3), `${x}: ${y} against ${loss(fresh(U, Number(x) - 1, RD))}`);
  }
  const dotted = marksOf(left, "line").filter(({ mark }) => mark.strokeWidth === 1 && mark.color === MDM);
  for (const { y } of dotted.flatMap((layer) => layer.rows)) assert.ok(near(y, loss(819200), 2e-3));
  assert.deepEqual(
    wordsOf(right)
      .filter((text) => /^\d+$/.test(text))
      .slice(0, 8),
    ["1", "2", "4", "8", "16", "32", "64", "128"],
  );
  assert.ok(law(AR as string, right).some(({ mark }) => mark.strokeDash));
  assert.match(captionOf(spec), /AR \(data-constrained.*cannot rise where its runs do/);
});

test("figures of laws of repeats take a fit of both families, and refuse one that reads no unique tokens", async () => {
  const other = fit(findLaw("chinchilla"), rows([...SETTING, "family=ar"]), { starts: 4 });
  assert.throws(
    () => kindOf("value-of-repeats").draw({ observations: rows(SETTING), fits: [other] }),
    /it shows a fit of law "data-constrained", and none is given/,
  );
  const separate = { by: "family", parameters: ["E", "A", "B", "alpha", "RD", "RN"] };
  const joint = fit(findLaw("data-constrained"), rows(SETTING), { tied: { beta: "alpha" }, separate, starts: 4 });
  const layers = panelOf(kindOf("value-of-repeats").draw({ observations: rows(SETTING), fits: [joint] }), 0);
  assert.ok(law(AR as string, layers).length > 0 && law(MDM as string, layers).length > 0);
});
