import assert from "node:assert/strict";
import { test } from "node:test";
import { columnarRun, curveOf, evaluationCount, pointAt, setupOf, sourcesOf } from "../src/curve.ts";
import { parseLog } from "../src/ingest/index.ts";
import type { LossPoint } from "../src/run.ts";
import { observations } from "../src/table/observations.ts";

const plain = parseLog({
  file: "runs.csv",
  text: "run,params,tokens,note,loss\na,1e6,1e6,x,4\na,1e6,2e6,y,3\na,1e6,3e6,z,3.5\nb,2e6,1e6,,3.9\n",
}).runs;

/** The same runs, held as columns, and how many points were made of them. */
function held(): { runs: typeof plain; made: () => number } {
  let count = 0;
  const runs = plain.map((run) =>
    columnarRun(setupOf(run), {
      count: run.points.length,
      curve: () => curveOf(run),
      point: (i) => {
        count++;
        return run.points[i] as LossPoint;
      },
      line: (i) => run.points[i]?.source.line,
    }),
  );
  return { runs, made: () => count };
}

test("a run that is held as columns is the run of its points", () => {
  const { runs } = held();
  assert.deepEqual(runs, plain);
  assert.deepEqual(structuredClone(runs), plain);
  assert.deepEqual(curveOf({ ...(runs[0] as (typeof runs)[0]), points: [] }).loss.length, 0, "changed points are what counts");
});

test("one evaluation, their number and their places cost one point at most", () => {
  const { runs, made } = held();
  const [run] = runs as [(typeof runs)[0]];
  assert.equal(evaluationCount(run), 3);
  assert.deepEqual(
    [...sourcesOf(run)].map(({ line }) => line),
    [2, 3, 4],
  );
  assert.deepEqual(Object.keys(setupOf(run)).sort(), ["fields", "params", "run", "source"]);
  assert.equal(made(), 0);
  assert.equal(pointAt(run, -1)?.loss, 3.5);
  assert.equal(pointAt(run, 1)?.loss, 3);
  assert.deepEqual([pointAt(run, 3), pointAt(run, -4)], [undefined, undefined]);
  assert.equal(made(), 2);
});

test("final and best rows make the points that they take", () => {
  const { runs, made } = held();
  const rows = observations(runs).observations;
  assert.equal(made(), 2);
  assert.deepEqual(rows, observations(plain).observations);
  assert.deepEqual(observations(runs, { checkpoint: "best" }).observations, observations(plain, { checkpoint: "best" }).observations);
  assert.equal(made(), 6);
  for (const where of [["note=x|z"], ["tokens>=2e6"], ["run=b", "note="]]) {
    const options = { checkpoint: "best", where } as const;
    assert.deepEqual(observations(runs, options), observations(plain, options));
  }
});

test("the best of a run is refused where any of its evaluations cannot be read", () => {
  const broken = parseLog({ file: "runs.csv", text: "run,tokens,loss\na,1e6,4\na,2e6,NaN\na,3e6,3\n" }).runs;
  assert.throws(() => observations(broken, { checkpoint: "best" }), /runs\.csv:3: Cannot read loss "NaN"/);
  assert.equal(observations(broken, { checkpoint: "best", where: ["loss>0"] }).observations[0]?.loss, 3);
  assert.deepEqual(curveOf(broken[0] as (typeof broken)[0]).unreadable, [undefined, { loss: "NaN" }, undefined]);
});

test("the last evaluation of a run is made once, however often it is asked for", () => {
  const { runs } = parseLog({ file: "runs.csv", text: "run,tokens,note,loss\na,1e6,x,4\na,2e6,y,3\n" });
  const [run] = runs as [(typeof runs)[0]];
  assert.equal(pointAt(run, -1), pointAt(run, 1));
  assert.notEqual(pointAt(run, 0), pointAt(run, 0));
  assert.deepEqual(pointAt(run, -1), run.points[1]);
});
