import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  IsolossError,
  latexMacros,
  latexTable,
  latexText,
  macroPrefix,
  macrosOf,
  macroWords,
  markdownTable,
  type PaperFit,
  paperColumns,
  paperFit,
} from "../../src/index.ts";
import { simulatedFit, twoPapers } from "./papers.ts";

/** Texts as they are kept. After a change that is meant, UPDATE_GOLDEN=1 writes them anew: read them before you commit them. */
const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../test/golden");

function sameAsKept(name: string, text: string): void {
  const file = join(folder, name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
  assert.ok(existsSync(file), `${file} is not there: UPDATE_GOLDEN=1 writes it`);
  assert.equal(text, readFileSync(file, "utf8"));
}

describe("macros and tables of two fits", () => {
  let papers: PaperFit[];
  before(async () => {
    papers = await twoPapers();
  });
  const body = (name: string): string => papers.flatMap(macrosOf).find((macro) => macro.name === name)?.body ?? "none";

  test("read as they are kept", () => {
    sameAsKept("export-macros.tex", latexMacros(papers));
    sameAsKept("export-table.tex", latexTable(papers));
    sameAsKept("export-table.md", markdownTable(papers));
  });

  test("names are letters, each once", () => {
    const names = papers.flatMap(macrosOf).map(({ name }) => name);
    assert.ok(names.length > 60);
    for (const name of names) assert.match(name, /^iso[A-Za-z]+$/);
    assert.equal(new Set(names).size, names.length);
  });

  test("what one side alone is known of is a bound, and what nothing is known of is no number", () => {
    assert.match(body("isoSyntheticRunsMdmRN"), /^\\ensuremath\{> \d/);
    assert.equal(body("isoSyntheticRunsMdmRNHigh"), "\\ensuremath{\\infty}");
    assert.equal(body("isoSyntheticRunsMdmRD"), "\\mbox{not identified}");
    assert.match(body("isoSyntheticRunsArRD"), /^\\ensuremath\{\d+\.\d+\}$/);
  });

  test("the half-life of repeats is R_D ln 2 where size is not in excess, and the asymptote is E", () => {
    const [ar] = papers as [PaperFit, PaperFit];
    const value = (list: PaperFit["parameters"], key: string): number => list.find((item) => item.key === key)?.value as number;
    const expected = value(ar.parameters, "RD") * Math.LN2;
    assert.ok(Math.abs(value(ar.headlines, "HalfLife") / expected - 1) < 1e-4, `${value(ar.headlines, "HalfLife")} ${expected}`);
    assert.equal(value(ar.headlines, "Asymptote"), value(ar.parameters, "E"));
  });

  test("columns hold every digit", () => {
    const { head, rows } = paperColumns(papers);
    const cell = (row: (typeof rows)[number], name: string) => row[head.indexOf(name)];
    for (const row of rows) assert.equal(row.length, head.length);
    const alpha = rows.find((row) => cell(row, "name") === "alpha") as (typeof rows)[number];
    const kept = papers[0]?.parameters.find(({ key }) => key === "alpha");
    assert.equal(cell(alpha, "value"), kept?.value);
    assert.equal(cell(alpha, "low"), kept?.interval?.low);
  });

  test("fits that would share names are refused", () => {
    assert.throws(
      () => latexMacros([papers[0] as PaperFit, papers[0] as PaperFit]),
      (error) =>
        error instanceof IsolossError &&
        /\\isoSyntheticRunsAr.*"synthetic_runs" family="ar".*"synthetic_runs" family="ar"/s.test(error.message),
    );
    // Two groups that differ in a mark that no name can hold.
    const twins = ["a-b", "a_b"].map((value) => ({ ...(papers[0] as PaperFit), group: { recipe: value } }));
    assert.throws(() => latexMacros(twins), /isoSyntheticRunsAB/);
  });

  test("hostile names stay text: nothing ends a line, a cell or a comment", () => {
    const hostile = { ...(papers[0] as PaperFit), file: "x\\input{y}\n%", group: { "a&b": "}\n\\input{/etc/passwd} %#$_^~ | `<b>`" } };
    const source = `${latexMacros([hostile])}${latexTable([hostile])}`;
    // In comments, where LaTeX reads nothing, it may stand; each comment is one line.
    const code = source.replace(/(?<!\\)%.*$/gm, "");
    assert.doesNotMatch(code, /\\input/);
    assert.match(code, /\\textbackslash\{\}input\\\{/);
    const [, rule] = markdownTable([hostile]).split("\n");
    assert.equal(rule, "|---|---|---|");
    for (const line of markdownTable([hostile])
      .split("\n")
      .filter((text) => text.startsWith("|")))
      assert.equal(line.split(/(?<!\\)\|/).length, 5, line);
  });
});

test("constants that would not give the headline keep more digits, and a note says so", async () => {
  const fit = await simulatedFit("chinchilla");
  const wide = {
    low: (fit.estimates.alpha as number) - 1.2,
    high: (fit.estimates.alpha as number) + 1.2,
    level: 0.95,
    method: "bootstrap",
  };
  const paper = paperFit({ ...fit, intervals: { ...fit.intervals, alpha: wide } }, "x");
  const value = (key: string, digits?: number): number => {
    const { printed } = paper.parameters.find((item) => item.key === key) as PaperFit["parameters"][number];
    const x = Number("digits" in printed ? printed.digits : Number.NaN);
    return digits === undefined ? x : Number(x.toFixed(digits));
  };
  // D/N of the best split of C = 6ND in closed form: N = G(C/6)^(β/(α+β)), D = (C/6)^(α/(α+β))/G with G = (αA/βB)^(1/(α+β)) (arXiv:2203.15556, eq. 4).
  const C = 10 * Math.max(...fit.observations.map((row) => 6 * (row.params as number) * (row.tokens as number)));
  const ratio = (A: number, B: number, alpha: number, beta: number): number =>
    (C / 6) ** ((alpha - beta) / (alpha + beta)) / ((alpha * A) / (beta * B)) ** (2 / (alpha + beta));
  const { A, B, alpha, beta } = fit.estimates as Record<string, number>;
  const exact = ratio(A as number, B as number, alpha as number, beta as number);
  const printed = ratio(value("A"), value("B"), value("alpha"), value("beta"));
  const byRule = ratio(value("A"), value("B"), value("alpha", 1), value("beta"));
  assert.ok(Math.abs(byRule / exact - 1) > 0.1, `${byRule} ${exact}`);
  assert.ok(Math.abs(printed / exact - 1) <= 0.1, `${printed} ${exact}`);
  assert.match(paper.notes.join("\n"), /constants keep \d digits .* instead of 2: with 2, D\/N at C = /);
  assert.match(paperFit(fit, "x").notes.join("\n"), /^from the constants as printed, D\/N at C = /m);
});

test("a fit without draws has estimates and no intervals, and says so", async () => {
  const paper = paperFit(await simulatedFit("chinchilla", { draws: false }), "bare");
  assert.match(paper.notes.join("\n"), /no intervals/);
  const text = latexMacros([paper]);
  assert.match(text, /\\isoBareAlpha\}\{\\ensuremath\{0\.\d{3,4}\}\}/);
  assert.doesNotMatch(text, /AlphaLow|isoBareLevel/);
  assert.doesNotMatch(latexTable([paper]), /In brackets|\$\[/);
});

test("a fit that did not converge gives no number", async () => {
  const paper = paperFit({ ...(await simulatedFit("chinchilla")), status: "not-converged" }, "x");
  assert.ok(paper.parameters.every(({ printed }) => "words" in printed && printed.words === "not converged"));
  assert.deepEqual(paper.headlines, []);
});

test("words of names: digits, points and signs are spelled, other marks part words", () => {
  assert.equal(macroWords("kjv-tiny_2"), "KjvTinyTwo");
  assert.equal(macroWords("0.1"), "ZeroPointOne");
  assert.equal(macroWords("-3"), "MinusThree");
  assert.equal(macroWords("1e-4"), "OneEMinusFour");
  assert.notEqual(macroWords("a"), macroWords("A"));
  assert.equal(macroWords("café"), "Cafe");
  // U+65E5
  assert.equal(macroWords("日"), "USixFiveEFive");
  assert.notEqual(macroWords("%%"), "");
  assert.equal(macroPrefix("ens", { params: "41660" }), "isoEnsParamsFourOneSixSixZero");
  assert.equal(macroPrefix("ens", { family: "" }), "isoEnsFamilyNotStated");
});

test("text of LaTeX: every special character is escaped", () => {
  assert.equal(latexText("\\{}$&#^_%~"), "\\textbackslash{}\\{\\}\\$\\&\\#\\textasciicircum{}\\_\\%\\textasciitilde{}");
  assert.equal(latexText("a\n\nb\u0000c"), "a b c");
});
