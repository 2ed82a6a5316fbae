import assert from "node:assert/strict";
import { test } from "node:test";
import { comparability } from "../../../src/analyze/versus/comparability.ts";
import { confounders } from "../../../src/analyze/versus/confounders.ts";
import { monteCarloNoise } from "../../../src/analyze/versus/monteCarloNoise.ts";
import { riseTest } from "../../../src/analyze/versus/riseTest.ts";
import { loadRuns } from "../../../src/ingest/load.ts";
import { observations } from "../../../src/table/observations.ts";

// Losses: means of final_val_loss over the configurations of runs/kjv-tiny, taken by hand.
const { runs } = await loadRuns(["runs/kjv-tiny"]);
const { observations: rows } = observations(runs);
const { single } = monteCarloNoise(runs);
const { cells, overSizes, diagnostics, noise } = confounders(rows, { single });
const near = (a: number | undefined, b: number): void => assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-5, `${a} against ${b}`);

test("kjv-tiny is comparable as it is logged: sixteen samples at the end of runs, two along them", () => {
  const { assumptions, second, direction } = comparability(rows);
  assert.deepEqual(assumptions, []);
  assert.deepEqual([second.lossKind, second.lossWeight, second.mcSamples], ["elbo", "1/t", 16]);
  assert.match(direction, /mdm lower is proof, mdm higher is not/);
  const along = observations(runs, { checkpoint: "best" }).observations;
  assert.equal(comparability(along).second.mcSamples, 2);
});

test("272k parameters, 51,200 unique tokens: MDM at the end, AR at its best epochs, AR at its best weight decay lowest of all", () => {
  const cell = cells.find(({ params, uniqueTokens }) => params === 271674 && uniqueTokens === 51200);
  const same = cell?.shared.find(({ ar }) => ar.regularisation === "weight_decay=0.1, dropout=0");
  assert.deepEqual([same?.longest?.ar.epochs, same?.longest?.verdict.lower, same?.longest?.verdict.strength], [32, "mdm", "proof"]);
  near(same?.longest?.ar.loss, 5.64245);
  near(same?.longest?.mdm.loss, 4.06285);
  assert.deepEqual([same?.verdict.lower, same?.verdict.strength, same?.ar.epochs, same?.mdm.epochs], ["ar", "indication", 8, 128]);
  near(same?.ar.loss, 3.713673);
  near(same?.mdm.loss, 3.80574);
  near(same?.verdict.gapToFlip, 3.80574 - 3.713673);
  assert.deepEqual([cell?.best.ar.regularisation, cell?.best.ar.runs], ["weight_decay=3, dropout=0", 5]);
  near(cell?.best.ar.loss, 3.59429);
  near(cell?.best.verdict.gapToFlip, 3.80574 - 3.59429);
  assert.equal(cell?.changes, true);
  assert.equal(cell?.settings[0]?.name, "ar");
});

test("over sizes AR at its best is lower at every set of unique tokens that both have, and the settings were not shared", () => {
  assert.deepEqual(
    overSizes.map(({ uniqueTokens, best }) => [uniqueTokens, best.verdict.lower, best.verdict.strength]),
    [25600, 51200, 102400, 409600, 819200, 1477632].map((U) => [U, "ar", "indication"]),
  );
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["confounders-not-logged", "settings-not-shared", "verdict-hangs-on-settings"],
  );
  // README: about .008 between seeds, of losses of about 3.7.
  assert.ok(noise.ar?.from === "replicates" && Math.abs(noise.ar.sd * 3.7 - 0.008) < 0.001, JSON.stringify(noise));
  assert.equal(noise.mdm?.from, "other family");
});

test("MDM overfits at 25,600 unique tokens and not at 51,200", () => {
  const mdm = riseTest(rows).groups.filter(({ family, params }) => family === "mdm" && params === 271674);
  const at = (U: number) => mdm.find(({ uniqueTokens }) => uniqueTokens === U);
  assert.deepEqual([at(25600)?.rises, at(25600)?.lowestAt], [true, 128]);
  near(at(25600)?.rise, 4.30296 - 4.15784);
  assert.deepEqual([at(51200)?.rises, at(51200)?.lowestAt], [false, 128]);
});
