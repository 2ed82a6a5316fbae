import type { SqlValue } from "sql.js";
import { NoTrainingError } from "../../errors.ts";
import type { BinaryFormat, LogBytes, Parsed } from "../format.ts";
import { seriesOf } from "../series.ts";
import { type MlflowRun, parseMlflowRun } from "./run.ts";
import { isSqlite, type Tables, withTables } from "./sqlite.ts";

/** MLflow's store in a SQLite database (mlflow.db). */
export const mlflowDatabase: BinaryFormat = {
  id: "mlflow-sqlite",
  content: "binary",
  title: "MLflow's SQLite database",
  extensions: ["db", "sqlite", "sqlite3"],
  recognises: ({ bytes }) => isSqlite(bytes),
  parse: parseDatabase,
};

/** Tables that make a database MLflow's. */
const TABLES = ["experiments", "runs", "params", "metrics", "tags"];

async function parseDatabase(log: LogBytes): Promise<Parsed> {
  const { file, bytes } = log;
  const { value: runs, problems } = await withTables(file, bytes, (tables) => runsOf(file, tables));
  const parsed = runs.map((run) => parseMlflowRun(log, run));
  return {
    runs: parsed.flatMap((one) => one.runs),
    problems: [...problems, ...parsed.flatMap((one) => one.problems)],
    columns: [...new Set(parsed.flatMap((one) => one.columns))],
  };
}

/** @throws RunLogError for a database of another kind, or one without runs. */
function runsOf(file: string, { names, each }: Tables): MlflowRun[] {
  if (!TABLES.every((table) => names.includes(table)))
    throw new NoTrainingError(
      { file },
      `the SQLite database is not MLflow's, its tables are ${names.length > 0 ? names.slice(0, 20).join(", ") : "none"}`,
      "export the table of runs as CSV (sqlite3 -header -csv FILE 'SELECT * FROM …')",
    );
  const experiments = new Map<SqlValue, string>();
  each("experiments", ["experiment_id", "name"], ([id, name]) => experiments.set(id as SqlValue, String(name)));
  const runs = new Map<SqlValue, MlflowRun>();
  each("runs", ["run_uuid", "name", "status", "lifecycle_stage", "experiment_id"], ([id, name, status, stage, experiment]) =>
    runs.set(id as SqlValue, {
      id: String(id),
      name: name === null ? undefined : String(name),
      status: status === null ? undefined : String(status),
      deleted: stage === "deleted",
      experiment: experiments.get(experiment as SqlValue),
      params: {},
      tags: {},
      metrics: new Map(),
    }),
  );
  if (runs.size === 0) throw new NoTrainingError({ file }, "the database has no run yet", "wait until a run has logged");
  each("params", ["run_uuid", "key", "value"], ([id, key, value]) => define(runs.get(id as SqlValue)?.params, key, value));
  each("tags", ["run_uuid", "key", "value"], ([id, key, value]) => define(runs.get(id as SqlValue)?.tags, key, value));
  // MLflow writes an infinite value as the largest there is, and marks one that is none.
  let row = 0;
  each("metrics", ["run_uuid", "key", "value", "step", "is_nan"], ([id, key, value, step, isNan]) => {
    row++;
    const run = runs.get(id as SqlValue);
    if (!run || typeof value !== "number") return;
    const series = seriesOf(run.metrics, String(key));
    series.at.push(Number(step));
    series.values.push(
      isNan === 1 ? Number.NaN : Math.abs(value) === Number.MAX_VALUE ? Number.POSITIVE_INFINITY * Math.sign(value) : value,
    );
    series.lines.push(row);
  });
  for (const run of runs.values()) run.name ||= run.tags["mlflow.runName"];
  return [...runs.values()];
}

function define(object: Record<string, string> | undefined, key: SqlValue | undefined, value: SqlValue | undefined): void {
  if (object && value !== null)
    Object.defineProperty(object, String(key), { value: String(value), enumerable: true, configurable: true, writable: true });
}
