import type { Message } from "./kernel.ts";

type Lines = string | string[];
type Bundle = Record<string, unknown>;

/** One output of a cell, as nbformat 4 stores it. */
export type Output =
  | { output_type: "stream"; name: string; text: Lines }
  | { output_type: "display_data"; data: Bundle; metadata: Bundle }
  | { output_type: "execute_result"; data: Bundle; metadata: Bundle; execution_count: number }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export interface Cell {
  cell_type: string;
  id?: string;
  source: Lines;
  metadata: Bundle;
  execution_count?: number | null;
  outputs?: Output[];
}

/** A Jupyter notebook, nbformat 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Bundle;
  nbformat: number;
  nbformat_minor: number;
}

export const text = (lines: Lines): string => (typeof lines === "string" ? lines : lines.join(""));

/** The outputs that the messages of one cell amount to. `root`, the repository's folder, is left out of every text. */
export function outputsOf(messages: readonly Message[], count: number, root: string): Output[] {
  const shown: Output[] = [];
  const results: Output[] = [];
  const named = new Map<unknown, { data: Bundle; metadata: Bundle }>();
  for (const { type, content } of messages) {
    const { data, metadata } = content as { data: Bundle; metadata: Bundle };
    const id = (content.transient as Bundle | undefined)?.display_id;
    if (type === "stream") print(shown, String(content.name), String(content.text));
    else if (type === "update_display_data") Object.assign(named.get(id) ?? {}, { data, metadata });
    else if (type === "display_data") {
      const output = { output_type: type, data, metadata } as const;
      if (id !== undefined) named.set(id, output);
      shown.push(output);
    } else if (type === "execute_result") results.push({ output_type: type, data, metadata, execution_count: count });
    else if (type === "error") {
      const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
      results.push({ output_type: type, ename, evalue, traceback });
    }
  }
  // The kernel may send a cell's value before its last printed line; a reader expects it after.
  return JSON.parse(JSON.stringify([...shown, ...results]), (_, value) =>
    typeof value === "string" ? value.replaceAll(root, ".") : value,
  );
}

// What is printed arrives in pieces whose cuts are chance.
function print(outputs: Output[], name: string, piece: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === name) last.text = text(last.text) + piece;
  else outputs.push({ output_type: "stream", name, text: piece });
}

/** The notebook as Jupyter itself would store it: keys sorted, one space of indent, long texts as lists of lines. */
export function stringify(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(text(cell.source)),
    ...(cell.outputs && { outputs: cell.outputs.map(laid) }),
  }));
  return `${JSON.stringify(sorted({ ...notebook, cells }), null, 1)}\n`;
}

function laid(output: Output): Output {
  if (output.output_type === "stream") return { ...output, text: lines(text(output.text)) };
  if (output.output_type === "error") return output;
  const entries = Object.entries(output.data).map(([type, value]) => [type, isText(type) ? lines(text(value as Lines)) : value]);
  return { ...output, data: Object.fromEntries(entries) };
}

const isText = (type: string): boolean => type.startsWith("text/") || type === "image/svg+xml";
const lines = (value: string): string[] => value.match(/[^\n]*\n|[^\n]+/g) ?? [];

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

const SHOWN = 20;
/** Engines differ in the last bits, and a picture holds many: places in it, in pixels, are equal that nobody could tell apart. */
const SAME_PLACE = 1e-3;
/** Numbers that a live chart shows are results: equal, relative, but for those bits and what a search leaves of them. */
const SAME_NUMBER = 1e-6;
/** Below this a number is rounding. */
const NOTHING = 1e-12;

interface Line {
  text: string;
  /** Of a live chart's data, or of a picture; numbers of all else are text. */
  drawn?: "chart" | "picture" | undefined;
}

/** Where the outputs of two runs of one notebook differ, for a person to read: stored lines by `-`, new ones by `+`; empty where nowhere. */
export function differences(stored: Notebook, executed: Notebook): string[] {
  return stored.cells.flatMap((cell, i) => {
    const [before, after] = [cell, executed.cells[i] as Cell].map((c) => readable(c.outputs ?? []));
    if (before === undefined || after === undefined) return [];
    const first = before.findIndex((line, k) => !equal(line, after[k]));
    const from = first < 0 ? before.length : first;
    if (from === before.length && from === after.length) return [];
    // Past the first difference, lines that both end with say nothing.
    let same = 0;
    while (same < Math.min(before.length, after.length) - from && equal(before.at(-1 - same), after.at(-1 - same))) same++;
    const part = (mark: string, all: Line[]): string[] => {
      const changed = all.slice(from, all.length - same);
      const rest = changed.length > SHOWN ? [`  … ${changed.length - SHOWN} more lines`] : [];
      return [...changed.slice(0, SHOWN).map((line) => `  ${mark} ${line.text.slice(0, 200)}`), ...rest];
    };
    return [`cell ${i + 1}, line ${from + 1} of its outputs:`, ...part("-", before), ...part("+", after)];
  });
}

function equal(one: Line | undefined, other: Line | undefined): boolean {
  if (one?.text === other?.text) return true;
  if (!one?.drawn || one.drawn !== other?.drawn) return false;
  const numbersIn = ({ text: line }: Line): number[] => (line.match(NUMBER) ?? []).map(Number);
  const [numbers, others] = [numbersIn(one), numbersIn(other)];
  const near = (a: number, b: number): boolean =>
    Math.abs(a - b) <= (one.drawn === "picture" ? SAME_PLACE * Math.max(1, Math.abs(a)) : SAME_NUMBER * Math.abs(a) + NOTHING);
  return (
    one.text.replace(NUMBER, "#") === other.text.replace(NUMBER, "#") && numbers.every((number, k) => near(number, others[k] as number))
  );
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

function readable(outputs: readonly Output[]): Line[] {
  return outputs.flatMap((output): Line[] => {
    if (output.output_type === "stream") return plain([`[${output.name}]`, text(output.text)]);
    if (output.output_type === "error") return plain(["[error]", `${output.ename}: ${output.evalue}`, ...output.traceback]);
    return Object.entries(sorted(output.data) as Bundle).flatMap(([type, value]) => {
      const title = plain([`[${output.output_type} ${type}]`]);
      if (!isText(type)) return [...title, ...drawnLines(JSON.stringify(value, null, 1), "chart")];
      const shown = text(value as Lines);
      return [...title, ...(type === "image/svg+xml" ? drawnLines(markupLines(shown), "picture") : htmlLines(shown))];
    });
  });
}

// A picture inside HTML is read as the picture that it is.
function htmlLines(shown: string): Line[] {
  return shown.split(PICTURE).flatMap((part, i) => {
    return i % 2 === 0 ? plain([part]) : drawnLines(markupLines(Buffer.from(part, "base64").toString()), "picture");
  });
}

const PICTURE = /data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)/;
// Vega writes a picture on one line.
const markupLines = (markup: string): string => markup.replaceAll("><", ">\n<");
const drawnLines = (shown: string, drawn: Line["drawn"]): Line[] => shown.split("\n").map((line) => ({ text: line, drawn }));
const plain = (all: readonly string[]): Line[] => all.flatMap((one) => one.split("\n")).map((line) => ({ text: line }));
