import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fitsFromJson } from "../../src/index.ts";
import { chinchillaCsv, folder, isoloss, refused } from "./isoloss.ts";

interface Face {
  estimates: Record<string, number>;
  objective: number;
  diagnostics: { code: string }[];
  intervals: Record<string, { low: number; high: number }>;
  intervalKinds: Record<string, Record<string, object>>;
  bootstrap: { replicates: number };
}

function csvOf(rows: readonly Record<string, string | number>[]): string {
  return [Object.keys(rows[0] as object), ...rows.map((row) => Object.values(row))].map((cells) => `${cells.join(",")}\n`).join("");
}

/** Lines of the report that begin with a parameter: one among the estimates, one among the kinds. */
function linesOf(stdout: string, parameter: string): string[] {
  return stdout.split("\n").filter((line) => line.startsWith(`  ${parameter} `));
}

describe("intervals", { concurrency: 4 }, () => {
  test("all: every kind side by side, in the report, in --json and in fit.json", async () => {
    const dir = folder({ "runs.csv": chinchillaCsv() });
    const flags = ["fit", "chinchilla", "runs.csv", "--bootstrap", "40", "--intervals", "all"];
    const { stdout, code, stderr } = await isoloss(flags, dir);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /every kind of 95 % interval\n +parameter +bootstrap +bca +wald +sandwich +profile\n/);
    assert.equal(linesOf(stdout, "alpha").length, 2);
    const json = JSON.parse((await isoloss([...flags, "--json", "-o", "fit.json"], dir)).stdout) as Face;
    assert.deepEqual(Object.keys(json.intervalKinds.beta as object), ["bootstrap", "bca", "wald", "sandwich", "profile"]);
    const [kept] = fitsFromJson(readFileSync(join(dir, "fit.json"), "utf8"), "fit.json");
    assert.deepEqual(JSON.parse(JSON.stringify(kept?.intervalKinds)), json.intervalKinds);
    const plain = await isoloss(["fit", "chinchilla", "runs.csv", "--bootstrap", "40", "--json"], dir);
    assert.ok(!("intervalKinds" in JSON.parse(plain.stdout)));
    assert.deepEqual((JSON.parse(plain.stdout) as Face).intervals, json.intervals);
    refused(await isoloss(["fit", "chinchilla", "runs.csv", "--intervals", "some"], dir), 2, [/--intervals|intervals/]);
  });

  test("a parameter at 0 is never printed as an estimate: bounds in every kind that has one", async () => {
    // A power law without a floor: E goes to 0.
    const rows = Array.from({ length: 24 }, (_, i) => ({
      run: `r${i}`,
      params: 1e7 * 1.4 ** i,
      loss: 900 / (1e7 * 1.4 ** i) ** 0.3 / Math.exp(0.01 * Math.sin(7 * i)),
    }));
    const { stdout } = await isoloss(
      ["fit", "E + A/N^alpha", "runs.csv", "--bootstrap", "200", "--intervals", "all"],
      folder({ "runs.csv": csvOf(rows) }),
    );
    const [estimate = "", kinds = ""] = linesOf(stdout, "E").filter((line) => !line.includes("A/N"));
    assert.match(estimate, /^ {2}E +(at its bound|not identified) +< [\d.e-]+ +nats\/token$/);
    assert.match(kinds, /^ {2}E +< [\d.e-]+ +none +(none|< [\d.e-]+) +(none|< [\d.e-]+) +< [\d.e-]+$/);
  });

  test("a parameter at ∞ is never printed as an estimate: bounds in every kind that has one", async () => {
    // Repeats at worth: 2 epochs at most cannot tell RD from ∞.
    const rows = [5e7, 2e8, 1e9, 4e9].flatMap((params) =>
      [1e9, 4e9, 2e10].flatMap((unique) => [1, 2].map((epochs) => ({ params, unique_tokens: unique, epochs, tokens: unique * epochs }))),
    );
    const runs = rows.map((row, i) => ({
      run: `r${i}`,
      ...row,
      loss: (1.8 + 480 / row.params ** 0.35 + 2100 / row.tokens ** 0.37) * (1 + 0.003 * Math.sin(7 * i + 1)),
    }));
    const { stdout } = await isoloss(
      ["fit", "data-constrained", "runs.csv", "--fix", "RN=1e5", "--bootstrap", "60", "--intervals", "all"],
      folder({ "runs.csv": csvOf(runs) }),
    );
    const [estimate = "", kinds = ""] = linesOf(stdout, "RD");
    assert.match(estimate, /^ {2}RD +(at its bound|not identified) +> [\d.]+ +repeats/);
    assert.match(kinds, /^ {2}RD +> [\d.]+ /);
    assert.doesNotMatch(kinds, /∞| to /);
  });

  test("a fit that a profile finds in the wrong place is done again, draws included, and says so", async () => {
    // Two dips, the deeper at 16: one start may end in the other.
    const dip = (K: number, centre: number): number => Math.exp(-8 * Math.log(K / centre) ** 2);
    const rows = Array.from({ length: 30 }, (_, i) => ({
      run: `r${i}`,
      members: i + 1,
      loss: 4 - 0.5 * dip(i + 1, 2) - 1.2 * dip(i + 1, 16) + 0.01 * Math.sin(5 * i),
    }));
    const dir = folder({ "runs.csv": csvOf(rows) });
    const face = async (...flags: string[]): Promise<Face> => {
      const law = "E - A*exp(-8*log(K/place)*log(K/place))";
      const { stdout, stderr } = await isoloss(
        ["fit", law, "runs.csv", "--loss", "squared", "--residual", "linear", "--json", ...flags],
        dir,
      );
      assert.match(stderr, /^parameters: /);
      return JSON.parse(stdout) as Face;
    };
    const best = await face("--bootstrap", "0");
    let stranded: string[] | undefined;
    for (let seed = 0; seed < 20 && !stranded; seed++) {
      const flags = ["--starts", "1", "--seed", String(seed)];
      const wrong = await face(...flags, "--bootstrap", "0");
      if (wrong.objective > 2 * best.objective && Math.abs((wrong.estimates.place as number) - 2) < 0.5) stranded = flags;
    }
    assert.ok(stranded, "no start ends in the shallow dip");
    const mended = await face(...stranded, "--bootstrap", "30", "--intervals", "all");
    assert.ok(Math.abs(mended.objective / best.objective - 1) < 1e-6);
    assert.ok(mended.diagnostics.some(({ code }) => code === "restarted"));
    assert.equal(mended.bootstrap.replicates, 30);
    const { low, high } = mended.intervals.place as { low: number; high: number };
    assert.ok(low < (best.estimates.place as number) && (best.estimates.place as number) < high);
  });

  test("predict --new-run adds the seeds' noise and says where it is from", async () => {
    const seeds = [1, 2, 3].map((k) =>
      chinchillaCsv((cells, row) => ({
        ...cells,
        run: `r${row}-${k}`,
        loss: String(Number(cells.loss) * (1 + 0.002 * Math.sin(9 * row + 5 * k))),
      })),
    );
    const dir = folder({
      "seeds.csv": seeds.map((text, k) => (k === 0 ? text : text.slice(text.indexOf("\n") + 1))).join(""),
      "single.csv": chinchillaCsv(),
    });
    for (const name of ["seeds", "single"])
      await isoloss(["fit", "chinchilla", `${name}.csv`, "--bootstrap", "40", "-o", `${name}.json`], dir);
    const at = ["--at", "N=1B,D=4B"];
    const replicates = await isoloss(["predict", "seeds.json", ...at, "--new-run"], dir);
    assert.match(replicates.stdout, /at N = 1B, D = 4B, for a new run \(noise 0\.00\d+ in log loss, from 12 cells of replicates\)$/m);
    const stated = await isoloss(["predict", "seeds.json", ...at, "--new-run", "--noise", "0.05"], dir);
    assert.match(stated.stdout, /\(noise 0\.05 in log loss, as stated\)/);
    assert.equal(stated.stderr, "");
    const residual = await isoloss(["predict", "single.json", ...at, "--new-run", "--json"], dir);
    const { newRun, diagnostics } = JSON.parse(residual.stdout) as { newRun: { origin: string }; diagnostics: { code: string }[] };
    assert.equal(newRun.origin, "residuals");
    assert.ok(diagnostics.some(({ code }) => code === "noise-unknown"));
    assert.match(residual.stderr, /warning: chinchilla: no two runs differ in their seed alone/);
    refused(await isoloss(["predict", "single.json", ...at, "--noise", "0.1"], dir), 2, [/--noise without --new-run/]);
    refused(await isoloss(["predict", "single.json", ...at, "--new-run", "--noise", "-1"], dir), 2, [/Cannot use a noise of -1/]);
    refused(await isoloss(["predict", "chinchilla", "--set", "besiroglu", ...at, "--new-run"], dir), 2, [/they have no draws/]);
  });
});
