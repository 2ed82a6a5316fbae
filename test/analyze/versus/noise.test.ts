import assert from "node:assert/strict";
import { test } from "node:test";
import { confounders } from "../../../src/analyze/versus/confounders.ts";
import { crossovers } from "../../../src/analyze/versus/crossovers.ts";
import { monteCarloNoise, sampleNoise } from "../../../src/analyze/versus/monteCarloNoise.ts";
import { familyNoise, spreadOf } from "../../../src/analyze/versus/noise.ts";
import { stoppedRows } from "../../../src/analyze/versus/versusRows.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { random } from "../../../src/numeric/random.ts";
import type { Family, Observation } from "../../../src/run.ts";
import { observations } from "../../../src/table/observations.ts";
import { measured } from "./measured.ts";

const near = (a: number | undefined, b: number): void => assert.ok(Math.abs((a ?? Number.NaN) / b - 1) < 1e-12, `${a} against ${b}`);

/** Two families that are equal at every number of epochs: AR with three seeds of spread .002, MDM with `seeds` of one sample, of spread .02. */
function equal(simulation: number, seeds: number): Observation[] {
  const draw = random(simulation, 77);
  const of = (family: Family, count: number, sd: number, more: Partial<Observation>): Observation[] =>
    [1, 2, 4, 8].flatMap((epochs) =>
      Array.from({ length: count }, (_, seed) =>
        measured(`${family}-${epochs}-${seed}`, { family, epochs, seed, loss: 3.5 * Math.exp(sd * draw.normal()), ...more }),
      ),
    );
  return [...of("ar", 3, 0.002, {}), ...of("mdm", seeds, 0.02, { mcSamples: 1 })];
}

const proofs = (seeds: number, single?: number): number =>
  Array.from(
    { length: 300 },
    (_, k) => confounders(equal(k, seeds), single === undefined ? {} : { single }).overSizes[0]?.best.verdict,
  ).filter((found) => found?.strength === "proof").length;

test("equal families, AR with seeds and MDM with one run of one sample: MDM is never lower by proof", () => {
  assert.equal(proofs(1), 0);
});

test("the same with the noise of a sample known, or with seeds of MDM: no more false proofs than the level allows", () => {
  // 2.5 % lie on the side where MDM is lower; its binomial spread over 300 is 2.7.
  for (const found of [proofs(1, 0.02), proofs(3)]) assert.ok(found <= 0.025 * 300 + 3 * 2.7, `${found} of 300`);
});

test("a difference far beyond the noise of a sample is proof where that is known, an indication where it is not", () => {
  const rows = equal(1, 1).map((row) => (row.family === "mdm" ? { ...row, loss: row.loss * 0.7 } : row));
  const strength = (single?: number): string | undefined =>
    confounders(rows, single === undefined ? {} : { single }).overSizes[0]?.best.verdict.strength;
  assert.deepEqual([strength(), strength(0.02)], ["indication", "proof"]);
});

test("replicates of one family: the other takes their spread with that of its own sampling, or has none", () => {
  const rows = equal(5, 1);
  const bounds = rows.filter(({ family }) => family === "mdm");
  const bare = familyNoise(rows);
  assert.deepEqual([bare.ar?.from, bare.mdm?.from, bare.ar?.degreesOfFreedom], ["replicates", "other family", 8]);
  assert.equal(spreadOf(bare.mdm, bounds), undefined);
  const { ar, mdm } = familyNoise(rows, { single: 0.02 });
  near(spreadOf(mdm, bounds)?.sd, Math.hypot(ar?.sd ?? 0, 0.02));
  const sixteen = bounds.map((row) => ({ ...row, mcSamples: 16 }));
  near(spreadOf(mdm, sixteen)?.sd, Math.hypot(ar?.sd ?? 0, 0.005));
  // The fewest samples decide, and none logged is not known.
  near(spreadOf(mdm, [...sixteen, ...bounds])?.sd, Math.hypot(ar?.sd ?? 0, 0.02));
  assert.equal(spreadOf(mdm, [...bounds, measured("x", { family: "mdm", mcSamples: undefined as never })]), undefined);
  // Exact losses of the other family have no sampling.
  near(
    spreadOf(
      mdm,
      bounds.map((row) => ({ ...row, lossKind: "nll" as const })),
    )?.sd,
    ar?.sd ?? 0,
  );
});

test("replicates of bounds stand for their own samples, and are scaled to others", () => {
  const { mdm } = familyNoise(equal(6, 3), { single: 0.01 });
  const at = (mcSamples: number) => spreadOf(mdm, [measured("x", { family: "mdm", mcSamples })])?.sd;
  near(at(1), mdm?.sd ?? 0);
  near(at(4), Math.sqrt((mdm?.sd ?? 0) ** 2 - 0.01 ** 2 + 0.01 ** 2 / 4));
});

test("a crossing has no interval where the noise of a family is not known", () => {
  const rows = equal(7, 1).map((row) => ({ ...row, loss: row.family === "mdm" ? 4 - 0.1 * (row.epochs ?? 0) : row.loss }));
  const interval = (single?: number) => {
    const found = crossovers(rows, { along: "epochs", ...(single !== undefined && { single }) }).groups[0]?.measures[0]?.crossover;
    assert.equal(found?.kind, "crossing");
    return found?.kind === "crossing" ? found.interval : undefined;
  };
  assert.equal(interval(), undefined);
  assert.ok(interval(0.02));
});

test("a best checkpoint has the noise of its own samples, not that of the final evaluation", () => {
  const final = equal(8, 1).map((row) => ({ ...row, ...(row.family === "mdm" && { mcSamples: 16 }) }));
  const best = final.map((row) => ({
    ...row,
    checkpoint: "best" as const,
    loss: 0.9 * row.loss,
    ...(row.family === "mdm" && { mcSamples: 2 }),
  }));
  const stopped = stoppedRows({ final, best, curves: [] });
  const of = (rows: readonly Observation[]) => confounders(rows, { single: 0.02 });
  const [ended, kept] = [of(final), of(stopped)];
  // AR's replicates are the same but for a factor, so the rest of the variance is σ₁²/m.
  const sampling = ({ overSizes, noise }: typeof ended): number => {
    const mdm = overSizes[0]?.best.mdm;
    return ((mdm?.sd ?? 0) / (mdm?.loss ?? 1)) ** 2 - (noise.ar?.sd ?? 0) ** 2;
  };
  assert.ok(Math.abs(sampling(ended) / (0.02 ** 2 / 16) - 1) < 1e-9);
  assert.ok(Math.abs(sampling(kept) / (0.02 ** 2 / 2) - 1) < 1e-9);
  const width = (bests: readonly Observation[]): number => {
    const rows = [...final, ...bests].map((row) => ({ ...row, loss: row.family === "mdm" ? 3.7 - 0.1 * (row.epochs ?? 0) : row.loss }));
    const found = crossovers(rows, { along: "epochs", single: 0.2 }).groups[0]?.measures[1]?.crossover;
    return found?.kind === "crossing" ? found.missing : Number.NaN;
  };
  assert.ok(width(best) > width([]), "and the crossing by best checkpoints is less sure");
});

test("rows tell the noise of a sample as runs do", async () => {
  const { runs } = await loadRuns(["runs/kjv-tiny/epochs", "runs/kjv-tiny/weight-decay"]);
  const [finals, curves] = [observations(runs), observations(runs, { checkpoint: "every" })].map((found) => found.observations);
  near(sampleNoise(finals ?? [], curves ?? []), monteCarloNoise(runs).single);
  assert.equal(sampleNoise(finals ?? [], finals ?? []), undefined);
});
