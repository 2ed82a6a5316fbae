import type { Curve } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { errorAt, more, warningAt } from "../finding.ts";
import { columnName, WORDS, type Word, wordOf } from "../glossary.ts";
import { aliasOf } from "../ingest/columns.ts";
import { numberHint } from "../numberHint.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { placeOf } from "./ends.ts";
import { vocabOf } from "./vocabOf.ts";

/** Values of a run that are no numbers, and losses that cannot be. */
export function checkLosses(run: Run, curve: Curve): Problem[] {
  return [...unreadable(run, curve), ...absurd(run, curve)];
}

/** A number that is none, or a loss that is not positive: a fit that keeps the row stops there. */
function unreadable(run: Run, curve: Curve): Problem[] {
  const last = curve.loss.length - 1;
  const wrong: number[] = [];
  for (let i = 0; i <= last; i++) if (!isSound(curve, i) && heldAt(curve, i) !== "") wrong.push(i);
  const [first] = wrong;
  if (first === undefined) return [];
  const ended = wrong.at(-1) === last && run.finalLoss === undefined && run.complete !== false;
  return [
    (ended ? errorAt : warningAt)(
      placeOf(run, first),
      "unreadable-value",
      `run "${run.run}" has ${heldAt(curve, first)}, which cannot be fitted${more(wrong.length)}`,
      `${hintAt(curve, first)}mend the log, or leave the row out with --where, as "${isPositive(curve.loss[first]) ? `run!=${run.run}` : "loss>0"}"`,
    ),
  ];
}

function isSound({ loss, unreadable }: Curve, i: number): boolean {
  return isPositive(loss[i]) && !unreadable?.[i];
}

function isPositive(loss: number | undefined): boolean {
  return loss !== undefined && loss > 0 && loss < Number.POSITIVE_INFINITY;
}

/** What a row holds that is no number, in words; nothing where it is in order. */
function heldAt(curve: Curve, i: number): string {
  const loss = curve.loss[i] as number;
  const text = Object.entries(curve.unreadable?.[i] ?? {}).filter(([word]) => WORDS[word as Word] === "number");
  if (text.length > 0) return text.map(([word, value]) => `${columnName(word as Word)} "${value}"`).join(", ");
  return loss > 0 && Number.isFinite(loss) ? "" : `loss ${Number.isNaN(loss) ? "(missing)" : numberText(loss, 6)}`;
}

/** What a number in another spelling is to be, or why a row holds none. */
function hintAt({ unreadable }: Curve, i: number): string {
  const texts = Object.entries(unreadable?.[i] ?? {});
  const repeated = texts.length > 0 && texts.every(([word, text]) => (wordOf(text) ?? aliasOf(text)) === word);
  const hint = repeated
    ? "the row repeats the header, as where tables were joined: leave it out"
    : texts.flatMap(([, text]) => numberHint(text) ?? [])[0];
  return hint === undefined ? "" : `${hint}; `;
}

function absurd(run: Run, curve: Curve): Problem[] {
  const vocab = vocabOf(run);
  // A model that repeats its data can overfit to worse than guessing, so ln(vocab) bounds only what saw nothing twice.
  const guessing = vocab !== undefined && vocab > 1 ? Math.log(vocab) : DATA_THRESHOLDS.absurd;
  const limitAt = (i: number): number => ((curve.epochs?.[i] ?? 0) > 1 ? DATA_THRESHOLDS.absurd : guessing);
  let count = 0;
  let first = -1;
  for (let i = 0; i < curve.loss.length; i++)
    if ((curve.loss[i] as number) > limitAt(i) && curve.loss[i] !== Number.POSITIVE_INFINITY) {
      if (count === 0) first = i;
      count++;
    }
  if (count === 0) return [];
  const limit = limitAt(first);
  const why = limit === DATA_THRESHOLDS.absurd ? `${limit}` : `ln(vocab) = ${limit.toFixed(3)}, the loss of guessing`;
  return [
    warningAt(
      placeOf(run, first),
      "absurd-loss",
      `run "${run.run}" has loss ${numberText(curve.loss[first] as number, 6)}, above ${why}${more(count)}`,
      "check the unit (nats/token, not a perplexity or a sum), or leave it out with --where",
    ),
  ];
}
