import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { listing } from "../../src/cli/runsReport.ts";
import { sparkline } from "../../src/cli/sparkline.ts";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

const files = {
  "good.csv": chinchillaCsv(),
  "odd.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "31" } : cells)),
  "bad.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "NaN" } : cells)),
  "empty.csv": "",
};
const dir = folder(files);
mkdirSync(join(dir, "no-logs"));

describe("check", { concurrency: 4 }, () => {
  test("ends in a verdict: 0 without errors, 1 with, and with --strict for warnings too", async () => {
    const [good, odd, strict, bad] = await Promise.all([
      isoloss(["check", "good.csv"], dir),
      isoloss(["check", "odd.csv"], dir),
      isoloss(["check", "odd.csv", "--strict"], dir),
      isoloss(["check", "bad.csv"], dir),
    ]);
    assert.deepEqual([good.code, odd.code, strict.code, bad.code], [0, 0, 1, 1]);
    assert.match(good.stdout, /^verdict: 0 errors, 0 warnings, \d notes?: nothing is doubtful/m);
    assert.match(odd.stdout, /^1 warning\n {2}absurd-loss\n {4}odd\.csv:4: run "r3" has loss 31, above 25\n {4}→ check the unit/m);
    assert.match(odd.stdout, /^verdict: 0 errors, 1 warning, /m);
    assert.match(strict.stderr, /^The logs have 1 warning\n/m);
    assert.match(bad.stdout, /^1 error\n {2}unreadable-value\n {4}bad\.csv:4: run "r3" has loss "NaN"/m);
    assert.match(bad.stderr, /^The logs have 1 error\n/m);
  });

  test("says what the runs cover and what they lack", async () => {
    const { stdout } = await isoloss(["check", "good.csv"], dir);
    assert.match(stdout, /^params +all +4 +50M +4B +1\.9$/m);
    assert.match(stdout, /^unique_tokens +all +laws of repeated data/m);
    assert.match(stdout, /^seed noise +not known: no run is repeated$/m);
  });

  test("gives every finding as JSON with its place, code, severity and hint", async () => {
    const { code, stdout } = await isoloss(["check", "bad.csv", "--json"], dir);
    const { verdict, counts, findings, quantities, missing, runs } = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.deepEqual([verdict, counts.error, runs], ["errors", 1, 12]);
    const [{ place, file, line, code: kind, severity, message, hint }] = findings;
    assert.deepEqual([place, file, line, kind, severity], ["bad.csv:4", "bad.csv", 4, "unreadable-value", "error"]);
    assert.ok(message && hint);
    assert.deepEqual([quantities[0].column, quantities[0].levels], ["params", 4]);
    assert.ok(missing.some((lack: { column: string; runs: number }) => lack.column === "unique_tokens" && lack.runs === 12));
  });

  test("writes a canonical table whole, lists its changes, and leaves doubtful rows in", async () => {
    const own = folder({ "bits.csv": "run,loss_unit,n_params,val_loss\na,bits/token,1e8,4\nb,bits/token,2e8,36\n" });
    const { code, stderr } = await isoloss(["check", "bits.csv", "--fix-to", "clean.csv"], own);
    assert.equal(code, 0);
    assert.match(stderr, /^bits\.csv:2: "n_params" becomes params \(2 rows\)$/m);
    assert.match(stderr, /^bits\.csv:2: "val_loss" becomes loss in the glossary's words and units: 4 is 2\.77\d+ \(2 rows\)$/m);
    assert.match(stderr, /^clean\.csv: 2 rows of 2 runs, none left out; 3 kinds of change$/m);
    assert.equal(
      readFileSync(join(own, "clean.csv"), "utf8"),
      `run,loss,loss_unit,params,folder\na,${4 * Math.LN2},nats/token,100000000,${basename(own)}\nb,${36 * Math.LN2},nats/token,200000000,${basename(own)}\n`,
    );
    assert.deepEqual(names(own), ["bits.csv", "clean.csv"]);
  });

  const cases: [title: string, args: string[], code: number, ...patterns: RegExp[]][] = [
    ["a missing file", ["none.csv"], 1, /^none\.csv: Cannot read: no such file/],
    ["an empty file", ["empty.csv"], 1, /^empty\.csv: .* the file is empty/],
    ["a folder without logs", ["no-logs"], 1, /^no-logs: Cannot find run logs/],
    ["no path", [], 2, /an argument is missing/],
    ["an unknown option", ["good.csv", "--strickt"], 2, /did you mean --strict\?/],
    ["an output without its path", ["good.csv", "--fix-to"], 2, /fix-to/],
    ["an output that is no CSV", ["good.csv", "--fix-to", "clean.json"], 2, /Cannot write clean\.json: the canonical table is a CSV/],
    ["an output that is an input", ["good.csv", "--fix-to", "./good.csv"], 2, /good\.csv: it is one of the files that were read/],
    [
      "an output in a folder that is not there",
      ["good.csv", "--fix-to", "none/clean.csv"],
      1,
      /none\/clean\.csv: its folder does not exist/,
    ],
    ["an output that is a folder", ["good.csv", "--fix-to", "folder.csv"], 1, /folder\.csv: it is a folder/],
  ];
  mkdirSync(join(dir, "folder.csv"));
  const listed = names(dir);
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => {
      refused(await isoloss(["check", ...args], dir), code, patterns);
      assert.deepEqual(names(dir), listed);
    });
});

describe("runs of a large sweep", () => {
  const lines = Array.from({ length: 1000 }, (_, i) => ({
    run: `sweep-of-a-long-name-${i}`,
    params: 1e8,
    tokens: 2e9,
    epochs: 1,
    plannedEpochs: undefined,
    evaluations: 1,
    finalLoss: 3,
    bestLoss: 3,
    place: `a/very/long/path/to/the/logs/of/this/sweep/runs.csv:${i + 2}`,
  }));

  test("are listed up to a number, all of them when asked", () => {
    const capped = listing(lines, false, Number.POSITIVE_INFINITY).split("\n");
    assert.equal(capped.length, 22);
    assert.equal(capped.at(-1), "… and 980 more runs: --all lists them, --json gives everything");
    assert.equal(listing(lines, true, Number.POSITIVE_INFINITY).split("\n").length, 1001);
  });

  test("never run beyond the terminal", () => {
    for (const width of [200, 100, 60])
      assert.ok(
        listing(lines, true, width)
          .split("\n")
          .every((line) => line.length <= width),
        String(width),
      );
    assert.match(listing(lines, true, 100), / runs\.csv:2$/m);
    assert.match(listing(lines, true, 60), /…$/m);
  });

  test("are drawn with gaps where a loss is no number", () => {
    assert.equal(sparkline([4, 3, 2], [1, 2, 4], 3), "█▅▁");
    assert.equal(sparkline([4, Number.NaN, 2], [1, 2, 4], 3), "█ ▁");
    assert.equal(sparkline([Number.NaN, Number.NaN], undefined, 2), "  ");
    assert.equal(sparkline([3, 3], undefined, 4).length, 4);
    // Between two evaluations the line goes on.
    assert.equal(sparkline([4, 2], [1, 1000], 4), "███▁");
    assert.equal(sparkline([], undefined, 2), "  ");
  });
});

test("the table of --fix-to is read back by runs and check as the same runs, and what it mended is found no more", async () => {
  const own = folder({});
  mkdirSync(join(own, "sweep"));
  const put = (name: string, text: string) => writeFileSync(join(own, "sweep", name), text);
  put("config.yaml", "tokens_per_step: 524288\n");
  // Without an id, in a unit of its own, in millions; and with another, in a unit that nothing states.
  put("wd0p1_a.csv", "step,params_m,loss_unit,val_loss\n10,124,bits/token,6.1\n20,124,bits/token,5.2\n30,124,bits/token,4.9\n");
  put(
    "b.jsonl",
    '{"run":"wd0p3_b","n_params":"124M","step":10,"eval/loss":6.6}\n{"run":"wd0p3_b","n_params":"124M","step":20,"eval/loss":5.9}\n',
  );
  const flags = ["--name", "wd{weight_decay}_{_}", "--loss-unit", "bits/token"];
  const [fixed, before] = await Promise.all([
    isoloss(["check", "sweep", ...flags, "--fix-to", "clean.csv", "--json"], own),
    isoloss(["runs", "sweep", ...flags, "--json"], own),
  ]);
  assert.equal(fixed.code, 0, fixed.stderr);
  // The flags do no harm to a table that says what it is.
  const [checked, after, flagged] = await Promise.all([
    isoloss(["check", "clean.csv", "--json"], own),
    isoloss(["runs", "clean.csv", "--json"], own),
    isoloss(["runs", "clean.csv", ...flags, "--json"], own),
  ]);
  const codes = ({ stdout }: { stdout: string }) =>
    new Set((JSON.parse(stdout) as { findings: { code: string }[] }).findings.map(({ code }) => code));
  const mended = ["rows-joined", "counts-scaled", "loss-converted", "loss-unit-assumed", "tokens-computed", "stated-by-name"];
  assert.deepEqual(
    mended.filter((code) => !codes(fixed).has(code)),
    [],
  );
  assert.deepEqual(
    mended.filter((code) => codes(checked).has(code)),
    [],
  );
  assert.deepEqual(
    [...codes(checked)].filter((code) => !codes(fixed).has(code)),
    [],
  );
  const runs = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { runs: Record<string, unknown>[] }).runs
      .map(({ place: _, ...run }) => run)
      .sort((a, b) => (String(a.run) < String(b.run) ? -1 : 1));
  assert.equal(runs(before).length, 2);
  assert.deepEqual(runs(after), runs(before));
  assert.deepEqual(runs(flagged), runs(before));
  assert.deepEqual(
    runs(after).map(({ run, params, tokens, evaluations }) => [run, params, tokens, evaluations]),
    [
      ["wd0p1_a", 1.24e8, 30 * 524288, 3],
      ["wd0p3_b", 1.24e8, 20 * 524288, 2],
    ],
  );
});
