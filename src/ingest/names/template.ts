import { UsageError } from "../../errors.ts";
import { COUNTS, columnName, WORDS, type Word, wordOf } from "../../glossary.ts";
import { suggestion } from "../../words.ts";
import { aliasOf } from "../columns.ts";
import { readValue } from "../values.ts";
import { amountOf } from "./amountOf.ts";
import type { Named, RunNames } from "./runNames.ts";

type Part = { literal: string } | { slot: Word | "_" };

/** What a name cannot state of a run. */
const NEVER: readonly Word[] = ["run", "memberRuns", "teacherRuns"];
const MOST_LETTERS = 500;

/**
 * Names of runs by a template, as `{params}_{unique}_{epochs}ep_wd{weight_decay}`: slots are words of the glossary, their symbols or usual other
 * names; numbers may end in k, M, B or T and have `p` for the point (`wd0p1`); `{_}` skips what it meets. The whole name must match.
 *
 * @throws UsageError for a template that is no such.
 * @example
 * parseTemplate("{params}_wd{weight_decay}").read("124M_wd0p1").values // { params: 124000000, weightDecay: 0.1 }
 */
export function parseTemplate(template: string): RunNames {
  const parts = partsOf(template);
  return {
    id: template,
    pattern: `${template}, the whole name; {_} skips a part`,
    read: (name) => (name.length > MOST_LETTERS ? undefined : matched(parts, name)),
  };
}

function partsOf(template: string): Part[] {
  const parts = template.split(/(\{[^{}]*\})/).flatMap((text): Part[] => {
    if (text === "") return [];
    const name = /^\{(.*)\}$/s.exec(text)?.[1]?.trim();
    if (name === undefined) {
      if (/[{}]/.test(text)) throw refuse(template, "a brace is not closed", "slots are written {params}");
      return [{ literal: text }];
    }
    if (name === "_") return [{ slot: "_" }];
    const word = wordOf(name) ?? aliasOf(name);
    if (word === undefined || NEVER.includes(word))
      throw refuse(
        template,
        `{${name}} is no word that a name states`,
        suggestion(name, (Object.keys(WORDS) as Word[]).filter((known) => !NEVER.includes(known)).map(columnName), "words"),
      );
    return [{ slot: word }];
  });
  const slots = parts.flatMap((part) => ("slot" in part && part.slot !== "_" ? part.slot : []));
  if (slots.length === 0)
    throw refuse(
      template,
      "it has no slot",
      "as '{params}_{unique}_{epochs}ep_wd{weight_decay}', or the name of a set: datablations, quokka, olmo, marin",
    );
  const twice = slots.find((slot, i) => slots.indexOf(slot) !== i);
  if (twice) throw refuse(template, `{${columnName(twice)}} is there twice`, "skip one with {_}");
  const next = parts.findIndex((part, i) => isFree(part) && isFree(parts[i + 1]));
  if (next >= 0)
    throw refuse(template, "two slots that take any text follow on one another", "put what stands between them into the template");
  return parts;
}

function refuse(template: string, why: string, hint: string): UsageError {
  return new UsageError(`Cannot read names by "${template}": ${why}`, hint);
}

function isFree(part: Part | undefined): boolean {
  return part !== undefined && "slot" in part && (part.slot === "_" || WORDS[part.slot] === "text");
}

/** What is stated, as text, in each way of reading a name from a part on; at most two ways, since a second one is one too many. */
type Ways = readonly Readonly<Record<string, string>>[];

function matched(parts: readonly Part[], name: string): Named | "ambiguous" | undefined {
  const known = new Map<number, Ways>();
  const waysFrom = (i: number, at: number): Ways => {
    const part = parts[i];
    if (part === undefined) return at === name.length ? [{}] : [];
    const key = i * (name.length + 1) + at;
    const before = known.get(key);
    if (before) return before;
    const ways: Readonly<Record<string, string>>[] = [];
    for (const end of endsOf(part, name, at)) {
      for (const rest of waysFrom(i + 1, end)) {
        const way = "literal" in part || part.slot === "_" ? rest : { ...rest, [part.slot]: name.slice(at, end) };
        if (!ways.some((other) => same(other, way))) ways.push(way);
      }
      if (ways.length > 1) break;
    }
    known.set(key, ways);
    return ways;
  };
  const [way, ...others] = waysFrom(0, 0);
  if (!way) return undefined;
  if (others.length > 0) return "ambiguous";
  const named: Named = { values: {}, within: {} };
  for (const part of parts) {
    if ("literal" in part || part.slot === "_") continue;
    const { slot } = part;
    const text = way[slot] as string;
    const amount = WORDS[slot] === "number" ? amountOf(text) : undefined;
    Object.assign(named.values, { [slot]: amount ? amount.value : readValue(text, slot) });
    if (amount) named.within[slot] = amount.within;
  }
  return named;
}

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return Object.keys(a).every((slot) => a[slot] === b[slot]);
}

/** Where a part that begins at a place of the name may end. */
function endsOf(part: Part, name: string, at: number): number[] {
  if ("literal" in part) return name.startsWith(part.literal, at) ? [at + part.literal.length] : [];
  const { slot } = part;
  const all = Array.from({ length: name.length - at + 1 }, (_, i) => at + i);
  if (slot === "_") return all;
  const kind = WORDS[slot];
  if (kind === "text") return all.filter((end) => end > at);
  if (kind === "number")
    return numberEnds(name, at, COUNTS.includes(slot) || slot === "step" || slot === "compute").filter((end) =>
      amountOf(name.slice(at, end)),
    );
  return all.filter((end) => end > at && /^[\w-]+$/.test(name.slice(at, end)) && readValue(name.slice(at, end), slot) !== undefined);
}

/** A number is taken whole: digits, a decimal part, a suffix that is its own are not left to what follows. */
function numberEnds(name: string, at: number, suffixed: boolean): number[] {
  if (/\d/.test(name[at - 1] ?? "") && /[\d.]/.test(name[at] ?? "")) return [];
  const [digits] = /^\d+(?:[.p]\d+)?/.exec(name.slice(at)) ?? [];
  if (digits === undefined) return [];
  const mantissa = at + digits.length;
  const rest = name.slice(mantissa);
  const [suffix] = (suffixed && /^[kmbt](?![a-z])/i.exec(rest)) || [];
  if (suffix !== undefined) return [mantissa + 1];
  const [exponent] = /^e[+-]?\d+/i.exec(rest) ?? [];
  if (exponent === undefined) return [mantissa];
  return /[+-]/.test(exponent) ? [mantissa + exponent.length] : [mantissa + exponent.length, mantissa];
}
