import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { folder, isoloss, refused } from "./isoloss.ts";

type Cells = Record<string, number | string>;

/** Five budgets of seven sizes each of a Chinchilla law, with a ripple for noise. */
function design(from = 1 / 4, to = 4, budgets = [1e18, 1e19, 1e20, 1e21, 1e22]): Cells[] {
  const best = (C: number): number => 0.1 * C ** 0.5;
  return budgets.flatMap((C, b) =>
    [0, 1, 2, 3, 4, 5, 6].map((i) => {
      const params = Math.round(best(C) * from * (to / from) ** (i / 6));
      const tokens = C / (6 * params);
      // α = β, so that a is 1/2; B/A puts the best size at 0.1·√C.
      const loss = (1.8 + 480 / params ** 0.35 + (480 * 16.667 ** 0.35) / tokens ** 0.35) * (1 + 0.001 * Math.sin(11 * i + 5 * b));
      return { run: `b${b}-${i}`, params, tokens, loss };
    }),
  );
}

function csv(rows: readonly Cells[]): string {
  return [Object.keys(rows[0] as Cells), ...rows.map((row) => Object.values(row))].map((row) => `${row.join(",")}\n`).join("");
}

/** Evaluations along each run, so that there is an envelope. */
const training = [3e7, 6e7, 1.2e8, 2.5e8, 5e8, 1e9, 2e9, 4e9, 8e9].flatMap((params) =>
  Array.from({ length: 30 }, (_, i) => {
    const tokens = (1e18 * 1.4 ** i) / (6 * params);
    return { run: `n${params}`, params, tokens, loss: 1.8 + 480 / params ** 0.35 + (480 * 16.667 ** 0.35) / tokens ** 0.35 };
  }),
);

const without = (name: string) => design().map(({ [name]: _, ...rest }) => rest);
const dir = folder({
  "design.csv": csv(design()),
  "training.csv": csv(training),
  "edge.csv": csv(design(3, 60)),
  "one.csv": csv(design(1 / 4, 4, [1e20])),
  "no-params.csv": csv(without("params")),
  "no-tokens.csv": csv(without("tokens")),
});
const quick = ["--bootstrap", "50"];

describe("isoflop", { concurrency: 4 }, () => {
  test("prints the three approaches side by side, and why one cannot be", async () => {
    const { code, stdout, stderr } = await isoloss(["isoflop", "design.csv", "--compute", "1e21", ...quick], dir);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /sizes at C = 1e21 FLOP/);
    assert.match(stdout, /^ {2}1 envelope of training curves +none/m);
    assert.match(stdout, /^ {2}2 isoFLOP parabolas +0\.(49|50)\d* +0\.\d+ to 0\.\d+ .* 5 of 5 budgets$/m);
    assert.match(stdout, /^ {2}3 chinchilla law +0\.\d+ .* 35 rows$/m);
    assert.match(stdout, /1 envelope of training curves: .*none of 35 runs has evaluations at two values of compute/);
    assert.equal(stdout.match(/ bracketed$/gm)?.length, 5);
  });

  test("draws the envelope where runs were evaluated along their way", async () => {
    const { stdout } = await isoloss(["isoflop", "training.csv", ...quick], dir);
    assert.match(stdout, /^ {2}1 envelope of training curves +0\.\d+ +0\.\d+ to 0\.\d+/m);
    assert.match(stdout, /1 envelope of training curves: warning: .*learning rate had not come down/);
    assert.match(stdout, /^Envelope of approach 1/m);
  });

  test("gives the same as JSON", async () => {
    const { stdout } = await isoloss(["isoflop", "design.csv", "--json", ...quick], dir);
    const found = JSON.parse(stdout);
    assert.deepEqual(Object.keys(found), ["compute", "envelope", "parabolas", "law", "diagnostics"]);
    assert.deepEqual(found.diagnostics, []);
    assert.ok(Math.abs(found.parabolas.a.value - 0.5) < 0.02 && found.parabolas.a.interval.low < 0.5);
    assert.match(found.envelope.cannot, /two values of compute/);
    assert.equal(found.law.fit.law, "chinchilla");
  });

  test("leaves budgets out whose minimum lies beyond their sizes, and says so", async () => {
    const { code, stdout } = await isoloss(["isoflop", "edge.csv", ...quick], dir);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}2 isoFLOP parabolas +none .*0 of 5 budgets$/m);
    assert.equal(stdout.match(/not-bracketed: the loss is lowest at or below the smallest size$/gm)?.length, 5);
    assert.match(stdout, /error: 0 of 5 budgets have a minimum: no exponent/);
  });

  test("one budget has a best size and no exponent", async () => {
    const { code, stdout } = await isoloss(["isoflop", "one.csv", ...quick], dir);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}2 isoFLOP parabolas +none .*1 of 1 budgets$/m);
    assert.match(stdout, / bracketed$/m);
    assert.match(stdout, /3 chinchilla law: .*(move together|tell only)/);
  });

  const cases: [string, string[], number, ...RegExp[]][] = [
    ["rows without N", ["no-params.csv"], 1, /no approach gives one/, /2: no-params\.csv:2: .*no params \(N\)/],
    ["rows without compute and D", ["no-tokens.csv"], 1, /no compute \(C\), and no tokens \(D\)/],
    ["a compute that is none", ["design.csv", "--compute", "much"], 2, /--compute "much": expected a number/],
    ["a compute that is not positive", ["design.csv", "--compute", "0"], 2, /compute 0: expected a positive number/],
    ["a budget that no row has", ["design.csv", "--budgets", "x"], 2, /--budgets "x"/],
    ["a tolerance that is no share", ["design.csv", "--tolerance", "10"], 2, /tolerance 10/],
    ["a file that is not there", ["none.csv"], 1, /^none\.csv: Cannot read/],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["isoflop", ...args, ...quick], dir), code, patterns));
});
