import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { confounders, crossovers, loadRuns, type Observation, observations, riseTest } from "../../src/index.ts";
import { readText, requires } from "../reference/data.ts";
import { folder, isoloss, refused } from "./isoloss.ts";

const RUNS = fileURLToPath(new URL("../../../runs/kjv-tiny", import.meta.url));
const quick = ["--bootstrap", "20"];

interface Estimated {
  value: number | null;
  interval: { low: number; high: number } | null;
}
interface Measured {
  metric: string;
  crossover: {
    kind: string;
    x?: number;
    between?: number[];
    interval?: { low: number; high: number };
    from?: number;
    to?: number;
    ahead?: string;
  };
}
interface Side {
  loss: number;
  epochs: number;
  regularisation: string;
  runs: number;
}
interface Verdict {
  question: string;
  uniqueTokens: number;
  params: number | null;
  regularisation: string | null;
  ar: Side;
  mdm: Side;
  verdict: { lower: string; strength: string; gapToFlip: number };
  crossing: Measured | null;
}
interface Found {
  runs: Record<string, number>;
  leftOut: Record<string, number>;
  comparability: { assumptions: { tag: string; from: string }[]; direction: string };
  noise: Record<string, number>;
  verdicts: Verdict[];
  rises: { rising: { family: string; params: number; uniqueTokens: number; past: string[] }[] };
  laws: {
    rows: string[];
    all: {
      repeats: Record<string, { eFold: { state: string; value: number } }>;
      paired: { tests: { parameter: string; likelihoodRatio: { p: number } }[] };
    };
    withoutRising: { rows: number };
    compute: { unusable: { U: number }[]; curves: { kept: { points: { U: number; compute: Estimated }[] } } };
  };
}

const SIZE = 271674;

describe("versus on the shipped runs", () => {
  let found: Found;
  let json: string;
  let rows: Observation[];
  const answer = (question: string, uniqueTokens: number, weightDecay?: string): Verdict => {
    const one = found.verdicts.find(
      (own) =>
        own.question === question &&
        own.uniqueTokens === uniqueTokens &&
        own.params === SIZE &&
        (weightDecay === undefined || own.regularisation?.startsWith(`weight_decay=${weightDecay},`)),
    );
    assert.ok(one, `${question} at ${uniqueTokens}`);
    return one;
  };

  before(async () => {
    const { code, stdout, stderr } = await isoloss(["versus", RUNS, "--json", ...quick]);
    assert.equal(code, 0, stderr);
    json = stdout;
    found = JSON.parse(stdout);
    const { runs } = await loadRuns([RUNS]);
    const single = ({ recipe }: Observation) => !/ensemble|distilled/.test(recipe ?? "");
    rows = [...observations(runs).observations, ...observations(runs, { checkpoint: "best" }).observations].filter(single);
  });

  // Losses: means of final_val_loss over the configurations of runs/kjv-tiny, taken by hand.
  test("51,200 unique tokens, weight decay .1: MDM is lower at the end of 32 epochs, and that is proof", () => {
    const { ar, mdm, verdict, crossing } = answer("final loss", 51200, "0.1");
    assert.deepEqual([ar.loss.toFixed(5), ar.epochs, mdm.loss.toFixed(5), mdm.epochs], ["5.64245", 32, "4.06285", 32]);
    assert.deepEqual([verdict.lower, verdict.strength, verdict.gapToFlip], ["mdm", "proof", 0]);
    const { kind, x, between, ahead } = crossing?.crossover ?? {};
    assert.deepEqual([kind, between, ahead], ["crossing", [16, 32], "second"]);
    const own = crossovers(rows, { along: "epochs" }).groups.find(({ at }) => at.N === SIZE && at.U === 51200)?.measures[0]?.crossover;
    assert.equal(own?.kind === "crossing" ? own.x : undefined, x);
  });

  test("by the best checkpoint AR is lower, the two do not cross within 128 epochs, and a loose bound could turn it", () => {
    const { ar, mdm, verdict, crossing } = answer("best checkpoint", 51200, "0.1");
    assert.deepEqual([ar.epochs, mdm.epochs, verdict.lower, verdict.strength], [8, 128, "ar", "indication"]);
    assert.equal(verdict.gapToFlip.toFixed(9), (mdm.loss - ar.loss).toFixed(9));
    assert.deepEqual([crossing?.crossover.kind, crossing?.crossover.from, crossing?.crossover.to], ["none", 8, 128]);
  });

  test("at its best weight decay AR is lower than both, at one size and over sizes", () => {
    const { ar, mdm, verdict } = answer("best settings", 51200);
    assert.deepEqual([ar.regularisation, ar.runs, ar.loss.toFixed(5)], ["weight_decay=3, dropout=0", 5, "3.59429"]);
    assert.deepEqual([mdm.loss.toFixed(5), verdict.lower, verdict.strength], ["3.80574", "ar", "indication"]);
    assert.equal(verdict.gapToFlip.toFixed(5), (3.80574 - 3.59429).toFixed(5));
    assert.ok(ar.loss < answer("best checkpoint", 51200, "0.1").ar.loss);
    const over = found.verdicts.filter(({ question }) => question === "best sizes and settings");
    const own = confounders(rows.filter(({ checkpoint }) => checkpoint === "final")).overSizes;
    assert.deepEqual(
      over.map(({ uniqueTokens, ar: a, mdm: m }) => [uniqueTokens, a.loss, m.loss]),
      own.map(({ uniqueTokens, best }) => [uniqueTokens, best.ar.loss, best.mdm.loss]),
    );
  });

  test("MDM overfits at 25,600 unique tokens and not at 51,200, where AR does", () => {
    const rises = (family: string, U: number) =>
      found.rises.rising.some((own) => own.family === family && own.uniqueTokens === U && own.params === SIZE);
    assert.deepEqual([rises("ar", 25600), rises("mdm", 25600), rises("ar", 51200), rises("mdm", 51200)], [true, true, true, false]);
    const own = riseTest(rows.filter(({ checkpoint }) => checkpoint === "final")).rising;
    assert.equal(found.rises.rising.length, own.length);
    assert.equal(answer("final loss", 25600, "0.1").verdict.lower, "mdm");
  });

  test("ensembles and students are left out and counted; laws stand on weight decay .1", () => {
    const finals = rows.filter(({ checkpoint }) => checkpoint === "final");
    assert.deepEqual(found.runs, { ar: 162, mdm: 31 });
    assert.equal(finals.length, 193);
    // 354 rows in all, see runs/kjv-tiny: five sets of subsets of members, and the students.
    assert.deepEqual(found.leftOut, { combined: 161, laterStage: 0 });
    assert.equal(found.laws.rows.length, 102);
    const past = found.rises.rising.flatMap((group) => group.past);
    assert.equal(found.laws.withoutRising.rows, 102 - new Set(past).size);
  });

  test("R_D* differs between the families by far more than chance, and no critical compute is quoted", () => {
    const { all, compute } = found.laws;
    assert.deepEqual([all.repeats.ar?.eFold.state, all.repeats.mdm?.eFold.state], ["number", "number"]);
    assert.ok((all.repeats.mdm?.eFold.value as number) > 3 * (all.repeats.ar?.eFold.value as number));
    assert.ok((all.paired.tests.find(({ parameter }) => parameter === "RD")?.likelihoodRatio.p as number) < 1e-4);
    assert.deepEqual(
      compute.unusable.map(({ U }) => U),
      [25600, 51200, 102400],
    );
  });

  test("the JSON holds rows by name, no draws, and every key, null where nothing is known", () => {
    assert.doesNotMatch(json, /"observations"|"theta": \[|"solution": \[/);
    assert.ok(found.laws.rows.every((run) => typeof run === "string"));
    const keys = found.verdicts.map((one) => Object.keys(one).sort().join());
    assert.equal(new Set(keys).size, 1);
    assert.ok(
      found.verdicts.some(({ params, regularisation, crossing }) => params === null && regularisation === null && crossing === null),
    );
    assert.deepEqual(Object.keys(found), [
      ..."runs leftOut comparability noise verdicts open settings stopped rises crossings longest budgets criticalMeasured laws inference".split(
        " ",
      ),
    ]);
  });

  test("the report has the answers in one table at its top, and a section a question", async () => {
    const { stdout, code, stderr } = await isoloss(["versus", RUNS, ...quick]);
    assert.equal(code, 0, stderr);
    const top = stdout.slice(0, stdout.indexOf("Comparable?"));
    assert.match(top, /left out: 161 rows of ensembles and distilled students/);
    assert.match(top, /mdm lower is proof, mdm higher is not/);
    assert.match(top, /^ {2}U = 51\.2k, N = 272k, weight_decay=0\.1$/m);
    assert.match(top, /^ +final loss +5\.642\d \(32\) +4\.062\d \(32\) +MDM, (proof|as measured) +between 16 and 32, about 17\.5$/m);
    assert.match(top, /^ +best checkpoint +3\.71\d\d \(8\) +3\.80\d\d \(128\) +AR, indication 0\.089\d +none, from 8 to 128$/m);
    assert.match(top, /^ +best settings +3\.5943 \(16\) +3\.8057 \(128\) +AR, indication 0\.211\d +weight_decay=3 \/ 0\.1$/m);
    assert.match(top, /the learning rate\s+has not come down there/);
    for (const text of top.slice(top.indexOf("Which is lower")).split("\n")) assert.ok(text.length <= 120, text);
    assert.match(top, /warning: the families were not run over the same settings/);
    for (const section of [
      "Regularised with",
      "Where the loss rises",
      "Crossings",
      "At equal budgets",
      "What repeats are worth",
      "The fits",
      "Critical compute",
      "What to distrust",
      "Next",
    ])
      assert.match(stdout, new RegExp(`^${section}`, "m"));
    assert.match(stdout, /^ +51\.2k +MDM +272k +0\.1 +8, 16, 32, 64, 128 +3\.8057 +128 +still falling at its end$/m);
    assert.match(stdout, /^ +25\.6k +MDM +272k +.* +4\.1578 +128 +0\.1451$/m);
    assert.match(stdout, /^ +all rows: each is tested alone; all 6 shared together: p \d/m);
    // Beside equal budgets and the measured critical compute.
    assert.equal(stdout.match(/^ {2}lowest of unequal grids: 9 values of weight decay for AR, 3 for MDM/gm)?.length, 2);
    assert.match(stdout, /by the laws: none is quoted, at U = 25\.6k \d+ % of refits give none/);
  });
});

const VALUE = "diffusion/prabhudesai_data_value.csv";

test("with the base law of each family held, R_D* is 19.4 for AR and only bounded for MDM", requires(VALUE), async () => {
  // Prabhudesai et al. 2025, arXiv:2507.15857, table 1; 19.4 by scipy, as in the reference test of the library.
  const bases = {
    ar: { A: Math.exp(5.6562), B: Math.exp(6.6509), E: Math.exp(0.6053), alpha: 0.309, beta: 0.309, RN: 55.16 },
    mdm: { A: Math.exp(5.5261), B: Math.exp(7.0333), E: Math.exp(0.6819), alpha: 0.3021, beta: 0.3021, RN: 1265.65 },
  };
  const fixes = Object.entries(bases).flatMap(([family, base]) =>
    Object.entries(base).flatMap(([name, value]) => ["--fix", `${name}[${family}]=${value}`]),
  );
  const { stdout, code, stderr } = await isoloss(
    ["versus", "value.csv", ...fixes, "--json", "--bootstrap", "100"],
    folder({ "value.csv": readText(VALUE) }),
  );
  assert.equal(code, 0, stderr);
  const { ar, mdm } = (JSON.parse(stdout) as Found).laws.all.repeats;
  assert.deepEqual([ar?.eFold.value.toFixed(1), ar?.eFold.state, mdm?.eFold.state], ["19.4", "number", "lower-bound"]);
});

const HEAD = "run,family,loss_kind,loss_weight,eval_set,tokenizer,unique_tokens,params,epochs,weight_decay,dropout,loss";
const line = (cells: Record<string, string | number>): string =>
  HEAD.split(",")
    .map((name) => cells[name] ?? "")
    .join(",");
const LOSSES = { ar: [3.9, 3.6, 5], mdm: [4.8, 4.3, 3.75] } as const;

/** Three epoch counts of each family; `change` puts other cells into those of one. */
function csv(changes: Partial<Record<"ar" | "mdm", Record<string, string | number>>> = {}): string {
  const rows = (["ar", "mdm"] as const).flatMap((family) =>
    [1, 8, 64].map((epochs, i) =>
      line({
        run: `${family}-${epochs}`,
        family,
        loss_kind: family === "ar" ? "nll" : "elbo",
        loss_weight: family === "ar" ? "" : "1/t",
        eval_set: "held",
        tokenizer: "bpe",
        unique_tokens: 1e6,
        params: 1e6,
        epochs,
        weight_decay: 0.1,
        dropout: 0,
        loss: LOSSES[family][i] as number,
        ...changes[family],
      }),
    ),
  );
  return [HEAD, ...rows].join("\n");
}

describe("versus on small logs", { concurrency: 2 }, () => {
  const dir = folder({
    "both.csv": csv(),
    "silent.csv": csv({ mdm: { loss_kind: "" } }),
    "unweighted.csv": csv({ mdm: { loss_kind: "masked_ce", loss_weight: "" } }),
    "flat.csv": csv({ mdm: { loss_weight: "none" } }),
    "tokenizers.csv": csv({ mdm: { tokenizer: "words" } }),
    "sets.csv": csv({ mdm: { eval_set: "other" } }),
    "bounds.csv": csv({ ar: { loss_kind: "elbo", loss_weight: "cosine" } }),
    "ar.csv": csv().split("\n").slice(0, 4).join("\n"),
    "nameless.csv": csv({ mdm: { family: "" } }),
    "accuracy.csv": csv()
      .split("\n")
      .map((text, i) => `${text},${["hellaswag", 0.3, 0.36, 0.42, 0.28, 0.37, 0.4][i]}`)
      .join("\n"),
  });
  const jsonOf = async (...args: string[]): Promise<Found> => {
    const { stdout, code, stderr } = await isoloss(["versus", ...args, "--json", ...quick], dir);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  test("what a log forgot of its kind of loss is taken for granted and said, or stated and recorded as that", async () => {
    const kinds = ({ comparability }: Found) => comparability.assumptions.filter(({ tag }) => tag === "loss_kind").map(({ from }) => from);
    const [forgot, stated, known] = await Promise.all([jsonOf("silent.csv"), jsonOf("silent.csv", "--assume", "elbo"), jsonOf("both.csv")]);
    assert.deepEqual([kinds(forgot), kinds(stated), kinds(known)], [["default"], ["stated"], []]);
    const { stdout } = await isoloss(["versus", "silent.csv", "--assume", "elbo", ...quick], dir);
    assert.match(stdout, /taken for granted \(--assume\): loss_kind of mdm, which 3 runs do not log, is elbo, an upper bound/);
  });

  test("crossings by accuracy stand beside those by loss", async () => {
    const { stdout, code, stderr } = await isoloss(["versus", "accuracy.csv", "--metric", "hellaswag", ...quick], dir);
    assert.equal(code, 0, stderr);
    // AR .30, .36, .42 and MDM .28, .37, .40: they change order twice.
    assert.match(
      stdout,
      /^ +epochs +N = 1M, U = 1M +hellaswag +between 1 and 8 \(about .*; the first of 2; .* times where they do by final loss/m,
    );
  });

  test("one size gives no law, and the report says so beside the answers it has", async () => {
    const { stdout } = await isoloss(["versus", "both.csv", "--noise", "0.002", ...quick], dir);
    assert.match(stdout, /^ {2}U = 1M, N = 1M$\n +final loss .* MDM, proof +between 8 and 64, about/m);
    // Words are of what occurs: here nothing was tuned and nothing is undecided by a bound.
    assert.doesNotMatch(stdout.slice(0, stdout.indexOf("Comparable?")), /best sizes:/);
    assert.match(stdout, /^What repeats are worth.*\n.*\n +Cannot fit/m);
  });

  test("grids that are the same are not remarked on", async () => {
    const { stdout } = await isoloss(["versus", "both.csv", "--noise", "0.002", ...quick], dir);
    assert.doesNotMatch(stdout, /unequal grids/);
  });

  const cases: [string, string[], number, ...RegExp[]][] = [
    [
      "an unweighted cross-entropy",
      ["unweighted.csv"],
      1,
      /^unweighted\.csv:5: Cannot compare .*unweighted masked cross-entropy/,
      /hint: evaluate with the weight of the schedule/,
    ],
    ["a bound without its weight", ["flat.csv"], 1, /^flat\.csv:5: Cannot compare .*unweighted masked cross-entropy/],
    ["different tokenizers", ["tokenizers.csv"], 1, /tokenizer is words and bpe/, /hint: .*log it as tokenizer/],
    ["different evaluation sets", ["sets.csv"], 1, /eval_set is other and held/, /hint: .*log its name as eval_set/],
    ["bounds of different weights", ["bounds.csv"], 1, /loss_weight is .*cosine/, /hint: .*log it as loss_weight/],
    ["one family", ["ar.csv"], 1, /none of 3 rows is of family mdm/, /hint: read logs of mdm runs too/],
    ["runs without a family", ["nameless.csv"], 1, /^nameless\.csv:5: .*does not state its family/, /--map family=COLUMN/],
    ["a law of no repeats", ["both.csv", "--law", "chinchilla"], 2, /law "chinchilla": it does not read U/],
    ["a parameter that is none", ["both.csv", "--separate", "RX"], 2, /"RX": it is no parameter of law "data-constrained"/],
    ["a metric that is no column", ["both.csv", "--metric", "mmlu"], 2, /mmlu/],
    ["a parameter held that is none", ["both.csv", "--fix", "RX=1"], 2, /"RX": it is no parameter of law "data-constrained"/],
    ["a parameter held of one family", ["both.csv", "--fix", "E[ar]=1.8"], 2, /hold E of one family alone/, /--fix E\[mdm\]=VALUE/],
    ["a parameter held of no family", ["both.csv", "--fix", "E[gpt]=1.8"], 2, /of "gpt": it is no family/],
    ["draws that are none", ["both.csv", "--bootstrap", "1"], 2, /--bootstrap 1/],
    ["a kind of loss that is none", ["both.csv", "--assume", "masked_ce"], 2, /assume/],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["versus", ...args], dir), code, patterns));
});
