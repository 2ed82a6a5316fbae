import assert from "node:assert/strict";
import { before, test } from "node:test";
import { predictors } from "../../src/analyze/predictor.ts";
import {
  allocate,
  bootstrap,
  criticalComputeCurve,
  type FigureData,
  type Fit,
  fit,
  frontier,
  IsolossError,
  type Observation,
  observations,
  versus,
  withIntervals,
} from "../../src/index.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { DATABLATIONS, datablationsRows, requires } from "../reference/data.ts";
import { captionOf, kindOf, marksOf, near, panelOf, runsOf as runsOfFigure, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

// Figures of the laws of AR and MDM, against the analysis and the laws that synthetic runs were made from.

const isoLoss = kindOf("iso-loss");
const criticalCompute = kindOf("critical-compute");
const lossDifference = kindOf("loss-difference");

const THETA = {
  ar: { E: 1.83, A: 286, B: 773, alpha: 0.309, beta: 0.309, RD: 31.19, RN: 38 },
  mdm: { E: 1.98, A: 251, B: 1134, alpha: 0.3021, beta: 0.3021, RD: 493.89, RN: 1265.65 },
};
const DESIGN = { N: [7e6, 3e7, 1.4e8, 4e8, 1e9, 2.5e9], U: [2.5e7, 5e7, 1e8], epochs: [1, 2, 5, 10, 20, 50, 100, 200, 400, 800] };

function runsOf(family: "ar" | "mdm", E = THETA[family].E): Observation[] {
  return observations(simulate(dataConstrained, { ...THETA[family], E }, DESIGN, 0.004, family === "ar" ? 1 : 2)).observations.map(
    (row) => ({
      ...row,
      run: `${family}-${row.run}`,
      family,
      lossKind: family === "ar" ? "nll" : "elbo",
      recipe: "standard",
    }),
  );
}

async function fitted(rows: readonly Observation[]): Promise<Fit> {
  const bare = fit(dataConstrained, rows, { starts: 8 });
  return withIntervals(bare, await bootstrap(bare, { replicates: 20 }));
}

let data: FigureData;
let fits: [Fit, Fit];
before(async () => {
  const [ar, mdm] = [runsOf("ar"), runsOf("mdm")];
  fits = [await fitted(ar), await fitted(mdm)];
  data = { observations: [...ar, ...mdm], fits };
});

const rulesOf = (layers: ReturnType<typeof panelOf>) => marksOf(layers, "rule");

test("iso-loss: contours of the law lie where the law has their loss, and both panels have the same levels", () => {
  const spec = isoLoss.draw(data);
  assert.match(captionOf(spec), /on 100M unique tokens/);
  const { best } = predictors(fits[0]);
  const law = panelOf(spec, 1);
  const losses = rulesOf(law).map(({ rows }) => rows.map(({ x, y }) => best.loss({ N: y as number, U: 1e8, D: 1e8 * (x as number) })));
  assert.ok(losses.length >= 5);
  for (const own of losses) {
    const level = Number((own[0] as number).toFixed(2));
    for (const loss of own) assert.ok(Math.abs(loss - level) < 0.02, `${loss} on the contour ${level}`);
  }
  const levelsOf = (number: number): Set<string> => new Set(wordsOf(panelOf(spec, number)).filter((word) => /^\d\.\d\d$/.test(word)));
  const shared = [...levelsOf(0)].filter((word) => levelsOf(1).has(word));
  assert.ok(shared.length >= 5, shared.join(" "));
  // A label of the law's panel names the level of a line there.
  for (const word of levelsOf(1))
    assert.ok(
      losses.some((own) => Math.abs((own[0] as number) - Number(word)) < 0.01),
      word,
    );
});

test("iso-loss: a ring at the lowest run, and the frontier's places are the best splits of their compute", () => {
  const spec = isoLoss.draw(data);
  const lowest = data.observations
    .filter((row) => row.family === "ar" && row.uniqueTokens === 1e8)
    .reduce((a, b) => (b.loss < a.loss ? b : a));
  const [ring] = marksOf(panelOf(spec, 0), "point").filter(({ mark }) => mark.size === 90);
  assert.ok(near(ring?.rows[0]?.x, lowest.epochs as number) && near(ring?.rows[0]?.y, lowest.params as number));
  const [measured] = (spec as unknown as { concat: { title: { subtitle: string[] } }[] }).concat;
  assert.ok(measured?.title.subtitle.includes(`ring: lowest, ${lowest.loss.toFixed(2)}`));
  for (const [number, one] of fits.entries()) {
    const way = marksOf(panelOf(spec, 2 * number + 1), "line").flatMap(({ rows }) => rows) as { x: number; y: number }[];
    assert.ok(way.length > 10);
    for (const { x, y } of [way[0], way[8]] as typeof way) {
      const split = allocate({ ...one, draws: undefined } as unknown as Fit, { C: 6 * y * x * 1e8, U: 1e8 });
      assert.ok(near(split.N.value, y, 5e-3), `${split.N.value} against ${y}`);
    }
    const [end] = marksOf(panelOf(spec, 2 * number + 1), "point").filter(({ mark }) => mark.size === 80);
    const { stop } = frontier(one, 1e8, [1e18]);
    const [{ x, y }] = (end?.rows ?? []) as [{ x: number; y: number }];
    assert.ok(near(6 * x * y * 1e8, stop.C.value as number, 1e-4));
  }
});

test("iso-loss: a family alone has its row alone, and rows that mix weight decays are refused", () => {
  const { concat } = isoLoss.draw({ ...data, fits: [fits[1]] }) as unknown as { concat: unknown[] };
  assert.equal(concat.length, 2);
  const mixed = data.observations.map((row, i) => ({ ...row, weightDecay: i % 2 }));
  assert.throws(() => isoLoss.draw({ ...data, observations: mixed }), /mix 2 values of weight_decay \(0, 1\), and it shows one$/);
  const both = mixed.map((row, i) => ({ ...row, recipe: i % 3 ? ("standard" as const) : ("regularized" as const) }));
  assert.throws(
    () => isoLoss.draw({ ...data, observations: both }),
    (error: unknown) =>
      error instanceof IsolossError &&
      /mix 2 values of recipe .* and 2 values of weight_decay .*one of each$/.test(error.message) &&
      /--where recipe=standard --where weight_decay=1/.test(error.hint ?? ""),
  );
  assert.throws(
    () => isoLoss.draw({ ...data, observations: data.observations.filter((row) => row.epochs === 1) }),
    /one number of epochs, and it spans several/,
  );
});

test("critical-compute: the line and its slope are those of the analysis, dashed beyond the rows; crossings of the runs lie on it", () => {
  const spec = criticalCompute.draw(data);
  const layers = panelOf(spec, 0);
  const lines = marksOf(layers, "line");
  const solid = lines.filter(({ mark }) => mark.strokeWidth === 2.2 && mark.strokeDash === undefined).flatMap(({ rows }) => rows);
  const dashed = lines.filter(({ mark }) => mark.strokeWidth === 2.2 && mark.strokeDash !== undefined).flatMap(({ rows }) => rows);
  assert.ok(solid.length > 0 && solid.every(({ x }) => (x as number) <= 1.01e8));
  assert.ok(dashed.some(({ x }) => near(x, 1e9)));
  const U = [...new Set([...solid, ...dashed].map(({ x }) => x as number))];
  const found = criticalComputeCurve(...fits, { U, irreducible: "kept" });
  for (const { U: own, compute } of found.points) {
    const row = [...solid, ...dashed].find(({ x }) => x === own);
    assert.ok(near(row?.y, compute.value as number, 1e-4) && near(row?.low, compute.interval?.low as number, 1e-4));
  }
  const { value, interval } = found.slope as { value: number; interval: { low: number; high: number } };
  assert.ok(wordsOf(layers).includes(`C ∝ Uᵃ, a = ${value.toFixed(2)} (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`));
  const diamonds = marksOf(layers, "point").flatMap(({ rows }) => rows) as { x: number; y: number }[];
  assert.deepEqual(
    diamonds.map(({ x }) => x),
    DESIGN.U,
  );
  for (const { x, y } of diamonds) {
    const critical = criticalComputeCurve(...fits, { U: [x], irreducible: "kept" }).points[0]?.compute.value as number;
    assert.ok(Math.abs(Math.log10(y / critical)) < 0.5, `${y} against ${critical}`);
  }
  assert.match(captionOf(spec), /irreducible losses kept .*an upper bound/s);
});

test("critical-compute: rows of simulations are not said to be runs", () => {
  const claims = (given: FigureData): boolean => wordsOf(panelOf(criticalCompute.draw(given), 0)).some((text) => /have runs/.test(text));
  const trained = fits.map((one) => ({ ...one, observations: one.observations.map((row) => ({ ...row, fields: {} })) }));
  assert.deepEqual([claims({ ...data, fits: trained }), claims(data)], [true, false]);
});

test("critical-compute: where MDM is never lower there is no line but bounds, and that is said", async () => {
  const rows = runsOf("mdm", 3.4);
  const spec = criticalCompute.draw({
    observations: [...data.observations.filter((row) => row.family === "ar"), ...rows],
    fits: [fits[0], await fitted(rows)],
  });
  const layers = panelOf(spec, 0);
  assert.equal(marksOf(layers, "line").filter(({ mark }) => mark.strokeWidth === 2.2).length, 0);
  const up = marksOf(layers, "point")
    .filter(({ mark }) => mark.shape === "triangle-up")
    .flatMap(({ rows: own }) => own);
  const most = (U: number): number => 6 * U * 800 * 2.5e9;
  assert.deepEqual(
    up.map(({ x }) => x),
    DESIGN.U,
  );
  for (const { x, y } of up) assert.ok(near(y, most(x as number)));
  assert.match(captionOf(spec), /cross at none of these U: no line is drawn/);
});

test("loss-difference: the zero line runs through the critical compute, strokes are where MDM is lower, frames where both were run", () => {
  const spec = lossDifference.draw(data);
  const layers = panelOf(spec, 0);
  const zero = rulesOf(layers)
    .filter(({ mark }) => mark.strokeWidth === 3)
    .flatMap(({ rows }) => rows) as { x: number; y: number; x2: number }[];
  assert.ok(zero.length > 10);
  for (const { x, y } of zero.filter((_, i) => i % 12 === 0)) {
    const critical = criticalComputeCurve(...fits, { U: [x], irreducible: "kept" }).points[0]?.compute.value as number;
    assert.ok(Math.abs(Math.log10(y / critical)) < 0.02, `${y} against ${critical}`);
  }
  const strokes = rulesOf(layers)
    .filter(({ mark }) => mark.strokeWidth === 1)
    .flatMap(({ rows }) => rows) as { x: number; y: number; y2: number }[];
  for (const { x, y } of strokes) {
    const near0 = zero.reduce((a, b) => (Math.abs(Math.log(b.x / x)) < Math.abs(Math.log(a.x / x)) ? b : a));
    assert.ok(Math.abs(Math.log10(y / near0.y)) < 0.2);
  }
  const frames = marksOf(layers, "rect")
    .filter(({ mark }) => mark.strokeWidth === 1.2)
    .flatMap(({ rows }) => rows);
  assert.ok(frames.length === 3 && near(frames[0]?.y, 6 * 7e6 * 2.5e7) && near(frames[2]?.y2, 6 * 2.5e9 * 800e8));
  const bar = panelOf(spec, 1);
  const z = spec as unknown as { concat: { encoding: { y: { axis: { values: number[]; labelExpr: string } } } }[] };
  const { axis } = (z.concat[1] as (typeof z.concat)[number]).encoding.y;
  const named = JSON.parse(axis.labelExpr.slice(1, axis.labelExpr.indexOf(")"))) as Record<string, string>;
  // A shade between each two neighbouring marks, and one beyond each end.
  assert.equal(marksOf(bar, "rect").length, axis.values.length + 1);
  const numbers = axis.values.map((value) => Number((named[value] as string).replace("−", "-")));
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  assert.ok(numbers.includes(0) && numbers.includes(1) && numbers.includes(-0.5), numbers.join());
  const fills = new Set(marksOf(bar, "rect").map(({ mark }) => mark.fill));
  for (const { mark } of marksOf(layers, "rect").filter((one) => one.mark.fill !== undefined))
    assert.ok(fills.has(mark.fill), String(mark.fill));
  assert.equal(fills.size, marksOf(bar, "rect").length);
  assert.match(z.concat[0]?.encoding.y.axis.labelExpr ?? "", /"10[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}"/);
  // Where their labels have no room, the caption alone tells the two apart.
  const dashes = new Set(rulesOf(layers).flatMap(({ mark }) => (mark.strokeDash ? [JSON.stringify(mark.strokeDash)] : [])));
  assert.deepEqual(dashes, new Set(["[1.5,3]", "[6,3]"]));
  assert.match(captionOf(spec), /Dotted: where 2\.5 % of \d+ draws have MDM lower, dashed: where 97\.5 % have/);
  assert.ok(
    ["AR lower", "MDM lower", "+1"].every((word) => wordsOf(layers).includes(word)),
    wordsOf(layers).join(" "),
  );
});

test("figures of both families ask for both, and refuse losses that mean different things", () => {
  for (const kind of [criticalCompute, lossDifference]) {
    assert.throws(() => kind.draw({ ...data, fits: [fits[0]] }), /of both families, and MDM has none/);
    const unweighted = {
      ...fits[1],
      observations: fits[1].observations.map((row) => ({ ...row, lossKind: "masked_ce" as const })),
    };
    assert.throws(() => kind.draw({ ...data, fits: [fits[0], unweighted] }), IsolossError);
  }
});

test("laws of figures and of the comparison are fitted to the same runs, and the caption says which", async () => {
  const where = ["recipe=standard|regularized", "unique_tokens=25600|51200"];
  const final = rows(where);
  const { laws } = await versus({ final }, { replicates: 2, starts: 2 });
  assert.ok("withoutRising" in laws && laws.withoutRising && "paired" in laws.withoutRising);
  const used = laws.withoutRising.paired.joint.observations;
  const wanted = criticalCompute.fits[0];
  const selected = wanted?.select?.(final) ?? [];
  assert.deepEqual(selected.map(({ run }) => run).toSorted(), used.map(({ run }) => run).toSorted());
  // At weight decay 0.1, without those of more epochs than the lowest mean loss of groups that end above it.
  assert.ok(selected.length < final.length && selected.every(({ weightDecay }) => weightDecay === 0.1));
  assert.ok(!selected.some(({ family, params, epochs }) => family === "ar" && params === 271674 && (epochs as number) > 8));
  for (const kind of [criticalCompute, lossDifference, isoLoss, kindOf("value-of-repeats"), kindOf("return-on-repetition")]) {
    assert.equal(kind.fits[0]?.select, wanted?.select);
    assert.deepEqual(kind.fits[0]?.tied, { beta: "alpha" });
  }
  // Of a family alone its most frequent setting.
  const alone = wanted?.select?.(final.filter(({ family }) => family === "ar")) ?? [];
  assert.deepEqual(new Set(alone.map(({ weightDecay }) => weightDecay)), new Set([0.1]));
});

test("return-on-repetition: runs that the law leaves out are drawn, and the caption counts them", async () => {
  const all = rows(["recipe=standard"]);
  const kind = kindOf("return-on-repetition");
  const own = kind.fits[0]?.select?.(all) ?? [];
  const bare = (["ar", "mdm"] as const).map((family) =>
    fit(
      dataConstrained,
      own.filter((row) => row.family === family),
      { starts: 8, tied: { beta: "alpha" } },
    ),
  );
  const spec = kind.draw({ observations: all, fits: bare });
  const drawn = new Set(runsOfFigure(panelOf(spec, 1)).map(({ run }) => run));
  const left = all.filter((row) => row.family === "ar" && row.params === 271674 && row.uniqueTokens === 51200 && (row.epochs ?? 0) > 8);
  const ofSetting = left.filter(({ weightDecay }) => weightDecay === 0.1);
  assert.ok(ofSetting.length > 0);
  for (const { run } of ofSetting) assert.ok(drawn.has(run), run);
  assert.match(
    captionOf(spec),
    /Fitted at weight_decay=0\.1, dropout=0, without \d+ AR and 1 MDM runs past the lowest loss of their group\./,
  );
  const filled = kind.draw({
    observations: all,
    fits: [
      fit(
        dataConstrained,
        all.filter(({ family, weightDecay }) => family === "ar" && weightDecay === 0.1),
        { starts: 8 },
      ),
    ],
  });
  assert.match(captionOf(filled), /with \d+ AR runs past the lowest loss of their group, which a law that cannot rise misses/);
});

test("the shipped runs: by the laws and by the runs AR stays lower, what is not identified is named", async () => {
  const spec = criticalCompute.draw(await sampleOf(criticalCompute));
  const up = marksOf(panelOf(spec, 0), "point")
    .filter(({ mark }) => mark.shape === "triangle-up")
    .flatMap(({ rows }) => rows);
  assert.deepEqual(
    up.map(({ x }) => x),
    [25600, 51200, 102400, 409600, 819200, 1477630],
  );
  assert.match(captionOf(spec), /none changes order.*not identified.*without \d+ AR and 1 MDM runs past the lowest loss/s);
});

test(
  "iso-loss: of 93 published runs on 100M tokens the lowest is 146M parameters at 59 epochs, and the law stops short of it",
  requires(DATABLATIONS),
  () => {
    const at = (flag: "in_all_296" | "in_fit_182") => datablationsRows(flag).filter((row) => row.uniqueTokens === 1e8);
    const { E: _, ...held } = (dataConstrained.published[0]?.theta ?? {}) as Record<string, number>;
    const spec = isoLoss.draw({ observations: at("in_all_296"), fits: [fit(dataConstrained, at("in_fit_182"), { fixed: held })] });
    const [ring] = marksOf(panelOf(spec, 0), "point").filter(({ mark }) => mark.size === 90);
    assert.ok(near(ring?.rows[0]?.x, 59) && near(ring?.rows[0]?.y, 146.5e6));
    assert.match(JSON.stringify(spec), /ring: lowest, 3\.72/);
    assert.equal(marksOf(panelOf(spec, 0), "point")[0]?.rows.length, 93);
  },
);
