import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fitReport } from "../../src/cli/fitReport.ts";
import { bootstrap, type Example, findLaw, fit, type Law, simulate, withIntervals, withProfiles } from "../../src/index.ts";
import { rowsOf } from "../rows.ts";

/** Reports as a reader sees them. After a change that is meant, UPDATE_GOLDEN=1 writes them anew: read them before you commit them. */
const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../test/golden");

/** Simulated runs of the law's example, with other parameters: what they do not determine is then known. */
async function report(law: Law, theta: Readonly<Record<string, number>>): Promise<string> {
  const example = law.example as Example;
  const rows = rowsOf(simulate(law, { ...example.theta, ...theta }, example.design, example.noise, 1));
  const bare = fit(law, rows);
  return fitReport(withProfiles(withIntervals(bare, await bootstrap(bare, { replicates: 200 }))), 0.95);
}

const CASES: { name: string; law: string; theta: Record<string, number> }[] = [
  { name: "good", law: "chinchilla", theta: {} },
  { name: "at-bound", law: "data-constrained", theta: { RD: 1e5, RN: 1e5 } },
  { name: "flat", law: "chinchilla", theta: { B: 0.4, beta: 1e-3 } },
];

for (const { name, law, theta } of CASES)
  test(`the report of a fit that is ${name} reads as it is kept`, async () => {
    const text = `${await report(findLaw(law), theta)}\n`;
    const file = join(folder, `fit-${name}.txt`);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
    assert.ok(existsSync(file), `${file} is not there: UPDATE_GOLDEN=1 writes it`);
    assert.equal(text, readFileSync(file, "utf8"));
  });

test("reports fit on one screen: 50 lines, and none of the kept ones prints a number for what is at 0 or without end", () => {
  for (const { name } of CASES) {
    const lines = readFileSync(join(folder, `fit-${name}.txt`), "utf8").split("\n");
    assert.ok(lines.length <= 50, `${name}: ${lines.length} lines`);
    for (const line of lines.filter((text) => /not identified|at its bound/.test(text)))
      assert.doesNotMatch(line, /^ {2}\w+ +[\d.e+-]+ /, line);
  }
});
