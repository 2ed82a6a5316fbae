import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chinchillaCsv, folder, isoloss } from "./isoloss.ts";

const dir = folder({
  "absurd.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "310.5" } : cells)),
  "epochs.csv": chinchillaCsv((cells, row) => ({ ...cells, unique_tokens: cells.tokens as string, epochs: row === 3 ? "4" : "1" })),
  "nan.csv": chinchillaCsv((cells, row) => ({ ...cells, loss: row === 3 ? "NaN" : row === 2 ? "-1" : (cells.loss as string) })),
  "twice.csv": chinchillaCsv((cells, row) => (row === 4 ? { ...cells, run: "r2" } : cells)),
});

const cases: [title: string, file: string, code: string, place: RegExp][] = [
  ["an absurd loss", "absurd.csv", "absurd-loss", /^absurd\.csv:4: .*310\.5/],
  [
    "epochs that disagree with tokens/unique_tokens",
    "epochs.csv",
    "epochs-disagree",
    /^epochs\.csv:4: .*4 epochs, but tokens\/unique_tokens is 1/,
  ],
  ["a run id that is there twice", "twice.csv", "duplicate-run", /^twice\.csv:5: .*"r2" is also at twice\.csv:3/],
];

describe("doubtful rows are flagged and kept", { concurrency: 4 }, () => {
  for (const [title, file, code, message] of cases)
    test(title, async () => {
      const fitted = await isoloss(["fit", "chinchilla", file, "--bootstrap", "0", "--json"], dir);
      assert.equal(fitted.code, 0, fitted.stderr);
      const { n, diagnostics } = JSON.parse(fitted.stdout) as {
        n: number;
        diagnostics: { code: string; severity: string; message: string; hint: string }[];
      };
      assert.equal(n, 12);
      const found = diagnostics.find((d) => d.code === code);
      assert.equal(found?.severity, "warning");
      assert.match(found?.message ?? "", message);
      assert.notEqual(found?.hint, "");

      const listed = await isoloss(["runs", file], dir);
      assert.equal(listed.code, 0);
      assert.match(listed.stderr, new RegExp(`^${file}:[45]: warning: `));
      assert.match(listed.stderr, /^ {2}hint: /m);
    });

  test("a value that is no number is named by runs", async () => {
    const { code, stderr } = await isoloss(["runs", "nan.csv"], dir);
    assert.equal(code, 0);
    assert.match(stderr, /^nan\.csv:3: error: run "r2" has loss -1,/m);
    assert.match(stderr, /^nan\.csv:4: error: run "r3" has loss "NaN",/m);
  });

  test("a doubtful row that --where leaves out is not spoken of", async () => {
    const { stdout } = await isoloss(["fit", "chinchilla", "absurd.csv", "--where", "loss<25", "--bootstrap", "0", "--json"], dir);
    const { n, diagnostics } = JSON.parse(stdout) as { n: number; diagnostics: { code: string }[] };
    assert.equal(n, 11);
    assert.ok(!diagnostics.some((d) => d.code === "absurd-loss"));
  });
});
