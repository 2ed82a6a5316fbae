import { type Problem, RunLogError, type Source } from "../errors.ts";
import type { Field } from "../run.ts";
import { assemble, type Row } from "./assemble.ts";
import { type ColumnMap, type Columns, listed, matchColumns, scaledColumns } from "./columns.ts";
import type { Base } from "./companions.ts";
import type { About, Parsed } from "./format.ts";
import { inNats, isConverted, overlay, readValues, unknownChoices } from "./values.ts";

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
  const matched = lossColumns(log, columns);
  const problems: Problem[] = [...base.problems, ...scaledColumns(log.file, matched)];
  const seen = new Set<string>();
  const read = rows.map((raw): Row => {
    const reading = inNats(overlay(base.reading, readValues(raw.fields, matched)), raw.source);
    problems.push(...unknownChoices(reading, matched, raw.source, seen));
    const { lossUnit } = reading.values;
    if (isConverted(lossUnit) && !seen.has("unit")) {
      seen.add("unit");
      problems.push({
        source: raw.source,
        code: "loss-converted",
        severity: "note",
        message: `loss is in ${lossUnit}: multiplied by ln 2 to nats/token`,
        hint: "raw columns keep the file's own unit",
      });
    }
    return { ...reading, run: reading.values.run ?? nameOf(raw), source: raw.source, fields: raw.fields };
  });
  const runs = assemble(read, { ...(log.folder === undefined ? {} : { folder: log.folder }), ...base.fields });
  const insteadOfLoss = matched.loss === standIn(log, columns) ? matched.loss : undefined;
  return { runs: insteadOfLoss === undefined ? runs : runs.map((run) => ({ ...run, insteadOfLoss })), problems, columns };
}

/** Whether one of a file's columns holds the loss, or stands for it. */
export function hasLoss(log: About, columns: readonly string[]): boolean {
  const { loss, finalLoss } = matchColumns(log.file, columns, log.map);
  return (loss ?? finalLoss ?? standIn(log, columns)) !== undefined;
}

/** A column that only holds final losses is the loss of a file of one row a run. */
export function lossColumns(log: About, columns: readonly string[]): Columns {
  const { finalLoss, mcSamplesFinal, ...matched } = matchColumns(log.file, columns, log.map);
  const loss = matched.loss ?? finalLoss ?? standIn(log, columns);
  if (loss === undefined)
    throw new RunLogError(
      { file: log.file },
      `Cannot find the column of the loss: the file has ${listed(columns)}`,
      `name it loss or val_loss, or say which it is with --map loss=COLUMN${mapNote(log.map)}`,
    );
  if (matched.loss === undefined) return { ...matched, loss, ...(mcSamplesFinal !== undefined && { mcSamples: mcSamplesFinal }) };
  return { ...matched, loss, ...(finalLoss !== undefined && { finalLoss }), ...(mcSamplesFinal !== undefined && { mcSamplesFinal }) };
}

function standIn({ insteadOfLoss }: About, columns: readonly string[]): string | undefined {
  return insteadOfLoss?.find((name) => columns.includes(name));
}

function mapNote(map: ColumnMap | undefined): string {
  return map && Object.keys(map).length > 0 ? ` (the map given names ${Object.values(map).join(", ")})` : "";
}
