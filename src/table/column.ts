import { UsageError } from "../errors.ts";
import { columnName, plainName, WORDS, type Word, wordOf } from "../glossary.ts";
import { QUANTITIES } from "../quantities.ts";
import type { Field, Observation } from "../run.ts";
import { suggestion } from "../words.ts";

/**
 * The value of an observation under a name: a glossary name or symbol (`params`, `unique_tokens`, `N`), else a raw column of its file.
 *
 * @example
 * field(observation, "N") === observation.params // true
 * field(observation, "folder") // "epochs"
 */
export function field(observation: Observation, name: string): Field | undefined {
  const word = wordOf(name);
  const known = word && (observation as Partial<Record<Word, Field>>)[word];
  if (known !== undefined) return known;
  const { fields } = observation;
  if (Object.hasOwn(fields, name)) return fields[name];
  const plain = plainName(name);
  const column = Object.keys(fields).find((key) => plainName(key) === plain);
  return column === undefined ? undefined : fields[column];
}

/** Every name under which `field` finds a value in at least one observation: glossary names first, then raw columns. */
export function columnsOf(observations: Iterable<Observation>): string[] {
  const stated = new Set<string>();
  const raw = new Set<string>();
  for (const observation of observations) {
    for (const [name, value] of Object.entries(observation)) if (value !== undefined) stated.add(name);
    for (const name in observation.fields) raw.add(name);
  }
  const words = (Object.keys(WORDS) as Word[]).filter((word) => stated.has(word));
  return [...new Set([...words.map(columnName), ...[...raw].sort()])];
}

/**
 * Makes sure that a name can be asked of observations.
 *
 * @throws UsageError when it is neither a glossary name nor a raw column of any of them.
 */
export function requireColumn(observations: Iterable<Observation>, name: string, action: string): void {
  if (wordOf(name)) return;
  const plain = plainName(name);
  const columns = columnsOf(observations);
  if (columns.some((column) => plainName(column) === plain)) return;
  const candidates = [...columns, ...QUANTITIES.map((q) => q.symbol)];
  throw new UsageError(`Cannot ${action} "${name}": there is no such column`, suggestion(name, candidates, "columns"));
}
