import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chinchillaCsv, folder, isoloss, refused } from "./isoloss.ts";

const dir = folder({
  "good.csv": chinchillaCsv(),
  "sizes.csv": chinchillaCsv((cells) => ({ ...cells, params: Number(cells.params) > 1e8 ? "2e8" : "5e7" })),
});
const two = ["chinchilla", "E + A/N^alpha"];

describe("compare", { concurrency: 4 }, () => {
  test("prints the ranking, best first, with its folds", async () => {
    const { code, stdout, stderr } = await isoloss(["compare", "E + A/N^alpha", "chinchilla", "good.csv"], dir);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^2 laws on 12 rows of 12 runs, best first by error on held-out larger N$/m);
    assert.match(stdout, /^ {2}chinchilla .*\n {2}E \+ A\/N\^alpha /m);
    assert.match(stdout, /^ {2}1: 9 rows with N < 4B predict 3 rows of 3 runs at 4B$/m);
    assert.match(stdout, /Gaussian refit \(squared loss on log residuals\)/);
  });

  test("gives the same as JSON, with ties and held parameters where a law has them", async () => {
    const { stdout, stderr } = await isoloss(
      ["compare", ...two, "kaplan", "good.csv", "--json", "--tie", "beta=alpha", "--fix", "chinchilla:E=1.8"],
      dir,
    );
    assert.ok(stdout, stderr);
    const found = JSON.parse(stdout);
    assert.deepEqual(Object.keys(found), ["by", "rows", "runs", "candidates", "folds", "laws", "diagnostics"]);
    // Three laws, each under two losses.
    assert.equal(found.candidates, 6);
    const law = (name: string) => found.laws.find((one: { name: string }) => one.name === name);
    assert.equal(law("chinchilla").parameters, 3);
    assert.equal(law("chinchilla").estimates.beta, law("chinchilla").estimates.alpha);
    assert.deepEqual(law("E + A/N^alpha").options.tied, {});
    assert.deepEqual(law("kaplan").options.fixed, {});
  });

  const cases: [string, string[], number, ...RegExp[]][] = [
    ["one law", ["chinchilla", "good.csv"], 2, /1 law \(chinchilla\): expected at least two/],
    ["a law that is none", ["chinchila", "kaplan", "good.csv"], 2, /law "chinchila"/, /did you mean "chinchilla"/],
    ["the same law twice", ["kaplan", "kaplan", "good.csv"], 2, /"kaplan" with itself/],
    ["a formula that cannot be read", ["chinchilla", "E + A/(N", "good.csv"], 2, /\^/],
    ["no path", [...two], 2, /is a log or a folder/],
    ["a file that is not there", [...two, "none.csv"], 1, /^none\.csv: Cannot read/],
    ["a folder that is not there", [...two, "good.csv", "runs/none"], 2, /"runs\/none": there is no such file/],
    ["an axis that is none", [...two, "good.csv", "--by", "param"], 2, /by "param"/, /did you mean "params"/],
    ["an axis that the rows have not", [...two, "good.csv", "--by", "epochs"], 1, /good\.csv:2: .* has none/],
    ["too few levels", [...two, "sizes.csv"], 1, /2 levels \(50000000, 200000000\) in 12 rows, expected at least 3 levels/],
    ["as few levels by tokens", [...two, "good.csv", "--by", "tokens"], 1, /by tokens: 3 levels/],
    ["a parameter that no law has", [...two, "good.csv", "--fix", "RD=3"], 2, /RD: none of the 2 laws/],
    ["a parameter of a law that is not compared", [...two, "good.csv", "--fix", "kaplan:Nc=3"], 2, /"kaplan": it is not compared/],
    ["a parameter that the named law has not", [...two, "good.csv", "--fix", "chinchilla:RD=3"], 2, /has no parameter "RD"/],
    ["folds that are none", [...two, "good.csv", "--folds", "0"], 2, /--folds 0/],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["compare", ...args], dir), code, patterns));
});
