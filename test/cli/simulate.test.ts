import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

const DESIGN = ["--design", "N=70M,300M,1B; U=1B,4B; epochs=1:64:log2"];

describe("simulate", { concurrency: 4 }, () => {
  test("prints labelled CSV, and says on stderr what it took for flags that were not given", async () => {
    const { code, stdout, stderr } = await isoloss(["simulate", "chinchilla", "--seed", "3"]);
    assert.equal(code, 0, stderr);
    const [head = "", ...rows] = stdout.trim().split("\n");
    assert.match(head, /^run,loss_kind,params,tokens,loss,synthetic,simulated_law,simulated_parameters,/);
    assert.equal(rows.length, 81);
    for (const row of rows) assert.match(row, /,true,chinchilla,E=1.8 A=480 .*\(the law's example\),sd 0.002 of log loss,3,/);
    assert.match(stderr, /^parameters: the law's example \(E 1.8/m);
    assert.match(stderr, /^design: the law's example \(81 runs: /m);
    assert.match(stderr, /^noise: the law's example/m);
    assert.equal((await isoloss(["simulate", "chinchilla", "--seed", "3"])).stdout, stdout);
  });

  test("writes a folder of curves that reads back, is fitted, and is called synthetic wherever it shows", async () => {
    const dir = folder({});
    const made = await isoloss(
      [
        "simulate",
        "data-constrained",
        "--set",
        "c4",
        ...DESIGN,
        "--noise",
        "0.002",
        "--evaluations",
        "4",
        "--with",
        "family=ar",
        "-o",
        "logs",
      ],
      dir,
    );
    assert.equal(made.code, 0, made.stderr);
    assert.equal(made.stderr, "");
    assert.match(made.stdout, /^SYNTHETIC: 42 runs, 168 evaluations, in folder logs \(jsonl\)$/m);
    assert.match(made.stdout, /^ {2}parameters +E 1.869, .*\(published set c4\)$/m);
    assert.equal(names(join(dir, "logs")).length, 84);
    const fitted = await isoloss(
      ["fit", "data-constrained", "logs", "--tie", "beta=alpha", "--starts", "8", "--bootstrap", "0", "-o", "fit.json"],
      dir,
    );
    assert.match(fitted.stdout, /^42 runs, all synthetic: N 70M to 1B/m);
    const read = await isoloss(["runs", "logs"], dir);
    assert.match(read.stderr, /note: 42 runs are synthetic, simulated from data-constrained: no model was trained/);
    const answer = await isoloss(["analyze", "half-life", "fit.json", "--at", "N=300M,U=1B"], dir);
    assert.match(answer.stdout, /42 rows of 42 runs, all synthetic/);
    const predicted = await isoloss(["predict", "fit.json", "--at", "N=300M,U=1B,epochs=4"], dir);
    assert.match(predicted.stderr, /all rows are synthetic: no model was trained/);
    const drawn = await isoloss(["plot", "loss-by-epochs", "logs", "--where", "unique_tokens=1B", "-o", "plot.vl.json"], dir);
    assert.equal(drawn.code, 0, drawn.stderr);
    assert.match(drawn.stderr, /Synthetic data/);
    assert.match(readFileSync(join(dir, "plot.vl.json"), "utf8"), /Synthetic data/);
  });

  test("takes parameters by value over the example's, published sets, formulas and fits", async () => {
    const dir = folder({ "runs.csv": chinchillaCsv() });
    await isoloss(["fit", "chinchilla", "runs.csv", "--starts", "8", "--bootstrap", "0", "-o", "fit.json"], dir);
    const [changed, published, formula, fit] = await Promise.all([
      isoloss(["simulate", "chinchilla", "--set", "E=1.5", "--json"]),
      isoloss(["simulate", "chinchilla", "--set", "published:besiroglu", "--json"]),
      isoloss(["simulate", "E + A/N^alpha", "--set", "E=2,A=400,alpha=0.34", "--design", "N=1e7:1e10:log10", "--noise", "0", "--json"]),
      isoloss(["simulate", "fit.json", "--json"], dir),
    ]);
    const summary = ({ stdout }: { stdout: string }) =>
      JSON.parse(stdout) as { parameters: Record<string, number>; origin: string; runs: number; design: string };
    assert.equal(summary(changed).parameters.E, 1.5);
    assert.equal(summary(changed).origin, "the law's example, E=1.5");
    assert.equal(summary(published).parameters.A, 482.01);
    assert.equal(summary(formula).design, "4 runs: N 10M, 100M, 1B, 10B");
    assert.deepEqual([summary(fit).runs, summary(fit).origin], [12, "estimates of fit.json"]);
    assert.match(fit.stderr, /^noise: from residuals with 7 degrees of freedom of fit.json/m);
  });

  test("takes a design from a file, and from existing logs", async () => {
    const dir = folder({ "plan.csv": "params,unique_tokens,epochs,family\n1e8,1e9,4,mdm\n2e8,1e9,8,mdm\n", "runs.csv": chinchillaCsv() });
    const [plan, like] = await Promise.all([
      isoloss(["simulate", "data-constrained", "--design", "plan.csv", "--replicates", "2"], dir),
      isoloss(["simulate", "chinchilla", "--like", "runs.csv", "--noise", "0", "-o", "again.tsv"], dir),
    ]);
    assert.equal(plan.stdout.trim().split("\n").length, 5);
    assert.match(plan.stdout, /^run,family,loss_kind,params,unique_tokens,seed,tokens,epochs,loss/m);
    assert.match(like.stdout, /^SYNTHETIC: 12 runs, 12 evaluations, in again.tsv$/m);
  });

  test("plants faults that reading finds", async () => {
    const dir = folder({});
    const made = await isoloss(
      ["simulate", "data-constrained", ...DESIGN, "--evaluations", "20", "--fault", "duplicate,cut-off", "-o", "faulty.csv"],
      dir,
    );
    assert.match(made.stdout, /^ {2}faults +duplicate, cut-off/m);
    const { stderr } = await isoloss(["runs", "faulty.csv"], dir);
    assert.match(stderr, /is also at faulty.csv/);
  });

  test("says that a law without tokens has no curves", async () => {
    const { code, stderr } = await isoloss(["simulate", "power", "--in", "members", "--evaluations", "5"]);
    assert.equal(code, 0);
    assert.match(stderr, /^final losses only: law "power" reads neither D, epochs nor C/m);
  });

  test("refuses what it cannot make, and leaves nothing behind", async () => {
    const dir = folder({ "plan.csv": "params,tokens\nmany,1e9\n", "full.csv": "params,tokens\n1e8,1e9\n", "runs.csv": chinchillaCsv() });
    const cases: [string[], number, RegExp[]][] = [
      [["chinchila"], 2, [/Cannot find law "chinchila"/, /did you mean "chinchilla"/]],
      [["missing.json"], 1, [/missing.json: Cannot read a fit: no such file/]],
      [["E + A/N^alpha", "--set", "E=2", "--design", "N=1e8", "--noise", "0"], 2, [/A, alpha are not given/]],
      [["E + A/N^alpha", "--set", "E=2,A=1,alpha=1", "--noise", "0"], 2, [/no design is given/]],
      [["E + A/N^alpha", "--set", "E=2,A=1,alpha=1", "--design", "N=1e8"], 2, [/no noise is given/]],
      [["chinchilla", "--set", "gamma=1"], 2, [/Cannot set gamma/]],
      [["chinchilla", "--set", "besirogl"], 2, [/published set "besirogl"/, /did you mean "besiroglu"/]],
      [["chinchilla", "--noise", "-1"], 2, [/--noise -1: expected a spread/]],
      [["chinchilla", "--tails", "1"], 2, [/tails of 1/]],
      [["chinchilla", "--design", "N=1:1e6:linear:100000; D=1:1e6:linear:10000"], 2, [/Cannot simulate 1.00e\+9 runs: expected 1000000/]],
      [["chinchilla", "--design", "N=1e8:1e7:log2; D=1e9"], 2, [/the first must be above 0 and below the second/]],
      [["chinchilla", "--design", "N=1e8; M=x"], 2, [/Cannot read --design M "x"/]],
      [["chinchilla", "--design", "N=1e8"], 2, [/the design gives no D/]],
      [["chinchilla", "--design", "nowhere.csv"], 1, [/nowhere.csv: Cannot read a design: no such file/]],
      [["chinchilla", "--design", "plan.csv"], 1, [/plan.csv:2: Cannot read params "many"/]],
      [["chinchilla", "--design", "N=1", "--like", "runs.csv"], 2, [/both --design and --like/]],
      [["chinchilla", "--fault", "typo"], 2, [/Cannot plant fault "typo"/]],
      [["chinchilla", "--fault", "spike"], 1, [/none of the 81 sound runs can have it/]],
      [["chinchilla", "--with", "params=3"], 2, [/"params" of simulated runs/]],
      [["chinchilla", "--format", "csv"], 2, [/--format without -o/]],
      [["chinchilla", "-o", "out.xlsx"], 2, [/a log in one file ends in .csv, .tsv, .jsonl, .json/]],
      [["chinchilla", "-o", "out", "--format", "xml"], 2, [/Cannot write logs as "xml"/]],
      [["chinchilla", "-o", "nowhere/out.csv"], 1, [/its folder does not exist/]],
      [["chinchilla", "-o", "nowhere/out"], 1, [/Cannot write folder nowhere\/out|its folder does not exist/]],
      [["chinchilla", "-o", "."], 1, [/it holds 3 entries already/]],
      [["chinchilla", "--design", "full.csv", "-o", "full.csv"], 2, [/it is one of the files that were read/]],
      [["chinchilla", "--like", "runs.csv", "-o", "runs.csv"], 2, [/it is one of the files that were read/]],
    ];
    const before = names(dir);
    for (const [words, code, patterns] of cases) refused(await isoloss(["simulate", ...words], dir), code, patterns);
    assert.deepEqual(names(dir), before);
    assert.match(readFileSync(join(dir, "full.csv"), "utf8"), /^params,tokens\n1e8,1e9\n$/);
  });

  test("writes into an empty folder, and not into one that holds something", async () => {
    const dir = folder({});
    assert.equal((await isoloss(["simulate", "chinchilla", "-o", "logs", "--format", "tsv"], dir)).code, 0);
    assert.equal(names(join(dir, "logs")).length, 81);
    writeFileSync(join(dir, "logs", "mine.txt"), "x");
    refused(await isoloss(["simulate", "chinchilla", "-o", "logs"], dir), 1, [/it holds 82 entries already/]);
    assert.ok(existsSync(join(dir, "logs", "mine.txt")));
    assert.deepEqual(names(dir), ["logs"]);
  });
});

describe("plan", { concurrency: 4 }, () => {
  const QUICK = ["--simulations", "12", "--bootstrap", "40"];

  test("answers in one sentence, shows each size, and what it rests on", async () => {
    const { code, stdout, stderr } = await isoloss([
      "plan",
      "A/N^alpha",
      "--set",
      "A=10,alpha=0.3",
      "--design",
      "N=1e7:1e10:log:4",
      "--noise",
      "0.02",
      "--know",
      "alpha within 0.02",
      "--runs",
      "6,48",
      ...QUICK,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^between 6 and 48 runs: with 48 runs \d+ % \(\d+ to \d+\) of simulations know alpha to ±0.02, with 6 runs \d+ %/);
    assert.match(stdout, /^ {2}runs +known to ±0.02 +half reach +80 % reach +hold the truth$/m);
    assert.match(stdout, /^ {2}truth +alpha = 0.3 in A\/N\^alpha/m);
  });

  test("says that it is not reached, and gives the same as JSON", async () => {
    const words = ["plan", "chinchilla", "--know", "loss within 0.01%", "--at", "N=70B,D=1.4T", "--runs", "9", ...QUICK];
    const [text, json] = await Promise.all([isoloss(words), isoloss([...words, "--json"])]);
    assert.match(
      text.stdout,
      /^not reached by 9 runs: 0 % \(0 to 24\) of simulations know loss at N = 70B, D = 1.4T to within 0.01 %, 80 % is asked for$/m,
    );
    const found = JSON.parse(json.stdout) as {
      synthetic: boolean;
      answer: string;
      steps: { runs: number }[];
      enough?: unknown;
      within: object;
    };
    assert.equal(found.synthetic, true);
    assert.equal(text.stdout.split("\n")[0], found.answer);
    assert.deepEqual([found.steps.map(({ runs }) => runs), found.enough, found.within], [[9], undefined, { relative: 0.0001 }]);
  });

  test("refuses what cannot be asked", async () => {
    const cases: [string[], number, RegExp[]][] = [
      [["--know", "RD"], 2, [/expected WHAT within HOW NEAR/]],
      [["--know", "RX within 2x"], 2, [/it is no parameter of law "chinchilla"/]],
      [["--know", "alpha within near"], 2, [/Cannot read how near "near" is/]],
      [["--know", "alpha within 0.5x"], 2, [/a factor of 0.5/]],
      [["--know", "alpha within 2x", "--at", "N=1e8"], 2, [/Cannot use --at with "alpha"/]],
      [["--know", "loss within 2x"], 2, [/N is not given/]],
      [["--know", "optimal-params within 2x"], 2, [/--compute is not given/]],
      [["--know", "alpha within 2x", "--runs", "0"], 2, [/Cannot grow a design to 0 runs/]],
      [["--know", "alpha within 2x", "--runs", "1e9"], 2, [/Cannot grow a design to 1000000000 runs/]],
      [["--know", "alpha within 2x", "--runs", "3"], 2, [/the smallest design has more/]],
      [["--know", "alpha within 2x", "--noise", "-0.1"], 2, [/--noise -0.1/]],
      [["--know", "alpha within 2x", "--simulations", "0"], 2, [/0 simulations/]],
      [["--know", "alpha within 2x", "--fix", "alpha=0.3"], 2, [/not a free parameter/]],
      [["--know", "alpha within 2x", "--runs", "4"], 1, [/no design determines the law/]],
    ];
    for (const [words, code, patterns] of cases) {
      const { stderr, ...ended } = await isoloss(["plan", "chinchilla", ...words]);
      // What stands in for other flags is said first.
      refused({ ...ended, stderr: stderr.replace(/^(parameters|design|noise|held in the fits): .*\n/gm, "") }, code, patterns);
    }
  });
});
