import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { checkLatex, inputsOf, latexMacros, latexTable, macrosOf, type PaperFit } from "../../src/index.ts";
import { twoPapers } from "./papers.ts";

describe("a source is held against fits", () => {
  let papers: PaperFit[];
  let macros: string;
  let table: string;
  before(async () => {
    papers = await twoPapers();
    macros = latexMacros(papers);
    table = latexTable(papers);
  });
  const check = (text: string, fits = papers) => checkLatex([{ file: "paper.tex", text }], fits);

  test("what was exported matches, every macro and every cell", () => {
    const own = check(macros);
    assert.deepEqual(own.findings, []);
    assert.equal(own.compared, papers.flatMap(macrosOf).length);
    const cells = check(table);
    assert.deepEqual(cells.findings, []);
    // Seven parameters, two headlines, n, R² and status by two fits, at least; intervals and units beside.
    assert.ok(cells.compared > 24, String(cells.compared));
  });

  test("a number that was changed is named by its line, in a macro and in a pasted table", () => {
    const lines = macros.split("\n");
    const at = lines.findIndex((line) => line.includes("\\isoSyntheticRunsArSampleSize"));
    const changed = macros.replace(/(\\isoSyntheticRunsArSampleSize\}\{\\ensuremath\{)270/, "$1271");
    assert.deepEqual(check(changed).findings, [
      {
        file: "paper.tex",
        line: at + 1,
        what: "\\isoSyntheticRunsArSampleSize",
        kind: "differs",
        written: "\\ensuremath{271}",
        wanted: "\\ensuremath{270}",
      },
    ]);
    const rows = table.split("\n");
    const row = rows.findIndex((line) => line.startsWith("$n$"));
    const { findings } = check(table.replace("$n$ & $270$", "$n$ & $271$"));
    assert.deepEqual(findings, [
      { file: "paper.tex", line: row + 1, what: "table, $n$", kind: "differs", written: "$271$", wanted: "$270$" },
    ]);
  });

  test("an interval that was changed is of the row above it", () => {
    const changed = table.replace(/\[(\d+), (\d+)\]/, "[1, $2]");
    assert.notEqual(changed, table);
    assert.deepEqual(
      check(changed).findings.map(({ what }) => what),
      ["table, $A$ (interval)"],
    );
  });

  test("rows may be left out, moved, broken over lines; dollars and space change no number", () => {
    const bent = table
      .replace(/^\$B\$.*\n.*\n/m, "")
      .replace("$n$ & $270$", "$n$\n  &  270 % as given\n ")
      .replaceAll("\\midrule", "\\hline");
    assert.notEqual(bent, table);
    assert.deepEqual(check(bent).findings, []);
  });

  test("uses: of no fit, of a fit whose macros were not read, in comments and verbatim", () => {
    const source = [
      "\\isoSyntheticRunsArAlpha and \\isoOtherBeta{} and \\isotope{} and \\isoOtherBeta",
      "% \\isoOtherGamma",
      "50\\% \\isoOtherDelta",
      "\\begin{verbatim}\\isoOtherZeta\\end{verbatim}",
      "\\newcommand{\\isoFLOP}{6ND} \\isoFLOP",
    ].join("\n");
    assert.deepEqual(
      check(source).findings.map(({ what, kind, line }) => [what, kind, line]),
      [
        ["\\isoSyntheticRunsArAlpha", "not-read", 1],
        ["\\isoOtherBeta", "undefined", 1],
        ["\\isoOtherDelta", "undefined", 3],
      ],
    );
  });

  test("macros of a fit that is not given count where they are used, and a table of one is named", () => {
    const [ar] = papers as [PaperFit, PaperFit];
    assert.deepEqual(check(macros, [ar]).findings, []);
    const { findings } = check(`${macros}\n\\isoSyntheticRunsMdmAlpha`, [ar]);
    assert.deepEqual(
      findings.map(({ what, kind }) => [what, kind]),
      [["\\isoSyntheticRunsMdmAlpha", "undefined"]],
    );
    assert.deepEqual(
      check(table, [ar]).findings.map(({ what }) => what),
      ["table column isoSyntheticRunsMdm"],
    );
  });

  test("definitions in any form are read, the last included", () => {
    const wanted = "\\ensuremath{270}";
    for (const form of ["\\newcommand*{\\X}{", "\\renewcommand\\X{", "\\providecommand{\\X}{", "\\def\\X{"]) {
      const begin = form.replace("X", "isoSyntheticRunsArSampleSize");
      assert.deepEqual(check(`${begin}${wanted}}`).findings, [], form);
      assert.equal(check(`${begin}$270$}`).findings.length, 0, form);
      assert.equal(check(`${begin}2{70}1}`).findings.length, 1, form);
    }
  });

  test("comments that name other rows are told", () => {
    const sha = papers[0]?.data.sha256 as string;
    assert.deepEqual(
      check(
        macros.replace(
          sha,
          sha.replace(/^./, (x) => (x === "0" ? "1" : "0")),
        ),
      ).otherRows.map(({ name }) => name),
      ["isoSyntheticRunsAr"],
    );
    assert.deepEqual(check(macros).otherRows, []);
  });
});

test("files that a source inputs", () => {
  assert.deepEqual(inputsOf("\\input{a} \\input b.tex\n\\include{c/d}% \\input{no}\n\\includegraphics{e} \\subfile{f}\\%\\input{g}"), [
    "a",
    "b.tex",
    "c/d",
    "f",
    "g",
  ]);
});
