import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findLaw, predictorOf } from "../../src/index.ts";
import { readText, requires } from "../reference/data.ts";
import { folder, isoloss, refused } from "./isoloss.ts";

const RUNS = fileURLToPath(new URL("../../../runs/kjv-tiny", import.meta.url));
const quick = ["--bootstrap", "20"];

type Cells = Readonly<Record<string, number | string>>;
const csv = (rows: readonly Cells[]): string =>
  [Object.keys(rows[0] as Cells), ...rows.map((row) => Object.values(row))].map((row) => `${row.join(",")}\n`).join("");

/** Laws recovered from the drawn curves of arXiv:2507.15857 with R* of its table 1; R_N*(AR) as its figure is drawn (see src/reproduce/prabhudesai.ts). */
const AR = { A: Math.exp(5.6562), B: Math.exp(6.6509), alpha: 0.309, beta: 0.309, RD: 31.19, RN: 38 };
const MDM = { A: Math.exp(5.5261), B: Math.exp(7.0333), alpha: 0.3021, beta: 0.3021, RD: 493.89, RN: 1265.65 };
const FLOORS = { ar: Math.exp(0.6053), mdm: Math.exp(0.6819) };
const dataConstrained = findLaw("data-constrained");

const repeated = (theta: Readonly<Record<string, number>>): Cells[] =>
  [1e6, 1e8].flatMap((params) =>
    [1e7, 1e8].flatMap((U) =>
      [1, 4, 16, 64].map((epochs) => {
        const loss = predictorOf(dataConstrained, theta).loss({ N: params, U, D: U * epochs });
        return { run: `${params}-${U}-${epochs}`, params, unique_tokens: U, tokens: U * epochs, epochs, loss };
      }),
    ),
  );
const members = (loss: (K: number) => number): Cells[] => [1, 2, 3, 5, 8, 13].map((K) => ({ run: `k${K}`, members: K, loss: loss(K) }));

const epochs = (loss: (R: number) => number): Cells[] => [1, 2, 4, 8, 16].map((R) => ({ run: `r${R}`, epochs: R, loss: loss(R) }));

/** Chinchilla with α = β, so that N_opt = √(C/6)·(A/B)^(1/2α) with A = B: √(C/6). */
const chinchilla = [1e8, 1e9, 1e10].flatMap((params) =>
  [1e8, 1e9, 1e10, 1e11].map((tokens) => ({
    run: `${params}-${tokens}`,
    params,
    tokens,
    loss: 1.8 + 400 / params ** 0.35 + 400 / tokens ** 0.35,
  })),
);

/** Table 4 of arXiv:2509.14786 for the standard recipe: 1.89 + 1.3/(U in 1e9)^0.23. */
const baseline = [2e8, 4e8, 8e8, 16e8].map((U) => ({ run: `u${U}`, unique_tokens: U, loss: 1.89 + 1.3 / (U / 1e9) ** 0.23 }));

const ensemble = (params: number, E: number, A: number, epochs: number): Cells[] =>
  [1, 2, 3, 4].map((K) => ({
    run: `e${params}-${epochs}-${K}`,
    recipe: "ensemble",
    params,
    unique_tokens: 1e8,
    epochs,
    weight_decay: 1,
    lr: 1e-3,
    members: K,
    loss: E + A / K,
  }));
const singles = [1e6, 2e6, 4e6, 8e6].map((params) => ({
  run: `s${params}`,
  recipe: "regularized",
  params,
  unique_tokens: 1e8,
  epochs: 8,
  weight_decay: 1,
  lr: 1e-3,
  members: 1,
  loss: 3.3 + 2e5 / params,
}));

const dir = folder({
  "ar.csv": csv(repeated({ ...AR, E: FLOORS.ar })),
  "mdm.csv": csv(repeated({ ...MDM, E: FLOORS.mdm })),
  "falling.csv": csv(members((K) => 3 + 1 / K)),
  "early.csv": csv(epochs((R) => 3 + 1 / R)),
  "late.csv": csv(epochs((R) => 3.2 + 0.2 / R)),
  "bowl.csv": csv(members((K) => 3 + 1 / K + 0.04 * K)),
  "chinchilla.csv": csv(chinchilla),
  "baseline.csv": csv(baseline),
  "grid.csv": csv(
    [0.1, 0.2, 0.4, 0.8].flatMap((wd, i) =>
      [4, 8, 16].map((epochs, j) => ({
        run: `${wd}-${epochs}`,
        params: 1e6,
        unique_tokens: 1e8,
        epochs,
        weight_decay: wd,
        loss: 3 + 0.1 * Math.abs(i - 2) + 0.1 * Math.abs(j - 1),
      })),
    ),
  ),
  "decay.csv": csv(
    [1e6, 4e6].flatMap((params, i) =>
      [0.2, 0.4, 0.8, 1.6, 3.2].map((wd) => ({
        run: `${params}-${wd}`,
        params,
        unique_tokens: 1e8,
        weight_decay: wd,
        loss: 3 + 0.06 * Math.log(wd / (0.8 * 2 ** i)) ** 2,
      })),
    ),
  ),
  "ensembles.csv": csv([
    ...ensemble(1e6, 3.2, 0.3, 8),
    ...ensemble(1e6, 3.1, 0.6, 16),
    ...ensemble(2e6, 3.15, 0.3, 8),
    ...ensemble(4e6, 3.125, 0.3, 8),
    ...singles,
  ]),
  "one.csv": csv([...ensemble(1e6, 3.2, 0.3, 8), ...singles]),
  // Single models alone were run on the most tokens.
  "sets.csv": csv([
    ...ensemble(1e6, 3.2, 0.3, 8),
    ...ensemble(1e6, 3.1, 0.3, 8).map((row) => ({ ...row, run: `${row.run}-200M`, unique_tokens: 2e8 })),
    ...singles.map((row) => ({ ...row, unique_tokens: 4e8 })),
  ]),
  // Lowest at 6 epochs and weight decay .8; an ensemble and a student lie below all of them, at settings of their own.
  "epochs.csv": csv([
    ...[1e6, 4e6].flatMap((params, i) =>
      [2, 4, 8, 16].flatMap((epochs) =>
        [0.4, 0.8, 1.6].map((wd) => ({
          run: `${params}-${epochs}-${wd}`,
          recipe: "regularized",
          params,
          unique_tokens: 1e8,
          epochs,
          weight_decay: wd,
          members: 1,
          loss: 3 + 0.06 * Math.log(epochs / (6 / 2 ** i)) ** 2 + 0.05 * Math.log(wd / 0.8) ** 2,
        })),
      ),
    ),
    { run: "e", recipe: "ensemble", params: 1e6, unique_tokens: 1e8, epochs: 32, weight_decay: 0.2, members: 4, loss: 2.5 },
    { run: "d", recipe: "distilled", params: 1e6, unique_tokens: 1e8, epochs: 32, weight_decay: 0.2, members: 1, loss: 2.6 },
  ]),
});

interface Face {
  question: string;
  sample: { from: string | string[]; rows: number; runs: number; draws?: { count: number } | null }[];
  // biome-ignore lint/suspicious/noExplicitAny: each question has a shape of its own.
  result: any;
  conditional: string[];
}

const asked = async (...args: string[]): Promise<Face> => {
  const { code, stdout, stderr } = await isoloss(["analyze", ...args, "--json"], dir);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};
const close = (a: number, b: number, relative = 1e-4): void => assert.ok(Math.abs(a / b - 1) < relative, `${a} for ${b}`);

describe("analyze", { concurrency: 3 }, () => {
  before(async () => {
    const keep = async (file: string, law: string, ...args: string[]): Promise<void> => {
      const { code, stderr } = await isoloss(["fit", law, `${file}.csv`, "-o", `${file}.json`, ...args], dir);
      assert.ok(code === 0 && existsSync(`${dir}/${file}.json`), stderr);
    };
    const fixed = (theta: Readonly<Record<string, number>>): string[] => [
      "--fix",
      Object.entries(theta)
        .map(([name, x]) => `${name}=${x}`)
        .join(),
    ];
    const none = ["--bootstrap", "0"];
    await keep("ar", "data-constrained", ...fixed(AR), ...none);
    await keep("mdm", "data-constrained", ...fixed(MDM), ...none);
    await keep("falling", "power", "--in", "members", "--noise", "0.002", ...quick);
    await keep("early", "E + A/epochs", ...none);
    await keep("late", "E + A/epochs", ...none);
    await keep("bowl", "E + A/K + B*K", "--noise", "0.002", ...quick);
    await keep("chinchilla", "chinchilla", ...quick);
    await keep("baseline", "power", "--in", "unique_tokens", ...none);
  });

  test("alone lists the questions, with what each needs", async () => {
    const { code, stdout } = await isoloss(["analyze"]);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}half-life +repeats after which .* FIT --at N=300k,U=50k$/m);
    const { stdout: listed } = await isoloss(["analyze", "--json"]);
    const ids = JSON.parse(listed).map(({ id }: { id: string }) => id);
    assert.equal(ids.length, 17);
    for (const id of ids) assert.match(stdout, new RegExp(`^ {2}${id} `, "m"));
  });

  test("asymptote: the floor that made the rows, with sample, interval and what it supposes", async () => {
    const { result, sample, conditional, question } = await asked("asymptote", "falling.json");
    close(result.end.loss.value, 3, 1e-3);
    assert.ok(result.end.loss.interval.low < 3 && result.end.loss.interval.high > 3);
    assert.deepEqual(
      [question, result.unit, result.to, sample[0]?.rows, sample[0]?.draws?.count],
      ["asymptote", "nats/token", ["K"], 6, 20],
    );
    assert.match(conditional[0] ?? "", /beyond its rows \(K 1 to 13\)/);
    const { stdout } = await isoloss(["analyze", "asymptote", "falling.json"], dir);
    assert.match(
      stdout,
      /^(2\.99|3\.00)\d* \(.* to .*\) nats\/token as K grows without bound\n {2}sample +power \(falling\.json\): 6 rows of 6 runs\n/,
    );
    assert.match(stdout, /^ {2}interval +95 %, 20 refits by parametric, seed 0$/m);
  });

  test("asymptote: of one quantity with others held, or walked", async () => {
    // N without bound at 16 epochs: E + B/D′^beta and what is left of N, repeated as N is beyond U_N.
    const at = { N: 1e300, U: 1e8, D: 16e8 };
    const limit = predictorOf(dataConstrained, { ...AR, E: FLOORS.ar }).loss(at);
    const one = await asked("asymptote", "ar.json", "--at", "U=100M,epochs=16");
    close(one.result.end.loss.value, limit, 1e-6);
    assert.deepEqual([one.result.to, one.sample[0]?.draws], [["N"], null]);
    const walk = await asked("asymptote", "ar.json", "--at", "U=100M", "--over", "epochs=1:16:log");
    assert.equal(walk.result.points.length, 50);
    close(walk.result.points.at(-1).end.loss.value, limit, 1e-6);
  });

  test("lowest: E + A/K + B·K is lowest at √(A/B), where it is E + 2·√(A·B)", async () => {
    const { result } = await asked("lowest", "bowl.json", "--over", "K=1:100");
    close(result.place.value, 5);
    close(result.loss.value, 3.4);
    assert.ok(result.place.interval.low < 5 && result.place.interval.high > 5);
    const { stdout } = await isoloss(["analyze", "asymptote", "bowl.json"], dir);
    assert.match(stdout, /^lowest .* at K = 5.*: the law rises again, and has no asymptote$/m);
  });

  test("half-life and effective tokens: R*·ln 2, and U + U·R*·(1 − e^(−R/R*)), for a model that is small for its data: N below U_N = U·(A/B)^(1/α) = 4M", async () => {
    const half = await asked("half-life", "ar.json", "--at", "N=1M,U=100M");
    close(half.result.halfLife.value, 31.19 * Math.LN2, 1e-3);
    assert.equal(half.result.unit, "repeats");
    const worth = await asked("effective-tokens", "ar.json", "--at", "N=1M,U=100M,epochs=16");
    close(worth.result.tokens.value, 1e8 * (1 + 31.19 * (1 - Math.exp(-15 / 31.19))), 1e-4);
    close(worth.result.perSeen, worth.result.tokens.value / 16e8, 1e-9);
    const { stdout } = await isoloss(["analyze", "effective-tokens", "ar.json", "--at", "N=1M,U=100M", "--over", "epochs=1:64:log"], dir);
    assert.match(stdout, /^ +1 +100M +100 %$/m);
  });

  test("allocate: N = √(C/6) where both terms are alike, and half of the exponent", async () => {
    const { result } = await asked("allocate", "chinchilla.json", "--compute", "6e18");
    close(result.N.value, 1e9, 1e-3);
    close(result.D.value, 1e9, 1e-3);
    close(result.exponent.value, 0.5, 1e-3);
    const limited = await asked("allocate", "ar.json", "--compute", "6e18", "--at", "U=10M");
    assert.ok(limited.result.epochs.value > 1 && limited.result.exponent === undefined);
    assert.ok(Math.abs((limited.result.N.value * limited.result.D.value) / 1e18 - 1) < 1e-9);
  });

  test("critical compute of AR and MDM at 100M unique tokens: the paper's line, 4.72e19, with the floors kept", async () => {
    const { result } = await asked("critical-compute", "ar.json", "mdm.json", "--at", "U=25M|100M");
    close(result.points[1].compute.value, 4.72e19, 2e-3);
    close(result.points[0].compute.value, 2.01e18, 5e-3);
    assert.equal(result.irreducible, "kept");
    const dropped = await asked("critical-compute", "ar.json", "mdm.json", "--at", "U=100M", "--irreducible", "dropped");
    close(dropped.result.points[0].compute.value, 2.05e19, 5e-3);
    assert.match(dropped.conditional[0] ?? "", /above each law's own irreducible loss/);
  });

  test("critical compute at several U: its power of U is the reference's, by least squares over 8 levels", async () => {
    const levels = Array.from({ length: 8 }, (_, i) => (10 ** (7 + i / 4)).toPrecision(6)).join("|");
    const slope = async (...args: string[]) =>
      (await asked("critical-compute", "ar.json", "mdm.json", "--at", `U=${levels}`, ...args)).result.slope.value;
    close(await slope(), 2.32, 3e-3);
    close(await slope("--irreducible", "dropped"), 2.07, 3e-3);
  });

  test("crossover: 3 + 1/epochs and 3.2 + 0.2/epochs at 4, by the laws; measured where there is noise to judge by", async () => {
    const { result, sample } = await asked("crossover", "early.json", "late.json", "--over", "epochs", "--at", "N=1M,U=100M");
    close(result.x.value, 4);
    assert.deepEqual([result.ahead, result.count, sample.length], ["first", 1, 2]);
    assert.match(result.measured.reason, /0 and 0 rows of the fits lie there/);
  });

  test("crossover of the shipped runs: what is measured stands beside the laws, which need not agree", async () => {
    const fits = ["ar", "mdm"].map((family) => `${family}-kjv.json`);
    for (const [i, family] of ["ar", "mdm"].entries()) {
      const where = ["--where", `family=${family}`, "--where", "recipe=standard"];
      const { code, stderr } = await isoloss(
        ["fit", "data-constrained", RUNS, ...where, "--starts", "16", "--bootstrap", "20", "-o", fits[i] as string],
        dir,
      );
      assert.equal(code, 0, stderr);
    }
    const { code, stdout, stderr } = await isoloss(["analyze", "crossover", ...fits, "--over", "epochs", "--at", "N=271674,U=51200"], dir);
    // The data-constrained law cannot rise, and so does not see that the AR runs do.
    assert.equal(code, 1, stdout);
    assert.match(stderr, /the first \(ar-kjv\.json\) is lower throughout.*; measured: between epochs = 16 and 32, about 17\.\d/);
  });

  test("members within ε of the limit: A/ε", async () => {
    const { result } = await asked("members-within", "falling.json", "--within", "0.05");
    close(result.members.value, 20, 0.01);
    assert.equal(result.within, 0.05);
  });

  test("data efficiency: the paper's 3.462 at 209,715,200 tokens is worth 2.09 of the standard recipe's", async () => {
    const { result } = await asked("data-efficiency", "baseline.json", "--at", "U=209715200", "--loss", "3.462");
    assert.equal(result.perUnique.value.toFixed(2), "2.09");
    assert.equal(result.comparison, "measured against measured");
    // The limit of the other fit is 3: 1.89 + 1.3/u^0.23 = 3 at u = (1.3/1.11)^(1/0.23) billions.
    const limit = await asked("data-efficiency", "baseline.json", "falling.json", "--at", "U=200M", "--limits");
    close(limit.result.tokens.value, 1e9 * (1.3 / 1.11) ** (1 / 0.23), 0.01);
    assert.equal(limit.result.comparison, "limit against limit");
    close(limit.result.perBaseline.value, limit.result.perUnique.value, 1e-3);
  });

  test("certificate: the middle of a grid whose neighbours were all run", async () => {
    const { result } = await asked("certificate", "grid.csv", "--tuned", "weight_decay,epochs");
    assert.deepEqual([result.cells[0].certified, result.cells[0].setting.weight_decay, result.cells[0].setting.epochs], [true, 0.4, 8]);
    assert.deepEqual(result.cells[0].rows, ["0.4-8"]);
    const { stdout } = await isoloss(
      ["analyze", "certificate", "grid.csv", "--tuned", "weight_decay,epochs", "--where", "epochs!=16"],
      dir,
    );
    assert.match(stdout, /^1 of 1 cells certified in weight_decay, epochs$/m);
    assert.match(stdout, /certified in weight decay, epochs, end of the grid/);
  });

  test("weight decay: the bowl's own 0.8 and 1.6, 8 and 16 times the usual 0.1, and ∝ N^½ between them", async () => {
    const { result } = await asked("best", "decay.csv", "--noise", "0.001", ...quick);
    close(result.bowls[0].best.value, 0.8, 1e-3);
    close(result.bowls[1].timesStandard.value, 16, 1e-3);
    assert.deepEqual(result.bowls[0].gridTimesStandard, { value: 8, between: [4, 16] });
    close(result.trends.params.exponent.value, 0.5, 1e-3);
  });

  test("best epochs: those of the parabola, at the weight decay of each size's best setting, of single models alone", async () => {
    const { result, conditional } = await asked("best", "epochs.csv", "--column", "epochs", "--noise", "0.001", ...quick);
    assert.deepEqual(
      result.bowls.map(({ cell }: { cell: { recipe: string } }) => cell.recipe),
      ["regularized", "regularized"],
    );
    close(result.bowls[0].best.value, 6, 1e-3);
    close(result.bowls[1].best.value, 3, 1e-3);
    assert.ok(result.bowls[0].best.interval.low < 6 && result.bowls[0].best.interval.high > 6);
    close(result.trends.params.exponent.value, -0.5, 1e-3);
    assert.match(conditional.join("\n"), /2 rows of ensembles and students.*\n.*16 rows at others/);
  });

  test("certificate: single models alone, columns that were not asked about as in the best setting", async () => {
    const { result, conditional } = await asked("certificate", "epochs.csv", "--tuned", "weight_decay");
    assert.deepEqual(
      result.cells.map((cell: { certified: boolean; setting: { epochs: number; weight_decay: number } }) => [
        cell.certified,
        cell.setting.epochs,
        cell.setting.weight_decay,
      ]),
      // ln(8/6) < ln(6/4), and ln(4/3) < ln(3/2).
      [
        [true, 8, 0.8],
        [true, 4, 0.8],
      ],
    );
    assert.match(conditional.join("\n"), /2 rows of ensembles and students.*\n.*18 rows at others/);
  });

  test("joint limit: 3.1 + 1e5/N of limits K → ∞, staged", async () => {
    const { result } = await asked("joint-limit", "ensembles.csv", "--where", "epochs=8", ...quick);
    close(result.staged.limit.value, 3.1, 1e-3);
    assert.equal(result.sizes.length, 3);
    assert.equal(JSON.stringify(result).includes('"theta"'), false);
  });

  test("choose by limit: more epochs are worse alone and better together; sizes of one setting are passed over", async () => {
    const { result } = await asked("choose-by-limit", "ensembles.csv", "--by", "epochs", ...quick);
    assert.deepEqual(
      result.sizes.map((size: { params: number; chosen: { byLimit: string; byLoss: string; differ: boolean } }) => [
        size.params,
        size.chosen.byLimit,
        size.chosen.byLoss,
      ]),
      [[1e6, "epochs=16", "epochs=16"]],
    );
    const { stdout } = await isoloss(
      ["analyze", "choose-by-limit", "ensembles.csv", "--where", "members<=3", "--by", "epochs", ...quick],
      dir,
    );
    // At three members both are 3.3.
    assert.match(stdout, /^N = 1M, U = 100M: epochs=16/m);
  });

  test("members or size: members of 1e6 with limit 3.2 against models with limit 3.3", async () => {
    const { result } = await asked("members-or-size", "one.csv", ...quick);
    const [{ answer }] = result.sizes;
    assert.equal(answer.inTheEnd, "members");
    const at4 = answer.at.find(({ total }: { total: number }) => total === 4e6);
    close(at4.loss.members.value, 3.275, 1e-3);
    close(at4.loss.size.value, 3.35, 1e-3);
  });

  test("the shipped runs: joint limit, distillation and weight decay are those of the library's own tests", async () => {
    const own = ["--where", "family=ar", "--where", "unique_tokens=51200"];
    // Ensembles were evaluated at one U: it need not be named, and no other is meant.
    const joint = await asked("joint-limit", RUNS, "--where", "family=ar", ...quick);
    assert.equal(joint.result.uniqueTokens, 51200);
    // By scipy, see test/analyze/recipes/kjvLimits.test.ts.
    assert.deepEqual(
      joint.result.sizes.map((size: { limit: { limit: { value: number } } }) => size.limit.limit.value.toFixed(3)),
      ["3.489", "3.345", "3.435", "3.414", "3.455"],
    );
    const taught = await asked("distillation", RUNS, "--where", "family=ar");
    assert.equal(taught.result.range.high.toFixed(4), ((3.594288 - 3.47673) / (3.594288 - 3.46458)).toFixed(4));
    const text = await isoloss(["analyze", "distillation", RUNS, "--where", "family=ar"]);
    assert.match(text.stdout, /distill-ens5_ar_d96_u50k_e32.* 1\.6k steps, 1\.64M tokens, 32 epochs$/m);
    // Ensembles and students are left out, and epochs held at 16, as in every size's best setting.
    const decay = await asked("best", RUNS, ...own, ...quick);
    assert.match(
      decay.conditional.join("\n"),
      /rows of ensembles and students are left out[\s\S]*all other tuned columns as in the best setting/,
    );
    const bowl = decay.result.bowls.find(({ params }: { params: number }) => params === 271674);
    assert.equal(bowl.best.value.toFixed(2), "2.40");
    await refusedOf(["choose-by-limit", RUNS, ...own], 1, /have one \(epochs=16, weight_decay=1/, /second setting/);
  });

  test("downstream: 9.05 percentage points over the best standard model", requires("infinite-compute/downstream_200m.csv"), async () => {
    const paper = folder({ "downstream.csv": readText("infinite-compute/downstream_200m.csv") });
    const args = ["downstream", `${paper}/downstream.csv`, "--map", "loss=acc", "--accuracy", "piqa,sciq,arc_easy"];
    const { result } = await asked(...args, "--mean", "avg3");
    const gain = result.gains.find(({ of }: { of: { group: { recipe: string } } }) => of.group.recipe === "ensemble");
    // Section 7: 64.39 % against 55.34 %.
    assert.deepEqual([gain.of.accuracy.toFixed(4), gain.over.accuracy.toFixed(4)], ["0.6439", "0.5534"]);
    assert.ok(Math.abs(gain.points.value - 9.05) < 0.01 && gain.points.interval.low > 0);
    const { stdout } = await isoloss(["analyze", ...args]);
    assert.match(stdout, /no gains: no setting has recipe standard/);
    assert.match(stdout, /^left out: recipe=standard, .* lacks piqa, sciq, arc_easy$/m);
  });

  test("stages: 4B tokens of an ensemble match 73B", requires("infinite-compute/cpt_math.csv"), async () => {
    const paper = folder({ "cpt.csv": readText("infinite-compute/cpt_math.csv") });
    const args = ["stages", `${paper}/cpt.csv`, "--map", "loss=avg", "--accuracy", "avg", "--unit", "percent"];
    const { result } = await asked(...args, "--stage", "cpt", "--amount", "unique_tokens_b");
    const { comparison } = result.stages[0];
    // Table 1: 40.58 at 4B against 39.23 at 73B.
    assert.deepEqual([comparison.ratio, comparison.points.toFixed(2)], [18.25, "1.35"]);
    await refusedOf([...args, "--amount", "unique_tokens_b"], 1, /none of 5 rows is of stage cpt or sft/);
  });

  const refusedOf = async (args: string[], code: number, ...patterns: RegExp[]): Promise<void> =>
    refused(await isoloss(["analyze", ...args], dir), code, patterns);

  const cases: [string, string[], number, ...RegExp[]][] = [
    ["a question that is none", ["asymtote", "ar.json"], 2, /"asymtote": there is no such question/, /did you mean "asymptote"/],
    ["a question of nothing", ["half-life"], 2, /nothing is given/, /isoloss analyze half-life FIT --at/],
    ["an option without a question", ["--within", "1"], 2, /--within: no question is asked/],
    [
      "an option that a question has no use for",
      ["asymptote", "ar.json", "--within", "1"],
      2,
      /--within with "asymptote"/,
      /it takes --at, --over, --to/,
    ],
    ["a choice of rows of a fit", ["asymptote", "ar.json", "--checkpoint", "best"], 2, /--checkpoint with "asymptote"/],
    ["logs for a fit", ["asymptote", "ar.csv"], 1, /ar\.csv: Cannot read a fit/],
    ["a fit for logs", ["distillation", "ar.json"], 2, /ar\.json: it holds a fit, expected logs/],
    ["one fit of two", ["crossover", "ar.json", "--over", "epochs"], 2, /from 1 fit .*expected 2/],
    ["an asymptote where nothing grows", ["asymptote", "falling.json", "--at", "K=3"], 2, /none grows/],
    ["an asymptote in what a law does not read", ["asymptote", "falling.json", "--to", "N"], 2, /the law does not read it/, /reads K/],
    ["a lowest place without a range", ["lowest", "bowl.json"], 2, /--over is not given/],
    [
      "a lowest place of a law that falls",
      ["lowest", "falling.json", "--over", "K=1:100"],
      1,
      /lowest at 100, the end of the range/,
      /cannot rise with K/,
    ],
    ["a lowest place at the start", ["lowest", "bowl.json", "--over", "K=10:100"], 1, /lowest at 10, the start/],
    [
      "a half-life of a law without repeats",
      ["half-life", "falling.json", "--at", "U=1e8"],
      1,
      /reads K, expected D and U/,
      /data-constrained/,
    ],
    ["a half-life without U", ["half-life", "ar.json", "--at", "N=10M"], 2, /U is not given/],
    ["effective tokens without epochs", ["effective-tokens", "ar.json", "--at", "N=10M,U=1e8"], 2, /epochs is not given/],
    ["a split of no compute", ["allocate", "chinchilla.json"], 2, /--compute is not given/],
    ["a split of compute below nothing", ["allocate", "chinchilla.json", "--compute=-1"], 2, /--compute -1: expected a positive number/],
    ["a split by a law without N", ["allocate", "falling.json", "--compute", "1e18"], 1, /expected N and D/],
    [
      "a critical compute the wrong way round",
      ["critical-compute", "mdm.json", "ar.json", "--at", "U=100M"],
      1,
      /does not come down/,
      /other way round/,
    ],
    ["a critical compute without U", ["critical-compute", "ar.json", "mdm.json"], 2, /U is not given/],
    [
      "a crossover of a law and itself",
      ["crossover", "early.json", "early.json", "--over", "epochs", "--at", "N=1,U=1"],
      1,
      /is lower throughout/,
    ],
    ["a crossover over a range", ["crossover", "early.json", "late.json", "--over", "epochs=1:9"], 2, /a quantity without a range/],
    ["a crossover along members", ["crossover", "early.json", "late.json", "--over", "K"], 2, /along K/, /one of epochs, D, C, U/],
    ["a crossover with nothing held", ["crossover", "early.json", "late.json", "--over", "epochs"], 2, /N and U are not given/],
    ["members of a law in tokens", ["members-within", "ar.json"], 1, /expected K alone/, /--in members/],
    ["members within nothing", ["members-within", "falling.json", "--within", "0"], 2, /within 0 of the limit/],
    [
      "data efficiency by a law in members",
      ["data-efficiency", "falling.json", "--at", "U=1e8", "--loss", "3"],
      1,
      /reads K, expected U alone/,
    ],
    ["data efficiency of nothing", ["data-efficiency", "baseline.json", "--at", "U=1e8"], 2, /neither --loss nor a second fit/],
    [
      "data efficiency below the floor",
      ["data-efficiency", "baseline.json", "--at", "U=1e8", "--loss", "1.5"],
      1,
      /no number of unique tokens/,
    ],
    ["a certificate of nothing", ["certificate", "grid.csv"], 2, /--tuned is not given/],
    [
      "a certificate of one value",
      ["certificate", "grid.csv", "--tuned", "epochs", "--where", "epochs=8", "--cell", "params,weight_decay"],
      1,
      /epochs takes one value in every cell/,
    ],
    ["weight decay at the end of what was run", ["best", "decay.csv", "--where", "weight_decay<=0.8"], 1, /none of 2 cells .* has one/],
    ["ensembles of none", ["joint-limit", "grid.csv"], 1, /no row with params has recipe ensemble/],
    ["ensembles of one size", ["joint-limit", "one.csv", ...quick], 1, /there is 1 size/],
    ["a best value of a column that no row states", ["best", "decay.csv", "--column", "lr"], 1, /none of 10 rows states it/],
    ["a best value among ensembles", ["best", "one.csv", "--where", "recipe=ensemble"], 1, /none of 4 rows is a single model/],
    ["unique tokens that no ensemble has", ["joint-limit", "one.csv", "--at", "U=5"], 1, /no ensemble has unique_tokens 5/, /100M/],
    [
      "several numbers of unique tokens",
      ["joint-limit", "sets.csv"],
      2,
      /ensembles have 2 numbers of unique tokens \(100M, 200M\)/,
      /--at U=200000000/,
    ],
    ["one setting to choose from", ["choose-by-limit", "one.csv"], 1, /have one \(epochs=8/],
    ["members without models", ["members-or-size", "one.csv", "--where", "recipe=ensemble"], 1, /has recipe regularized/],
    ["no students", ["distillation", "one.csv"], 1, /no run has recipe distilled/],
    ["no tasks", ["downstream", "one.csv"], 2, /--accuracy is not given/],
    ["tasks that no row has", ["downstream", "one.csv", "--accuracy", "piqa"], 1, /none of 8 settings states piqa/],
    ["draws that are none", ["joint-limit", "one.csv", "--bootstrap", "0"], 2, /--bootstrap 0/],
  ];
  for (const [title, args, code, ...patterns] of cases) test(`refuses ${title}`, () => refusedOf(args, code, ...patterns));

  test("help shows the command, and defaults that are its own", async () => {
    const { code, stdout } = await isoloss(["analyze", "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /isoloss analyze \[what\] \[path\.\.\]/);
    assert.match(stdout, /--irreducible .*\[choices: "kept", "dropped"\] \[default: kept\]/);
  });
});
