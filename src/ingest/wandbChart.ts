import { type Problem, RunLogError } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import type { Field } from "../run.ts";
import { csvRows } from "./csv.ts";
import { evaluationsOf } from "./evaluationRows.ts";
import type { LogText, Parsed, TextFormat } from "./format.ts";
import { lossMetric } from "./lossMetric.ts";
import type { RawRow } from "./parseRows.ts";
import { numberOf } from "./progress.ts";
import { parseTrainerLog, together } from "./trainerLog.ts";

/** The export of a chart of Weights & Biases: a column for each run and metric (`run - eval/loss`), mostly beside the smallest and the greatest of each point. */
export const wandbChart: TextFormat = {
  id: "wandb-chart",
  content: "text",
  title: "Weights & Biases export of a chart (run - metric)",
  extensions: ["csv", "tsv"],
  recognises: ({ text }) => {
    const header = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? "";
    if (/ - [^",;\t]+__MIN"?[,;\t]/.test(header) && / - [^",;\t]+__MAX"?([,;\t]|$)/.test(header)) return true;
    const [axis = "", ...series] = header.split(/[,;\t]/);
    return (
      series.length > 0 && AXIS.test(axis) && !axis.includes(" - ") && series.every((name) => /^("?)[^"]+ - [^"]+\1$/.test(name.trim()))
    );
  },
  parse: parseWandbChart,
};

/** What charts are drawn along: nothing that names a run. */
const AXIS = /step|iter|epoch|token|sample|time|flop/i;

interface Series {
  column: string;
  run: string;
  metric: string;
}

/**
 * Reads a chart: one run for each run of the legend, along the axis of the chart. Points that are averages of several steps are told by their
 * smallest and greatest value, lines that are averages of several runs by the name of their group.
 *
 * @throws RunLogError where no metric, or more than one, is the validation loss.
 */
function parseWandbChart(log: LogText): Parsed {
  const { names, rows } = csvRows(log);
  const axis = names[0] as string;
  const series = names.slice(1).flatMap((column): Series[] => {
    const at = column.lastIndexOf(" - ");
    return at <= 0 || /__(MIN|MAX)$/.test(column) ? [] : [{ column, run: column.slice(0, at), metric: column.slice(at + 3) }];
  });
  if (series.length === 0)
    throw new RunLogError({ file: log.file }, "Cannot find a run in the header of the chart", 'columns are named "run - metric"');
  const metrics = [...new Set(series.map(({ metric }) => metric))];
  const loss = lossMetric(log, metrics) ?? metrics.find((metric) => log.insteadOfLoss?.includes(metric));
  const runs = [...grouped(series, ({ run }) => run)].filter(([, own]) => own.some(({ metric }) => metric === loss));
  return together(
    runs.map(([name, own]) => {
      const column = own.find(({ metric }) => metric === loss)?.column as string;
      const found = rows.flatMap((row): RawRow[] => {
        const fields: [string, Field][] = own.map((one) => [one.metric, row.fields[one.column] as Field]);
        return row.fields[column] === null
          ? []
          : [{ source: row.source, fields: { [axis]: row.fields[axis] as Field, ...Object.fromEntries(fields) } }];
      });
      return parseTrainerLog(log, {
        name: name.replace(/^Group: /, ""),
        settings: {},
        found: evaluationsOf(log, found),
        problems: [...averagedRuns(name, rows[0]), ...averagedPoints(name, column, rows)],
      });
    }),
  );
}

function averagedRuns(name: string, row: RawRow | undefined): Problem[] {
  if (!name.startsWith("Group: ") || !row) return [];
  return [
    warningAt(
      row.source,
      "averaged-runs",
      `"${name}" is the average of the runs of a group, not a run`,
      "export the chart without grouping: a law needs the runs, and their spread is its noise",
    ),
  ];
}

function averagedPoints(name: string, column: string, rows: readonly RawRow[]): Problem[] {
  const averaged = rows.filter(({ fields }) => {
    const [low, high] = [numberOf(fields[`${column}__MIN`]), numberOf(fields[`${column}__MAX`])];
    return low !== undefined && high !== undefined && low !== high;
  });
  const [first] = averaged;
  if (!first) return [];
  return [
    warningAt(
      first.source,
      "averaged-points",
      `${averaged.length} points of "${name}" are averages of evaluations that differ (__MIN is not __MAX)`,
      "export the history of the run (scan_history), which has every evaluation",
    ),
  ];
}
