import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readText, requires } from "../reference/data.ts";
import { folder, isoloss, refused } from "./isoloss.ts";

const RUNS = fileURLToPath(new URL("../../../runs/kjv-tiny", import.meta.url));
const quick = ["--bootstrap", "20"];

interface Found {
  noiseNats: number;
  at: {
    uniqueTokens: number;
    tuning: {
      certificates: { recipe: string; certificate: { cells: { setting: Record<string, number>; certified: boolean; rows: string[] }[] } }[];
      weightDecay: { bowls: { params: number; best: { value: number; interval: { low: number; high: number } } }[] };
    };
    measured: { recipe: string; loss: number }[];
    limits: { what: string; params?: number; limit: { reason?: string; freedom: number; limit: { value: number } } }[];
    members: { params: number; members: { value: number } }[];
    membersOrSize: { params: number; inTheEnd: string };
    distillation: { range?: { low: number; high: number }; reason?: string };
  }[];
  efficiency: {
    baseline: { measured: { reason?: string } };
    untuned: number[];
    withheld: { uniqueTokens: number; what: string; reasons: string[] }[];
    entries: { uniqueTokens: number; what: string; recipe: string; efficiency: { perUnique: { value: number } } }[];
  };
}

const HEAD = "run,family,loss_kind,recipe,unique_tokens,params,epochs,weight_decay,lr,members,loss";
const SIZES = [1e6, 2e6, 4e6, 8e6, 16e6];
const DATA = [1e8, 2e8, 4e8, 8e8];
/** Standard 2 + 3e4/√U, regularised what that would be on twice the data; both tend to it as 1e5/N. */
const made = [
  HEAD,
  ...DATA.flatMap((U) =>
    SIZES.flatMap((N) =>
      [1, 2].map((times) =>
        [
          `r${U}-${N}-${times}`,
          "ar",
          "nll",
          times === 1 ? "standard" : "regularized",
          U,
          N,
          8,
          times === 1 ? 0.1 : 1.6,
          1e-3,
          1,
          2 + 3e4 / Math.sqrt(U * times) + 1e5 / N,
        ].join(","),
      ),
    ),
  ),
].join("\n");

describe("recipes", { concurrency: 2 }, () => {
  test("the shipped runs: best weight decay, limits, members and shares are those of the library's own tests", async () => {
    const { code, stdout, stderr } = await isoloss(["recipes", RUNS, "--where", "family=ar", "--json", ...quick]);
    assert.equal(code, 0, stderr);
    const found: Found = JSON.parse(stdout);
    const at = found.at.find(({ uniqueTokens }) => uniqueTokens === 51200);
    assert.ok(at);
    // By scipy, see test/analyze/recipes.
    const bowl = at.tuning.weightDecay.bowls.find(({ params }) => params === 271674);
    assert.equal(bowl?.best.value.toFixed(2), "2.40");
    assert.ok(bowl.best.interval.low < 2.4 && bowl.best.interval.high > 2.4);
    const members = at.limits.filter(({ params }) => params !== undefined).sort((a, b) => (a.params as number) - (b.params as number));
    assert.deepEqual(
      members.map(({ limit }) => limit.limit.value.toFixed(3)),
      ["3.489", "3.345", "3.435", "3.414", "3.455"],
    );
    assert.deepEqual(
      at.members.map(({ members: { value } }) => value.toFixed(1)),
      ["22.2", "24.0", "14.1", "12.6", "21.3"],
    );
    assert.deepEqual(
      at.measured.map(({ recipe }) => recipe),
      ["ensemble", "distilled", "self_distilled", "regularized", "standard"],
    );
    // What the runs do not determine is compared with nothing: a limit above a loss that was measured, or one that falls at once.
    const withheld = found.efficiency.withheld.filter(({ uniqueTokens }) => uniqueTokens === 51200);
    assert.deepEqual(withheld.map(({ what }) => what).sort(), ["ensemble, K → ∞ then N → ∞", "regularized, N → ∞", "standard, N → ∞"]);
    for (const { what } of withheld) assert.ok(!found.efficiency.entries.some((one) => one.uniqueTokens === 51200 && one.what === what));
    const sized = found.efficiency.entries.filter(({ what }) => what === "ensemble, K → ∞");
    assert.equal(sized.length, 5, "limits of ensembles at one size are compared");
    assert.equal(at.distillation.range?.high.toFixed(4), ((3.594288 - 3.47673) / (3.594288 - 3.46458)).toFixed(4));
    // Neither rows nor draws: runs by their names.
    const kept = at.tuning.certificates.find(({ recipe }) => recipe === "regularized")?.certificate.cells[2];
    assert.equal(kept?.rows.length, 5);
    assert.ok(kept.rows.every((run) => typeof run === "string"));
    assert.doesNotMatch(stdout, /"observations"|"theta"/);
    // The seed's spread between replicates is about .008 nats/token, as the runs' own README measured it.
    assert.equal(found.noiseNats.toFixed(3), "0.008");
    // The lowest of the limits above is that of this size, and lies below all single models.
    assert.deepEqual([at.membersOrSize.params, at.membersOrSize.inTheEnd], [104780, "members"]);
    assert.deepEqual(found.efficiency.untuned, [409600, 819200, 1477632]);
  });

  test("the shipped runs as text: limits that are no numbers are marked, and so is what members and tuning leave open", async () => {
    const { stdout, stderr } = await isoloss(["recipes", RUNS, "--where", "family=ar", ...quick]);
    assert.ok(stdout, stderr);
    const of = (start: RegExp): string => stdout.split("\n").find((line) => start.test(line)) ?? "";
    assert.match(
      of(/K → ∞ then N → ∞ +3\.41/),
      /\+0\.057 \(no draws\) .*not known: .*limit-above-measured.*; distrust: .*tail-not-monotone/,
    );
    assert.match(
      of(/51\.2k +regularized, N → ∞ +3\.5685/),
      /\+0\.044, inside 3\.5.*converged; not known: .*limit-above-measured; distrust: .*tail-not-monotone/,
    );
    assert.match(of(/51\.2k +ensemble, K → ∞ at N = 105k/), /-1\.3e-4, inside .* converged$/);
    assert.match(stdout, /not compared, since not known: limit of ensemble, K → ∞ then N → ∞ at U = 51\.2k \(/);
    assert.match(stdout, /^ +51\.2k +ensemble +K → ∞ at N = 105k +3\.3449 .*limit against measured \(headline\)$/m);
    // Members of 1.7M were trained at weight decay 5; alone they give 3.7355, the tuned model 3.6046 at 7.
    assert.match(stdout, /N = 1\.71M \(K = 1 is 0\.131 above it: weight_decay 5, tuned 7\)/);
    assert.match(stdout, /nothing was chosen by the limit K → ∞ at N = 41\.7k, 105k/);
    assert.match(stdout, /^ +105k +1\.0 .* not told apart$/m);
    assert.match(stdout, /sizes certified in epochs/);
    assert.match(stdout, /regularized: rate not tuned, one value a size/);
    assert.match(of(/51\.2k +regularized +105k/), /1 within noise .* 1\.02 to 1\.39$/);
    assert.match(stdout, /best epochs of standard, U = 51\.2k, N = 272k: [56]/);
    assert.match(stdout, /best weight decay ∝ N\^p: p = 0\.6/);
    assert.match(stdout, /distill-ens5_ar_d96_u50k_e32.* 1\.6k steps, 1\.64M tokens, 32 epochs$/m);
    assert.match(stdout, /the best student keeps 7\d % to 91 % .*95 %, by seed noise, \d+ % to 1\d\d %/);
  });

  test("a recipe without unique tokens in common with the standard one is refused by name", async () => {
    const apart = made
      .split("\n")
      .filter((line, i) => i === 0 || (line.includes("standard") ? !line.includes(",200000000,") : line.includes(",200000000,")))
      .join("\n");
    const { stdout, stderr } = await isoloss(["recipes", "apart.csv", ...quick], folder({ "apart.csv": apart }));
    assert.match(
      stdout,
      /Cannot compare regularized with standard: they have no unique tokens in common \(regularized was run at U = 200M\)/,
      stderr,
    );
    assert.doesNotMatch(stdout, /limit against measured/);
  });

  test("where members and one model cross is said with its interval", async () => {
    const crossing = [
      "run,family,loss_kind,recipe,unique_tokens,params,epochs,weight_decay,lr,members,loss",
      ...[1e6, 2e6, 4e6, 8e6, 16e6].map((N, i) => `r${N},ar,nll,regularized,1e8,${N},8,1.6,1e-3,1,${3 + 2e5 / N + 1e-4 * (i % 2)}`),
      ...[1, 2, 3, 4, 5].map((K) => `k${K},ar,nll,ensemble,1e8,2e6,8,1.6,1e-3,${K},${2.8 + 0.5 / K + 1e-4 * (K % 2)}`),
    ].join("\n");
    const { stdout, stderr } = await isoloss(["recipes", "made.csv", "--noise", "0.0005", ...quick], folder({ "made.csv": crossing }));
    // 2.8 + .5·2e6/T against 3 + 2e5/T: T = 4e6.
    assert.match(stdout, /members are better above (3\.9\d|4|4\.0\d)M \(\d\.\d?M? to \d\.?\d?M\) total parameters/, stderr);
  });

  test("runs without ensembles and students: the report says so, and the rest is there", async () => {
    const dir = folder({ "made.csv": made });
    const { code, stdout, stderr } = await isoloss(["recipes", "made.csv", ...quick], dir);
    assert.equal(code, 0, stderr);
    for (const section of ["Tuning", "Measured", "Limits", "Data efficiency", "Ensembles", "Distillation"])
      assert.match(stdout, new RegExp(`^${section}: `, "m"));
    assert.match(stdout, /U = 100M, 200M, 400M, 800M: .*no row has recipe ensemble\n {4}evaluate ensembles/);
    assert.match(stdout, /no size has a limit K → ∞/);
    assert.match(stdout, /no run has recipe distilled/);
    assert.match(stdout, /seed noise: not known/);
    assert.match(stdout, /^ +100M +regularized, N → ∞ +4\.1213 /m);
  });

  test("a recipe that is worth twice the data has a data efficiency of 2, and limits are those that made the runs", async () => {
    const dir = folder({ "made.csv": made });
    const { stdout, stderr } = await isoloss(["recipes", "made.csv", "--json", ...quick], dir);
    assert.ok(stdout, stderr);
    const found: Found = JSON.parse(stdout);
    assert.equal(found.at.length, 4);
    for (const { uniqueTokens, limits } of found.at) {
      const { limit } = limits.find(({ what }) => what === "standard, N → ∞") as (typeof limits)[number];
      assert.equal(limit.limit.value.toFixed(4), (2 + 3e4 / Math.sqrt(uniqueTokens)).toFixed(4));
      assert.equal(limit.freedom, 2);
    }
    const limitToLimit = found.efficiency.entries.filter((entry) => JSON.stringify(entry).includes("limit against limit"));
    assert.equal(limitToLimit.length, 4);
    for (const { efficiency } of limitToLimit) assert.equal(efficiency.perUnique.value.toFixed(2), "2.00");
  });

  test("too few sets of unique tokens: data efficiency is refused with what is missing", async () => {
    const dir = folder({ "made.csv": made });
    const { stdout } = await isoloss(["recipes", "made.csv", "--where", "unique_tokens<=200M", ...quick], dir);
    assert.match(stdout, /there are 2 sets of unique tokens .* want 3\n +train the recipe, tuned, at three or more/);
  });

  test("the paper's four models: the regularised limit is 3.429", requires("infinite-compute/runs_200m.csv"), async () => {
    const paper = folder({ "paper.csv": readText("infinite-compute/runs_200m.csv") });
    const of = async (...args: string[]): Promise<Found & { leftOut: { noRecipe: number } }> => {
      const { stdout, stderr } = await isoloss(["recipes", "paper.csv", ...args, "--json", ...quick], paper);
      assert.ok(stdout, stderr);
      return JSON.parse(stdout);
    };
    const limit = (one: Found, what: string): string | undefined =>
      one.at[0]?.limits.find((entry) => entry.what === what)?.limit.limit.value.toFixed(3);
    // The paper's N are nominal; E by scipy.optimize.least_squares on the four losses, for each way to count N.
    const nominal = await of("--map", "params=params_nominal_b", "--where", "params<1.45");
    assert.equal(limit(nominal, "regularized, N → ∞"), "3.429");
    const found = await of("--map", "params=params_exact", "--where", "params<1.45B");
    assert.equal(limit(found, "regularized, N → ∞"), "3.434");
    assert.equal(limit(found, "regularized, N → ∞, N without embeddings"), "3.352");
    assert.match(found.efficiency.baseline.measured.reason ?? "", /there is 1 set of unique tokens/);
    // Of its five students two are of recipes that the paper compares with nothing.
    assert.equal(found.leftOut.noRecipe, 2);
  });

  const dir = folder({
    "made.csv": made,
    "bare.csv": "run,params,tokens,loss\na,1e6,1e8,3\n",
    "both.csv": `${made}\nm,mdm,elbo,standard,1e8,1e6,8,0.1,1e-3,1,3.5`,
  });
  const cases: [string, string[], number, ...RegExp[]][] = [
    ["draws that are none", ["made.csv", "--bootstrap", "0"], 2, /--bootstrap 0/],
    ["a share of a draw", ["made.csv", "--bootstrap", "2.5"], 2, /--bootstrap 2\.5/],
    ["noise below nothing", ["made.csv", "--noise=-1"], 2, /--noise -1/],
    ["a seed that is none", ["made.csv", "--seed", "0.5"], 2, /--seed 0\.5/],
    ["a flag that is none", ["made.csv", "--boot", "20"], 2, /--boot/],
    ["a file that is not there", ["none.csv"], 1, /^none\.csv: Cannot read/],
    ["rows without a recipe", ["bare.csv"], 1, /of 1 rows 0 state a recipe/],
    [
      "two families",
      ["both.csv"],
      1,
      /both\.csv:\d+: Cannot compare recipes: .* has family mdm/,
      /hint: keep one kind: --where family=ar$/m,
    ],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["recipes", ...args], dir), code, patterns));
});
