import type { Loaded } from "../../ingest/load.ts";
import { lossText, numberText, quantityText } from "../../numberText.ts";
import { QUANTITIES } from "../../quantities.ts";
import type { Observation } from "../../run.ts";
import type { Table } from "../../table/observations.ts";
import { isSynthetic } from "../../table/synthetic.ts";
import type { ReportBlock } from "../report.ts";

/** Rows that a page shows of a longer table. */
const SHOWN = 10;

const NUMBERS = QUANTITIES.filter(({ name }) => name !== "loss");

interface Column {
  title: string;
  cells: string[];
}

/** Observations as a table: what all rows share is said once, above it. */
export function rowsBlocks(rows: readonly Observation[]): ReportBlock[] {
  const columns = columnsOf(rows);
  const [shared, own] = [columns.filter(isShared), columns.filter((column) => !isShared(column))];
  const synthetic = rows.filter(isSynthetic).length;
  const common = shared.map(({ title, cells: [cell] }) => `${title} ${cell}`).join(", ");
  const said = [
    `${rows.length} ${rows.length === 1 ? "row" : "rows"}${rows.length > SHOWN ? `, the first ${SHOWN} shown` : ""}`,
    ...(common ? [`all: ${common}`] : []),
    ...(synthetic > 0 ? [`synthetic: ${synthetic === rows.length ? "all" : synthetic}`] : []),
  ].join("; ");
  const head = ["run", ...own.map(({ title }) => title), "loss"];
  const body = rows.slice(0, SHOWN).map((row, i) => [row.run, ...own.map(({ cells }) => cells[i] ?? ""), lossText(row.loss)]);
  return [{ text: `${said}.` }, { table: { caption: "Loss in nats/token", head, rows: body } }];
}

function columnsOf(rows: readonly Observation[]): Column[] {
  const words = ["family", "recipe"] as const;
  return [
    ...words.map((title) => ({ title, cells: rows.map((row) => row[title] ?? "") })),
    ...NUMBERS.map(({ symbol, name }) => ({
      title: symbol,
      cells: rows.map((row) => (row[name] === undefined ? "" : quantityText(symbol, row[name] as number))),
    })),
    { title: "seed", cells: rows.map(({ seed }) => (seed === undefined ? "" : numberText(seed))) },
  ].filter(({ cells }) => cells.some((cell) => cell !== ""));
}

const isShared = ({ cells }: Column): boolean => cells.length > 1 && cells.every((cell) => cell === cells[0]);

/** A table with what was left out of it and what is doubtful. */
export function tableBlocks({ observations, excluded, problems }: Table): ReportBlock[] {
  return [
    ...rowsBlocks(observations),
    ...excluded.map(({ reason, runs }) => ({ text: `Left out: ${runs.length} runs, ${reason}.` })),
    ...(problems.length > 0 ? [{ findings: problems }] : []),
  ];
}

/** What was read: how many runs of each kind, and what is doubtful. */
export function loadedBlocks({ runs, files, skipped, problems }: Loaded): ReportBlock[] {
  const kinds = new Map<string, { family: string; recipe: string; runs: number; cutOff: number; evaluations: number }>();
  for (const { family = "", recipe = "", complete, points } of runs) {
    const key = `${family}/${recipe}`;
    const known = kinds.get(key) ?? { family, recipe, runs: 0, cutOff: 0, evaluations: 0 };
    known.runs++;
    if (complete === false) known.cutOff++;
    known.evaluations += points.length;
    kinds.set(key, known);
  }
  return [
    {
      table: {
        caption: `${runs.length} runs and ensembles from ${files.length} files${skipped.length > 0 ? `; ${skipped.length} other files not read` : ""}`,
        head: ["family", "recipe", "runs", "cut off", "evaluations"],
        rows: [...kinds.values()].map((kind) => [
          kind.family,
          kind.recipe,
          String(kind.runs),
          String(kind.cutOff),
          String(kind.evaluations),
        ]),
      },
    },
    problems.length > 0 ? { findings: problems } : { text: "Nothing doubtful was found in the logs." },
  ];
}
