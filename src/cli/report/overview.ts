import { dirname } from "node:path";
import { extent, type Observation, place, QUANTITIES, type ReportBlock, type ReportSection, replicateNoise } from "../../index.ts";
import { amount, lossText, short } from "../numbers.ts";
import type { ReportInput } from "./read.ts";
import { byFamily, nameOf, single } from "./rows.ts";

/** The parts of a report on the logs themselves: what was read, what was left out, and what the rows cover. */

/** Lines of a table before the rest is only counted. */
const MOST_PROBLEMS = 200;
const MOST_ROWS = 500;
const MOST_LEVELS = 8;

export function readSection({ loaded, final, excluded, flags }: ReportInput, where: readonly string[]): ReportSection {
  const { runs, files, skipped, problems } = loaded;
  const left = runs.length - final.length;
  const facts: [string, string][] = [
    ["files", `${files.length}, below ${[...new Set(files.map((file) => dirname(file)))].join(", ")}`],
    ["runs", `${runs.length} read, ${final.length} with a final loss that this report uses`],
    ...(where.length > 0 ? [["kept where", where.join(" and ")] as [string, string]] : []),
    ...(skipped.length > 0 ? [["not read", `${skipped.length} other files of the folders`] as [string, string]] : []),
    ["left out", left === 0 ? "no run" : `${left} runs${where.length > 0 ? ", by the conditions or as listed here" : ""}`],
  ];
  const reasons = excluded.map(({ reason, runs: names }) => ({ text: `${names.length} runs, ${reason}: ${names.join(", ")}` }));
  return {
    id: "read",
    title: "What was read and what was left out",
    blocks: [{ facts }, ...reasons, ...(flags.length > 0 ? [{ findings: flags }] : []), ...problemBlocks(problems)],
  };
}

function problemBlocks(problems: ReportInput["loaded"]["problems"]): ReportBlock[] {
  if (problems.length === 0) return [{ text: "No problem was found in the logs." }];
  const rows = problems.slice(0, MOST_PROBLEMS).map(({ source, severity, message, hint }) => [place(source), severity, message, hint]);
  const more = problems.length > MOST_PROBLEMS ? `, the first ${MOST_PROBLEMS}; isoloss check --all lists them` : "";
  const table = { caption: `${problems.length} problems in the logs${more}`, head: ["where", "kind", "what", "what to do"], rows };
  return [{ table }];
}

export function dataSection({ final }: ReportInput): ReportSection {
  const noise = replicateNoise(single(final));
  const groups = byFamily(final).flatMap(({ family, rows }) =>
    byRecipe(rows).map(([recipe, own]) => {
      const best = own.reduce((low, row) => (row.loss < low.loss ? row : low));
      return [
        `${nameOf(family)}, ${recipe}`,
        String(own.length),
        ...(["N", "U", "epochs", "lambda", "K"] as const).map((symbol) => rangeOf(own, symbol)),
        `${lossText(best.loss)} to ${lossText(extent(own.map(({ loss }) => loss))[1])}`,
        best.run,
      ];
    }),
  );
  const head = [
    "family, recipe",
    "runs",
    "N, parameters",
    "U, unique tokens",
    "epochs",
    "weight decay",
    "K, members",
    "loss, nats/token",
    "lowest at",
  ];
  return {
    id: "data",
    title: "The data",
    blocks: [
      {
        text: `Losses are final ones, in nats/token. Spread of log loss between runs that differ in their seed alone: ${noise ? `${short(noise.sd, 2)}, from ${noise.cells} sets of replicates` : "not known, no run is repeated"}.`,
      },
      { table: { caption: "What the runs cover", head, rows: groups } },
      { fold: `All ${final.length} rows with file and line`, blocks: [{ table: everyRow(final) }] },
    ],
  };
}

function byRecipe(rows: readonly Observation[]): [string, Observation[]][] {
  const found = new Map<string, Observation[]>();
  for (const row of rows) {
    const name = row.recipe?.replace("_", "-") ?? "no recipe stated";
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return [...found];
}

/** The values themselves where they are few. */
function rangeOf(rows: readonly Observation[], symbol: string): string {
  const name = QUANTITIES.find((q) => q.symbol === symbol)?.name as "params";
  const values = [...new Set(rows.flatMap((row) => row[name] ?? []))].sort((a, b) => a - b);
  if (values.length === 0) return "not stated";
  const texts = [...new Set(values.map((x) => amount(symbol, x)))];
  return texts.length <= MOST_LEVELS ? texts.join(", ") : `${texts[0]} to ${texts.at(-1)} (${texts.length} values)`;
}

function everyRow(rows: readonly Observation[]) {
  const cell = (symbol: string, x: number | undefined): string => (x === undefined ? "" : amount(symbol, x));
  const body = rows
    .slice(0, MOST_ROWS)
    .map((row) => [
      row.run,
      row.family ? nameOf(row.family) : "",
      row.recipe ?? "",
      cell("N", row.params),
      cell("U", row.uniqueTokens),
      cell("epochs", row.epochs),
      cell("lambda", row.weightDecay),
      cell("K", row.members),
      lossText(row.loss),
      place(row.source),
    ]);
  const more = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${rows.length}; isoloss runs --all lists them` : "";
  return {
    caption: `Rows${more}`,
    head: ["run", "family", "recipe", "N", "U", "epochs", "weight decay", "K", "loss", "file:line"],
    rows: body,
  };
}
