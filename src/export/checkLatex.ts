import { type Macro, macrosOf, requireDistinct } from "./latexMacros.ts";
import { type Definition, type LatexFile, latexSource, type PastedTable } from "./latexSource.ts";
import { tableRows, UNIT } from "./latexTable.ts";
import { MACRO_PREFIX, macroPrefix } from "./macroNames.ts";
import type { PaperFit } from "./paperFit.ts";
import { paperTables } from "./paperTable.ts";

/** A number of a source that is not that of the fits, or cannot be held against one. */
export interface LatexFinding {
  file: string;
  line: number;
  /** The macro with its backslash, or the row of a table. */
  what: string;
  /** `differs`; `undefined`: used, and of none of these fits; `not-read`: of these fits and used, but no definition of it was read. */
  kind: "differs" | "undefined" | "not-read";
  /** As the source has it. */
  written?: string;
  /** As the fits have it. */
  wanted?: string;
}

export interface LatexCheck {
  /** Numbers compared: definitions of macros of these fits, cells of their tables. */
  compared: number;
  findings: readonly LatexFinding[];
  /** Comments in the source that name a fit of other rows. */
  otherRows: readonly { file: string; line: number; name: string }[];
}

/**
 * Holds a LaTeX source against fits: every macro of ours that it defines, every macro of ours that it uses, and tables of ours that were pasted (known by their comments).
 * Numbers typed by hand are not seen.
 *
 * @param sources the document and the files that it inputs, as they were read.
 * @throws IsolossError where two numbers of the fits share a name.
 * @example
 * const paper = paperFit(fitted, "kjv");
 * checkLatex([{ file: "paper.tex", text: latexMacros([paper]) }], [paper]).findings.length // 0
 */
export function checkLatex(sources: readonly LatexFile[], fits: readonly PaperFit[]): LatexCheck {
  requireDistinct(fits);
  const read = sources.map(latexSource);
  const wanted = new Map(fits.flatMap(macrosOf).map((macro): [string, Macro] => [macro.name, macro]));
  const definitions = read.flatMap((source) => source.definitions);
  const used = new Set(read.flatMap((source) => source.uses.map(({ name }) => name)));
  const known = definitions.filter(({ name }) => wanted.has(name));
  // What is defined and never used is in no sentence of the paper.
  const strange = definitions.filter(({ name, ours }) => ours && !wanted.has(name) && used.has(name));
  const cells = read.flatMap((source) => source.tables).map((table) => checkTable(table, fits));
  const prefixes = fits.map(({ file, group }) => macroPrefix(file, group));
  return {
    compared: known.length + cells.reduce((sum, { compared }) => sum + compared, 0),
    findings: [
      ...known.flatMap((definition) => checkDefinition(definition, wanted.get(definition.name) as Macro)),
      ...strange.map(({ file, line, name, body }) => ({ file, line, what: `\\${name}`, kind: "undefined" as const, written: body.trim() })),
      ...uses(read, definitions, wanted),
      ...cells.flatMap(({ findings }) => findings),
    ],
    otherRows: read
      .flatMap((source) => source.markers)
      .filter(({ name, data }) => prefixes.includes(name) && fits[prefixes.indexOf(name)]?.data.sha256 !== data)
      .map(({ file, line, name }) => ({ file, line, name })),
  };
}

function checkDefinition({ file, line, name, body }: Definition, macro: Macro): LatexFinding[] {
  return plain(macro.body) === plain(body)
    ? []
    : [{ file, line, what: `\\${name}`, kind: "differs", written: body.trim(), wanted: macro.body }];
}

/** Uses that no definition of ours stands behind, each macro once, where it is first used. */
function uses(
  read: readonly ReturnType<typeof latexSource>[],
  definitions: readonly Definition[],
  wanted: ReadonlyMap<string, Macro>,
): LatexFinding[] {
  const defined = new Set(definitions.map(({ name }) => name));
  const open = read
    .flatMap((source) => source.uses)
    .filter(({ name }) => !defined.has(name) && (wanted.has(name) || new RegExp(`^${MACRO_PREFIX}[A-Z]`).test(name)));
  return [...new Map(open.reverse().map((use) => [use.name, use])).values()].reverse().map(({ file, line, name }) => ({
    file,
    line,
    what: `\\${name}`,
    kind: wanted.has(name) ? ("not-read" as const) : ("undefined" as const),
  }));
}

/** A pasted table by its labels: rows may have been moved or left out. */
function checkTable({ file, line, fits: names, rows }: PastedTable, fits: readonly PaperFit[]): Pick<LatexCheck, "compared" | "findings"> {
  const columns = names.map((name) => fits.find((fit) => macroPrefix(fit.file, fit.group) === name));
  const strange = names.find((_, i) => columns[i] === undefined);
  if (strange !== undefined) return { compared: 0, findings: [{ file, line, what: `table column ${strange}`, kind: "undefined" }] };
  const [table] = paperTables(columns as PaperFit[]);
  const expected = labelled(table ? tableRows(table) : []);
  const body = rows.filter(({ cells }) => cells.at(-1) !== UNIT);
  const found = labelled(
    body.map(({ cells }) => cells),
    body.map((row) => row.line),
  );
  const findings: LatexFinding[] = [];
  let compared = 0;
  for (const { label, cells, line: at = line } of found) {
    const row = expected.find((other) => plain(other.label) === plain(label));
    cells.forEach((written, i) => {
      const wanted = row?.cells[i];
      if (plain(written) === "" && plain(wanted ?? "") === "") return;
      compared++;
      const what = `table, ${label}`;
      if (wanted === undefined) findings.push({ file, line: at, what, kind: "undefined", written });
      else if (plain(wanted) !== plain(written)) findings.push({ file, line: at, what, kind: "differs", written, wanted });
    });
  }
  return { compared, findings };
}

/** A row without a label is the interval of the one above. */
function labelled(
  rows: readonly (readonly string[])[],
  lines: readonly number[] = [],
): { label: string; cells: readonly string[]; line?: number }[] {
  let last = "";
  return rows.map(([first = "", ...cells], i) => {
    const label = first === "" ? `${last} (interval)` : first;
    if (first !== "") last = first;
    const line = lines[i];
    return { label, cells, ...(line !== undefined && { line }) };
  });
}

/** Without what changes no number: space, dollar signs, \ensuremath and \mbox around it. */
function plain(text: string): string {
  return text.replace(/\\(?:ensuremath|mbox)\b/g, "").replace(/\\[,;! ]|[\s${}]|(?<!\\)~/g, "");
}
