import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, isoloss, refused } from "./isoloss.ts";

const dir = folder({
  "log.csv": "run,loss\n10M_1k_4ep,6\n20M_1k_4ep,5.5\nother,5\n",
  "table.csv": "run,params\nother,30M\nnone,1\n",
});

test("names, overrides and a forgotten unit are taken from flags, and what was assumed is said", async () => {
  const flags = ["--name", "{params}_{unique}_{epochs}ep", "--runs", "table.csv", "--loss-unit", "bits/byte", "--bytes-per-token", "4"];
  const { stdout, stderr, code } = await isoloss(["runs", "log.csv", "--json", ...flags], dir);
  assert.equal(code, 0);
  const { runs, problems } = JSON.parse(stdout);
  assert.deepEqual(
    runs.map(({ params, uniqueTokens, epochs }: Record<string, number>) => [params, uniqueTokens, epochs]),
    [
      [10e6, 1000, 4],
      [20e6, 1000, 4],
      [30e6, undefined, undefined],
    ],
  );
  assert.ok(Math.abs(runs[0].finalLoss - 6 * 4 * Math.LN2) < 1e-12);
  const codes = problems.map(({ code: one }: { code: string }) => one);
  for (const one of ["stated-by-name", "name-unmatched", "override-unused", "not-overridden", "loss-unit-assumed", "loss-converted"])
    assert.ok(codes.includes(one), one);
  assert.match(stderr, /table\.csv:3: warning: "none" is no run that was read/);
});

test("a fit records what was assumed of its logs", async () => {
  const fit = await isoloss(
    ["fit", "A/N", "log.csv", "--json", "--bootstrap", "0", "--name", "{params}_{_}", "--runs", "table.csv", "--loss-unit", "bits/token"],
    dir,
  );
  assert.equal(fit.code, 0, fit.stderr);
  const codes = JSON.parse(fit.stdout).diagnostics.map(({ code }: { code: string }) => code);
  for (const one of ["stated-by-name", "override-unused", "loss-unit-assumed"]) assert.ok(codes.includes(one), one);
});

const wrong: [flags: string[], message: RegExp][] = [
  [["--name", "{parms}"], /\{parms\} is no word that a name states\n.*did you mean "params"/],
  [["--loss-unit", "bits"], /"bits": it is no unit of a loss/],
  [["--bytes-per-token", "0"], /0 bytes: expected a positive number/],
];
for (const [flags, message] of wrong)
  test(`refused: ${flags.join(" ")}`, async () => {
    refused(await isoloss(["runs", "log.csv", ...flags], dir), 2, [message]);
  });
