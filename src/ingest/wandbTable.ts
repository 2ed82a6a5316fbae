import type { Problem } from "../errors.ts";
import { warningAt } from "../finding.ts";
import type { Field } from "../run.ts";
import { csvRows } from "./csv.ts";
import { evaluationsOf } from "./evaluationRows.ts";
import type { LogText, Parsed, TextFormat } from "./format.ts";
import { isLossMetric, lossMetric } from "./lossMetric.ts";
import type { RawRow } from "./parseRows.ts";
import { parseTrainerLog, together } from "./trainerLog.ts";

/** The export of the table of runs of Weights & Biases: a row a run, `Name` and `State` first, then configuration and last values. */
export const wandbTable: TextFormat = {
  id: "wandb-table",
  content: "text",
  title: "Weights & Biases export of the table of runs (Name, State, …)",
  extensions: ["csv", "tsv"],
  recognises: ({ text }) => /^\s*"?(Name"?[,;\t]"?State|State"?[,;\t]"?Name|Name"?[,;\t][^\r\n]*[,;\t]"?State)"?[,;\t]/.test(text),
  parse: parseWandbTable,
};

/** What a state says of the schedule; others (`running`, `pending`) say that it is not over either. */
const OVER: Readonly<Record<string, boolean>> = {
  finished: true,
  crashed: false,
  failed: false,
  killed: false,
  preempted: false,
  running: false,
  pending: false,
};

/** Columns of the service about itself. */
const HOUSEKEEPING = /^(Notes|User|Tags|Created|Runtime|Sweep|Description|GPU Type|GPU Count|ID|Host|Commit|_wandb.*|_runtime|_timestamp)$/;

/**
 * Reads a table of runs: a run's loss is the last that it logged. Rows of runs that never logged one are left out and told.
 *
 * @throws RunLogError where no column, or more than one, is the validation loss.
 */
function parseWandbTable(log: LogText): Parsed {
  const { names, rows } = csvRows(log);
  const metrics = names.filter((name) => name !== "" && !HOUSEKEEPING.test(name));
  const loss = lossMetric(log, metrics);
  const isLogged = (row: RawRow): boolean => loss === undefined || (row.fields[loss] !== null && row.fields[loss] !== "NaN");
  const logged = rows.filter(isLogged);
  const parsed = together(
    logged.map((row) => {
      const fields: Record<string, Field> = Object.fromEntries(Object.entries(row.fields).filter(([name]) => name !== ""));
      return parseTrainerLog(log, {
        name: String(row.fields.Name ?? `row ${row.source.line}`),
        settings: Object.fromEntries(Object.entries(fields).filter(([name]) => isSetting(name))),
        found: evaluationsOf(log, [{ source: row.source, fields }]),
        complete: OVER[String(row.fields.State).toLowerCase()],
      });
    }),
  );
  return {
    ...parsed,
    problems: [
      ...withoutLoss(
        rows.filter((row) => !isLogged(row)),
        loss,
      ),
      ...parsed.problems,
    ],
    columns: names.filter(Boolean),
  };
}

/** Configurations are nested by dots, metrics by slashes. */
function isSetting(name: string): boolean {
  return !name.includes("/") && name !== "Name" && name !== "State" && !HOUSEKEEPING.test(name) && !isLossMetric(name);
}

function withoutLoss(rows: readonly RawRow[], loss: string | undefined): Problem[] {
  const [first] = rows;
  if (!first) return [];
  const shown = rows.slice(0, 5).map(({ fields }) => `${fields.Name} (${fields.State})`);
  return [
    warningAt(
      first.source,
      "run-without-loss",
      `${rows.length} of the runs never logged ${loss}, and are left out: ${shown.join(", ")}${rows.length > shown.length ? ", …" : ""}`,
      "a run that crashed before its first evaluation has nothing to fit",
    ),
  ];
}
