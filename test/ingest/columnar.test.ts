import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import Papa from "papaparse";
import { curveOf, evaluationCount, pointAt, sourcesOf } from "../../src/curve.ts";
import { IsolossError } from "../../src/errors.ts";
import { WORDS, type Word } from "../../src/glossary.ts";
import { EVALUATION } from "../../src/ingest/assemble.ts";
import { matchColumns } from "../../src/ingest/columns.ts";
import { baseOf, EVALUATION_AND_END } from "../../src/ingest/companions.ts";
import { csv } from "../../src/ingest/csv.ts";
import type { About, Companion, Parsed } from "../../src/ingest/format.ts";
import { fieldsOf, parseObject } from "../../src/ingest/json.ts";
import { jsonl } from "../../src/ingest/jsonl.ts";
import { findRunNames } from "../../src/ingest/names/index.ts";
import { parseRows } from "../../src/ingest/parseRows.ts";
import { readNumber } from "../../src/ingest/values.ts";
import type { Run } from "../../src/run.ts";

// Logs read as columns in pieces are the runs that are read from their rows one by one, by papaparse and JSON.parse.

const ABOUT: About = { file: "logs/a.csv", folder: "logs" };

const CONFIG: Companion = {
  source: { file: "logs/a.config.json" },
  level: 0,
  values: { run: "c", params: 7, mc_samples: 2, final_val_loss: 1, loss_unit: "bits/token", family: "odd", tokens_per_step: 3 },
};
type Outcome = Parsed | "refused";

function outcome(read: () => Parsed): Outcome {
  try {
    return read();
  } catch (error) {
    if (error instanceof IsolossError) return "refused";
    throw error;
  }
}

/** CSV by its rows: what a reader does that has all the time and memory. */
function csvByRows(text: string, about: About): Outcome {
  return outcome(() => {
    const [header = ""] = text.replace(/^\s+/, "").split(/[\r\n]/);
    const { data, errors } = Papa.parse<string[]>(text.replace(/\r\n?/g, "\n"), {
      delimiter: header.includes(";") ? ";" : ",",
      newline: "\n",
    });
    if (errors.length > 0) throw new IsolossError("papaparse refuses it");
    let line = 1;
    const all = data.map((cells) => {
      const at = line;
      line += 1 + cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
      return { cells: cells.map((cell) => cell.trim()), line: at };
    });
    const [names, ...rows] = all.filter(({ cells }) => cells.some((cell) => cell !== ""));
    if (!names || rows.length === 0 || rows.some(({ cells }) => cells.length !== names.cells.length)) throw new IsolossError("no table");
    const matched = matchColumns(about.file, names.cells);
    const textual = Object.entries(matched).flatMap(([word, name]) => (WORDS[word as Word] === "number" ? [] : [name]));
    const field = (cell: string, name: string) => {
      if (cell === "") return null;
      const value = textual.includes(name) ? undefined : readNumber(cell);
      return value === undefined || /^[+-]?0\d/.test(cell) || (/^[+-]?\d+$/.test(cell) && !Number.isSafeInteger(value)) ? cell : value;
    };
    const raw = rows.map((row) => ({
      source: { file: about.file, line: row.line },
      fields: Object.fromEntries(names.cells.map((name, i) => [name, field(row.cells[i] as string, name)])),
    }));
    const columns = names.cells.filter(Boolean);
    const { run } = matchColumns(about.file, columns);
    const ofOneRun = about.companions !== undefined && run === undefined;
    const one = run === undefined ? ofOneRun || raw.length === 1 : new Set(raw.map((row) => row.fields[run])).size === 1;
    const base = baseOf(about, { left: one ? EVALUATION : [...EVALUATION_AND_END, "run"] });
    const parsed = parseRows(about, raw, columns, base, (row) => (ofOneRun ? "a" : `a.csv:${row.source.line}`));
    return { ...parsed, columns: [...columns, ...Object.keys(base.fields)] };
  });
}

function jsonByRows(text: string, own: About): Outcome {
  return outcome(() => {
    const rows = text.split(/\r\n|\n|\r/).flatMap((line, i) => {
      const source = { file: own.file, line: i + 1 };
      return line.trim() === "" ? [] : [{ source, fields: fieldsOf(parseObject(line, source), source) }];
    });
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row.fields)))];
    const runs = matchColumns(own.file, columns).run;
    const several = runs !== undefined && new Set(rows.map((row) => row.fields[runs])).size > 1;
    const base = baseOf(own, { left: several ? [...EVALUATION_AND_END, "run"] : EVALUATION });
    return { ...parseRows(own, rows, columns, base, () => "a"), columns: [...columns, ...Object.keys(base.fields)] };
  });
}

/** The same text in pieces of a size: every cell, quote and line end is cut somewhere. */
function inPieces(format: typeof csv, text: string, size: number, own: About): Outcome {
  return outcome(() => {
    const reader = format.reader?.(own) as NonNullable<ReturnType<NonNullable<typeof csv.reader>>>;
    const bytes = new TextEncoder().encode(text);
    // The first piece holds the header, as the loader's does.
    const first = Math.max(size, bytes.indexOf(10) + 1, bytes.indexOf(13) + 1);
    for (let at = 0; at < bytes.length; at += at === 0 ? first : size) reader.push(bytes.subarray(at, at === 0 ? first : at + size));
    return reader.end();
  });
}

function same(fast: Outcome, plain: Outcome): void {
  if (fast === "refused" || plain === "refused") {
    assert.equal(fast, plain);
    return;
  }
  assert.deepEqual(fast.problems, plain.problems);
  assert.deepEqual([...fast.columns].sort(), [...plain.columns].sort());
  for (const [i, run] of fast.runs.entries()) {
    const other: Run | undefined = plain.runs[i];
    assert.ok(other);
    // Before the points are made.
    assert.deepEqual({ ...curveOf(run) }, curveOf(other));
    assert.equal(evaluationCount(run), other.points.length);
    assert.deepEqual(pointAt(run, -1), other.points.at(-1));
    assert.deepEqual(
      [...sourcesOf(run)],
      other.points.map(({ source }) => source),
    );
  }
  assert.deepEqual(fast.runs, plain.runs);
}

const NAMES = ["run", "params", "N", "tokens", "step", "epochs", "unique_tokens", "planned_epochs", "lr", "family", "weight_decay", "seed", "loss_unit", "complete", "mc_samples", "final_val_loss", "member_runs", "note", "hash", "grad_norm", "tokens_b", "vocab", ""]; // biome-ignore format: a list
const number = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map(String),
  fc.double({ noNaN: true }).map(String),
  fc.double({ min: 1, max: 10, noNaN: true }).map((x) => x.toFixed(4)),
  fc.constantFrom("007", "-0", "+3", ".5", "5.", "1e-400", "1e400", "1E6", "12345678901234567890", "0.1234567890123456789", "NaN", "300M", "1.5 k", "1,000", "1e", "-", ".", "9007199254740993", "1e23", "4.35", "0x10"), // biome-ignore format: a list
);
const word = fc.oneof(fc.constantFrom("a", "b", "ar", "mdm", "true", "False", "bits/token", "nats/token", "1", "é", "\u00a0"), fc.string({ maxLength: 4 })); // biome-ignore format: a list
const cell = fc.oneof({ weight: 6, arbitrary: number }, { weight: 2, arbitrary: word }, { weight: 2, arbitrary: fc.constant("") });
const steady = fc.record({ from: fc.integer({ min: 0, max: 9 }), by: fc.integer({ min: 0, max: 3 }) });

type Kind = string | string[] | { from: number; by: number };

/** Units that are none would have most logs refused, and ids that are all different would have no curve. */
function kindOf(name: string, kind: Kind): Kind {
  if (name === "loss_unit") return typeof kind === "string" ? "bits/token" : ["nats/token", ""];
  return name === "run" && Array.isArray(kind) ? kind.slice(0, 2) : kind;
}

/** Columns as logs have them, constant, growing or neither, with odd cells here and there, and more rows than a stretch needs to be given up. */
const table = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 7 }),
    rows: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 50, max: 120 })),
    kinds: fc.array(fc.oneof(steady, fc.array(cell, { minLength: 1, maxLength: 5 }), number), { minLength: 8, maxLength: 8 }),
    odd: fc.array(fc.tuple(fc.nat(99), fc.nat(7), cell), { maxLength: 4 }),
  })
  .map(({ names, rows, kinds, odd }) => {
    const header = [...names, "loss"];
    const body = Array.from({ length: rows }, (_, i) =>
      header.map((_, j) => {
        const kind = kindOf(header[j] as string, kinds[j] as Kind);
        if (typeof kind === "string") return kind;
        return Array.isArray(kind) ? (kind[i % kind.length] as string) : String(kind.from + Math.floor(i / 2) * kind.by);
      }),
    );
    for (const [i, j, value] of odd) if (body[i] && j < header.length) (body[i] as string[])[j] = value;
    return { header, body };
  })
  // Rows without a run whose steps grow are taken together, as rows of JSON are not (continuedRows.test.ts).
  .filter(({ header }) => header.includes("run") || !header.includes("step"));

const written = fc.record({
  table,
  separator: fc.constantFrom(",", ";"),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  quoted: fc.constantFrom("never", "needed", "always"),
  blank: fc.boolean(),
  last: fc.boolean(),
  size: fc.constantFrom(7, 64, 257, 1 << 16),
  settings: fc.constantFrom<Partial<About>>(
    {},
    { lossUnit: "bits/byte", bytesPerToken: 4 },
    { lossUnit: "perplexity", companions: [CONFIG] },
    { overrides: [{ source: { file: "o.csv", line: 2 }, run: "*", values: { uniqueTokens: 4, params: 9, mcSamples: 2 } }] },
    { names: [findRunNames("{params}")] },
  ),
});

test("CSV in pieces reads as its rows do: quotes, line ends, empty cells and rows, huge integers, texts for numbers", () => {
  fc.assert(
    fc.property(written, ({ table: { header, body }, separator, end, quoted, blank, last, size, settings }) => {
      const show = (text: string): string => {
        const must = /["\r\n,;]/.test(text);
        return quoted === "always" || (quoted === "needed" && must) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const lines = [header, ...body].map((cells) => cells.map(show).join(separator));
      if (blank) lines.splice(1, 0, "", separator.repeat(2));
      const text = lines.join(end) + (last ? end : "");
      if (text.trim() === "") return;
      const own = { ...ABOUT, ...settings };
      same(inPieces(csv, text, size, own), csvByRows(text, own));
    }),
    { numRuns: 120 },
  );
});

const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }), cell, fc.boolean(), fc.constant(null), fc.array(fc.constantFrom("a", 1)), fc.constant({ deep: 1 })); // biome-ignore format: a list

test("JSON lines in pieces read as their objects do: keys that come and go, texts, lists, a configuration", () => {
  const line = fc.dictionary(fc.constantFrom(...NAMES, "__proto__"), value, { maxKeys: 5 });
  fc.assert(
    fc.property(
      fc.record({
        lines: fc.array(fc.tuple(line, value), { minLength: 1, maxLength: 80 }),
        growing: fc.boolean(),
        end: fc.constantFrom("\n", "\r\n", "\r", "\n\n"),
        bare: fc.constantFrom("", '{"loss": NaN}', '{"loss": 3, "step"', "[1]"),
        config: fc.boolean(),
        size: fc.constantFrom(1, 3, 64, 1 << 16),
      }),
      ({ lines, growing, end, bare, config, size }) => {
        const own: About = { file: "logs/a.jsonl", folder: "logs", ...(config && { companions: [CONFIG] }) };
        const { loss_unit: _, ...first } = lines[0]?.[0] ?? {};
        const objects = [first, ...lines.slice(1).map(([object]) => object)]
          .map((object, i) => [object, lines[i]?.[1]] as const)
          .map(([object, loss], i) => ({ ...object, ...(i % 3 < 2 && { loss }), ...(growing && { step: i }) }));
        const text = [...objects.map((object) => JSON.stringify(object)), bare].join(end);
        same(inPieces(jsonl, text, size, own), jsonByRows(text, own));
      },
    ),
    { numRuns: 200 },
  );
});
