import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseByLimit } from "../../src/analyze/recipes/chooseByLimit.ts";
import { jointLimit } from "../../src/analyze/recipes/jointLimit.ts";
import type { Limit } from "../../src/analyze/recipes/limits.ts";
import { memberLimit } from "../../src/analyze/recipes/memberLimit.ts";
import { membersForWithin } from "../../src/analyze/recipes/membersForWithin.ts";
import { membersOrSize } from "../../src/analyze/recipes/membersOrSize.ts";
import { sizeLimit, sizeLimits } from "../../src/analyze/recipes/sizeLimit.ts";
import type { ColumnMap } from "../../src/ingest/columns.ts";
import { parseLog } from "../../src/ingest/index.ts";
import type { Observation } from "../../src/run.ts";
import { observations } from "../../src/table/observations.ts";
import { readText, requires } from "./data.ts";

// Limits of "Pre-training under infinite compute" (arXiv:2509.14786): numbers of section 10 of the reference, which are scipy's.

const RUNS = "infinite-compute/runs_200m.csv";
const LIMITS = "infinite-compute/ensemble_asymptotes.csv";
const FOLLOWUP = "infinite-compute/followup_dclm196m.csv";
const FITTED = "params_label=150M|300M|600M|1.4B";

function rows(file: string, where: readonly string[], map: ColumnMap): Observation[] {
  return observations(parseLog({ file, text: readText(file), map }).runs, { where }).observations;
}
const nominal = (...where: string[]): Observation[] => rows(RUNS, where, { params: "params_nominal_b" });
const regularized = (): Observation[] => nominal("recipe=regularized", FITTED);
const larger = (): Observation[] => nominal("recipe=regularized", "params_label=1.5B|3.2B");
const limits = (policy: string, unique: number): Observation[] =>
  rows(LIMITS, [`hparam_policy=${policy}`, `unique_tokens=${unique}`], { params: "params_nominal_b", loss: "asymptote_k_inf" });

function near(got: number | undefined, expected: number, digits: number, what = ""): void {
  assert.equal(got?.toFixed(digits), expected.toFixed(digits), what);
}
const codes = (limit: { diagnostics: Limit["diagnostics"] }): string[] => limit.diagnostics.map(({ code }) => code);

test("law in N at 200M unique tokens: coefficients, leave-one-out range, held-out models", requires(RUNS), async () => {
  const found = await sizeLimit(regularized(), { beyond: larger(), replicates: 200 });
  near(found.fit.estimates.A, 0.0469, 4);
  near(found.fit.estimates.alpha, 1.012, 3);
  near(found.limit.value, 3.4294, 4);
  assert.equal(found.freedom, 1);
  assert.equal(found.status, "converged");
  const { low, high } = found.limit.interval ?? { low: Number.NaN, high: Number.NaN };
  assert.ok(low < 3.419 && high > 3.441, `one degree of freedom gives more than the leave-one-out range: ${low} to ${high}`);
  assert.ok("each" in found.leaveOneOut);
  const { each } = found.leaveOneOut;
  assert.deepEqual(
    each.map(({ limit }) => limit?.toFixed(3)),
    ["3.419", "3.424", "3.430", "3.441"],
  );
  assert.ok(each.every(({ status }) => status === "exact"));
  assert.deepEqual(
    found.beyond.map(({ error }) => error.toFixed(4)),
    ["0.0051", "0.0081"],
  );
  assert.ok("exact" in found.heldOut && found.heldOut.exact && found.heldOut.held === 1.4);
  assert.ok(codes(found).includes("one-degree-of-freedom"));
  for (const code of ["tail-not-monotone", "exponent-runaway", "provisional-points", "exact"])
    assert.ok(!codes(found).includes(code), code);
});

test("the same without embeddings", requires(RUNS), async () => {
  const { total, nonEmbedding } = await sizeLimits(regularized(), { beyond: larger(), replicates: 20 });
  assert.ok("limit" in total && "limit" in nonEmbedding);
  near(total.limit.value, 3.4294, 4);
  near(nonEmbedding.fit.estimates.alpha, 0.346, 3);
  near(nonEmbedding.limit.value, 3.352, 3);
  assert.deepEqual(
    nonEmbedding.beyond.map(({ error }) => error.toFixed(3)),
    ["0.011", "0.024"],
  );
});

test("law in K of 300M members: refused from two points, exact with the limit held", requires(RUNS), async () => {
  const ensembles = nominal("recipe=ensemble", "epochs=16");
  await assert.rejects(memberLimit(ensembles), /K → ∞.*2 numbers of members \(K = 1, 2\).*want 3/);
  const found = await memberLimit(ensembles, { fixed: { E: 3.336 } });
  near(found.fit.estimates.A, 0.251, 3);
  near(found.fit.estimates.alpha, 1.018, 3);
  assert.equal(found.status, "exact");
  assert.equal(found.limit.interval, undefined);
  assert.ok(codes(found).includes("limit-given"));
  // scipy: (0.251/0.01)^(1/1.018045)
  near(membersForWithin(found.fit, 0.01).value, 23.706, 3);
});

test(
  "members trained for K are worse alone and better in the limit, and beat one larger model from 505M parameters",
  requires(RUNS),
  async () => {
    const of = (epochs: number, E: number) => ({
      label: `${epochs} epochs`,
      rows: nominal("recipe=ensemble", `epochs=${epochs}`),
      fixed: { E },
    });
    const chosen = await chooseByLimit([of(16, 3.336), of(32, 3.2729813419904183)]);
    assert.deepEqual([chosen.byLimit, chosen.byLoss, chosen.members, chosen.differ], ["32 epochs", "16 epochs", 1, true]);
    const members = chosen.ranked[0]?.limit.fit;
    assert.ok(members);
    const size = await sizeLimit(regularized(), { replicates: 50 });
    const found = membersOrSize(members, size.fit, { params: 0.3, totals: [0.3, 0.6, 1.2, 2.4] });
    assert.ok(found.crossing.kind === "crossing");
    // scipy: brentq of the difference of both laws
    near(found.crossing.total.value, 0.50492, 5);
    assert.equal(found.crossing.above, "members");
    assert.equal(found.inTheEnd, "members");
    assert.deepEqual(
      found.at.map(({ difference }) => difference.value?.toFixed(4)),
      ["0.1221", "-0.0272", "-0.0966", "-0.1288"],
    );
    assert.deepEqual(
      found.at.map(({ extrapolated }) => extrapolated),
      [[], [], [], ["size"]],
    );
  },
);

test("joint limits from the authors' own limits in K", requires(LIMITS), async () => {
  const found = await Promise.all(
    [209715200, 419430400, 838860800, 1677721600].map((unique) => jointLimit([], { limits: limits("heuristic", unique), replicates: 20 })),
  );
  const staged = found.map((joint) => joint.staged as Limit);
  // By scipy, to the digits of the reference: 3.169, 2.980, 2.789, 2.657.
  for (const [i, expected] of [3.169, 2.98, 2.7893, 2.6568].entries()) near(staged[i]?.limit.value, expected, i < 2 ? 3 : 4);
  near(staged[0]?.fit.estimates.A, 0.0158, 4);
  near(staged[0]?.fit.estimates.alpha, 1.594, 3);
  // 800M: two of four entries, 1.6B: one, are those of single-model hyperparameters.
  assert.deepEqual(
    staged.map((limit) => limit.diagnostics.find(({ code }) => code === "provisional-points")?.message.slice(0, 6)),
    [undefined, undefined, "2 of 4", "1 of 4"],
  );
  assert.ok(found.every(({ oneLaw }) => "reason" in oneLaw && oneLaw.reason.includes("there are no ensembles")));
});

test("limits of single-model hyperparameters rise at 1.4B: alpha runs away", requires(LIMITS), async () => {
  const { staged } = await jointLimit([], { limits: limits("single-model-hparams", 209715200), replicates: 20 });
  assert.ok("limit" in staged);
  near(staged.fit.estimates.alpha, 3.9, 1);
  near(staged.limit.value, 3.32, 3);
  assert.ok(codes(staged).includes("tail-not-monotone") && codes(staged).includes("exponent-runaway"));
});

test("follow-up split: K ≤ 4 predicts K = 5 too high in all seven ensembles", requires(FOLLOWUP), async () => {
  const all = rows(FOLLOWUP, ["members>=1"], {});
  const series = [
    ...["150M", "300M", "600M", "1.5B"].map((size) => ["ensemble", size]),
    ...["ensemble-wrap", "ensemble-selfdistill", "ensemble-mix"].map((recipe) => [recipe, "300M"]),
  ];
  const errors = [];
  for (const [recipe, size] of series) {
    const own = all.filter(({ fields }) => fields.recipe === recipe && fields.params_label === size);
    const { heldOut } = await memberLimit(own, { replicates: 5 });
    assert.ok("points" in heldOut && !heldOut.exact && heldOut.held === 5 && heldOut.places === 4);
    errors.push(heldOut.points[0]?.error ?? Number.NaN);
  }
  assert.ok(errors.every((error) => error < 0));
  near(Math.max(...errors), -0.0007, 4);
  near(Math.min(...errors), -0.0078, 4);
});

test("follow-up split: limits in K, then in N, from a tail that rises", requires(FOLLOWUP), async () => {
  const { sizes, staged, oneLaw } = await jointLimit(rows(FOLLOWUP, ["recipe=ensemble"], {}), { replicates: 100 });
  assert.deepEqual(
    sizes.map((size) => ("limit" in size ? size.limit.limit.value?.toFixed(3) : "")),
    ["3.726", "3.514", "3.459", "3.462"],
  );
  assert.ok("limit" in staged && "limit" in oneLaw);
  near(staged.limit.value, 3.456, 3);
  assert.ok(staged.limit.interval && staged.limit.interval.low < 3.456 && staged.limit.interval.high > 3.456);
  assert.ok(codes(staged).includes("tail-not-monotone"));
  assert.match(staged.fit.draws?.note ?? "", /4 limits, each redrawn/);
  const regular = await sizeLimit(rows(FOLLOWUP, ["recipe=regularized"], {}), { replicates: 5 });
  near(regular.fit.estimates.alpha, 1.247, 3);
  near(regular.limit.value, 3.6247, 4);
});
