import type { Problem } from "../index.ts";
import { command } from "./command.ts";
import { json, mapping, scores } from "./options.ts";
import { remark, say } from "./print.ts";
import { remarkSkipped } from "./skipped.ts";

export const runsCommand = command({
  command: "runs <path..>",
  describe: "What run logs hold: one line a run, ranges, what is missing, problems by file:line",
  positionals: {
    path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" },
  },
  options: {
    ...mapping,
    ...scores,
    all: { type: "boolean", default: false, describe: "List every run and every problem, however many" },
    curves: { type: "boolean", default: false, describe: "Draw the loss of each run beside it, on logarithmic scales" },
    ...json,
  },
  examples: [
    ["runs runs/", "every log below a folder"],
    ["runs sweep.csv --map loss=val_ce,params=N", "a file with columns of its own names"],
    ["runs runs/ --curves", "with a line of bars for each curve"],
  ],
  run: async (given, signal) => {
    const { coverage, curveOf, finalRows, place, replicateNoise, toJson } = await import("../index.ts");
    const { lineOf } = await import("./runLine.ts");
    const { readRuns } = await import("./readRuns.ts");
    const { listing, summaryOf } = await import("./runsReport.ts");
    const { sparkline } = await import("./sparkline.ts");
    const { runs, files, configurations, skipped, problems } = await readRuns(
      given.path,
      { ...given, insteadOfLoss: given["instead-of-loss"] ?? [] },
      signal,
    );
    const lines = runs.map((run) => {
      const { loss, tokens, step, epochs } = curveOf(run);
      const curve = given.curves && loss.length > 1 ? { curve: sparkline(loss, tokens ?? step ?? epochs, CURVE) } : {};
      return { ...lineOf(run), ...curve, place: place(run.source) };
    });
    const noise = replicateNoise(finalRows(runs)) ?? null;
    const covered = coverage(runs);
    if (given.json)
      say(
        toJson({
          runs: lines,
          files,
          configurations,
          skipped,
          problems,
          seedNoise: noise,
          quantities: covered.spans,
          missing: covered.absent,
        }),
      );
    else say([listing(lines, given.all, terminalWidth()), "", summaryOf(lines, files.length, covered, noise)].join("\n"));
    report(problems, place, given.all);
    remarkSkipped(skipped);
  },
});

/** Characters of a curve. */
const CURVE = 20;
/** Problems of one kind before the rest is only counted. */
const MOST_ALIKE = 3;

/** Of a pipe there is no width. */
function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

function report(problems: readonly Problem[], place: (source: Problem["source"]) => string, all: boolean): void {
  const hints = new Set<string>();
  const counts = new Map<string, number>();
  for (const { source, code, severity, message, hint } of problems) {
    const alike = (counts.get(code) ?? 0) + 1;
    counts.set(code, alike);
    if (!all && alike > MOST_ALIKE) continue;
    remark(`${place(source)}: ${severity}: ${message}`);
    if (!hints.has(hint)) remark(`  hint: ${hint}`);
    hints.add(hint);
  }
  const left = [...counts].filter(([, n]) => !all && n > MOST_ALIKE).map(([code, n]) => `${n - MOST_ALIKE} ${code}`);
  if (left.length > 0) remark(`and more of these kinds: ${left.join(", ")} (--all lists them, isoloss check sorts them)`);
}
