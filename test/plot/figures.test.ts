import assert from "node:assert/strict";
import { test } from "node:test";
import * as vega from "vega";
import { compile } from "vega-lite";
import { type FigureSpec, figures, IsolossError, specText, svg } from "../../src/index.ts";
import { rows, sampleOf } from "./sample.ts";

interface Datum {
  run?: string;
  source?: string;
  y?: number;
  /** Of a mean over seeds: what it is the mean of. */
  runs?: string;
  loss?: number;
}

/** Kinds of which every point is a limit or another number of a fit, and none a run. */
const OF_LIMITS: readonly string[] = ["limit-sensitivity", "value-of-repeats", "critical-compute", "loss-difference"];

/** Every row of data in a spec. */
function dataOf(value: unknown): Datum[] {
  if (typeof value !== "object" || value === null) return [];
  if ("data" in value && typeof value.data === "object" && value.data !== null && "values" in value.data) {
    const { data, ...rest } = value;
    return [...(data.values as Datum[]), ...dataOf(rest)];
  }
  return Object.values(value).flatMap(dataOf);
}

const six = (x: number): number => Number(x.toPrecision(6));

for (const kind of figures) {
  test(`figure ${kind.id}: compiles without a warning of Vega-Lite or Vega`, async () => {
    const said: unknown[] = [];
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    function note(...message: unknown[]): typeof logger {
      said.push(message);
      return logger;
    }
    const { spec } = compile(kind.draw(await sampleOf(kind)), { logger: logger as never });
    const view = new vega.View(vega.parse(spec), { renderer: "none", logger: logger as never });
    await view.runAsync();
    view.finalize();
    assert.deepEqual(said, []);
  });

  test(`figure ${kind.id}: equal data give an equal spec, which is plain JSON`, async () => {
    const data = await sampleOf(kind);
    const spec = kind.draw(data);
    assert.deepEqual(kind.draw(structuredClone(data)), spec);
    assert.deepEqual(JSON.parse(specText(spec)), JSON.parse(JSON.stringify(spec)));
    assert.doesNotMatch(specText(spec), /NaN|Infinity|undefined|null,\s*"y"/);
  });

  test(`figure ${kind.id}: its points are the observations, each with the line that it comes from`, async () => {
    const data = await sampleOf(kind);
    const all = dataOf(kind.draw(data));
    const points = all.filter((row) => row.run !== undefined);
    const means = all.filter((row) => row.runs !== undefined);
    const known = new Map(data.observations.map((row) => [`${row.run} ${row.source.file}:${row.source.line}`, six(row.loss)]));
    assert.equal(points.length + means.length === 0, OF_LIMITS.includes(kind.id));
    const losses = new Map(data.observations.map((row) => [row.run, row.loss]));
    for (const { runs = "", loss } of means) {
      const own = runs.split(", ").map((run) => losses.get(run) ?? Number.NaN);
      assert.equal(loss, six(own.reduce((sum, x) => sum + x, 0) / own.length), runs);
    }
    for (const point of points) assert.equal(point.y, known.get(`${point.run} ${point.source}`), point.run);
  });

  test(`figure ${kind.id}: carries its caption, and every axis has words`, async () => {
    const spec: FigureSpec = kind.draw(await sampleOf(kind));
    const { caption, figure } = spec.usermeta.isoloss;
    assert.equal(figure, kind.id);
    assert.equal(spec.description, caption);
    assert.match(caption, /^[A-Z].{80,}\.$/s);
    const picture = await svg(spec);
    assert.match(picture, /Validation loss \(nats\/token\)|Fresh tokens that|Critical compute \(FLOP\)/);
    assert.match(picture, /Epochs \(passes|Parameters|Weight decay|Ensemble members \(models\)|Unique tokens/);
    assert.doesNotMatch(picture, /NaN|undefined/);
  });

  test(`figure ${kind.id}: says what it lacks`, () => {
    const bare = rows(["recipe=standard"]).map(({ params: _, ...row }) => row);
    assert.throws(
      () => kind.draw({ observations: bare }),
      (error: unknown) => error instanceof IsolossError && /params/.test(error.message) && error.hint !== undefined,
    );
  });
}

test("all kinds draw every row they are given, but those that choose among them", async () => {
  const choosing = [
    "loss-by-params",
    "weight-decay",
    "decay-over-epochs",
    "crossover",
    "overfit",
    "return-on-repetition",
    "value-of-repeats",
    "iso-loss",
    "critical-compute",
    "loss-difference",
    "isoflop",
  ];
  for (const kind of figures.filter(({ id, recipes }) => !recipes && !choosing.includes(id))) {
    const data = await sampleOf(kind);
    const drawn = new Set(dataOf(kind.draw(data)).map((row) => row.run));
    assert.deepEqual(
      data.observations.filter((row) => !drawn.has(row.run)).map((row) => row.run),
      [],
      kind.id,
    );
  }
});

test("a figure of one set of data refuses rows that mix several", async () => {
  const kind = figures.find(({ id }) => id === "loss-by-params");
  const mixed = rows(["family=ar", "recipe=regularized"]);
  assert.throws(() => kind?.draw({ observations: mixed }), /mix 4 values of unique_tokens \(25600, 51200, 102400, 204800\)/);
});

test("a figure that shows a law asks for its fit", () => {
  const kind = figures.find(({ id }) => id === "ensembles");
  assert.throws(() => kind?.draw({ observations: rows(["recipe=ensemble"]) }), /a fit of law "power", and none is given/);
});
