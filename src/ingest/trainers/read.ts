import type { Field } from "../../run.ts";
import { readNumber } from "../values.ts";
import type { LineGrammar, Trainer } from "./grammar.ts";

/** What one line of a log tells. */
export interface Told {
  tells: "row" | "setting";
  line: number;
  fields: Record<string, Field>;
  approximate: boolean;
  /** Whether it is of the step that was told before. */
  stepBefore: boolean;
}

/** Longer lines are no trainer's: the rest of them is not looked at. */
const LONGEST = 8192;

/**
 * What the lines of a log tell, in its order. A row before the first step that is told is of the one before that: trainers print an evaluation, make an
 * update, and then print its step.
 */
export function* linesOf(text: string, trainer: Trainer): Generator<Told> {
  const waiting: Told[] = [];
  for (const told of toldIn(text, trainer)) {
    const step = told.fields.step;
    if (told.tells === "row" && step === undefined && told.stepBefore) waiting.push(told);
    else if (told.tells === "row" && typeof step === "number" && waiting.length > 0)
      yield* [...waiting.splice(0).map((row) => ({ ...row, fields: { ...row.fields, step: step - 1 } })), told];
    else yield told;
  }
  yield* waiting;
}

/** A progress bar writes many lines into one of the file. */
function* toldIn(text: string, trainer: Trainer): Generator<Told> {
  const reader = readerOf(trainer);
  let line = 0;
  for (let at = 0; at < text.length; ) {
    line++;
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    for (const part of text.slice(at, end).split("\r")) {
      const told = reader(part.slice(0, LONGEST));
      if (told) yield { ...told, line };
    }
    at = end + 1;
  }
}

/** Whether a line is one that the trainer writes. */
export function isLineOf(trainer: Trainer, line: string): boolean {
  const part = line.slice(0, LONGEST);
  return trainer.lines.some(({ mark, pattern }) => part.includes(mark) && pattern.test(part));
}

function readerOf(trainer: Trainer): (part: string) => Omit<Told, "line"> | undefined {
  let step: Field | undefined;
  const before = new Map<string, Field>();
  return (part) => {
    for (const grammar of trainer.lines) {
      const match = part.includes(grammar.mark) ? grammar.pattern.exec(part) : null;
      if (!match) continue;
      const fields = fieldsOf(grammar, match, part);
      if (grammar.tells === "setting") return { tells: "setting", fields, approximate: false, stepBefore: false };
      if (grammar.stepBefore && step !== undefined) fields.step = step;
      step = fields.step ?? step;
      if (grammar.repeats)
        for (const name of Object.keys(fields)) if (grammar.repeats.test(name) && isRepeated(before, name, fields)) delete fields[name];
      return { tells: "row", fields, approximate: isApproximate(grammar, part), stepBefore: grammar.stepBefore === true };
    }
    return undefined;
  };
}

function isApproximate({ approximate }: LineGrammar, part: string): boolean {
  return approximate === true || (approximate?.test(part) ?? false);
}

function isRepeated(before: Map<string, Field>, name: string, fields: Record<string, Field>): boolean {
  const value = fields[name] as Field;
  const repeated = before.get(name) === value;
  before.set(name, value);
  return repeated;
}

function fieldsOf({ pairs, named = {}, times = {} }: LineGrammar, match: RegExpExecArray, part: string): Record<string, Field> {
  const fields: Record<string, Field> = {};
  const put = (own: string, text: string): void => {
    const read = fieldOf(text.trim());
    if (read === "") return;
    const scale = Object.hasOwn(times, own) ? times[own] : undefined;
    fields[Object.hasOwn(named, own) ? (named[own] as string) : own] =
      scale !== undefined && typeof read === "number" ? Number((read * scale).toPrecision(15)) : read;
  };
  const groups = match.groups ?? {};
  for (const group in groups) {
    const text = groups[group];
    if (text === undefined || group === "value") continue;
    if (group === "name") put(text, groups.value ?? "");
    else put(group, text);
  }
  if (pairs) {
    const rest = part.slice(match.index + match[0].length);
    for (const pair of rest.matchAll(pairs)) put(pair.groups?.name ?? "", pair.groups?.value ?? "");
  }
  return fields;
}

const SI: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** A number where the text is one, with its thousands grouped or by a letter; Python's words for nothing, truth and text as they are meant. */
function fieldOf(text: string): Field {
  if (/^(None|null)$/.test(text)) return null;
  if (/^(True|False)$/i.test(text)) return text.toLowerCase() === "true";
  const quoted = /^(['"])(.*)\1$/.exec(text);
  if (quoted) return quoted[2] as string;
  const [, digits, letter] = /^(\d[\d.]*)([kMG])$/.exec(text) ?? [];
  if (digits !== undefined && letter !== undefined) return Math.round(Number(digits) * (SI[letter] as number));
  return readNumber(/^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text) ?? text;
}
