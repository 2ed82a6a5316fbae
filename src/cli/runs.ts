import type { Problem, ReplicateNoise } from "../index.ts";
import { command } from "./command.ts";
import { amount, count, lossText, short } from "./numbers.ts";
import { json, mapping } from "./options.ts";
import { remark, say } from "./print.ts";
import type { lineOf } from "./runLine.ts";
import { facts, table } from "./table.ts";

export const runsCommand = command({
  command: "runs <path..>",
  describe: "What run logs hold: one line a run, problems by file:line, ranges",
  positionals: {
    path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them (.csv .tsv .jsonl, each also .gz)" },
  },
  options: { ...mapping, ...json },
  examples: [
    ["runs runs/", "every log below a folder"],
    ["runs sweep.csv --map loss=val_ce,params=N", "a file with columns of its own names"],
  ],
  run: async (given, signal) => {
    const { finalRow, place, replicateNoise, toJson } = await import("../index.ts");
    const { lineOf } = await import("./runLine.ts");
    const { readRuns } = await import("./readRuns.ts");
    const { runs, files, skipped, problems } = await readRuns(given.path, given, signal);
    const lines = runs.map((run) => ({ ...lineOf(run), place: place(run.source) }));
    const noise = replicateNoise(runs.flatMap(finalRow)) ?? null;
    if (given.json) say(toJson({ runs: lines, files, skipped, problems, seedNoise: noise }));
    else say([listing(lines), "", summaryOf(lines, files.length, noise)].join("\n"));
    report(problems, place);
    if (skipped.length > 0)
      remark(`not read: ${skipped.length} other file${skipped.length === 1 ? "" : "s"} of the folder${given.path.length === 1 ? "" : "s"}`);
  },
});

type Line = ReturnType<typeof lineOf> & { place: string };

function listing(lines: readonly Line[]): string {
  const head = ["run", "family", "N", "U", "D", "epochs", "decay", "recipe", "K", "final loss", "best loss", "complete", "place"];
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
    line.complete === undefined ? "" : line.complete ? "yes" : "no",
    line.place,
  ]);
  return table(head, rows);
}

const MOST_LEVELS = 8;

function summaryOf(lines: readonly Line[], files: number, noise: ReplicateNoise | null): string {
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
    ...numeric.map(([symbol, of]): [string, string] => [titles[symbol], levels(symbol, lines.map(of))]),
    ["best loss", losses.length > 0 ? `${lossText(losses.reduce(least))} to ${lossText(losses.reduce(greatest))} nats/token` : ""],
    [
      "seed noise",
      noise
        ? `${short(noise.sd, 2)} in log loss, from ${noise.cells} set${noise.cells === 1 ? "" : "s"} of replicates`
        : "not known: no run is repeated",
    ],
  ];
  return facts(rows.filter(([, text]) => text));
}

function tally(values: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, n]) => `${value} ${n}`).join(", ");
}

function levels(symbol: string, values: readonly (number | undefined)[]): string {
  const distinct = [...new Set(values.filter((x) => x !== undefined))].sort((a, b) => a - b);
  if (distinct.length === 0) return "";
  const shown = distinct.map((x) => amount(symbol, x));
  return distinct.length <= MOST_LEVELS ? shown.join(", ") : `${shown[0]} to ${shown.at(-1)} (${distinct.length} levels)`;
}

function report(problems: readonly Problem[], place: (source: Problem["source"]) => string): void {
  const hints = new Set<string>();
  for (const { source, severity, message, hint } of problems) {
    remark(`${place(source)}: ${severity}: ${message}`);
    if (!hints.has(hint)) remark(`  hint: ${hint}`);
    hints.add(hint);
  }
}

function least(a: number, b: number): number {
  return Math.min(a, b);
}

function greatest(a: number, b: number): number {
  return Math.max(a, b);
}
