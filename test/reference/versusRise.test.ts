import assert from "node:assert/strict";
import { test } from "node:test";
import { checkpointGaps } from "../../src/analyze/versus/checkpointGaps.ts";
import { riseTest } from "../../src/analyze/versus/riseTest.ts";
import { withAndWithoutRising } from "../../src/analyze/versus/withAndWithoutRising.ts";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { grouped } from "../../src/grouped.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import type { Observation } from "../../src/run.ts";
import { DATABLATIONS, datablationsRows, readTable, readText, requires } from "./data.ts";

// Counts and fits: recomputed with numpy and scipy from the published runs of Muennighoff et al. 2023, arXiv:2305.16264.

test(
  "datablations: 15 of 25 groups end above their lowest loss, and the filter of the paper keeps 29 of the 45 points past it",
  requires(DATABLATIONS),
  () => {
    const { groups, rising, pastLowest } = riseTest(datablationsRows("in_all_296"), { noise: 0 });
    assert.deepEqual([groups.length, rising.length, pastLowest], [25, 15, 45]);
    const past = rising.flatMap((group) => group.past);
    assert.equal(past.filter(({ fields }) => fields.in_fit_182 === "1").length, 29);
  },
);

test("datablations: the free tied law with all 296 runs and with the 182 that were kept", requires(DATABLATIONS), () => {
  const rows = datablationsRows("in_all_296");
  const kept = rows.filter(({ fields }) => fields.in_fit_182 === "1");
  const found = withAndWithoutRising(dataConstrained, rows, { kept, tied: { beta: "alpha" }, starts: 24 });
  assert.equal(found.left.length, 114);
  assert.ok(Math.abs(found.r2.all - 0.5367) < 5e-4 && Math.abs(found.r2.without - 0.9399) < 5e-4, JSON.stringify(found.r2));
  const of = (name: string): [number, number] => {
    const own = found.parameters.find(({ parameter }) => parameter === name);
    return [Number(own?.all.toFixed(1)), Number(own?.without.toFixed(1))];
  };
  // scipy: RD* 279.53 and 33.58, RN* 6.30 and 153.47.
  for (const [name, all, without] of [
    ["RD", 279.53, 33.58],
    ["RN", 6.3, 153.47],
  ] as const) {
    const [a, b] = of(name);
    assert.ok(Math.abs(a / all - 1) < 0.01 && Math.abs(b / without - 1) < 0.01, `${name} ${a} ${b}`);
  }
  assert.deepEqual(
    found.parameters.flatMap(({ parameter, changes }) => (changes ? [parameter] : [])),
    ["RN"],
  );
  assert.match(found.diagnostics[0]?.message ?? "", /R² 0\.54 with all 296 rows, 0\.94 without 114 of them/);
  assert.deepEqual(found.risesWith, []);
});

const CURVES = "datablations/muennighoff_val_curves.csv";

test(
  "validation curves: 44 epochs end .32 to .38 above their lowest on C4 and .62 to .73 on OSCAR, 7 epochs at most .013",
  requires(CURVES),
  () => {
    const curves = readTable(CURVES).map(
      (row, i): Observation => ({
        run: `${row.corpus}-${row.size}-${row.planned_epochs}`,
        source: { file: CURVES, line: i + 2 },
        checkpoint: "every",
        family: "ar",
        lossKind: "nll",
        epochs: Number(row.epochs_seen),
        loss: Number(row.val_loss),
        fields: row,
      }),
    );
    const finals = [...grouped(curves, ({ run }) => run).values()].map((own) => own.at(-1) as Observation);
    const gaps = checkpointGaps(finals, curves);
    assert.equal(gaps.length, 48);
    const range = (pattern: RegExp): number[] => {
      const own = gaps.flatMap(({ run, gap }) => (pattern.test(run) ? gap : []));
      assert.ok(own.length >= 3);
      return [Math.min(...own), Math.max(...own)].map((x) => Number(x.toFixed(2)));
    };
    assert.deepEqual(range(/^c4.*-44$/), [0.32, 0.38]);
    assert.deepEqual(range(/^oscar.*-44$/), [0.62, 0.73]);
    assert.ok((range(/-[1-7]$/)[1] as number) <= 0.013);
  },
);

test("losses that were copied: two runs of one loss, and two curves", {
  skip: requires(DATABLATIONS).skip || requires(CURVES).skip,
}, () => {
  const said = (file: string, text: string): string[] =>
    checkRuns(parseLog({ file, text }).runs).flatMap(({ code, message }) => (code === "identical-losses" ? message : []));
  const runs = said("runs.csv", readText(DATABLATIONS));
  assert.equal(runs.length, 1);
  assert.match(runs[0] ?? "", /"83m60b100m" has the very loss 3\.747091 of run "83m32b100m"/);
  const lines = readTable(CURVES).map((row) =>
    [`${row.corpus}-${row.size}-${row.planned_epochs}`, row.params, row.unique_tokens, row.tokens_seen, row.val_loss].join(","),
  );
  const curves = said("curves.csv", `run,params,unique_tokens,tokens,loss\n${lines.join("\n")}\n`);
  // 313 evaluations, two of them at one place.
  assert.equal(curves.length, 1);
  assert.match(curves[0] ?? "", /"oscar-2\.8B-[34]" has the very 312 losses of run "oscar-2\.8B-[34]"/);
});
