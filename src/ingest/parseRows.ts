import { type Problem, RunLogError, type Source } from "../errors.ts";
import type { Field } from "../run.ts";
import { assemble, type Row } from "./assemble.ts";
import { type ColumnMap, type Columns, listed, matchColumns, scaledColumns } from "./columns.ts";
import type { Base } from "./companions.ts";
import type { About, Parsed } from "./format.ts";
import { NO_LOSS, unitOfColumn } from "./lossUnits.ts";
import { settler } from "./settle.ts";
import { overlay, readValues, unknownChoices } from "./values.ts";

/** A row by the file's own names, and where it stands. */
export interface RawRow {
  source: Source;
  fields: Record<string, Field>;
}

/**
 * From raw rows to runs: what every format that has rows shares.
 *
 * @param columns the file's own names.
 * @param base what holds for every row that does not say otherwise.
 * @param nameOf the id of a row that states none.
 * @throws RunLogError when no column holds a loss, two columns claim one quantity, or the unit of the loss is not known.
 */
export function parseRows(
  log: About,
  rows: readonly RawRow[],
  columns: readonly string[],
  base: Base,
  nameOf: (row: RawRow) => string,
): Parsed {
  const { columns: matched, unit } = lossColumns(log, columns);
  const problems: Problem[] = [...base.problems, ...scaledColumns(log.file, matched)];
  const seen = new Set<string>();
  const read = rows.map((raw): Row => {
    const reading = overlay(base.reading, readValues(raw.fields, matched));
    problems.push(...unknownChoices(reading, matched, raw.source, seen));
    return { ...reading, run: reading.values.run ?? nameOf(raw), source: raw.source, fields: raw.fields };
  });
  const shared = { ...(log.folder === undefined ? {} : { folder: log.folder }), ...base.fields };
  const insteadOfLoss = insteadOf(log, matched, columns);
  const assembled = assemble(read, shared, settler(log, unit));
  const runs = insteadOfLoss === undefined ? assembled.runs : assembled.runs.map((run) => ({ ...run, insteadOfLoss }));
  return { runs, problems: [...problems, ...assembled.problems], columns };
}

/** The column that stands for the loss, where one does. */
export function insteadOf(log: About, matched: Columns, columns: readonly string[]): string | undefined {
  return matched.loss === standIn(log, columns) ? matched.loss : undefined;
}

/**
 * The columns of a log, with one that holds its loss. One of final losses is that of a file of one row a run; where there is no loss, a
 * perplexity or bits per byte are one, in the unit that the name states.
 */
export function lossColumns(log: About, columns: readonly string[]): { columns: Columns; unit?: string | undefined } {
  const { finalLoss, mcSamplesFinal, ...matched } = matchColumns(log.file, columns, log.map);
  const instead = standIn(log, columns);
  const own = matched.loss ?? finalLoss ?? instead;
  const inUnit = own === undefined ? columnInUnit(log.file, columns) : undefined;
  const loss = own ?? inUnit;
  const [only] = columns;
  if (loss === undefined && columns.length === 1 && only !== undefined && /\S[\s|]+\S/.test(only))
    throw new RunLogError(
      { file: log.file },
      `Cannot find the column of the loss: the file has one column, "${only.slice(0, 80)}"`,
      "cells are told apart by commas, tabs or semicolons: save it as CSV",
    );
  if (loss === undefined)
    throw new RunLogError(
      { file: log.file },
      `Cannot find the column of the loss: the file has ${listed(columns)}`,
      matched.run === undefined
        ? `name it loss or val_loss, or say which it is with --map loss=COLUMN${mapNote(log.map)}`
        : `name it loss or val_loss, or say which it is with --map loss=COLUMN${mapNote(log.map)}; a file that states what holds of runs is named with --runs`,
    );
  const unit = loss === instead ? NO_LOSS : unitOfColumn(loss);
  const samples = mcSamplesFinal !== undefined && (matched.loss === undefined ? { mcSamples: mcSamplesFinal } : { mcSamplesFinal });
  return { columns: { ...matched, loss, ...(matched.loss !== undefined && finalLoss !== undefined && { finalLoss }), ...samples }, unit };
}

/** The column that holds a loss in the unit of its name. */
function columnInUnit(file: string, columns: readonly string[]): string | undefined {
  const found = columns.filter((name) => unitOfColumn(name) !== undefined);
  if (found.length > 1)
    throw new RunLogError(
      { file },
      `Cannot tell which column holds the loss: ${found.map((name) => `"${name}"`).join(" and ")} both may`,
      `choose one with --map loss=${found[0]}`,
    );
  return found[0];
}

function standIn({ insteadOfLoss }: About, columns: readonly string[]): string | undefined {
  return insteadOfLoss?.find((name) => columns.includes(name));
}

function mapNote(map: ColumnMap | undefined): string {
  return map && Object.keys(map).length > 0 ? ` (the map given names ${Object.values(map).join(", ")})` : "";
}
