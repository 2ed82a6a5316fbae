import { type Problem, RunLogError } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { wordOf } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { type ColumnMap, type Columns, matchColumns } from "./columns.ts";
import { baseOf } from "./companions.ts";
import type { Evaluations } from "./evaluationRows.ts";
import type { About, Parsed } from "./format.ts";
import { parseRows, type RawRow } from "./parseRows.ts";
import { type Along, columnOf, numberOf, stated } from "./progress.ts";
import { isOver, type Schedule, scheduleOf } from "./schedule.ts";

/** One training as its trainer logs it. */
export interface TrainerLog {
  /** Its id where no configuration names it. */
  name: string;
  /** What the log states of the whole training, by its own names. */
  settings: Readonly<Record<string, Field>>;
  found: Evaluations;
  /** Updates that were made at the step numbered 0, where tokens follow from the step. */
  stepsFrom?: 0 | 1 | undefined;
  /** Whether the trainer says that the training is over; without it the plan decides, where one is stated. */
  complete?: boolean | undefined;
  /** What is doubtful in how the log was read. */
  problems?: readonly Problem[];
}

/**
 * The run of one training: its evaluations, what the log and the configurations beside it state of it, tokens where steps × tokens of a step give them,
 * and whether it is over.
 *
 * @throws RunLogError where several evaluations say nothing of how far they are.
 */
export function parseTrainerLog(log: About, training: TrainerLog): Parsed {
  const { found } = training;
  const held = Object.keys(training.settings).length > 0 ? [{ source: { file: log.file }, values: training.settings }] : [];
  const { reading, fields, problems: contradictions } = baseOf(log, { own: held });
  const schedule = scheduleOf(fields);
  const { rows, problems } = withTokens(found, schedule, training.stepsFrom ?? 0);
  const complete = reading.values.complete ?? training.complete ?? isOver(schedule, found.reached);
  const base = {
    reading: { ...reading, values: { ...reading.values, ...(complete !== undefined && { complete }) } },
    fields,
    problems: contradictions,
  };
  const names = rows === found.rows ? found.names : [...found.names, "tokens"];
  const map = mapOf({ ...found, rows }, names, log.map);
  if (rows.length > 1 && !ALONG.some((along) => along !== "compute" && isTold(along, map, names)))
    throw withoutProgress(log, found.loss, rows);
  const parsed = parseRows({ ...log, map }, rows, columnsOf(log, names, map), base, () => training.name);
  return {
    ...parsed,
    problems: [...(training.problems ?? []), ...found.problems, ...problems, ...parsed.problems],
    columns: [...names, ...Object.keys(fields)],
  };
}

/** Whether a map names a column that is there for a progress. */
function isTold(along: Along, map: ColumnMap, names: readonly string[]): boolean {
  return Object.entries(map).some(([key, name]) => wordOf(key) === along && names.includes(name));
}

function withoutProgress(log: About, loss: string | undefined, rows: readonly RawRow[]): RunLogError {
  return new RunLogError(
    rows[0]?.source ?? { file: log.file },
    `Cannot tell how far the ${rows.length} evaluations of ${loss ?? "the run"} are: no step, tokens or epochs stand beside them`,
    "log the step or the tokens with each, export along them, or name their column with --map tokens=COLUMN",
  );
}

/** What several trainings of one log give. */
export function together(parsed: readonly Parsed[]): Parsed {
  return {
    runs: parsed.flatMap(({ runs }) => runs),
    problems: parsed.flatMap(({ problems }) => problems),
    columns: [...new Set(parsed.flatMap(({ columns }) => columns))],
  };
}

const ALONG: readonly Along[] = ["step", "tokens", "epochs", "compute"];

/** Which column is the loss, and which the progress, where several may be; the user's map goes before. */
function mapOf({ loss, rows, reached }: Evaluations, names: readonly string[], given: ColumnMap | undefined): ColumnMap {
  const chosen: Record<string, string> = loss === undefined ? {} : { loss };
  const here = names.filter((name) => rows.some(({ fields }) => fields[name] !== undefined && fields[name] !== null));
  for (const along of ALONG) {
    const column = columnOf(along, here);
    if (column !== undefined && !(along === "epochs" && areIndices(rows, column, reached)) && !isUntold(along, rows, column))
      chosen[along] = column;
  }
  const words = new Set(Object.keys(given ?? {}).map(wordOf));
  return { ...Object.fromEntries(Object.entries(chosen).filter(([word]) => !words.has(word as Along | "loss"))), ...given };
}

/** Epochs that are whole numbers from 0 are the number of the epoch under way, not how many have passed. */
function areIndices(rows: readonly RawRow[], column: string, { step }: Evaluations["reached"]): boolean {
  const values = rows.map(({ fields }) => numberOf(fields[column])).filter((value) => value !== undefined);
  const fromZero = rows.some(({ fields }) => numberOf(fields[column]) === 0 && (stated("step", fields) ?? step ?? 0) > 0);
  return values.length > 0 && values.every(Number.isInteger) && fromZero;
}

/** Counters that stay at 0 were not kept. */
function isUntold(along: Along, rows: readonly RawRow[], column: string): boolean {
  return (along === "tokens" || along === "compute") && rows.every(({ fields }) => (numberOf(fields[column]) ?? 0) === 0);
}

/** The names that are matched: those that the map names, and those that are neither a loss nor a progress. */
function columnsOf(log: About, names: readonly string[], map: ColumnMap): string[] {
  const mapped = new Set(Object.values(map));
  return names.filter((name) => {
    const [word] = Object.keys(matchColumns(log.file, [name])) as (keyof Columns)[];
    return mapped.has(name) || word === undefined || !(EVALUATION as readonly string[]).includes(word);
  });
}

/** Rows that state no tokens, with those that the schedule gives them. */
function withTokens(
  found: Evaluations,
  { tokensPerStep, tokensPerSample }: Schedule,
  stepsFrom: 0 | 1,
): { rows: RawRow[]; problems: Problem[] } {
  const { rows, names } = found;
  const [first] = rows;
  if (!first || columnOf("tokens", names) !== undefined || rows.some(({ fields }) => (stated("tokens", fields) ?? 0) > 0))
    return { rows, problems: [] };
  const samples = names.find((name) => /^(consumed[ _](train[ _])?samples)$/.test(name));
  const bySamples =
    tokensPerSample !== undefined && samples !== undefined && rows.every(({ fields }) => numberOf(fields[samples]) !== undefined);
  const rate = bySamples ? tokensPerSample : tokensPerStep;
  const from = bySamples ? samples : stepsFrom === 1 ? "(step + 1)" : "step";
  const updates = (step: number | undefined): number | undefined => (step === undefined ? undefined : step + stepsFrom);
  const counts = rows.map(({ fields }) => (bySamples ? numberOf(fields[samples]) : updates(stated("step", fields))));
  if (rate === undefined || counts.some((count) => count === undefined)) return { rows, problems: [] };
  return {
    rows: rows.map((row, i) => ({ ...row, fields: { ...row.fields, tokens: (counts[i] as number) * rate } })),
    problems: [
      noteAt(
        first.source,
        "tokens-derived",
        `tokens are ${from} × ${rate.toLocaleString("en-GB")} tokens, which the settings state`,
        "log the tokens seen at each evaluation to be sure",
      ),
    ],
  };
}
