import { RunLogError } from "../errors.ts";
import { columnName, type Word, wordOf } from "../glossary.ts";
import type { Field } from "../run.ts";
import { aliasOf, type ColumnMap, type Columns, mappedColumns } from "./columns.ts";
import { readValues } from "./values.ts";

/** What only a name at the top speaks of: `optimizer.name` is no run, `zero.stage` no stage of training. */
const TOP_ONLY: readonly Word[] = ["run", "stage", "family"];

/**
 * Which value of a configuration holds which word: the map first, then the glossary's own names at the top, its aliases there, and the last
 * parts of full names (`optimizer.weight_decay`). Values that cannot be read as their word make no claim from below the top.
 *
 * @param fields by full name, as `flattened` gives them.
 * @param left words that are not asked for.
 * @throws RunLogError when two names of one rank state different values.
 * @example
 * matchConfiguration("config.yaml", { "model.n_params": 1e8, "optimizer.name": "adamw" }) // { params: "model.n_params" }
 */
export function matchConfiguration(
  file: string,
  fields: Readonly<Record<string, Field>>,
  map: ColumnMap = {},
  left: readonly Word[] = [],
): Columns {
  const columns = mappedColumns(map, Object.keys(fields));
  const claims = new Map<Word, string[][]>();
  for (const [name, value] of Object.entries(fields)) {
    const claim = claimOf(name, value);
    if (!claim || left.includes(claim.word) || columns[claim.word] !== undefined) continue;
    const ranks = claims.get(claim.word) ?? [[], [], []];
    (ranks[claim.rank] as string[]).push(name);
    claims.set(claim.word, ranks);
  }
  for (const [word, ranks] of claims) {
    const [first, ...others] = ranks.find((names) => names.length > 0) as [string, ...string[]];
    const other = others.find((name) => JSON.stringify(fields[name]) !== JSON.stringify(fields[first]));
    if (other !== undefined)
      throw new RunLogError(
        { file },
        `Cannot tell which value is ${columnName(word)}: "${first}" is ${fields[first]} and "${other}" is ${fields[other]}`,
        `choose one with --map ${columnName(word)}=${first}`,
      );
    columns[word] = first;
  }
  return columns;
}

function claimOf(name: string, value: Field): { word: Word; rank: 0 | 1 | 2 } | undefined {
  if (value === null || value === "") return undefined;
  const last = name.split(/[./]/).at(-1) as string;
  const own = wordOf(last);
  const word = own ?? aliasOf(last);
  if (last === name) return word && { word, rank: own ? 0 : 1 };
  // A symbol is one only at the top: below it `D` is a width as often as not.
  const nested = last.length < 2 ? undefined : word;
  const reads = nested !== undefined && !TOP_ONLY.includes(nested) && nested in readValues({ [name]: value }, { [nested]: name }).values;
  return reads ? { word: nested, rank: 2 } : undefined;
}
