import { csvText } from "../csvText.ts";
import { pointAt, sourcesOf } from "../curve.ts";
import { IsolossError, type Source } from "../errors.ts";
import { columnName, WORDS, type Word, wordOf } from "../glossary.ts";
import { aliasOf, type ColumnMap, inUnit } from "../ingest/columns.ts";
import { csv } from "../ingest/csv.ts";
import { unitOfColumn } from "../ingest/lossUnits.ts";
import type { Field, LossPoint, Run } from "../run.ts";
import { differing } from "./differing.ts";

/** One thing that a canonical table has otherwise than the logs, and in how many rows. */
export interface Change {
  /** The first row. */
  source: Source;
  message: string;
  rows: number;
  files: number;
}

/** Runs as one log in the glossary's words and units. */
export interface CanonicalTable {
  /** CSV, a row an evaluation. */
  text: string;
  rows: number;
  changes: Change[];
}

const POINT: readonly Word[] = ["loss", "tokens", "epochs", "step", "compute", "mcSamples"];
/** Words that a log states of itself: what follows from them stands in other columns. */
const OF_THE_LOG: readonly Word[] = ["lossUnit", "bytesPerToken", "tokensPerStep", "plannedTokens"];

/**
 * Runs as one table of the glossary's columns, losses in nats/token, a row an evaluation; raw columns that are none of these keep their name.
 *
 * Nothing is dropped and nothing is repaired: a value that could not be read stands there as its log has it. What is renamed, converted or derived is
 * listed, and the table is read back to make sure that it holds the same runs.
 *
 * @param map the map that the logs were read with, by which columns are known to be renamed.
 * @throws IsolossError when one table cannot hold the runs (two trainings of one id and setup that would run into each other).
 * @example
 * canonicalTable(runs).rows === runs.length // true
 */
export function canonicalTable(runs: readonly Run[], map: ColumnMap = {}): CanonicalTable {
  const changes = new Map<string, Counted>();
  const rows: Map<string, string | number>[] = [];
  for (const run of runs) {
    let i = 0;
    for (const source of sourcesOf(run)) rows.push(rowOf(run, pointAt(run, i++) as LossPoint, noting(changes, source), map));
    if (i === 0) noting(changes, run.source)(`run "${run.run}" has no evaluation, and so no row`);
  }
  const used = new Set(rows.flatMap((row) => [...row.keys()]));
  const words = (Object.keys(WORDS) as Word[]).map(columnName).filter((name) => used.has(name));
  const head = [...words, ...[...used].filter((name) => !words.includes(name))];
  const text = csvText(
    head,
    rows.map((row) => head.map((name) => row.get(name))),
  );
  requireSame(runs, text);
  return { text, rows: rows.length, changes: [...changes.values()].map(({ latest: _, ...change }) => change) };
}

/** A change, and the file in which it was met last: rows of one file come together. */
type Counted = Change & { latest: string };

/** Says what is otherwise in a row; `example` is that of the first. */
type Note = (what: string, example?: string) => void;

/** Changes of one kind are told once, with the first row and how many rows of how many files. */
function noting(changes: Map<string, Counted>, source: Source): Note {
  return (what, example = "") => {
    const known = changes.get(what);
    if (!known) changes.set(what, { source, message: `${what}${example}`, rows: 1, files: 1, latest: source.file });
    else {
      known.rows++;
      if (known.latest !== source.file) known.files++;
      known.latest = source.file;
    }
  };
}

function rowOf(run: Run, point: LossPoint, note: Note, map: ColumnMap): Map<string, string | number> {
  const raw: Record<string, Field> = { ...run.fields, ...point.fields };
  const claims = claimsOf(Object.keys(raw), map);
  const row = new Map<string, string | number>();
  let converted = false;
  for (const word of Object.keys(WORDS) as Word[]) {
    const name = columnName(word);
    // Read again with the unit that the log was assumed to have, the table would be converted twice.
    if (word === "lossUnit" && converted && !claims.has(word)) row.set(name, "nats/token");
    const own = OF_THE_LOG.includes(word) ? undefined : (point.unreadable?.[word] ?? valueAt(run, point, word));
    const held = own ?? (OF_THE_LOG.includes(word) || word === "learningRate" ? ofTheLog(word, raw, claims) : undefined);
    if (held === undefined || (word === "loss" && Number.isNaN(held))) continue;
    const cell = typeof held === "number" ? held : typeof held === "object" ? joined(run, held) : String(held);
    row.set(name, cell);
    const from = claims.get(word)?.find((column) => stated(raw[column]) !== undefined);
    const text = from === undefined ? undefined : stated(raw[from]);
    if (from === undefined || text === undefined)
      note(`${name} is not logged: ${WHENCE[word] ?? "it is stated by a configuration, a name or a table"}`);
    else if (!sameValue(text, cell)) {
      note(`"${from}" becomes ${name} in the glossary's words and units`, `: ${text} is ${cell}`);
      converted ||= word === "loss" && typeof cell === "number";
    } else if (from !== name) note(`"${from}" becomes ${name}`);
  }
  const claimed = new Set([...claims.values()].flat());
  for (const [column, value] of Object.entries(raw)) {
    const text = stated(value);
    if (!claimed.has(column) && text !== undefined) row.set(column, text);
  }
  return row;
}

/** Why a value may stand there that no column holds. */
const WHENCE: Partial<Record<Word, string>> = {
  run: "rows without an id are called by their file or place",
  tokens: "epochs × unique_tokens, or step × the tokens of a step",
  epochs: "tokens / unique_tokens",
  uniqueTokens: "tokens / epochs",
  complete: "the run ends before its plan",
  plannedEpochs: "planned tokens / unique_tokens",
  members: "the number of member_runs",
};

function valueAt(run: Run, point: LossPoint, word: Word): string | number | boolean | readonly string[] | undefined {
  return POINT.includes(word) ? (point as unknown as Record<Word, number>)[word] : (run as unknown as Record<Word, string>)[word];
}

/** Raw columns of each word: those of the map, of its own name, of its aliases, and in the unit of their header. */
function claimsOf(names: readonly string[], map: ColumnMap): Map<Word, string[]> {
  const mapped = new Map(Object.entries(map).flatMap(([key, column]) => (wordOf(key) ? [[column, wordOf(key) as Word] as const] : [])));
  const claims = new Map<Word, string[]>();
  const inOrder = [...names].sort((a, b) => Number(mapped.has(b)) - Number(mapped.has(a)));
  for (const name of inOrder) {
    const word = mapped.get(name) ?? wordOf(name) ?? aliasOf(name);
    if (word) claims.set(word, [...(claims.get(word) ?? []), name]);
  }
  // What is converted by its name alone is read where nothing else is.
  const plain = new Set(claims.keys());
  for (const name of inOrder) {
    const word = inUnit(name)?.word ?? (unitOfColumn(name) === undefined ? undefined : "loss");
    if (word && !plain.has(word) && ![...claims.values()].some((names) => names.includes(name)))
      claims.set(word, [...(claims.get(word) ?? []), name]);
  }
  return claims;
}

function ofTheLog(word: Word, raw: Record<string, Field>, claims: Map<Word, string[]>): string | undefined {
  const [column] = claims.get(word) ?? [];
  const text = column === undefined ? undefined : stated(raw[column]);
  return text !== undefined && word === "lossUnit" ? "nats/token" : text;
}

/** A raw value as a cell holds it; undefined where it states nothing. */
function stated(value: Field | undefined): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? value.join(" ") : String(value);
}

function sameValue(text: string, cell: string | number): boolean {
  return text === String(cell) || (typeof cell === "number" && Number(text) === cell);
}

function joined(run: Run, names: readonly string[]): string {
  const split = names.find((name) => /[\s;,|]/.test(name));
  if (split !== undefined)
    throw new IsolossError(
      `Cannot write the runs that "${run.run}" names as one cell: "${split}" holds a separator`,
      "rename that run without spaces, commas, semicolons and bars",
    );
  return names.join(" ");
}

function requireSame(runs: readonly Run[], text: string): void {
  const kept = runs.filter((run) => pointAt(run, 0) !== undefined);
  if (kept.length === 0) throw new IsolossError("Cannot write a table: no run has an evaluation");
  const back = csv.parse({ file: "the table", text }).runs;
  const at = kept.findIndex((run, i) => differing(run, back[i]) !== undefined);
  const odd = kept[at];
  if (!odd && back.length === kept.length) return;
  const why = odd
    ? `run "${odd.run}" would read back with another ${differing(odd, back[at])}`
    : `${back.length} runs would be read back, not ${kept.length}`;
  throw new IsolossError(
    `Cannot write these runs as one table: ${why}`,
    "give every training an id of its own, and log tokens, epochs or step in all files alike; or write each file's runs apart",
  );
}
