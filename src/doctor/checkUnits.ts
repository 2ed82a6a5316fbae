import { medianSorted } from "simple-statistics";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { wordOf } from "../glossary.ts";
import type { Run } from "../run.ts";

/** Losses of a file that look like another unit than nats/token, where the log states none: a guess, so nothing is converted. */
export function checkUnits(runs: readonly Run[]): Problem[] {
  const files = new Map<string, Run[]>();
  for (const run of runs) {
    const same = files.get(run.source.file);
    if (same) same.push(run);
    else files.set(run.source.file, [run]);
  }
  return [...files].flatMap(([file, own]) => {
    const silent = own.filter((run) => !statesUnit(run));
    return inBits(file, silent) ?? perplexity(file, silent) ?? perByte(file, silent) ?? [];
  });
}

const TELL = "state it in a column loss_unit (nats/token, bits/token)";

function inBits(file: string, runs: readonly Run[]): Problem[] | undefined {
  const untrained = runs.flatMap(({ vocab, points }) => {
    const [first] = points;
    return vocab !== undefined && vocab > 1 && first && points.length > 1 ? first.loss / Math.log2(vocab) : [];
  });
  const ratio = median(untrained);
  if (!(Math.abs(ratio - 1) <= DATA_THRESHOLDS.untrained)) return undefined;
  const message = "losses look like bits/token: the first of each run are near log2(vocab), the loss of guessing in bits";
  return [warningAt({ file }, "unit-guess", message, `${TELL}: bits are then converted`)];
}

/** By the best of a run's losses: a model that repeats its data may end above guessing, but it passes below. */
function perplexity(file: string, runs: readonly Run[]): Problem[] | undefined {
  const typical = median(runs.flatMap((run) => bestOf(run) ?? []));
  if (!(typical > DATA_THRESHOLDS.perplexity)) return undefined;
  const message = `losses look like perplexities: the best of a run is typically ${Number(typical.toPrecision(3))}`;
  return [warningAt({ file }, "unit-guess", message, `nats/token = ln perplexity: convert first; where they are right, ${TELL}`)];
}

function perByte(file: string, runs: readonly Run[]): Problem[] | undefined {
  const worded = runs.filter((run) => (run.vocab ?? Number.POSITIVE_INFINITY) > DATA_THRESHOLDS.smallVocab);
  const typical = median(worded.flatMap((run) => bestOf(run) ?? []));
  if (!(typical < DATA_THRESHOLDS.bitsPerByte)) return undefined;
  const message = `losses look like bits per byte: the best of a run is typically ${Number(typical.toPrecision(3))}, low for nats/token of text`;
  return [
    noteAt(
      { file },
      "unit-guess",
      message,
      `nats/token = bits/byte × ln 2 × bytes/token; where they are right (code, bytes as tokens), ${TELL}`,
    ),
  ];
}

function bestOf(run: Run): number | undefined {
  const best = run.points.reduce((low, { loss }) => (loss > 0 && loss < low ? loss : low), Number.POSITIVE_INFINITY);
  return Number.isFinite(best) ? best : undefined;
}

/** NaN of nothing, so that no comparison holds. */
function median(values: readonly number[]): number {
  const sorted = values.filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
  return sorted.length > 0 ? medianSorted(sorted) : Number.NaN;
}

function statesUnit({ fields, points }: Run): boolean {
  return [...Object.keys(fields), ...Object.keys(points[0]?.fields ?? {})].some((name) => wordOf(name) === "lossUnit");
}
