import type { Coverage, ReplicateNoise } from "../index.ts";
import { missingTable, noiseText } from "./coverageText.ts";
import { amount, count, lossText, short } from "./numbers.ts";
import type { lineOf } from "./runLine.ts";
import { facts, table } from "./table.ts";

/** A run as `isoloss runs` lists it. */
export type Line = ReturnType<typeof lineOf> & { place: string; curve?: string };

/** Runs that are listed before the rest is only counted. */
const MOST_RUNS = 40;

/** One line a run, no wider than the terminal. */
export function listing(lines: readonly Line[], all: boolean, width: number): string {
  const shown = all || lines.length <= MOST_RUNS ? lines : lines.slice(0, MOST_RUNS / 2);
  const rest = lines.length - shown.length;
  const wide = listed(shown, (place) => place);
  const fits = widest(wide) <= width ? wide : listed(shown, (place) => place.slice(place.lastIndexOf("/") + 1));
  const cut = fits.split("\n").map((line) => (line.length <= width ? line : `${line.slice(0, width - 1)}…`));
  return [...cut, ...(rest > 0 ? [`… and ${rest} more runs: --all lists them, --json gives everything`] : [])].join("\n");
}

function widest(text: string): number {
  return text.split("\n").reduce((most, line) => Math.max(most, line.length), 0);
}

function listed(lines: readonly Line[], placed: (place: string) => string): string {
  const head = ["run", "family", "N", "U", "D", "epochs", "decay", "recipe", "K", "final loss", "best loss", "curve", "complete", "place"];
  const shown = (value: number | undefined, as: (x: number) => string): string => (value === undefined ? "" : as(value));
  const rows = lines.map((line) => [
    `/${line.place}`.endsWith(`/${line.run}`) ? "" : line.run,
    line.family ?? "",
    shown(line.params ?? line.paramsNonEmbedding, count),
    shown(line.uniqueTokens, count),
    shown(line.tokens, count),
    shown(line.epochs, (x) => short(x, 3)),
    shown(line.weightDecay, (x) => short(x, 3)),
    line.recipe ?? "",
    shown(line.members, String),
    shown(line.finalLoss, lossText),
    shown(line.bestLoss, lossText),
    line.curve ?? "",
    line.complete === undefined ? "" : line.complete ? "yes" : "no",
    placed(line.place),
  ]);
  return table(head, rows);
}

const MOST_LEVELS = 8;

/** Ranges, levels, families and recipes of all runs, and what they do not say. */
export function summaryOf(lines: readonly Line[], files: number, covered: Coverage, noise: ReplicateNoise | null): string {
  const numeric = [
    ["N", (line: Line) => line.params],
    ["U", (line: Line) => line.uniqueTokens],
    ["D", (line: Line) => line.tokens],
    ["epochs", (line: Line) => line.epochs],
    ["lambda", (line: Line) => line.weightDecay],
    ["K", (line: Line) => line.members],
  ] as const;
  const words = [
    ["family", (line: Line) => line.family],
    ["loss_kind", (line: Line) => line.lossKind],
    ["recipe", (line: Line) => line.recipe],
  ] as const;
  const titles = { N: "parameters N", U: "unique tokens U", D: "tokens D", epochs: "epochs", lambda: "weight decay", K: "members K" };
  const cut = lines.filter((line) => line.complete === false).length;
  const losses = lines.flatMap((line) => line.bestLoss ?? []);
  const rows: [string, string][] = [
    ["runs", `${lines.length} in ${files} file${files === 1 ? "" : "s"}${cut > 0 ? `, ${cut} cut off before the end` : ""}`],
    ...words.map(([name, of]): [string, string] => [name, tally(lines.map(of))]),
    ...numeric.map(([symbol, of]): [string, string] => [titles[symbol], levels(symbol, lines.map(of).filter(isLevel(symbol)))]),
    ["best loss", losses.length > 0 ? `${lossText(losses.reduce(least))} to ${lossText(losses.reduce(greatest))} nats/token` : ""],
    ["seed noise", noiseText(noise)],
  ];
  return [facts(rows.filter(([, text]) => text)), ...missingTable(covered)].join("\n\n");
}

function tally(values: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => `${value} ${n}`).join(", ");
}

/** Counts that are zero or negative are errors of the log, which `isoloss check` names. */
function isLevel(symbol: string): (value: number | undefined) => boolean {
  return (value) => symbol === "lambda" || (value ?? 0) > 0;
}

function levels(symbol: string, values: readonly (number | undefined)[]): string {
  const distinct = [...new Set(values.filter((x) => x !== undefined))].sort((a, b) => a - b);
  const [low, high] = [distinct[0], distinct.at(-1)];
  if (low === undefined || high === undefined) return "";
  if (distinct.length <= MOST_LEVELS) return distinct.map((x) => amount(symbol, x)).join(", ");
  const decades = low > 0 ? `, ${Math.log10(high / low).toFixed(1)} decades` : "";
  return `${amount(symbol, low)} to ${amount(symbol, high)} (${distinct.length} levels${decades})`;
}

function least(a: number, b: number): number {
  return Math.min(a, b);
}

function greatest(a: number, b: number): number {
  return Math.max(a, b);
}
