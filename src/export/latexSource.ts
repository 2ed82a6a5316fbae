import { MACROS_BEGIN, MACROS_END } from "./latexMacros.ts";
import { TABLE_BEGIN, TABLE_END } from "./latexTable.ts";

/** What a LaTeX source holds of ours: definitions, uses and tables by their comments. It is read as text; nothing in it is run. */

/** A LaTeX file as it was read. */
export interface LatexFile {
  file: string;
  text: string;
}

interface Place {
  file: string;
  line: number;
}

export interface Definition extends Place {
  name: string;
  body: string;
  /** Whether it stands in a part that isoloss has written. */
  ours: boolean;
}

export interface PastedTable extends Place {
  /** Names of the fits of its columns. */
  fits: readonly string[];
  rows: readonly { line: number; cells: readonly string[] }[];
}

export interface LatexSource {
  definitions: readonly Definition[];
  uses: readonly (Place & { name: string })[];
  tables: readonly PastedTable[];
  /** Fits by the comments that name them, with the hash of their rows. */
  markers: readonly (Place & { name: string; data: string })[];
}

const DEFINING = /\\(?:(?:re)?newcommand|providecommand|def)(?![A-Za-z])\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*\{/g;

/** Reads one file; lines count from 1. */
export function latexSource({ file, text }: LatexFile): LatexSource {
  const code = visible(text);
  const lineAt = lines(text);
  const spans = regions(text, MACROS_BEGIN, MACROS_END);
  const within = (at: number): boolean => spans.some(([from, to]) => at >= from && at < to);
  const named: [from: number, to: number][] = [];
  const definitions = [...code.matchAll(DEFINING)].flatMap((match) => {
    const open = match.index + match[0].length;
    const close = closing(code, open);
    const name = match[1] as string;
    if (close === undefined) return [];
    named.push([match.index, open]);
    return [{ file, line: lineAt(match.index), name, body: code.slice(open, close), ours: within(match.index) }];
  });
  const uses = [...code.matchAll(/\\([A-Za-z]+)/g)]
    .filter(({ index }) => !named.some(([from, to]) => index >= from && index < to))
    .map(({ index, 1: name }) => ({ file, line: lineAt(index), name: name as string }));
  const tables = regions(text, TABLE_BEGIN, TABLE_END).map(([from, to]) => {
    const [head = ""] = text.slice(from, to).split(/\r?\n/);
    return {
      file,
      line: lineAt(from),
      fits: head.slice(TABLE_BEGIN.length).trim().split(/\s+/),
      rows: rowsOf(code.slice(from, to), lineAt(from)),
    };
  });
  const markers = [...text.matchAll(/^% isoloss fit (iso[A-Za-z]+) .*"data":"([0-9a-f]+)"/gm)].map(({ index, 1: name, 2: data }) => ({
    file,
    line: lineAt(index),
    name: name as string,
    data: data as string,
  }));
  return { definitions, uses, tables, markers };
}

/** Files that a source asks for by \input, \include or \subfile, as written. */
export function inputsOf(text: string): string[] {
  return [...visible(text).matchAll(/\\(?:input|include|subfile)(?![A-Za-z])\s*(?:\{([^{}]+)\}|([^\s{}\\]+))/g)].map(
    ({ 1: braced, 2: bare }) => (braced ?? (bare as string)).trim(),
  );
}

/** The text with comments and verbatim parts blanked; every position stays where it is. */
function visible(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, " ");
  return text
    .replace(/\\begin\{(verbatim\*?|lstlisting|comment)\}[\s\S]*?\\end\{\1\}/g, blank)
    .replace(/(\\[^\n])|%[^\n]*/g, (all, escaped: string | undefined) => escaped ?? blank(all));
}

function closing(code: string, from: number): number | undefined {
  let depth = 1;
  for (let i = from; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === "{") depth++;
    else if (code[i] === "}" && --depth === 0) return i;
  }
  return undefined;
}

/** From each line that begins with one comment to the next that begins with the other, or to the end. */
function regions(text: string, begin: string, end: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let from = text.indexOf(begin); from >= 0; ) {
    const to = text.indexOf(end, from);
    found.push([from, to < 0 ? text.length : to]);
    from = to < 0 ? -1 : text.indexOf(begin, to);
  }
  return found;
}

/** Rows of a tabular between its first and last rule, cells without space around them. */
function rowsOf(code: string, first: number): { line: number; cells: string[] }[] {
  const found: { line: number; cells: string[] }[] = [];
  let line = first;
  let held = "";
  for (const text of code.split("\n")) {
    held += ` ${text.replace(/\\(?:toprule|midrule|bottomrule|hline|cmidrule(?:\([^)]*\))?\{[^}]*\})/g, " ")}`;
    for (let at = held.indexOf("\\\\"); at >= 0; at = held.indexOf("\\\\")) {
      const cells = held.slice(0, at).split(/(?<!\\)&/);
      if (cells.length > 1) found.push({ line, cells: cells.map((cell) => cell.trim().replace(/\s+/g, " ")) });
      held = held.slice(at + 2);
    }
    line++;
  }
  return found;
}

function lines(text: string): (at: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (at) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
