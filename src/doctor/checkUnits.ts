import { medianSorted } from "simple-statistics";
import { evaluationCount, pointAt } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { wordOf } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import { chinchilla } from "../laws/chinchilla.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf } from "./ends.ts";
import { vocabOf } from "./vocabOf.ts";

/**
 * Losses of a file that look like another unit than nats/token, where the log states none: a guess, so nothing is converted.
 *
 * @param best the lowest loss of each run that has one.
 */
export function checkUnits(runs: readonly Run[], best: ReadonlyMap<Run, number>): Problem[] {
  return [...grouped(runs, (run) => run.source.file)].flatMap(([file, own]) => {
    const silent = own.filter((run) => !statesUnit(run));
    const lowest = silent.flatMap((run) => best.get(run) ?? []);
    const ofWords = silent.filter(isOfWords).flatMap((run) => best.get(run) ?? []);
    return inBits(file, silent) ?? perplexity(file, lowest) ?? perByte(file, ofWords) ?? aboveLaw(file, silent) ?? [];
  });
}

const TELL = "state it in a column loss_unit (nats/token, bits/token)";
const BITS = "read them as such with --loss-unit bits/token, or state it in a column loss_unit: they are then converted";

/** An untrained model guesses: log2(vocab) in bits, ln(vocab) in nats. */
function inBits(file: string, runs: readonly Run[]): Problem[] | undefined {
  const first = runs.flatMap((run) => {
    const vocab = vocabOf(run);
    const { loss = Number.NaN, epochs = 0 } = pointAt(run, 0) ?? {};
    return vocab !== undefined && vocab > 1 && evaluationCount(run) > 1 && epochs <= 1 ? loss / Math.log2(vocab) : [];
  });
  const ratio = median(first);
  const [least, most] = [Math.LN2, 1 + DATA_THRESHOLDS.untrained];
  if (!(ratio > least && ratio <= most)) return undefined;
  const message =
    Math.abs(ratio - 1) <= DATA_THRESHOLDS.untrained
      ? "losses look like bits/token: the first of each run are near log2(vocab), the loss of guessing in bits"
      : `losses look like bits/token: the first of a run is typically ${numberText(ratio / Math.LN2, 3)} times ln(vocab), worse than guessing in nats`;
  return [warningAt({ file }, "unit-guess", message, BITS)];
}

/** By the best of a run's losses: a model that repeats its data may end above guessing, but it passes below. */
function perplexity(file: string, best: readonly number[]): Problem[] | undefined {
  const typical = median(best);
  if (!(typical > DATA_THRESHOLDS.perplexity)) return undefined;
  const message = `losses look like perplexities: the best of a run is typically ${numberText(typical, 3)}`;
  return [warningAt({ file }, "unit-guess", message, `read them as such with --loss-unit perplexity; where they are nats/token, ${TELL}`)];
}

function perByte(file: string, best: readonly number[]): Problem[] | undefined {
  const typical = median(best);
  if (!(typical < DATA_THRESHOLDS.bitsPerByte)) return undefined;
  const message = `losses look like bits per byte: the best of a run is typically ${numberText(typical, 3)}, low for nats/token of text`;
  return [
    noteAt(
      { file },
      "unit-guess",
      message,
      `read them as such with --loss-unit bits/byte --bytes-per-token B; where they are nats/token (code, bytes as tokens), ${TELL}`,
    ),
  ];
}

/** Losses of English text in words lie near those of Hoffmann's law (Besiroglu et al. 2024, arXiv:2404.10102), whoever trained: 0.9 to 1.2 times. */
function aboveLaw(file: string, runs: readonly Run[]): Problem[] | undefined {
  const theta = chinchilla.published.find(({ id }) => id === "besiroglu")?.theta ?? {};
  const { E = Number.NaN, A = Number.NaN, B = Number.NaN, alpha = Number.NaN, beta = Number.NaN } = theta;
  const ratios = runs.flatMap((run) => {
    const end = endOf(run);
    const exact = run.family !== "mdm" && (run.lossKind === undefined || run.lossKind === "nll");
    const fresh = end?.epochs === undefined || end.epochs <= DATA_THRESHOLDS.freshEpochs;
    if (!end?.tokens || !run.params || !(end.loss > 0) || !exact || !fresh || run.complete === false || !isOfWords(run)) return [];
    return end.loss / (E + A / run.params ** alpha + B / end.tokens ** beta);
  });
  const typical = median(ratios);
  if (ratios.length < DATA_THRESHOLDS.levels || !(typical > DATA_THRESHOLDS.bits)) return undefined;
  const message = `losses look like bits/token: of ${ratios.length} runs they are typically ${numberText(typical, 3)} times what Hoffmann's law gives, in nats they would be ${numberText(typical * Math.LN2, 3)} times`;
  return [warningAt({ file }, "unit-guess", message, `${BITS}; on text other than English prose nothing is wrong`)];
}

function isOfWords(run: Run): boolean {
  return (vocabOf(run) ?? Number.POSITIVE_INFINITY) > DATA_THRESHOLDS.smallVocab;
}

/** Of what is finite; NaN of nothing, so that no comparison holds. */
function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length > 0 ? medianSorted(sorted) : Number.NaN;
}

function statesUnit(run: Run): boolean {
  return [...Object.keys(run.fields), ...Object.keys(pointAt(run, 0)?.fields ?? {})].some((name) => wordOf(name) === "lossUnit");
}
