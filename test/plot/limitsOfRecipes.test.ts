import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Estimate, predictors } from "../../src/analyze/predictor.ts";
import type { Recipes } from "../../src/analyze/recipes/recipes.ts";
import { type FigureData, figures, IsolossError, memberLimit, membersOrSize, type Observation, recipes } from "../../src/index.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { fullest } from "../../src/plot/recipes.ts";
import { observations } from "../../src/table/observations.ts";
import { readText, requires } from "../reference/data.ts";
import { rows } from "./sample.ts";
import { recipesOverData, STANDARD, WORTH } from "./synthetic.ts";

// What the figures of limits draw, against the analysis, and against the laws that synthetic runs were made by.

type Datum = Record<string, number | string | undefined>;
interface Drawn {
  caption: string;
  data: Datum[];
  texts: string[];
}

const six = (x: number): number => Number(x.toPrecision(6));

function draw(id: string, data: FigureData): Drawn {
  const kind = figures.find((one) => one.id === id);
  assert.ok(kind);
  const spec = kind.draw(data);
  const found = dataOf(spec);
  return {
    caption: spec.usermeta.isoloss.caption,
    data: found,
    texts: found.flatMap(({ text }) => (typeof text === "string" ? [text] : [])),
  };
}

function dataOf(value: unknown): Datum[] {
  if (typeof value !== "object" || value === null) return [];
  if ("values" in value && Array.isArray(value.values) && typeof value.values[0] === "object") return value.values;
  return Object.values(value).flatMap(dataOf);
}

/** Whether a rule lies at a loss from end to end. */
const hasRule = ({ data }: Drawn, y: number): boolean =>
  data.some((row) => row.y === six(y) && row.x2 !== undefined && row.y2 === undefined);
const limitOf = (found: Recipes, what: string, params?: number) => {
  const limit = fullest(found).limits.find((one) => one.what === what && one.params === params)?.limit;
  assert.ok(limit && "limit" in limit, what);
  return limit;
};
const worthOf = (found: Recipes, what: string): Estimate => {
  const entry = found.efficiency.entries.find(
    (one) => one.what === what && one.uniqueTokens === fullest(found).uniqueTokens && one.efficiency.comparison.includes("headline"),
  );
  assert.ok(entry, what);
  return entry.efficiency.perUnique;
};
const between = ({ interval }: Estimate, digits: number): string =>
  interval ? ` [${interval.low.toFixed(digits)}, ${interval.high.toFixed(digits)}]` : "";

const oneU = (): Observation[] => recipesOverData().filter(({ uniqueTokens }) => uniqueTokens === 2e8);

let shipped: FigureData & { recipes: Recipes };
let made: FigureData & { recipes: Recipes };
before(async () => {
  const compare = async (all: Observation[]) => ({ observations: all, recipes: await recipes(all, { replicates: 20 }) });
  shipped = await compare(rows(["family=ar"]));
  made = await compare(recipesOverData());
});

test("data-efficiency: limits lie at their values and are worth what made them, by the library's own numbers", () => {
  const drawn = draw("data-efficiency", made);
  for (const [what, name, worth] of [
    ["regularized, N → ∞", "regularized, N → ∞", WORTH.regularized],
    ["ensemble, K → ∞ then N → ∞", "ensemble, K, N → ∞", WORTH.joint],
  ] as const) {
    const { limit } = limitOf(made.recipes, what);
    const efficiency = worthOf(made.recipes, what);
    assert.ok(hasRule(drawn, limit.value as number), what);
    assert.ok(drawn.texts.includes(`${name}: ${limit.value?.toFixed(3)}${between(limit, 3)}`), what);
    assert.ok(drawn.texts.includes(`= ${efficiency.value?.toFixed(2)}×${between(efficiency, 2)} the data`), what);
    assert.ok(Math.abs((efficiency.value as number) / worth - 1) < 0.1, `${what}: ${efficiency.value}`);
  }
  // The best of the standard recipe at D is worth D.
  const standard = drawn.texts[drawn.texts.findIndex((text) => text.startsWith("standard, best")) + 1];
  assert.match(standard ?? "", /^= (0\.9\d|1\.0\d)×/);
});

test("data-efficiency: on the shipped runs the flat joint limit is neither drawn nor told in tokens", () => {
  const drawn = draw("data-efficiency", shipped);
  const joint = limitOf(shipped.recipes, "ensemble, K → ∞ then N → ∞");
  assert.ok(joint.diagnostics.some(({ code }) => code === "exponent-runaway"));
  assert.ok(!hasRule(drawn, joint.limit.value as number));
  assert.match(drawn.caption, /Not drawn: ensemble, K, N → ∞ \(flat, no limit identified\)/);
  // Of five sizes the one with the lowest limit, 105k.
  const best = limitOf(shipped.recipes, "ensemble, K → ∞", 104780).limit.value as number;
  assert.ok(hasRule(drawn, best));
  assert.ok(drawn.texts.some((text) => text.startsWith(`ensemble of 105k, K → ∞: ${best.toFixed(3)} [`)));
});

test("data-efficiency: without a law in U there is no right axis, and the caption says what is missing", async () => {
  const one = oneU();
  const drawn = draw("data-efficiency", { observations: one, recipes: await recipes(one, { replicates: 5 }) });
  assert.ok(!drawn.texts.some((text) => /×|–/.test(text)));
  assert.match(drawn.caption, /No data efficiency is shown: .*there is 1 set of unique tokens/);
});

test("data-efficiency: without any limit it says which runs would give one", async () => {
  const few = oneU().filter(({ recipe, params = 0 }) => recipe === "standard" && params > 5e8);
  const found = await recipes(few, { replicates: 5 });
  assert.throws(
    () => draw("data-efficiency", { observations: few, recipes: found }),
    (error: unknown) =>
      error instanceof IsolossError && /no recipe has a limit/.test(error.message) && /ensembles of three/.test(error.hint ?? ""),
  );
});

const RUNS = "infinite-compute/runs_200m.csv";

test("data-efficiency: published runs with the published law in U are worth 2.29 and 3.00 times the data", requires(RUNS), async () => {
  const { runs } = parseLog({ file: RUNS, text: readText(RUNS), map: { params: "params_exact" } });
  const all = observations(runs, { where: ["recipe=standard|regularized|ensemble", "params_label=150M|300M|600M|1.4B"] }).observations;
  const nominal = all.map((row) => ({ ...row, params: Number(row.fields.params_nominal_b) * 1e9 }));
  const baseline = { parameters: { E: 1.89, A: 1.3 * 1e9 ** 0.23, alpha: 0.23 }, from: "figure 7" };
  const members = await memberLimit(
    nominal.filter(({ recipe, epochs }) => recipe === "ensemble" && epochs === 16),
    { fixed: { E: 3.336 } },
  );
  const compared = await recipes(nominal, { replicates: 20 });
  const drawn = draw("data-efficiency", { observations: nominal, recipes: compared, baseline, fits: [members.fit] });
  assert.match(drawn.caption, /law in U, as stated \(figure 7\)/);
  assert.ok(
    drawn.texts.some((text) => text.startsWith("= 2.29×")),
    drawn.texts.join("\n"),
  );
  assert.ok(drawn.texts.includes("= 3.00× the data"));
  assert.ok(drawn.texts.includes("ensemble of 300M, K → ∞: 3.336 (given)"));
});

test("members-or-size: every size says where the better way changes, and its bars end there", () => {
  const drawn = draw("members-or-size", shipped);
  const single = limitOf(shipped.recipes, "regularized, N → ∞");
  const found = (params: number) => membersOrSize(limitOf(shipped.recipes, "ensemble, K → ∞", params).fit, single.fit, { params });
  const [small, middle] = [found(104780), found(271674)];
  assert.ok(small.crossing.kind === "none" && drawn.texts.includes("K × 105k: members throughout"));
  assert.ok(middle.crossing.kind === "crossing");
  const at = middle.crossing.total.value as number;
  assert.ok(drawn.texts.some((text) => text.startsWith(`K × 272k: members from ${Math.round(at / 1000)}k [`)));
  assert.ok(drawn.data.some(({ x, x2 }) => x === 271674 && x2 === six(at)));
  assert.ok(drawn.data.some(({ x, x2 }) => x === six(at) && x2 === six(middle.range[1])));
});

test("members-or-size: members are drawn at N·K", () => {
  const drawn = draw("members-or-size", shipped);
  const ensembles = shipped.observations.filter(({ recipe }) => recipe === "ensemble");
  const places = new Map(drawn.data.filter(({ run }) => run !== undefined).map(({ run, x }) => [run, x]));
  for (const { run, params = 0, members = 0 } of ensembles) assert.equal(places.get(run), six(params * members), run);
});

test("members-or-size: without a law in N or in K it says which is missing", async () => {
  for (const [recipe, lack] of [
    ["regularized", /no law in N/],
    ["ensemble", /no size has a law in K/],
  ] as const) {
    const few = oneU().filter((row) => row.recipe !== recipe);
    const found = await recipes(few, { replicates: 5 });
    assert.throws(() => draw("members-or-size", { observations: few, recipes: found }), lack);
  }
});

test("joint-limit: the limit of the law in N is drawn with its interval where the runs determine it", () => {
  const drawn = draw("joint-limit", made);
  const { limit } = limitOf(made.recipes, "ensemble, K → ∞ then N → ∞");
  assert.ok(hasRule(drawn, limit.value as number));
  assert.ok(drawn.texts.includes(`K, N → ∞: ${limit.value?.toFixed(3)}${between(limit, 3)}`));
  const { uniqueTokens } = fullest(made.recipes);
  assert.ok(Math.abs((limit.value as number) - (STANDARD.E + STANDARD.A / (WORTH.joint * uniqueTokens) ** STANDARD.alpha)) < 0.01);
});

test("joint-limit: a flat law has no rule, no band and no number", () => {
  const drawn = draw("joint-limit", shipped);
  const joint = limitOf(shipped.recipes, "ensemble, K → ∞ then N → ∞");
  assert.ok(!hasRule(drawn, joint.limit.value as number));
  assert.ok(drawn.texts.includes("K, N → ∞: flat, no limit identified"));
  assert.match(drawn.caption, /is no limit that the runs show/);
  for (const params of [41660, 104780, 271674, 698550, 1707504]) {
    const { limit } = limitOf(shipped.recipes, "ensemble, K → ∞", params);
    assert.ok(drawn.data.some(({ x, y }) => x === six(params) && y === six(limit.value as number)));
    assert.ok(
      drawn.data.some(({ x, y, y2 }) => x === six(params) && y === six(limit.interval?.low ?? 0) && y2 === six(limit.interval?.high ?? 0)),
    );
  }
});

test("joint-limit: one size is too few", async () => {
  const few = oneU().filter(({ recipe, params }) => recipe !== "ensemble" || params === 3e8);
  const found = await recipes(few, { replicates: 5 });
  assert.throws(() => draw("joint-limit", { observations: few, recipes: found }), /one size has a limit K → ∞/);
});

test("data-scaling: the laws in U are the library's, and those that made the runs", () => {
  const drawn = draw("data-scaling", made);
  const { baseline, scaling } = made.recipes.efficiency;
  assert.ok("fit" in baseline.measured);
  const law = predictors(baseline.measured.fit).best;
  assert.ok(drawn.data.some(({ x, y }) => x === 2e8 && y === six(law.loss({ U: 2e8 }))));
  for (const [name, what, recipe] of [
    ["regularized, N → ∞", "regularized, N → ∞", "regularized"],
    ["ensemble, K, N → ∞", "ensemble, K → ∞ then N → ∞", "ensemble"],
  ] as const) {
    const found = scaling.find((one) => one.what === what && one.recipe === recipe)?.law;
    assert.ok(found && "fit" in found && found.points.length === 4, what);
    assert.ok(
      drawn.texts.some((text) => text.startsWith(`${name}: `)),
      what,
    );
    const at = predictors(found.fit).best.loss({ U: 8e8 });
    const worth = recipe === "ensemble" ? WORTH.joint : WORTH.regularized;
    assert.ok(Math.abs(at - (STANDARD.E + STANDARD.A / (worth * 8e8) ** STANDARD.alpha)) < 0.01, `${what}: ${at}`);
  }
});

test("data-scaling: on the shipped runs limits that are flat have no place, and untuned runs stay out of the law", () => {
  const drawn = draw("data-scaling", shipped);
  const flat = shipped.recipes.at
    .find(({ uniqueTokens }) => uniqueTokens === 25600)
    ?.limits.find(({ what }) => what === "regularized, N → ∞")?.limit;
  assert.ok(flat && "limit" in flat && flat.limit.value !== undefined);
  assert.ok(!drawn.data.some(({ x, y }) => x === 25600 && y === six(flat.limit.value as number)));
  assert.ok(drawn.texts.includes("26k: flat, no limit identified"));
  const { untuned, baseline } = shipped.recipes.efficiency;
  assert.ok("points" in baseline.measured && baseline.measured.points.every(({ uniqueTokens }) => !untuned.includes(uniqueTokens)));
  for (const tokens of untuned)
    assert.ok(
      drawn.data.some(({ x, run }) => x === six(tokens) && run !== undefined),
      String(tokens),
    );
  assert.match(drawn.caption, /Pale circles: the standard recipe at one setting alone/);
});

test("data-scaling: one set of unique tokens is refused", async () => {
  const one = oneU();
  const found = await recipes(one, { replicates: 5 });
  assert.throws(() => draw("data-scaling", { observations: one, recipes: found }), /one set of unique tokens \(200000000\)/);
});
