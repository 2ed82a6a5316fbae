import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Fit, fitsFromJson } from "../../src/index.ts";
import { readText, requires } from "../reference/data.ts";
import { chinchillaCsv, folder, isoloss, names } from "./isoloss.ts";

const DATA = "chinchilla/chinchilla_epoch.csv";
/** Besiroglu et al. 2024 (arXiv:2404.10102): the 240 points that they kept, refitted to the true optimum. */
const OPTIMUM = { E: 1.817218, A: 477.826, B: 2143.42, alpha: 0.3473105, beta: 0.3671724 };
const OBJECTIVE = 0.00101827403;

interface Summary {
  estimates: Record<keyof typeof OPTIMUM, number>;
  objective: number;
  n: number;
  confirmation: { agrees: boolean };
  intervals: Record<string, { low: number; high: number }>;
}

function atOptimum({ estimates, objective, n, confirmation }: Summary): void {
  assert.equal(n, 240);
  assert.ok(objective <= OBJECTIVE, String(objective));
  for (const [name, value] of Object.entries(OPTIMUM))
    assert.equal(Number(estimates[name as keyof typeof OPTIMUM].toPrecision(5)), Number(value.toPrecision(5)), name);
  assert.equal(confirmation.agrees, true);
}

describe("the 240 points of Besiroglu et al. give their optimum", requires(DATA), () => {
  const flags = ["--where", "kept_by_replication=1", "--bootstrap", "0", "--json"];
  const place = (text: string): string => folder({ "points.csv": text });

  test("by the law's id", async () => {
    const { stdout } = await isoloss(["fit", "chinchilla", "points.csv", ...flags], place(readText(DATA)));
    atOptimum(JSON.parse(stdout));
  });

  test("in another order of the rows", async () => {
    const [header, ...rows] = readText(DATA).trim().split("\n");
    const shuffled = rows.map((row, i) => ({ row, at: (i * 101) % rows.length })).sort((a, b) => a.at - b.at);
    const { stdout } = await isoloss(
      ["fit", "chinchilla", "points.csv", ...flags],
      place([header, ...shuffled.map(({ row }) => row), ""].join("\n")),
    );
    atOptimum(JSON.parse(stdout));
  });

  test("by the formula", async () => {
    const { stdout, stderr } = await isoloss(["fit", "E + A/N^alpha + B/D^beta", "points.csv", ...flags], place(readText(DATA)));
    atOptimum(JSON.parse(stdout));
    assert.match(stderr, /^parameters: E \(.*\), A \(.*\), alpha \(exponent\), B \(.*\), beta \(exponent\)$/m);
  });
});

describe("fit", { concurrency: 4 }, () => {
  const csv = chinchillaCsv((cells, row) => ({ ...cells, family: row % 2 === 0 ? "ar" : "mdm" }));

  test("keeps a fit that predict reads, with rows and draws, and its residuals", async () => {
    const dir = folder({ "runs.csv": csv });
    const fitted = await isoloss(
      ["fit", "chinchilla", "runs.csv", "--bootstrap", "20", "--json", "-o", "fit.json", "--residuals", "residuals.csv"],
      dir,
    );
    assert.equal(fitted.code, 0, fitted.stderr);
    assert.deepEqual(names(dir), ["fit.json", "residuals.csv", "runs.csv"]);
    const summary = JSON.parse(fitted.stdout) as Summary & Record<string, unknown>;
    for (const key of [
      "law",
      "formula",
      "group",
      "n",
      "estimates",
      "objective",
      "status",
      "intervals",
      "metrics",
      "diagnostics",
      "options",
      "data",
      "version",
    ])
      assert.ok(key in summary, key);
    assert.ok(!("observations" in summary) && !("draws" in summary));

    const [kept] = fitsFromJson(readFileSync(join(dir, "fit.json"), "utf8"), "fit.json");
    assert.equal(kept?.observations.length, 12);
    assert.equal(kept?.draws?.replicates, 20);
    const [header, first, ...rest] = readFileSync(join(dir, "residuals.csv"), "utf8").trim().split("\n");
    assert.equal(header, "run,source,params,tokens,members,compute,observed,predicted,residual");
    assert.equal(rest.length, 11);
    const [run, source, , , , , observed, predicted, residual] = (first as string).split(",");
    assert.match(`${run} ${source}`, /^r1 runs\.csv:2$/);
    assert.ok(Math.abs(Number(residual) - Math.log(Number(predicted) / Number(observed))) < 1e-12);

    const point = await isoloss(["predict", "fit.json", "--at", "N=70B,D=1.4T", "--json"], dir);
    const { predictions, diagnostics } = JSON.parse(point.stdout) as {
      diagnostics: { code: string; message: string }[];
      predictions: { at: object; loss: number; interval: { low: number; high: number }; extrapolation: { N: number } }[];
    };
    const [{ at, loss, interval, extrapolation }] = predictions as [(typeof predictions)[number]];
    assert.deepEqual(at, { N: 7e10, D: 1.4e12 });
    assert.ok(interval.low <= loss && loss <= interval.high);
    assert.ok(Math.abs(extrapolation.N - Math.log10(7e10 / 4e9)) < 1e-9);
    assert.deepEqual(
      diagnostics.map(({ code, message }) => `${code} ${message[0]}`),
      ["extrapolates N", "extrapolates D"],
    );
    assert.match(point.stderr, /warning: chinchilla extrapolates: N lies up to 1\.2 decades outside the rows of the fit/);

    const curve = await isoloss(["predict", "fit.json", "--at", "N=1B", "--over", "D=1B:20B:log", "--csv"], dir);
    const lines = curve.stdout.trim().split("\n");
    assert.equal(lines[0], "params,tokens,loss,low,high");
    assert.equal(lines.length, 51);
    assert.match(lines[50] as string, /^1000000000,20000000000,/);
  });

  test("reports in one screen", async () => {
    const { stdout, stderr } = await isoloss(["fit", "chinchilla", "runs.csv", "--bootstrap", "20"], folder({ "runs.csv": csv }));
    assert.match(stdout, /^chinchilla: Chinchilla law/);
    assert.match(stdout, /12 runs: N 50M to 4B, D 1B to 20B/);
    assert.match(stdout, /alpha\s+0\.3\d+\s+0\.3\d* to 0\.3\d*/);
    assert.match(stdout, /status +converged/);
    assert.match(stdout, /second algorithm \(ml-levenberg-marquardt\) agrees/);
    assert.match(stdout, /limit +1\.[78]\d* \(.* to .*\) nats\/token as N, D grow without bound/);
    assert.ok(stdout.split("\n").length < 30);
    assert.equal(stderr, "");
  });

  test("gives an array of the groups that can be fitted, and names the others", async () => {
    const dir = folder({ "runs.csv": `${csv}alone,1e9,1e9,3,\n` });
    const { code, stdout, stderr } = await isoloss(
      ["fit", "E + A/N^alpha", "runs.csv", "--group-by", "family", "--bootstrap", "0", "--json"],
      dir,
    );
    assert.equal(code, 0);
    const fits = JSON.parse(stdout) as { group: { family: string }; n: number }[];
    assert.deepEqual(fits.map(({ group, n }) => [group.family, n]).sort(), [
      ["ar", 6],
      ["mdm", 6],
    ]);
    assert.match(stderr, /left out: family=: .*\n {2}hint: /);
  });

  test("separates, ties, holds and bounds parameters", async () => {
    const dir = folder({ "runs.csv": csv });
    const flags = ["--separate", "E", "--by", "family", "--tie", "beta=alpha", "--fix", "B=2100", "--bounds", "A=100:1k"];
    const { stdout, stderr } = await isoloss(["fit", "chinchilla", "runs.csv", ...flags, "--bootstrap", "20", "-o", "fit.json"], dir);
    assert.equal(stderr, "");
    assert.match(stdout, /E\[ar\] .*\n +E\[mdm\] /);
    assert.match(stdout, /B +2100 +held/);
    assert.match(stdout, /beta +0\.\d+ += alpha/);
    const { stdout: lines } = await isoloss(["predict", "fit.json", "--at", "N=1B,D=10B"], dir);
    assert.match(lines, /^chinchilla family=ar: loss 2\..*\nchinchilla family=mdm: loss 2\./);
  });

  test("separates all parameters by family unless told otherwise, and holds what each family had", async () => {
    const dir = folder({ "runs.csv": csv });
    const first = await isoloss(
      [
        "fit",
        "chinchilla",
        "runs.csv",
        "--where",
        "family=ar|mdm",
        "--separate",
        "E",
        "--tie",
        "beta=alpha",
        "--bootstrap",
        "20",
        "-o",
        "base.json",
      ],
      dir,
    );
    assert.equal(first.code, 0, first.stderr);
    const kept = JSON.parse(readFileSync(join(dir, "base.json"), "utf8")) as Fit;
    assert.deepEqual(kept.options.separate, { parameters: ["E"], by: "family" });
    const floors = ["ar", "mdm"].map((family) => kept.estimates[`E[${family}]`] as number);
    const flags = ["--fix", `E[ar]=${floors[0]},E[mdm]=${floors[1]}`, "--tie", "beta=alpha", "--separate", "all"];
    const second = await isoloss(
      ["fit", "chinchilla", "runs.csv", "--where", "family=ar|mdm", ...flags, "--bootstrap", "20", "-o", "fit.json"],
      dir,
    );
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /E\[ar\] +\d\S* +held .*\n +E\[mdm\] +\d\S* +held /);
    const whole = JSON.parse(readFileSync(join(dir, "fit.json"), "utf8")) as Fit;
    assert.deepEqual(whole.options.separate?.parameters, ["A", "B", "alpha"]);
    assert.equal(whole.estimates["E[mdm]"], floors[1]);
    const formula = "E + A/N^alpha + B/D^gamma";
    const staged = await isoloss(
      ["fit", formula, "runs.csv", "--where", "family=ar|mdm", "--fix-from", "base.json", "--bootstrap", "0"],
      dir,
    );
    assert.equal(staged.code, 0, staged.stderr);
    assert.match(staged.stderr, /held from base\.json: E\[ar\], E\[mdm\], A, B, alpha/);
    assert.match(staged.stdout, /gamma +0\.\d/);
    const { stdout } = await isoloss(["predict", "fit.json", "--at", "N=1B,D=10B"], dir);
    assert.match(stdout, /^chinchilla family=ar: loss .*\nchinchilla family=mdm: loss /);
  });

  test("does not print a number for what is not identified", async () => {
    // With one epoch count at most, the value of repeats is out of reach; RN is held.
    const rows = [5e7, 2e8, 1e9, 4e9].flatMap((N) => [1e9, 4e9, 2e10].flatMap((U) => [1, 2].map((epochs) => ({ N, U, epochs }))));
    const text = rows.map(
      ({ N, U, epochs }, i) =>
        `r${i},${N},${U},${epochs},${U * epochs},${(1.8 + 480 / N ** 0.35 + 2100 / (U * epochs) ** 0.37) * (1 + 0.003 * Math.sin(7 * i + 1))}\n`,
    );
    const dir = folder({ "runs.csv": `run,params,unique_tokens,epochs,tokens,loss\n${text.join("")}` });
    const { stdout } = await isoloss(["fit", "data-constrained", "runs.csv", "--fix", "RN=1e5", "--bootstrap", "40"], dir);
    assert.match(stdout, /RD +(not identified|at its bound) +> [\d.]+ +repeats/);
  });

  test("gives no interval where no degree of freedom is left", async () => {
    const dir = folder({ "runs.csv": csv });
    const { code, stdout, stderr } = await isoloss(
      ["fit", "E + A/N^alpha", "runs.csv", "--where", "run=r1|r4|r7", "--bootstrap", "20", "--json"],
      dir,
    );
    assert.equal(code, 0, stderr);
    const { status, intervals } = JSON.parse(stdout) as { status: string; intervals: object };
    assert.equal(status, "exact");
    assert.deepEqual(intervals, {});
  });

  test("leaves runs that were cut off out and names them", async () => {
    const dir = folder({
      "runs.csv": csv
        .replace("loss,family", "loss,family,complete")
        .replace(/(\d),(ar|mdm)$/gm, "$1,$2,true")
        .replace("true", "false"),
    });
    const { stdout, stderr } = await isoloss(["fit", "chinchilla", "runs.csv", "--bootstrap", "0", "--json"], dir);
    assert.equal((JSON.parse(stdout) as Summary).n, 11);
    assert.match(stderr, /^left out: 1 run, cut off .*: r1$/m);
  });
});
