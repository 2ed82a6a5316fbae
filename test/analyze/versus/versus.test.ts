import assert from "node:assert/strict";
import { test } from "node:test";
import { predictorOf } from "../../../src/analyze/predictor.ts";
import { criticalLine } from "../../../src/analyze/versus/criticalComputeCurve.ts";
import { type Versus, versus } from "../../../src/analyze/versus/versus.ts";
import type { VersusQuestion, VersusVerdict } from "../../../src/analyze/versus/versusVerdicts.ts";
import { IsolossError, UsageError } from "../../../src/errors.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../../src/laws/dataConstrained.ts";
import type { Family, Observation } from "../../../src/run.ts";
import { simulate } from "../../../src/simulate/simulate.ts";
import { observations } from "../../../src/table/observations.ts";
import { AR, MDM } from "./fitted.ts";
import { measured, silent } from "./measured.ts";

const quick = { replicates: 4, starts: 2 };
const LOSSES: Readonly<Record<Family, readonly [epochs: number, loss: number][]>> = {
  ar: [
    [1, 3.9],
    [4, 3.6],
    [16, 3.8],
    [64, 5],
  ],
  mdm: [
    [1, 4.8],
    [4, 4.3],
    [16, 3.95],
    [64, 3.75],
  ],
};
const of = (family: Family): Observation[] =>
  LOSSES[family].map(([epochs, loss]) => measured(`${family}-${epochs}`, { family, epochs, loss }));
const tuned = measured("ar-tuned", { epochs: 16, loss: 3.5, weightDecay: 3, recipe: "regularized" });
const final = [...of("ar"), ...of("mdm"), tuned];
/** Only one run was lower on its way than at its end. */
const best = final.map((row): Observation => ({ ...row, checkpoint: "best", loss: row.run === "ar-64" ? 3.58 : row.loss }));

function answer(found: Versus, question: VersusQuestion, regularisation?: string): VersusVerdict {
  const one = found.verdicts.find(
    (own) => own.question === question && (!regularisation || own.regularisation?.startsWith(regularisation)),
  );
  assert.ok(one, question);
  return one;
}
const told = ({ ar, mdm, verdict }: VersusVerdict) => [ar.loss, ar.epochs, mdm.loss, mdm.epochs, verdict.lower, verdict.strength];

test("each question has its own answer: at the end, at the best checkpoint, and at the best setting", async () => {
  const found = await versus({ final, best }, { ...quick, noise: 0.002 });
  const end = answer(found, "final loss");
  assert.deepEqual(told(end), [5, 64, 3.75, 64, "mdm", "proof"]);
  // Between the two measurements that enclose it, by a straight line in ln epochs.
  const crossing = end.crossing?.crossover;
  assert.ok(crossing?.kind === "crossing");
  assert.deepEqual([crossing.between, end.crossing?.reading], [[16, 64], "no-later"]);
  assert.equal(crossing.x.toFixed(6), (16 * 4 ** (0.15 / 1.4)).toFixed(6));
  const stopped = answer(found, "best checkpoint", "weight_decay=0.1");
  assert.deepEqual(told(stopped), [3.58, 64, 3.75, 64, "ar", "indication"]);
  assert.equal(stopped.verdict.gapToFlip.toFixed(9), "0.170000000");
  assert.equal(stopped.crossing?.crossover.kind, "none");
  assert.deepEqual(told(answer(found, "best settings")), [3.5, 16, 3.75, 64, "ar", "indication"]);
  assert.deepEqual(
    found.verdicts.map(({ params }) => params),
    [1e6, 1e6, 1e6, undefined],
  );
});

test("without best checkpoints final losses stand for them", async () => {
  const found = await versus({ final }, { ...quick, noise: 0.002 });
  assert.deepEqual(told(answer(found, "best checkpoint")), [3.6, 4, 3.75, 64, "ar", "indication"]);
});

test("families that share no number of epochs leave the question open, with the epochs of each", async () => {
  const apart = final.filter(({ family, epochs = 0 }) => (family === "ar" ? epochs <= 4 || epochs === 16 : epochs > 16));
  const { open, verdicts } = await versus({ final: apart }, quick);
  assert.deepEqual(open, [
    {
      question: "final loss",
      uniqueTokens: 1e5,
      params: 1e6,
      regularisation: "weight_decay=0.1, dropout=0, token_masking=0, token_order=left_to_right",
      reason: "no number of epochs is of both (AR 1, 4, 16; MDM 64)",
    },
  ]);
  assert.ok(verdicts.every(({ question }) => question !== "final loss"));
});

test("ensembles, students and later stages are left out and counted; what runs do not give says why", async () => {
  const more = [
    measured("pair", { members: 2, loss: 3 }),
    measured("student", { recipe: "distilled", loss: 3 }),
    measured("later", { stage: "sft", loss: 1 }),
  ];
  const found = await versus({ final: [...final, ...more] }, quick);
  assert.deepEqual(found.leftOut, { combined: 2, laterStage: 1 });
  assert.deepEqual(found.runs, { ar: 5, mdm: 4 });
  // One size cannot carry a law of sizes.
  assert.ok("all" in found.laws && "reason" in found.laws.all && found.laws.all.reason.length > 0);
  assert.ok("reason" in found.crossings.unique_tokens);
});

test("a kind of loss that was stated counts everywhere and is recorded as stated", async () => {
  const forgot = final.map((row) => (row.family === "mdm" ? silent(row, "lossKind") : row));
  const found = await versus({ final: forgot }, { ...quick, noise: 0.002, assume: "elbo" });
  assert.deepEqual(
    found.comparability.assumptions.map(({ side, tag, from, runs }) => [side, tag, from, runs]),
    [["mdm", "loss_kind", "stated", 4]],
  );
  assert.equal(answer(found, "final loss").crossing?.reading, "no-later");
});

test("laws stand on one regularisation: the one that both families were run at most", async () => {
  const { laws } = await versus({ final }, quick);
  assert.ok("rows" in laws);
  assert.deepEqual([laws.runs, laws.leftOut], [{ ar: 4, mdm: 4 }, 1]);
  assert.match(laws.regularisation.ar, /^weight_decay=0\.1,/);
  const differing = final.map((row) => (row.family === "mdm" ? { ...row, weightDecay: 0.3 } : row));
  const other = (await versus({ final: differing }, quick)).laws;
  assert.ok("rows" in other);
  assert.match(`${other.regularisation.ar} ${other.regularisation.mdm}`, /^weight_decay=0\.1,.* weight_decay=0\.3,/);
});

function simulated(law: Readonly<Record<string, number>>, family: Family, seed: number): Observation[] {
  const design = { N: [1e7, 3e7, 1e8, 3e8, 1e9], U: [1e8, 3e8, 1e9], epochs: [1, 2, 4, 8, 16, 32, 64, 128] };
  const rows = observations(simulate(dataConstrained, law, design, 0.001, seed)).observations;
  return rows.map((row) => ({ ...row, run: `${family}-${row.run}`, family, lossKind: family === "ar" ? "nll" : "elbo" }));
}

test("runs made by two laws: R_D* and the critical compute come out, with a slope", async () => {
  const found = await versus({ final: [...simulated(AR, "ar", 1), ...simulated(MDM, "mdm", 2)] }, { replicates: 20, starts: 4 });
  const { laws } = found;
  assert.ok("all" in laws && "paired" in laws.all && "curves" in laws.compute);
  const RD = (family: Family): number =>
    (laws.all as { paired: Record<Family, { estimates: Record<string, number> }> }).paired[family].estimates.RD as number;
  assert.ok(Math.abs(RD("ar") / AR.RD - 1) < 0.05, String(RD("ar")));
  assert.ok(Math.abs(RD("mdm") / MDM.RD - 1) < 0.15, String(RD("mdm")));
  assert.deepEqual(laws.compute.unusable, []);
  const { kept } = laws.compute.curves;
  assert.ok("points" in kept && kept.slope);
  const levels = [1e8, 3e8, 1e9];
  const truth = criticalLine(predictorOf(dataConstrained, AR), predictorOf(dataConstrained, MDM), levels, "kept");
  kept.points.forEach(({ compute }, i) => {
    const within = (compute.value as number) / (truth.computes[i] as number);
    assert.ok(within > 0.7 && within < 1.4, `${within} at ${levels[i]}`);
  });
  assert.ok(Math.abs((kept.slope.value as number) - (truth.line?.exponent as number)) < 0.1);
});

test("an interruption ends it between its parts, and progress runs to the end", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  await assert.rejects(
    versus(
      { final },
      {
        ...quick,
        signal: stop.signal,
        onProgress: (done, total) => {
          seen.push(`${done}/${total}`);
          if (done === 2) stop.abort(new Error("stopped"));
        },
      },
    ),
    /stopped/,
  );
  assert.equal(seen.length, 2);
  const steps: [number, number][] = [];
  await versus({ final }, { ...quick, onProgress: (...step) => steps.push(step) });
  assert.ok(steps.every(([done], i) => i === 0 || done > (steps[i - 1] as [number, number])[0]));
  assert.equal(steps.at(-1)?.[0], steps.at(-1)?.[1]);
});

test("refuses what is no comparison, and a wrong call", async () => {
  const refuse = (rows: readonly Observation[], pattern: RegExp) =>
    assert.rejects(versus({ final: rows }, quick), (error) => error instanceof IsolossError && pattern.test(error.message));
  await refuse(of("ar"), /none of 4 rows is of family mdm/);
  await refuse([measured("pair", { members: 2 })], /none is of a single pre-trained model/);
  const wrong = (options: Parameters<typeof versus>[1], pattern: RegExp) =>
    assert.rejects(versus({ final }, { ...quick, ...options }), (error) => error instanceof UsageError && pattern.test(error.message));
  await wrong({ law: chinchilla }, /does not read U/);
  await wrong({ separate: ["RX"] }, /"RX": it is no parameter/);
  await wrong({ replicates: 1 }, /draw 1 times/);
  await wrong({ metrics: ["hellaswag"] }, /hellaswag/);
});
