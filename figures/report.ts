import type { Crossover, Estimate, Fit } from "../src/index.ts";
import { type Findings, LEAST_TOKENS } from "./findings.ts";
import type { Rows } from "./rows.ts";

/** What the runs say, as text to be read: every number with its interval, every doubt with its reason. */
export function report(rows: Rows, found: Findings): string {
  const { noise } = found;
  const all = [...found.bowls, ...found.ensembles];
  const named: [string, Fit][] = [
    ...found.bowls.map((bowl): [string, Fit] => [`weight-decay-bowl, ${bowl.params} parameters`, bowl.fit]),
    ...found.ensembles.map((ensemble): [string, Fit] => [`power in K, ${ensemble.params} parameters`, ensemble.fit]),
    ["power in N, regularized", found.regularized],
    ["data-constrained", found.dataConstrained],
    ["overfit-penalty", found.overfitPenalty],
  ];
  const typical = all.reduce((sum, { fit }) => sum + (fit.observations[0]?.loss ?? 0), 0) / all.length;
  return [
    `${rows.runs} runs and subsets of ensembles from ${rows.files.length} logs. Losses in nats/token; brackets are 95 % intervals.`,
    `Seed noise: s.d. ${noise.sd.toFixed(4)} in log loss (${(noise.sd * typical).toFixed(3)} nats/token at a loss of ${typical.toFixed(1)}), from ${noise.cells} cells of replicates, ${noise.degreesOfFreedom} degrees of freedom.`,
    weightDecay(found),
    ensembles(found),
    inParams(found.regularized),
    rising(found),
    versus(found),
    diagnostics(named),
  ].join("\n\n");
}

function weightDecay({ bowls, window, growth, mdmGains }: Findings): string {
  const body = bowls.map(({ fit, params, best, otherWindows, timesLearningRate, atStandard }) => {
    const { E = Number.NaN } = fit.estimates;
    return [
      String(params),
      show(best, 2),
      `${Math.min(...otherWindows).toFixed(2)}–${Math.max(...otherWindows).toFixed(2)}`,
      (timesLearningRate.value ?? Number.NaN).toFixed(4),
      bracket(E, fit.intervals.E, 3),
      atStandard === undefined ? "not run" : atStandard.toFixed(3),
      atStandard === undefined ? "" : (atStandard - E).toFixed(3),
    ];
  });
  const mdm = mdmGains.map(
    ({ params, tried, value, low, high }) =>
      `  ${params} parameters: ${signed(value)} [${signed(low)}, ${signed(high)}] (tried ${tried.join(", ")})`,
  );
  return [
    `Best weight decay of AR (U = 51200, 16 epochs): parabola in ln λ within a factor ${window} of the lowest point`,
    table(["params", "best λ", "other windows", "λ × lr", "loss at best λ", "loss at .1", "gain over .1"], body),
    `It grows with size as params^${growth.value.toFixed(2)} [${growth.low.toFixed(2)}, ${growth.high.toFixed(2)}]; part of that is the learning rate, which falls with size.`,
    "MDM (64 epochs): gain of the best larger weight decay over .1, from single runs, with the seed noise of AR (MDM has no replicates):",
    ...mdm,
  ].join("\n");
}

function ensembles(found: Findings): string {
  const body = found.ensembles.map(({ fit, params, single, most, limit, gain }) => [
    String(params),
    single.toFixed(3),
    most.loss.toFixed(3),
    show(limit, 3),
    show(gain, 3),
    below(found.regularized.observations.find((row) => row.params === params)?.loss, limit.value),
    bracket(fit.estimates.alpha as number, fit.intervals.alpha, 2),
    fit.status,
  ]);
  return [
    "Ensembles (logits averaged): E + A/K^α over all subsets, members resampled; tuned: the single model at its own best weight decay",
    table(
      ["params", "one model", `K = ${found.ensembles[0]?.most.members}`, "K → ∞", "gain of K → ∞", "gain over tuned", "α", "status"],
      body,
    ),
  ].join("\n");
}

function inParams(fit: Fit): string {
  return `Tuned single models against size (one mean a size): E + A/N^α, N → ∞: ${estimateOf(fit, "E", 3)}, α ${estimateOf(fit, "alpha", 2)}, ${fit.status}; largest miss ${(fit.metrics.largestMiss ?? Number.NaN).toFixed(3)}.`;
}

function rising({ risings, dataConstrained, overfitPenalty }: Findings): string {
  const body = risings.map(({ rows, lowest, rise }) => {
    const low = rows[lowest];
    const last = rows.at(-1);
    return [
      String(low?.params),
      String(low?.uniqueTokens),
      `${low?.loss.toFixed(3)} at ${low?.epochs}`,
      `${last?.loss.toFixed(3)} at ${last?.epochs}`,
      signed(rise),
    ];
  });
  const laws = [dataConstrained, overfitPenalty].map((fit) => [
    fit.law.id,
    String(fit.n),
    fit.status,
    (fit.metrics.r2 ?? Number.NaN).toFixed(3),
    (fit.metrics.rmse ?? Number.NaN).toFixed(3),
    (fit.metrics.largestMiss ?? Number.NaN).toFixed(2),
    fit.diagnostics.some((d) => d.code === "law-cannot-rise") ? "law-cannot-rise" : "follows the rise",
  ]);
  return [
    "AR final loss rises with epochs (weight decay .1, complete schedules, seeds averaged):",
    table(["params", "unique tokens", "lowest, epochs", "last, epochs", "rise"], body),
    `Laws on the AR runs at weight decay .1 of at least ${LEAST_TOKENS} tokens:`,
    table(["law", "rows", "status", "r²", "rmse", "largest miss", "verdict"], laws),
    `data-constrained: RD ${estimateOf(dataConstrained, "RD", 1)} repeats${doubts(dataConstrained)}.`,
  ].join("\n");
}

function versus({ versus: { final, best, lowestAr, lowestMdm, regularized, regularizedRuns } }: Findings): string {
  return [
    "AR and MDM at 271674 parameters, U = 51200, weight decay .1 (MDM's loss is an upper bound):",
    `  by final loss: ${crossing(final)}`,
    `  by best checkpoint: ${crossing(best)}; lowest AR ${lowestAr.toFixed(3)}, lowest MDM ${lowestMdm.toFixed(3)}`,
    `  regularized AR: final loss ${regularized.toFixed(3)} (mean of ${regularizedRuns}), ${signed(regularized - lowestAr)} from AR's best checkpoint, ${signed(regularized - lowestMdm)} from MDM's`,
  ].join("\n");
}

function crossing(found: Crossover): string {
  if (found.kind === "none")
    return `no crossing from ${found.from} to ${found.to} epochs (AR − MDM nearest to 0 at ${found.at}: ${signed(found.gap)})`;
  const { x, between, interval, missing } = found;
  const moved = interval && (interval.low < between[0] || interval.high > between[1]);
  const band = moved ? `; with seed noise between ${interval.low} and ${interval.high}` : "";
  return `cross between the measured ${between[0]} and ${between[1]} epochs${band} (about ${x.toFixed(1)}, by straight lines in ln epochs)${missing > 0 ? ` (absent in ${(100 * missing).toFixed(0)} % of draws)` : ""}`;
}

function diagnostics(named: readonly [string, Fit][]): string {
  const found = named.flatMap(([name, fit]) => fit.diagnostics.map((d) => `  ${name}: ${d.severity} ${d.code}: ${d.message}`));
  const confirmed = named.filter(([, fit]) => fit.confirmation.agrees).length;
  return [`Diagnostics of ${named.length} fits (the second algorithm confirms ${confirmed}):`, ...found].join("\n");
}

function below(loss: number | undefined, limit: number | undefined): string {
  return loss === undefined || limit === undefined ? "unknown" : (loss - limit).toFixed(3);
}

interface Ends {
  low: number;
  high: number;
}

function bracket(value: number, interval: Ends | undefined, digits: number): string {
  return `${value.toFixed(digits)}${interval ? ` [${interval.low.toFixed(digits)}, ${interval.high.toFixed(digits)}]` : ""}`;
}

/** A parameter as it may be quoted: not at all where the rows do not determine it. */
function estimateOf(fit: Fit, key: string, digits: number): string {
  const interval = fit.intervals[key];
  if (!fit.diagnostics.some((d) => d.code === "not-identified" && d.parameter === key))
    return bracket(fit.estimates[key] as number, interval, digits);
  const sides = interval
    ? [
        interval.low > 0 ? `> ${interval.low.toFixed(digits)}` : "",
        Number.isFinite(interval.high) ? `< ${interval.high.toFixed(digits)}` : "",
      ]
    : [];
  return `not identified (${sides.filter(Boolean).join(", ") || "no bound"})`;
}

/** Why a number of a fit is not to be quoted though it is identified within the law. */
function doubts(fit: Fit): string {
  const codes = [
    ...new Set(fit.diagnostics.filter((d) => ["law-cannot-rise", "optima-disagree", "not-confirmed"].includes(d.code)).map((d) => d.code)),
  ];
  return codes.length > 0 ? ` within a law that does not hold here (${codes.join(", ")})` : "";
}

function show({ value, interval }: Estimate, digits: number): string {
  return value === undefined ? "none" : bracket(value, interval, digits);
}

function signed(x: number): string {
  return `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(3)}`;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((row) => (row[i] ?? "").length)));
  return [head, ...body].map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] as number)).join("  ")}`.trimEnd()).join("\n");
}
