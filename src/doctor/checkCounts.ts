import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { columnName } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf } from "./ends.ts";

/** Counts of parameters and tokens that are in millions or billions: too small in themselves, or against each other. */
export function checkCounts(runs: readonly Run[]): Problem[] {
  return [...grouped(runs, (run) => run.source.file).values()].flatMap((own) => [...tooFew(own), ...outOfProportion(own)]);
}

const CODE = "count-unit";
const HINT = "counts are single parameters and tokens: write 124M or 1.24e8, not 124";

const COUNTS = {
  params: (run: Run) => run.params,
  paramsNonEmbedding: (run: Run) => run.paramsNonEmbedding,
  uniqueTokens: (run: Run) => run.uniqueTokens,
  tokens: (run: Run) => (run.complete === false ? undefined : endOf(run)?.tokens),
} as const;

function tooFew(runs: readonly Run[]): Problem[] {
  return Object.entries(COUNTS).flatMap(([word, of]) => {
    const small = runs.filter((run) => isFew(of(run)));
    const [first] = small;
    if (!first) return [];
    const name = columnName(word as keyof typeof COUNTS);
    const what = word.startsWith("params") ? "no language model is so small" : "no run is so short";
    return [
      warningAt(
        first.source,
        CODE,
        `${name} of ${small.length} of ${runs.length} runs ${range(small.map((run) => of(run) as number))}: ${what}, so the count is in another unit, as millions or billions`,
        HINT,
      ),
    ];
  });
}

/** Values that `tooFew` names are left to it. */
function outOfProportion(runs: readonly Run[]): Problem[] {
  const [low, high] = DATA_THRESHOLDS.tokensPerParam;
  const perParam = (run: Run): number => ratio(COUNTS.tokens(run), run.params ?? run.paramsNonEmbedding);
  const perUnique = (run: Run): number => ratio(COUNTS.tokens(run), run.uniqueTokens);
  const found = (wrong: readonly Run[], of: (run: Run) => number, what: string): Problem[] => {
    const [first] = wrong;
    if (!first) return [];
    const message = `${what} of ${wrong.length} of ${runs.length} runs ${range(wrong.map(of))}: one of the two counts is in another unit`;
    return [warningAt(first.source, CODE, message, HINT)];
  };
  return [
    ...found(
      runs.filter((run) => perParam(run) < low || perParam(run) > high),
      perParam,
      "tokens a parameter",
    ),
    ...found(
      runs.filter((run) => perUnique(run) > DATA_THRESHOLDS.mostEpochs),
      perUnique,
      "tokens over unique_tokens",
    ),
  ];
}

function ratio(a: number | undefined, b: number | undefined): number {
  return a !== undefined && b !== undefined && a > 0 && b > 0 && !isFew(a) && !isFew(b) ? a / b : Number.NaN;
}

function isFew(x: number | undefined): boolean {
  return x !== undefined && x > 0 && x < DATA_THRESHOLDS.fewest;
}

function range(values: readonly number[]): string {
  const [low, high] = values.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Number.POSITIVE_INFINITY, 0]);
  return low === high ? `is ${numberText(low, 4)}` : `are ${numberText(low, 4)} to ${numberText(high, 4)}`;
}
