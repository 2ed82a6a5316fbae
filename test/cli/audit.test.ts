import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fitsFromJson } from "../../src/index.ts";
import { chinchillaCsv, folder, isoloss, refused } from "./isoloss.ts";

const SHIPPED = fileURLToPath(new URL("../../../runs/kjv-tiny/one-epoch", import.meta.url));
const dir = folder({ "good.csv": chinchillaCsv((cells, row) => ({ ...cells, family: row % 2 === 0 ? "ar" : "mdm" })), "text.json": "[1]" });

describe("audit", { concurrency: 2 }, () => {
  before(async () => {
    const kept = await Promise.all([
      isoloss(["fit", "E + A/N^alpha + B/D^beta", SHIPPED, "--where", "family=ar", "--bootstrap", "50", "-o", "shipped.json"], dir),
      isoloss(["fit", "chinchilla", "good.csv", "--bootstrap", "0", "-o", "good.json"], dir),
      isoloss(["fit", "E + A/N^alpha", "good.csv", "--group-by", "family", "--bootstrap", "0", "-o", "groups.json"], dir),
    ]);
    for (const { code, stderr } of kept) assert.equal(code, 0, stderr);
  });

  test("prints what a fit of shipped runs rests on", async () => {
    const { code, stdout, stderr } = await isoloss(["audit", "shipped.json"], dir);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^E \+ A\/N\^alpha \+ B\/D\^beta: \d+ rows of \d+ runs; D\/N is that of the best split of C = \S+ FLOP$/m);
    assert.match(stdout, /^ {2}refits +0 of 50 of resamples did not converge$/m);
    assert.match(stdout, /^ {2}0\.001 +\d.* nothing +converged$/m);
    assert.match(stdout, /^ {2}squared +100 % /m);
    assert.match(stdout, /^ +1 +ar_d\d+_u\d+k_e1\S* +-?0\.\d+ /m);
    assert.match(stdout, /^ {2}params \d+ +\d+ /m);
    assert.match(stdout, /^ {2}as printed +/m);
    assert.ok(stdout.split("\n").length < 90, "two screens");
  });

  test("gives the same as JSON, one object a fit", async () => {
    const { stdout, stderr } = await isoloss(["audit", "good.json", "--json", "--compute", "1e22", "--by", "family"], dir);
    assert.ok(stdout, stderr);
    const found = JSON.parse(stdout);
    assert.deepEqual(Object.keys(found), [
      "law",
      "group",
      "n",
      "runs",
      "conditioning",
      "residuals",
      "delta",
      "influence",
      "groups",
      "rounding",
      "diagnostics",
    ]);
    assert.deepEqual([found.law, found.n, found.delta.headline], ["chinchilla", 12, { name: "D/N", at: { C: 1e22 } }]);
    assert.deepEqual(
      found.groups.steps.map((step: { level: string }) => step.level),
      ["ar", "mdm"],
    );
    const groups = await isoloss(["audit", "groups.json", "--json"], dir);
    assert.deepEqual(
      (JSON.parse(groups.stdout) as { group: object }[]).map(({ group }) => group),
      [{ family: "ar" }, { family: "mdm" }],
    );
  });

  test("the digits of the report are those that the audit computes with", async () => {
    const { stdout } = await isoloss(["audit", "shipped.json", "--json"], dir);
    const { rounding } = JSON.parse(stdout) as { rounding: { how: string; constants: Record<string, number> }[] };
    const report = await isoloss(["fit", "E + A/N^alpha + B/D^beta", SHIPPED, "--where", "family=ar", "--bootstrap", "50"], dir);
    for (const [name, value] of Object.entries(rounding.find(({ how }) => how === "as printed")?.constants ?? {})) {
      const shown = new RegExp(`^ {2}${name} {2,}(\\S+)`, "m").exec(report.stdout)?.[1];
      if (shown !== "not") assert.equal(Number(shown), value, name);
    }
  });

  test("a fit whose constants are not all printed, or are printed in full, says nothing of their digits", async () => {
    const [shipped, good] = ["shipped.json", "good.json"].map((file) => fitsFromJson(readFileSync(join(dir, file), "utf8"), file)[0]);
    assert.ok(shipped?.diagnostics.some(({ code }) => code === "not-identified"));
    assert.ok(!shipped?.diagnostics.some(({ code }) => code === "rounded-constants"));
    assert.ok(!good?.diagnostics.some(({ code }) => code === "rounded-constants"), "four digits are printed where there are no intervals");
  });

  const cases: [string, string[], number, ...RegExp[]][] = [
    ["a file that is not there", ["none.json"], 1, /^none\.json: Cannot read a fit/],
    ["a file that is no fit", ["text.json"], 1, /text\.json: Cannot read a fit/],
    ["a column that is none", ["good.json", "--by", "familly"], 2, /"familly": there is no such column/, /did you mean "family"/],
    ["compute that is no number", ["good.json", "--compute", "much"], 2, /--compute "much"/],
    ["compute that is not positive", ["good.json", "--compute", "0"], 2, /--compute 0: expected FLOP above 0/],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["audit", ...args], dir), code, patterns));
});
