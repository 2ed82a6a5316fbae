import { IsolossError, place } from "../../errors.ts";
import { plainName } from "../../glossary.ts";
import type { LossKind, Observation } from "../../run.ts";
import { kindOf, type Side } from "./sides.ts";
import { headerOfTag, type Logged, runsOf } from "./tags.ts";

/** Comparisons that mean nothing are refused here, each with what to log instead. */

/** Spellings of a schedule weight that is none; a bound weighs its terms. */
const UNWEIGHTED: readonly string[] = ["none", "no", "false", "off", "1", "unweighted", "uniform", "constant"];

export const isUnweighted = ({ lossWeight }: Observation): boolean =>
  lossWeight !== undefined && UNWEIGHTED.includes(plainName(lossWeight));

/** @throws IsolossError that names a row. */
export function requireComparable(sides: readonly [Side, Side], assume: LossKind | undefined): void {
  for (const side of sides) requireLikelihoodOrBound(side, assume);
  const rows = sides.flatMap((side) => side.rows);
  requireOne(
    rows,
    "tokenizer",
    "nats/token of different tokenizers count different tokens: train and evaluate both with one tokenizer and log it as tokenizer",
  );
  requireOne(rows, "evalSet", "losses on different text differ by the text: evaluate both on one set and log its name as eval_set");
  // One tokenizer may be padded to several sizes, so a vocabulary only tells where the tokenizer is not stated.
  if (rows.some(({ tokenizer }) => tokenizer === undefined))
    requireOne(rows, "vocab", "another vocabulary is another tokenizer, or a padded one: log tokenizer in every run");
  const bounds = rows.filter((row) => kindOf(row, assume) === "elbo");
  requireOne(
    bounds,
    "lossWeight",
    "bounds of different weights have different gaps to the likelihood: evaluate both with one weight (1/t for the linear schedule) and log it as loss_weight, in one spelling",
    (weight) => plainName(String(weight)),
  );
}

function requireLikelihoodOrBound({ name, rows }: Side, assume: LossKind | undefined): void {
  const wrong = rows.filter((row) => kindOf(row, assume) === "masked_ce" || (kindOf(row, assume) === "elbo" && isUnweighted(row)));
  const [row] = wrong;
  if (row)
    throw new IsolossError(
      `${place(row.source)}: Cannot compare the loss of run "${row.run}" (${name}; ${runsOf(wrong)} of its ${runsOf(rows)} runs): it is an unweighted masked cross-entropy, expected a likelihood (loss_kind nll) or a bound on it (elbo)`,
      "evaluate with the weight of the schedule (1/t for the linear one), summed over masked tokens and divided by all tokens; log loss_kind elbo, loss_weight and mc_samples",
    );
  const unknown = rows.find((own) => kindOf(own, assume) === undefined);
  if (unknown)
    throw new IsolossError(
      `${place(unknown.source)}: Cannot compare the loss of run "${unknown.run}": it states neither loss_kind nor family`,
      "log loss_kind as nll, elbo or masked_ce",
    );
  const [first] = rows;
  const other = rows.find((own) => kindOf(own, assume) !== kindOf(first as Observation, assume));
  if (first && other)
    throw new IsolossError(
      `${place(other.source)}: Cannot compare ${name}: its runs mix kinds of loss, ${kindOf(first, assume)} ("${first.run}") and ${kindOf(other, assume)} ("${other.run}")`,
      "choose one with --where loss_kind=…, or log the same kind for all runs",
    );
}

/** Rows must agree as far as they state it. */
function requireOne(rows: readonly Observation[], tag: Logged, hint: string, plain: (value: unknown) => unknown = (value) => value): void {
  const stated = rows.filter((row) => row[tag] !== undefined);
  const [first] = stated;
  const other = stated.find((row) => plain(row[tag]) !== plain(first?.[tag]));
  if (first && other)
    throw new IsolossError(
      `${place(other.source)}: Cannot compare run "${other.run}" with run "${first.run}" (${place(first.source)}): ${headerOfTag(tag)} is ${other[tag]} and ${first[tag]}, expected one`,
      hint,
    );
}
