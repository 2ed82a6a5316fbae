import { medianSorted } from "simple-statistics";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { errorAt, warningAt } from "../finding.ts";
import { plainName, wordOf } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import { aliasOf } from "../ingest/columns.ts";
import { numberOf } from "../numberOf.ts";
import { countText, numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf } from "./ends.ts";
import { rawNames, rawOf } from "./rawOf.ts";

/** Columns that stand in each other's place: parameters, tokens and unique tokens, told by what fits together only when they are exchanged. */
export function checkSwapped(runs: readonly Run[]): Problem[] {
  return [...grouped(runs, (run) => run.source.file).values()].flatMap((own) => {
    const found = [...byEpochs(own), ...byCounts(own)];
    return found.length > 0 ? found : (byWholeRatio(own) ?? byLabel(own) ?? byProportion(own) ?? []);
  });
}

const CODE = "swapped-columns";

const hint = (a: string, b: string): string => `map them the other way: --map ${a}=COLUMN,${b}=COLUMN; or mend the log`;

const PAIRS = [
  { a: "tokens", b: "params", epochs: ({ N, U }: Counts) => N / U },
  { a: "unique_tokens", b: "tokens", epochs: ({ U, D }: Counts) => U / D },
  { a: "unique_tokens", b: "params", epochs: ({ D, N }: Counts) => D / N },
] as const;

interface Counts {
  N: number;
  D: number;
  U: number;
}

/** Epochs that are not tokens/unique_tokens, and are it once two columns are exchanged. */
function byEpochs(runs: readonly Run[]): Problem[] {
  const odd = runs.flatMap((run) => {
    const end = endOf(run);
    const counts: Counts = { N: run.params ?? Number.NaN, D: end?.tokens ?? Number.NaN, U: run.uniqueTokens ?? Number.NaN };
    const epochs = end?.epochs ?? Number.NaN;
    return near(epochs, counts.D / counts.U, DATA_THRESHOLDS.epochs) ? [] : [{ run, counts, epochs }];
  });
  return PAIRS.flatMap(({ a, b, epochs: of }) => {
    const exchanged = odd.filter(({ counts, epochs }) => near(epochs, of(counts), DATA_THRESHOLDS.swapped));
    const [first] = exchanged;
    if (!first) return [];
    const { run, epochs } = first;
    return [
      errorAt(
        run.source,
        CODE,
        `${a} and ${b} look exchanged in ${exchanged.length} of ${runs.length} runs: only so do the ${numberText(epochs, 5)} epochs of run "${run.run}" fit`,
        hint(a, b),
      ),
    ];
  });
}

/** No model has more parameters without its embeddings than with them. */
function byCounts(runs: readonly Run[]): Problem[] {
  const odd = runs.filter(({ params, paramsNonEmbedding: inner }) => params !== undefined && inner !== undefined && inner > params);
  const [first] = odd;
  if (!first) return [];
  return [
    errorAt(
      first.source,
      CODE,
      `params is below params_non_embedding in ${odd.length} of ${runs.length} runs (${countText(first.params as number, 4)} and ${countText(first.paramsNonEmbedding as number, 4)} in run "${first.run}"): one of them is another column`,
      "params counts all parameters, params_non_embedding those without token and position embeddings: map the right columns with --map",
    ),
  ];
}

/** Unique tokens that are whole multiples of the tokens seen, where no epochs are stated. */
function byWholeRatio(runs: readonly Run[]): Problem[] | undefined {
  const ratios = runs.flatMap((run) => {
    const tokens = endOf(run)?.tokens;
    return tokens && run.uniqueTokens && run.plannedEpochs === undefined && !statesEpochs(run) ? run.uniqueTokens / tokens : [];
  });
  const whole = ratios.every((x) => Math.round(x) >= 1 && near(x, Math.round(x), DATA_THRESHOLDS.swapped));
  if (!whole || new Set(ratios.map(Math.round).filter((x) => x > 1)).size < 2) return undefined;
  const [first] = runs as readonly [Run];
  const most = Math.round(ratios.reduce((a, b) => Math.max(a, b)));
  const message = `unique_tokens and tokens may be exchanged: unique_tokens are whole multiples of tokens, up to ${most}, in all ${ratios.length} runs`;
  return [warningAt(first.source, CODE, message, `if so, ${hint("unique_tokens", "tokens")}`)];
}

function statesEpochs(run: Run): boolean {
  return rawNames(run).some((name) => (wordOf(name) ?? aliasOf(name)) === "epochs");
}

/** A column of sizes, as 2.8B, that says what tokens hold. */
function byLabel(runs: readonly Run[]): Problem[] | undefined {
  for (const name of rawNames(runs[0] as Run).filter((column) => /size|model|param/.test(plainName(column)))) {
    const labelled = runs.flatMap((run) => {
      const label = rawOf(run, name);
      const size = typeof label === "string" && /[kmbt]$/i.test(label) ? numberOf(label) : undefined;
      return size === undefined ? [] : { run, size };
    });
    const agree = (of: (run: Run) => number | undefined): number =>
      labelled.filter(({ run, size }) => near(size, of(run) ?? Number.NaN, DATA_THRESHOLDS.label)).length;
    const [first] = labelled;
    if (!first || new Set(labelled.map(({ size }) => size)).size < 2) continue;
    if (
      agree((run) => endOf(run)?.tokens) < DATA_THRESHOLDS.most * labelled.length ||
      agree((run) => run.params) > (1 - DATA_THRESHOLDS.most) * labelled.length
    )
      continue;
    const message = `params and tokens look exchanged: the sizes of column "${name}" are those of tokens in ${labelled.length} runs`;
    return [errorAt(first.run.source, CODE, message, hint("tokens", "params"))];
  }
  return undefined;
}

/** On fresh data a model sees more tokens than it has parameters, as a rule. */
function byProportion(runs: readonly Run[]): Problem[] | undefined {
  const ratios = runs.flatMap((run) => {
    const { tokens, epochs } = endOf(run) ?? {};
    const { params = 0 } = run;
    const silent = epochs === undefined && run.uniqueTokens === undefined;
    return silent && tokens !== undefined && tokens > 0 && params > 0 ? tokens / params : [];
  });
  if (ratios.length < DATA_THRESHOLDS.levels) return undefined;
  const typical = medianSorted(ratios.sort((a, b) => a - b));
  if (typical >= DATA_THRESHOLDS.freshTokensPerParam) return undefined;
  const [first] = runs as readonly [Run];
  const message = `params and tokens may be exchanged: runs typically see ${numberText(typical, 2)} tokens a parameter, and say nothing of repeats`;
  return [warningAt(first.source, CODE, message, `if so, ${hint("tokens", "params")}; where they are right, log unique_tokens`)];
}

function near(x: number, y: number, share: number): boolean {
  return Math.abs(x - y) <= share * Math.abs(y);
}
