import { type Problem, place } from "../errors.ts";
import { columnName, WORDS, type Word } from "../glossary.ts";
import type { LossPoint, Run } from "../run.ts";

const EPOCHS_TOLERANCE = 0.02;
/** No tokenizer's uniform guess is as bad as this (ln of 7e10 entries), in nats/token. */
const ABSURD_LOSS = 25;

/**
 * What is doubtful in runs that were read: flagged, never repaired.
 *
 * Codes: `duplicate-run` (an id that stands for several trainings), `epochs-disagree` (logged epochs differ by more than 2 % from
 * tokens/unique_tokens), `absurd-loss` (above ln vocab where nothing was repeated, else above 25 nats/token), `unreadable-value` (a number
 * that is none, or a loss that is not positive: a fit that keeps the row stops there).
 */
export function checkRuns(runs: readonly Run[]): Problem[] {
  const first = new Map<string, Run>();
  return runs.flatMap((run) => {
    const earlier = first.get(run.run);
    if (!earlier) first.set(run.run, run);
    return [...(earlier ? [duplicate(run, earlier)] : []), ...unreadable(run), ...epochsDisagree(run), ...absurdLoss(run)];
  });
}

function duplicate(run: Run, earlier: Run): Problem {
  return {
    source: run.source,
    code: "duplicate-run",
    severity: "warning",
    message: `run "${run.run}" is also at ${place(earlier.source)}: both are kept`,
    hint: "give every training an id of its own, or leave one file out; a curve needs tokens, epochs or step that grow and one setup",
  };
}

function unreadable(run: Run): Problem[] {
  const wrong = run.points.flatMap((point) => {
    const text = Object.entries(point.unreadable ?? {}).filter(([word]) => WORDS[word as Word] === "number");
    const loss =
      text.length === 0 && !(point.loss > 0 && Number.isFinite(point.loss))
        ? [["loss", Number.isNaN(point.loss) ? "(missing)" : point.loss]]
        : [];
    const held = [...text.map(([word, value]) => `${columnName(word as Word)} "${value}"`), ...loss.map((pair) => pair.join(" "))];
    return held.length > 0 ? [{ source: point.source, held: held.join(", ") }] : [];
  });
  const [first] = wrong;
  if (!first) return [];
  return [
    {
      source: first.source,
      code: "unreadable-value",
      severity: "warning",
      message: `run "${run.run}" has ${first.held}, which cannot be fitted${more(wrong.length)}`,
      hint: 'mend the log, or leave the row out with --where, as "loss>0"',
    },
  ];
}

function epochsDisagree(run: Run): Problem[] {
  const wrong = run.points.filter((point) => disagrees(point, run.uniqueTokens));
  const [point] = wrong;
  if (!point) return [];
  const expected = (point.tokens as number) / (run.uniqueTokens as number);
  return [
    {
      source: point.source,
      code: "epochs-disagree",
      severity: "warning",
      message: `run "${run.run}" states ${point.epochs} epochs, but tokens/unique_tokens is ${Number(expected.toPrecision(5))}${more(wrong.length)}`,
      hint: "epochs are tokens seen over unique tokens; check the units of both, or map the right columns with --map",
    },
  ];
}

/** Inside the first epoch a run may well state 1 epoch (of what it saw) or a fraction that was rounded. */
function disagrees({ tokens, epochs }: LossPoint, uniqueTokens: number | undefined): boolean {
  if (tokens === undefined || epochs === undefined || uniqueTokens === undefined || !(uniqueTokens > 0)) return false;
  const expected = tokens / uniqueTokens;
  return Math.abs(epochs - expected) > EPOCHS_TOLERANCE * expected && !(expected <= 1 && epochs <= 1 && epochs >= 0);
}

function absurdLoss(run: Run): Problem[] {
  const wrong = run.points.filter((point) => point.loss > bound(run, point));
  const [point] = wrong;
  if (!point) return [];
  const limit = bound(run, point);
  const why = limit === ABSURD_LOSS ? `${ABSURD_LOSS}` : `ln(vocab) = ${limit.toFixed(3)}, the loss of guessing`;
  return [
    {
      source: point.source,
      code: "absurd-loss",
      severity: "warning",
      message: `run "${run.run}" has loss ${point.loss}, above ${why}${more(wrong.length)}`,
      hint: "check the unit (nats/token, not a perplexity or a sum), or leave it out with --where",
    },
  ];
}

/** A model that repeats its data can overfit to worse than guessing, so ln(vocab) bounds only what saw nothing twice. */
function bound(run: Run, point: LossPoint): number {
  return run.vocab !== undefined && run.vocab > 1 && (point.epochs ?? 0) <= 1 ? Math.log(run.vocab) : ABSURD_LOSS;
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more of its evaluations)` : "";
}
