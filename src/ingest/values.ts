import type { Problem, Source } from "../errors.ts";
import { columnName, type Kind, plainName, WORDS, type Word } from "../glossary.ts";
import type { Field, LossPoint, Run } from "../run.ts";
import { type Columns, powerIn } from "./columns.ts";
import { countOf, isCount, scaled } from "./counts.ts";

/** What one row (or one configuration) states, typed. */
export type Values = Partial<
  Omit<Run, "source" | "fields" | "points"> &
    Omit<LossPoint, "source" | "fields"> & {
      lossUnit: string;
      bytesPerToken: number;
      tokensPerStep: number;
      plannedTokens: number;
    }
>;

/** Values that could be read, and the text of those that could not. */
export interface Reading {
  values: Values;
  unreadable: Record<string, string>;
}

/** Names under which logs write a choice of the glossary. */
const SPELLINGS: Readonly<Record<string, string>> = {
  autoregressive: "ar",
  arm: "ar",
  maskeddiffusion: "mdm",
  mdlm: "mdm",
  nexttoken: "nll",
  diffusionelbo: "elbo",
  maskedceunweighted: "masked_ce",
};

/** Recipes as logs name them: `distill-8ens`, `ensemble distill`, `kd`; what says more (`ensemble-wrap`, on rephrased data) is another recipe and stays unread. */
const RECIPES: readonly (readonly [RegExp, string])[] = [
  [/^regularised$/, "regularized"],
  [/^ensemb(led|ling|les)$/, "ensemble"],
  [/^self(distill(ation)?|kd)$/, "self_distilled"],
  [/^(ens(emble)?)?(distill(ed|ation)?|kd|knowledgedistill(ed|ation)?)(\d*ens(emble)?)?$/, "distilled"],
];

function spelled(plain: string): string | undefined {
  return SPELLINGS[plain] ?? RECIPES.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Whether a cell states something: one that is empty does not. */
export function isStated(cell: Field | undefined): cell is NonNullable<Field> {
  return cell !== undefined && cell !== null && cell !== "";
}

/** Reads what `columns` names from the raw fields of a row; an empty cell states nothing. */
export function readValues(fields: Readonly<Record<string, Field>>, columns: Columns): Reading {
  const values: Record<string, unknown> = {};
  const unreadable: Record<string, string> = {};
  const powers = powersOf(columns);
  for (const [word, column] of Object.entries(columns)) {
    const raw = Object.hasOwn(fields, column) ? fields[column] : undefined;
    if (!isStated(raw)) continue;
    const power = powers[word];
    const value = power === undefined ? read(raw, WORDS[word as Word]) : readCount(raw, power);
    if (value === undefined) unreadable[word] = String(raw);
    else values[word] = value;
  }
  return { values: values as Values, unreadable };
}

const KNOWN = new WeakMap<Columns, Readonly<Record<string, number>>>();

/** The power of ten of each column that counts. */
function powersOf(columns: Columns): Readonly<Record<string, number>> {
  const known =
    KNOWN.get(columns) ??
    Object.fromEntries(
      Object.entries(columns).flatMap(([word, column]) => (isCount(word as Word) ? [[word, powerIn(column, word as Word)]] : [])),
    );
  KNOWN.set(columns, known);
  return known;
}

function readCount(raw: NonNullable<Field>, power: number): number | undefined {
  const value = typeof raw === "number" ? raw : typeof raw !== "string" ? undefined : power === 0 ? countOf(raw) : readNumber(raw);
  return value === undefined || power === 0 ? value : scaled(value, power);
}

/** The value that `raw` states of a word, or undefined where it is none. */
export function readValue(raw: NonNullable<Field>, word: Word): unknown {
  return isCount(word) ? readCount(raw, 0) : read(raw, WORDS[word]);
}

function read(raw: NonNullable<Field>, kind: Kind): string | number | boolean | readonly string[] | undefined {
  if (kind === "number") return typeof raw === "number" ? raw : typeof raw === "string" ? readNumber(raw) : undefined;
  if (kind === "names")
    return Array.isArray(raw)
      ? raw
      : String(raw)
          .split(/[\s;,|]+/)
          .filter(Boolean);
  if (kind === "flag") return { true: true, "1": true, yes: true, false: false, "0": false, no: false }[String(raw).toLowerCase()];
  if (kind === "text") return String(raw);
  const plain = plainName(String(raw));
  return kind.find((choice) => plainName(choice) === plain) ?? kind.find((choice) => choice === spelled(plain));
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a cell holds, or undefined; hexadecimal, thousands separators, words such as NaN and what no double holds (1e400) are not numbers here. */
export function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Significant digits that a number is written with. */
export function digitsOf(x: number): number {
  return x.toExponential().replace(/e.*/, "").replace(/\D/g, "").length;
}

/** What `row` states, and what `base` states where the row is silent. */
export function overlay(base: Reading, row: Reading): Reading {
  const silent = Object.entries(base.unreadable).filter(([word]) => !(word in row.values));
  return { values: { ...base.values, ...row.values }, unreadable: { ...Object.fromEntries(silent), ...row.unreadable } };
}

/** Choices of the glossary that a row spells in no known way, one finding each; `seen` keeps a file from repeating itself. */
export function unknownChoices(reading: Reading, columns: Columns, source: Source, seen: Set<string>): Problem[] {
  return Object.entries(reading.unreadable).flatMap(([word, text]) => {
    const kind: Kind = WORDS[word as Word];
    if (typeof kind === "string" || seen.has(`${word} ${text}`)) return [];
    seen.add(`${word} ${text}`);
    return {
      source,
      code: "unknown-value",
      severity: "warning" as const,
      message: `${columnName(word as Word)} "${text}" is none of ${kind.join(", ")}: it is kept as a raw column only`,
      hint: `write one of these in the column "${columns[word as Word] ?? word}" where it is meant`,
    };
  });
}
