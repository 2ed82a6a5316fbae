import { RunLogError } from "../errors.ts";
import { columnName, type Word } from "../glossary.ts";
import { numberHint } from "../numberHint.ts";
import { QUANTITIES } from "../quantities.ts";
import type { LossPoint, Observation, Run } from "../run.ts";

/** What a fit may read; a seed or a learning rate that is no number stops nothing. */
const FITTED: readonly string[] = ["finalLoss", "paramsNonEmbedding", ...QUANTITIES.map((q) => q.name)];

const UNITS = new Map<string, string>(QUANTITIES.map((q) => [q.name, `(${q.unit})`]));

/** Quantities that may be 0: no decay, and the untrained model. */
const MAY_BE_ZERO: readonly string[] = ["weightDecay", "epochs", "tokens", "compute"];

/**
 * Makes sure that a row can be fitted: every number that it states is one, finite and of the right sign.
 *
 * @throws RunLogError that names the row, its run, and what it holds.
 */
export function requireReadable({ run, point, row }: { run: Run; point: LossPoint; row: Observation }): void {
  const refuse = (word: Word, held: string, unit: string, sign: string) => {
    throw new RunLogError(
      row.source,
      `Cannot read ${columnName(word)} ${held} of run "${run.run}": expected a finite ${sign} number ${unit}`,
      [
        ...[numberHint(held.replace(/^"|"$/g, "")) ?? []].flat(),
        word === "loss"
          ? 'correct the log, or leave the row out with --where "loss>0" or --where "run!=…"'
          : `correct the log, or leave the row out with --where "run!=${run.run}"`,
      ].join("; "),
    );
  };
  const text = point.unreadable ?? {};
  if (!(Number.isFinite(row.loss) && row.loss > 0))
    refuse(
      "loss",
      text.loss !== undefined ? `"${text.loss}"` : Number.isNaN(row.loss) ? "(missing)" : `${row.loss}`,
      "in nats/token",
      "positive",
    );
  for (const [word, held] of Object.entries(text))
    if (FITTED.includes(word))
      refuse(word as Word, `"${held}"`, UNITS.get(word) ?? "", MAY_BE_ZERO.includes(word) ? "non-negative" : "positive");
  for (const { name, unit } of QUANTITIES) {
    const value = row[name];
    const zero = MAY_BE_ZERO.includes(name);
    if (value !== undefined && !(Number.isFinite(value) && (zero ? value >= 0 : value > 0)))
      refuse(name, `${value}`, `(${unit})`, zero ? "non-negative" : "positive");
  }
}
