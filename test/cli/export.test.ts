import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

const run = promisify(execFile);

describe("isoloss export", () => {
  // A fit of twelve runs, and one by a column of which one value has a name that LaTeX does not like.
  const at = folder({
    "runs.csv": chinchillaCsv(),
    "named.csv": chinchillaCsv((cells, row) => ({ ...cells, recipe_name: row % 2 === 0 ? "a_b & 50% #1" : "" })),
    "paper.tex": "\\input{numbers}\n$\\alpha = \\isoFitAlpha$ from \\isoFitSampleSize{} runs\n",
  });
  before(async () => {
    const group = ["--fix", "E=1.5", "--group-by", "recipe_name", "--bootstrap", "0"];
    for (const args of [
      ["fit", "chinchilla", "runs.csv", "--bootstrap", "40", "-o", "fit.json"],
      ["fit", "E + A/N^a", "named.csv", ...group, "-o", "my-groups.json"],
      ["export", "fit.json", "--latex", "-o", "numbers.tex"],
    ]) {
      const { code, stderr } = await isoloss(args, at);
      assert.equal(code, 0, stderr);
    }
  });
  const read = (name: string): string => readFileSync(join(at, name), "utf8");

  test("macros and table in two files, the same bytes twice", async () => {
    const [macros, table] = [read("numbers.tex"), read("numbers-table.tex")];
    assert.match(macros, /^\\newcommand\{\\isoFitSampleSize\}\{\\ensuremath\{12\}\}% runs$/m);
    assert.match(macros, /^% isoloss fit isoFit \{"file":"fit","law":"chinchilla","group":\{\},"n":12,"data":"[0-9a-f]{64}"/m);
    assert.match(table, /\\toprule\nchinchilla & fit & unit \\\\\n\\midrule/);
    const again = await isoloss(["export", "fit.json", "--latex", "-o", "numbers.tex"], at);
    assert.equal(again.stdout, "numbers.tex\nnumbers-table.tex\n");
    assert.equal(read("numbers.tex"), macros);
    assert.equal(read("numbers-table.tex"), table);
  });

  test("CSV keeps every digit of fit.json; JSON and Markdown go to stdout", async () => {
    const { estimates } = JSON.parse(read("fit.json"));
    const { stdout } = await isoloss(["export", "fit.json", "--csv"], at);
    const row = stdout.split("\n").find((line) => line.includes(",parameter,beta,")) as string;
    assert.ok(row.split(",").includes(String(estimates.beta)), row);
    const markdown = await isoloss(["export", "fit.json", "my-groups.json", "--markdown"], at);
    assert.match(markdown.stdout, /^\| chinchilla \| fit \| unit \|$/m);
    assert.match(markdown.stdout, /my-groups, recipe\\_name not stated/);
    assert.match(markdown.stderr, /no intervals: the fit has no draws/);
    const [paper] = JSON.parse((await isoloss(["export", "fit.json", "--json"], at)).stdout);
    assert.equal(paper.parameters.find((item: { key: string }) => item.key === "beta").value, estimates.beta);
  });

  test("--check: all match, then a number that does not, by file and line, with exit code 1", async () => {
    const good = await isoloss(["export", "fit.json", "--check", "paper.tex"], at);
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /^all \d+ numbers match \(numbers typed by hand are not seen\)\n$/);
    writeFileSync(join(at, "old.tex"), read("numbers.tex").replace("SampleSize}{\\ensuremath{12}", "SampleSize}{\\ensuremath{11}"));
    writeFileSync(join(at, "stale.tex"), "\\input{old}\n\\isoFitSampleSize{} \\isoOtherBeta\n");
    const line =
      read("old.tex")
        .split("\n")
        .findIndex((text) => text.includes("SampleSize")) + 1;
    const bad = await isoloss(["export", "fit.json", "--check", "stale.tex"], at);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, new RegExp(`^old\\.tex:${line} +\\\\isoFitSampleSize +\\\\ensuremath\\{11\\} +\\\\ensuremath\\{12\\}$`, "m"));
    assert.match(bad.stdout, /^stale\.tex:2 +\\isoOtherBeta +of none of these fits$/m);
    assert.match(bad.stderr, /stale\.tex: 2 numbers are not what the fits say/);
    const json = JSON.parse((await isoloss(["export", "fit.json", "--check", "stale.tex", "--json"], at)).stdout);
    assert.deepEqual(
      json.findings.map((item: { kind: string }) => item.kind),
      ["differs", "undefined"],
    );
  });

  test("--check reads within the document's folder, each file once, and names what it does not read", async () => {
    mkdirSync(join(at, "sub"), { recursive: true });
    writeFileSync(join(at, "sub/loop.tex"), "\\input{loop}\\input{../numbers}\\input{nowhere}\\input{linked}\n\\isoFitAlpha\n");
    symlinkSync(join(at, "numbers.tex"), join(at, "sub/linked.tex"));
    const ended = await isoloss(["export", "fit.json", "--check", "sub/loop.tex"], at);
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /not read: "\.\.\/numbers" that sub\/loop\.tex inputs: it lies outside the document's folder/);
    assert.match(ended.stderr, /not read: "linked" .*: it lies outside/);
    assert.match(ended.stderr, /not read: "nowhere" .*: no such file there/);
    assert.match(ended.stdout, /\\isoFitAlpha +used, but no definition of it was read/);
  });

  test("a document without a number of ours is no match", async () => {
    writeFileSync(join(at, "plain.tex"), "\\alpha = 0.35");
    refused(await isoloss(["export", "fit.json", "--check", "plain.tex"], at), 1, [
      /plain\.tex: Cannot check: it defines and uses no number/,
    ]);
  });

  test("wrong input is refused, and nothing is written", async () => {
    const before = names(at);
    const cases: [args: string[], code: number, pattern: RegExp][] = [
      [["fit.json"], 2, /no format is named/],
      [["fit.json", "--csv", "--latex"], 2, /latex and csv at once/],
      [["fit.json", "--check", "paper.tex", "--csv"], 2, /--check takes neither/],
      [["fit.json", "--check", "none.tex"], 1, /none\.tex: Cannot read the document: no such file/],
      [["none.json", "--csv"], 1, /none\.json: Cannot read a fit: no such file/],
      [["runs.csv", "--csv"], 1, /runs\.csv: Cannot read a fit/],
      [["fit.json", "--csv", "-o", "fit.json"], 2, /Cannot write fit\.json: it is one of the files that were read/],
      [["fit.json", "--csv", "-o", "none/x.csv"], 1, /Cannot write none\/x\.csv: its folder does not exist/],
      [["fit.json", "--latex", "-o", "."], 1, /Cannot write \.: it is a folder/],
      [["fit.json", "fit.json", "--latex"], 1, /Cannot name numbers apart: \\isoFitE/],
    ];
    for (const [args, code, pattern] of cases) refused(await isoloss(["export", ...args], at), code, [pattern]);
    assert.deepEqual(names(at), before);
  });

  test("neither of two files is written where one cannot be", async () => {
    mkdirSync(join(at, "taken-table.tex"));
    refused(await isoloss(["export", "fit.json", "--latex", "-o", "taken.tex"], at), 1, [/Cannot write taken-table\.tex: it is a folder/]);
    assert.ok(!names(at).includes("taken.tex"));
  });

  test("pdflatex compiles a document that inputs macros and tables, names of groups included", async (t) => {
    const present = await run("pdflatex", ["--version"]).catch(() => undefined);
    if (!present) return t.skip("pdflatex is not installed");
    const packages = ["booktabs.sty", "amsmath.sty"];
    if ((await run("kpsewhich", packages).catch(() => ({ stdout: "" }))).stdout.trim().split("\n").length < packages.length)
      return t.skip(`${packages.join(" or ")} is not installed`);
    for (const [fit, out] of [
      ["my-groups.json", "groups.tex"],
      ["fit.json", "numbers.tex"],
    ] as const)
      assert.equal((await isoloss(["export", fit, "--latex", "-o", out], at)).code, 0);
    const uses = ["numbers.tex", "groups.tex"].flatMap((file) =>
      [...read(file).matchAll(/^\\newcommand\{(\\iso\w+)\}/gm)].map(([, name]) => name),
    );
    assert.ok(uses.length > 25);
    const document = [
      "\\documentclass{article}\\usepackage{amsmath,booktabs}\\input{numbers}\\input{groups}\\begin{document}",
      // In text and in mathematics.
      ...uses.map((name) => `${name}\\ $${name}$\\par`),
      "\\input{numbers-table}\\par\\input{groups-table}\\end{document}",
    ];
    writeFileSync(join(at, "whole.tex"), document.join("\n"));
    const { stdout } = await run("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "whole.tex"], { cwd: at });
    assert.match(stdout, /Output written on whole\.pdf/);
  });
});
