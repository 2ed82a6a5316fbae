import { RunLogError } from "../errors.ts";
import { columnName } from "../glossary.ts";
import { matchColumns } from "../ingest/columns.ts";
import { csvRows } from "../ingest/csv.ts";
import { readValues, type Values } from "../ingest/values.ts";
import { QUANTITIES } from "../quantities.ts";
import type { Observation, Setup } from "../run.ts";
import type { DesignRow } from "./design.ts";

/** What a run came to, and whom it is: no part of a plan. */
const OUTCOMES = [
  "run",
  "loss",
  "finalLoss",
  "lossUnit",
  "step",
  "mcSamples",
  "mcSamplesFinal",
  "complete",
  "plannedEpochs",
  "memberRuns",
  "teacherRuns",
];

/**
 * A design from CSV text: a row a training, columns by the glossary's words; what names or measures a run is passed over.
 *
 * @param file named in errors.
 * @throws RunLogError with the line for a value that cannot be read, or text that is no table.
 * @example
 * readDesign("plan.csv", "params,unique_tokens,epochs\n1e8,1e9,4\n") // [{ at: { N: 1e8, U: 1e9, epochs: 4 } }]
 */
export function readDesign(file: string, text: string): DesignRow[] {
  const { names, rows } = csvRows({ file, text });
  const columns = matchColumns(file, names.filter(Boolean));
  return rows.map(({ source, fields }) => {
    const { values, unreadable } = readValues(fields, columns);
    const [wrong] = Object.entries(unreadable);
    if (wrong)
      throw new RunLogError(
        source,
        `Cannot read ${columnName(wrong[0] as "params")} "${wrong[1]}" of a design`,
        "numbers as 3e8, and words of the glossary",
      );
    return designRow(values);
  });
}

/**
 * The design of trainings that were done: their quantities and setups.
 *
 * @example
 * designOf(rows).length === rows.length // true
 */
export function designOf(rows: readonly Observation[]): DesignRow[] {
  return rows.map(({ source: _, fields: _1, checkpoint: _2, epochs, ...values }) => {
    // Logs round their epochs; tokens and unique tokens say them better.
    const told = epochs === undefined || (values.tokens !== undefined && values.uniqueTokens !== undefined);
    return designRow(told ? values : { ...values, epochs });
  });
}

function designRow(values: Values): DesignRow {
  const at: Record<string, number> = {};
  const setup: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(values)) {
    const symbol = QUANTITIES.find(({ name }) => name === word)?.symbol;
    if (OUTCOMES.includes(word)) continue;
    if (symbol) at[symbol] = value as number;
    else setup[word] = value;
  }
  return Object.keys(setup).length > 0 ? { at, setup: setup as Partial<Setup> } : { at };
}
