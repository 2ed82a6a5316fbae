import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { manyRows } from "../../src/cli/manyRows.ts";
import type { Observation } from "../../src/index.ts";
import { folder, isoloss } from "./isoloss.ts";

const RUNS = 220;
const ROWS = 1000;
/** Where the run that is drawn is lowest. */
const AT = 613;

/** Curves of many evaluations, by formula; each run has a size of its own. */
function csv(): string {
  const lines = ["run,family,params,unique_tokens,planned_epochs,tokens,loss"];
  for (let run = 0; run < RUNS; run++)
    for (let i = 1; i <= ROWS; i++) {
      const loss = 2.5 + 4 / (4 + i) + 1e-4 * i - (i === AT ? 0.25 : 0);
      lines.push(`r${run},ar,${1_000_000 + run},100000,16,${1600 * i},${loss.toFixed(5)}`);
    }
  return lines.join("\n");
}

test("a plot of more evaluations than can be rows of a figure says how many it shows, and its minima are those of all", async () => {
  const dir = folder({ "curves.csv": csv() });
  const { code, stdout, stderr } = await isoloss(["plot", "overfit", "curves.csv", "-o", "f.vl.json", "--json"], dir);
  assert.equal(code, 0, stderr);
  const { caption } = JSON.parse(stdout);
  assert.match(caption, /not drawn: 217 sizes of 1M to 1M parameters\. Of 220,000 evaluations along runs [\d,]+ are drawn/);
  const spec = readFileSync(join(dir, "f.vl.json"), "utf8");
  assert.ok(spec.length < 1e6, String(spec.length));
  const lowest = (2.5 + 4 / (4 + AT) + 1e-4 * AT - 0.25).toFixed(5);
  const points = [...spec.matchAll(/"x": ?([\d.]+),\s*"y": ?([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.ok(points.some(([x, y]) => x === Number(((16 * AT) / ROWS).toPrecision(6)) && y === Number(lowest)));
});

const rows = (count: number): Pick<Observation, "run" | "source">[] =>
  Array.from({ length: count }, (_, i) => ({ run: `r${i % 500}`, source: { file: i % 1000 < 500 ? "a.csv" : "b.csv" } }));

test("a fit to very many rows says what it is about to do, what it keeps and what is cheaper", () => {
  const text = manyRows(rows(500_000), { checkpoint: "every", bootstrap: 1000, out: "fit.json", groups: false });
  assert.match(manyRows(rows(60_000), { checkpoint: "final", bootstrap: 9, out: undefined, groups: true }) ?? "", /and 9 refits a group/);
  assert.match(text ?? "", /500,000 rows of 1,000 runs.*1,000 refits.*fit\.json keeps every row, about 360 MB.*--checkpoint final/);
});

test("nothing is said of refits, a file and checkpoints that are not asked for, nor of few rows", () => {
  const text = manyRows(rows(60_000), { checkpoint: "final", bootstrap: 0, out: undefined, groups: false });
  assert.equal(text, "fitting 60,000 rows of 1,000 runs: the search alone");
  assert.equal(manyRows(rows(50_000), { checkpoint: "every", bootstrap: 1000, out: "fit.json", groups: false }), undefined);
});
