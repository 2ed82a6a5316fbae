import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readText, requires } from "../reference/data.ts";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

describe("runs", { concurrency: 4 }, () => {
  test("prints a line a run, ranges, and every problem on stderr", async () => {
    const dir = folder({ "runs.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "310.5" } : cells)), "notes.txt": "x" });
    const { code, stdout, stderr } = await isoloss(["runs", "."], dir);
    assert.equal(code, 0);
    assert.match(stdout, /^run +N +D +K? *final loss +best loss +place$/m);
    assert.match(stdout, /^r1 +50M +1B .*runs\.csv:2$/m);
    assert.match(stdout, /^runs +12 in 1 file$/m);
    assert.match(stdout, /^parameters N +50M, 200M, 1B, 4B$/m);
    assert.match(stderr, /^runs\.csv:4: warning: .*310\.5/m);
    assert.match(stderr, /^not read: 1 other file/m);
  });

  test("gives the same as JSON", async () => {
    const dir = folder({ "runs.csv": chinchillaCsv() });
    const { stdout } = await isoloss(["runs", "runs.csv", "--json"], dir);
    const { runs, files, problems, seedNoise } = JSON.parse(stdout) as {
      runs: Record<string, unknown>[];
      files: string[];
      problems: unknown[];
      seedNoise: unknown;
    };
    assert.equal(seedNoise, null);
    assert.deepEqual([runs.length, files, problems], [12, ["runs.csv"], []]);
    assert.deepEqual([runs[0]?.run, runs[0]?.params, runs[0]?.tokens, runs[0]?.place], ["r1", 5e7, 1e9, "runs.csv:2"]);
  });

  test("tells the seed noise of runs that are repeated, and that it is not known without", async () => {
    const dir = folder({
      "twice.csv": "run,seed,params,loss\na,1,1e8,3\nb,2,1e8,3.03\nc,1,2e8,2.9\n",
      "once.csv": "run,params,loss\na,1e8,3\n",
    });
    // Two values: |ln 3.03 − ln 3|/√2 = .00704.
    assert.match((await isoloss(["runs", "twice.csv"], dir)).stdout, /^seed noise +0\.007 in log loss, from 1 set of replicates$/m);
    assert.match((await isoloss(["runs", "once.csv"], dir)).stdout, /^seed noise +not known: no run is repeated$/m);
  });

  test("takes columns of other names by --map", async () => {
    const dir = folder({ "runs.csv": "id,size,score\na,1e8,3.1\n" });
    const { stdout } = await isoloss(["runs", "runs.csv", "--map", "run=id,params=size", "--map", "loss=score"], dir);
    assert.match(stdout, /^a +100M +3\.1000 +3\.1000 +runs\.csv:2$/m);
  });
});

describe("laws", { concurrency: 4 }, () => {
  test("lists the registry, and one law with all that is known of it", async () => {
    const [all, one, json, tex] = await Promise.all([
      isoloss(["laws"]),
      isoloss(["laws", "data-constrained"]),
      isoloss(["laws", "--json"]),
      isoloss(["laws", "power", "--in", "members", "--tex"]),
    ]);
    for (const id of ["power", "chinchilla", "data-constrained", "overfit-penalty"]) assert.match(all.stdout, new RegExp(`^${id} `, "m"));
    for (const part of [/E \+ A\/Nx\^alpha \+ B\/Dx\^beta/, /arXiv:2305\.16264/, /published as "c4"/, /RD +repeats/, /L &= /])
      assert.match(one.stdout, part);
    assert.ok(
      (JSON.parse(json.stdout) as { id: string; tex: string }[]).every(
        ({ id, tex: text }) => id && /(L|\\mathrm\{accuracy\}) &= /.test(text),
      ),
    );
    assert.equal(tex.stdout.trim(), "L &= E + \\frac{A}{K^{\\alpha}}");
  });

  test("shows data, range and note of each published set, and what the law reads and rises with", async () => {
    const { stdout } = await isoloss(["laws", "quokka-rising"]);
    for (const part of [/^published as "quokka"$/m, /^ {2}data {3}23,145 evaluations/m, /^ {2}note {3}rounded: /m, /^rises {3}with N, D/m])
      assert.match(stdout, part);
    assert.match((await isoloss(["laws", "chinchilla"])).stdout, /^ {2}range {2}C 1e19 to 1e21$/m);
    assert.match((await isoloss(["laws", "distillation"])).stdout, /^reads {3}N \(parameters\), D \(tokens seen\), LT \(teacher loss\)$/m);
  });

  test("prints one form at a time: TeX, Markdown or JSON of every law", async () => {
    const [tex, markdown, both] = await Promise.all([
      isoloss(["laws", "--tex"]),
      isoloss(["laws", "--markdown"]),
      isoloss(["laws", "--tex", "--json"]),
    ]);
    for (const id of ["power", "quartet"]) {
      assert.match(tex.stdout, new RegExp(`^% ${id}$`, "m"));
      assert.match(markdown.stdout, new RegExp(`^\\| \`${id}\` \\|`, "m"));
    }
    refused(both, 2, [/--tex and --json at once/]);
  });
});

describe("predict from published values", { concurrency: 4 }, () => {
  test("gives the printed loss and says how far it extrapolates", async () => {
    const { stdout, stderr } = await isoloss(["predict", "chinchilla", "--set", "besiroglu", "--at", "N=70B", "--at", "tokens=1.4T"]);
    assert.match(stdout, /^loss 1\.974 nats\/token at N = 70B, D = 1\.4T$/m);
    assert.match(stderr, /N lies up to 0\.64 decades outside the range of "besiroglu"/);
  });

  test("holds budgets against the compute of a point", async () => {
    const far = await isoloss(["predict", "flops-per-token", "--set", "masked", "--at", "M=1e11,D=1e12"]);
    assert.match(far.stderr, /C lies up to 2\.7 decades outside the range of "masked"/);
    const near = await isoloss(["predict", "chinchilla", "--set", "muennighoff-c4", "--at", "N=1e9,D=1e10"]);
    assert.equal(near.stderr, "");
  });

  test("walks epochs at held unique tokens", async () => {
    const { stdout } = await isoloss([
      "predict",
      "data-constrained",
      "--set",
      "c4",
      "--at",
      "N=300M,U=100M",
      "--over",
      "epochs=1:500:log",
      "--json",
    ]);
    const { predictions } = JSON.parse(stdout) as { predictions: { at: Record<string, number>; loss: number }[] };
    assert.deepEqual(
      [predictions[0]?.at, predictions.at(-1)?.at],
      [
        { N: 3e8, U: 1e8, epochs: 1, D: 1e8 },
        { N: 3e8, U: 1e8, epochs: 500, D: 5e10 },
      ],
    );
    assert.ok((predictions.at(-1)?.loss as number) < (predictions[0]?.loss as number));
  });
});

describe("plot", { concurrency: 4 }, () => {
  const rows = [1e6, 4e6].flatMap((N) =>
    [1, 2, 3, 4, 5].flatMap((K) =>
      [0, 1].map((copy) => `e${N}-${K}-${copy},ensemble,${N},1e6,16e6,16,${K},${3 + 1e3 / N + 0.2 / K + 0.001 * Math.sin(K + 3 * copy)}\n`),
    ),
  );
  const csv = `run,recipe,params,unique_tokens,tokens,epochs,members,loss\n${rows.join("")}`;

  test("draws a figure from logs, fitting what it shows", async () => {
    const dir = folder({ "runs.csv": csv });
    const { code, stdout, stderr } = await isoloss(["plot", "ensembles", "runs.csv", "--bootstrap", "20", "-o", "figure.vl.json"], dir);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "figure.vl.json\n");
    assert.notEqual(stderr, "", "the caption");
    assert.deepEqual(names(dir), ["figure.vl.json", "runs.csv"]);
  });

  test("draws a figure from a fit that was kept", async () => {
    const dir = folder({ "runs.csv": csv });
    await isoloss(["fit", "power", "runs.csv", "--in", "K", "--group-by", "params", "--bootstrap", "20", "-o", "fit.json"], dir);
    const { code, stdout, stderr } = await isoloss(["plot", "ensembles", "fit.json", "-o", "figure.svg", "--json"], dir);
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { figure: string }).figure, "ensembles");
    assert.deepEqual(names(dir), ["figure.svg", "figure.vl.json", "fit.json", "runs.csv"]);
  });

  test("lists the figures where none, or an unknown one, is named", async () => {
    for (const args of [["plot"], ["plot", "ensemble"]]) refused(await isoloss(args), 2, [/the figures are\n {2}loss-by-epochs: /]);
    refused(await isoloss(["plot", "ensembles"]), 2, [/no fit and no log is given/]);
  });

  test("takes a stated baseline and named accuracies where a figure draws them, and refuses them elsewhere", async () => {
    const dir = folder({ "runs.csv": csv });
    const draw = (...args: string[]) => isoloss(["plot", ...args, "-o", "figure.vl.json"], dir);
    refused(await draw("ensembles", "runs.csv", "--baseline", "E=1"), 2, [/--baseline with figure "ensembles": it has no use for it/]);
    refused(await draw("data-efficiency", "runs.csv", "--accuracy", "acc"), 2, [/--accuracy with figure "data-efficiency"/]);
    refused(await draw("data-efficiency", "runs.csv", "--baseline", "E=1,A=2"), 2, [/alpha is not given/, /published:infinite-compute/]);
    refused(await draw("data-efficiency", "runs.csv", "--baseline", "E=1,A=2,alpha=0.2,B=1"), 2, [/B is none of them/]);
    refused(await draw("data-efficiency", "runs.csv", "--baseline", "published:c4"), 2, [/"c4"/, /infinite-compute-standard/]);
  });

  const PUBLISHED = "infinite-compute/runs_200m.csv";

  test("data-efficiency of the published runs in tokens of the published law", requires(PUBLISHED), async () => {
    const dir = folder({ "runs.csv": readText(PUBLISHED) });
    const where = ["--where", "recipe=standard|regularized", "--where", "params_label=150M|300M|600M|1.4B"];
    const baseline = ["--baseline", "published:infinite-compute-standard-unique-tokens", "--bootstrap", "20"];
    const args = ["plot", "data-efficiency", "runs.csv", "--map", "params=params_exact", ...where, ...baseline, "-o", "figure.vl.json"];
    const { code, stderr } = await isoloss(args, dir);
    assert.equal(code, 0, stderr);
    // By scipy: E = 3.43446 of 3.75, 3.587, 3.51, 3.462 at the exact sizes, and (1.3/(E − 1.89))^(1/0.23)/0.2097152 = 2.2543.
    const spec = readFileSync(join(dir, "figure.vl.json"), "utf8");
    assert.match(spec, /regularized, N → ∞: 3\.434 \[/);
    assert.match(spec, /= 2\.25× \[/);
  });

  const SCORES = "infinite-compute/downstream_200m.csv";

  test("recipe-losses of the published accuracies, which state no loss", requires(SCORES), async () => {
    const dir = folder({ "scores.csv": readText(SCORES) });
    const args = ["plot", "recipe-losses", "scores.csv", "--accuracy", "avg3=piqa,sciq,arc_easy", "-o", "figure.vl.json", "--json"];
    const { code, stdout, stderr } = await isoloss(args, dir);
    assert.equal(code, 0, stderr);
    assert.match((JSON.parse(stdout) as { caption: string }).caption, /on 210M unique tokens; the rows state no loss/);
    // Section 7: the best ensemble is right in 64.39 %, the best standard model in 55.34 %.
    const errors = [...readFileSync(join(dir, "figure.vl.json"), "utf8").matchAll(/"y": ?([\d.]+),\s*"accuracy"/g)].map(([, y]) =>
      Number(y),
    );
    assert.equal(Math.min(...errors).toFixed(2), "35.61");
    assert.ok(errors.some((y) => y.toFixed(2) === "44.66"));
  });

  test("writes nothing where it cannot write all", async () => {
    const dir = folder({ "runs.csv": csv });
    mkdirSync(join(dir, "sub"));
    refused(await isoloss(["plot", "ensembles", "runs.csv", "--bootstrap", "0"], dir), 2, [/no output is named/]);
    refused(await isoloss(["plot", "ensembles", "runs.csv", "--bootstrap", "0", "-o", "figure.gif"], dir), 2, [/figure\.gif/]);
    refused(await isoloss(["plot", "ensembles", "runs.csv", "--bootstrap", "0", "-o", "none/figure.svg"], dir), 1, [/none\/figure\.svg/]);
    assert.deepEqual(names(dir), ["runs.csv", "sub"]);
  });
});
