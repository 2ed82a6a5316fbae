import type { Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION, without } from "./assemble.ts";
import { matchColumns } from "./columns.ts";
import type { About } from "./format.ts";
import { fieldsOf, parseObject } from "./json.ts";
import { type Reading, readValues } from "./values.ts";

/** What holds for every row of a log that does not say otherwise. */
export interface Base {
  reading: Reading;
  fields: Record<string, Field>;
}

/**
 * What the configurations beside a log state of its runs.
 *
 * @param left words that they say nothing of; by default those of one evaluation.
 * @throws RunLogError for a configuration that cannot be read.
 */
export function baseOf(log: About, left: readonly Word[] = EVALUATION): Base {
  const [config] = log.companions ?? [];
  if (!config) return { reading: { values: {}, unreadable: {} }, fields: {} };
  const fields = fieldsOf(parseObject(config.text, { file: config.file }));
  const { values, unreadable } = readValues(fields, matchColumns(config.file, Object.keys(fields), log.map));
  return { reading: { values: without(values, left), unreadable: without(unreadable, left) }, fields };
}
