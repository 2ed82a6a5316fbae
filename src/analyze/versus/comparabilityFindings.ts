import { place } from "../../errors.ts";
import { warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { LossKind, Observation } from "../../run.ts";
import type { Assumption, Comparability, ComparedSide } from "./comparability.ts";
import type { Side } from "./sides.ts";
import { headerOfTag, type Logged, runsOf } from "./tags.ts";

/** What a comparison that is allowed takes for granted, and what is doubtful about it. */
export function comparisonFindings(
  sides: readonly [Side, Side],
  compared: readonly [ComparedSide, ComparedSide],
  assume: LossKind | undefined,
): Pick<Comparability, "assumptions" | "diagnostics"> {
  const assumptions = sides.flatMap((side, i) => assumed(side, compared[i] as ComparedSide, assume));
  return {
    assumptions,
    diagnostics: [
      ...direction(compared),
      ...assumptions.map(notLogged),
      ...sides.flatMap((side, i) => fewSamples(side, compared[i] as ComparedSide)),
      ...sides.flatMap(aboveGuessing),
      ...checkpoints(sides),
    ],
  };
}

function assumed({ name, rows }: Side, { lossKind }: ComparedSide, assume: LossKind | undefined): Assumption[] {
  const silent = (tag: Logged, taken: string, from: Assumption["from"] = "default"): Assumption[] => {
    const runs = runsOf(rows.filter((row) => row[tag] === undefined));
    return runs === 0 ? [] : [{ side: name, tag: headerOfTag(tag), taken, runs, from }];
  };
  const stated = assume !== undefined && rows.every(({ family }) => family !== "ar");
  const bound = [
    ...silent("lossWeight", "the weight of its schedule, without which it is no bound"),
    ...silent("mcSamples", "enough that their noise does not matter"),
  ];
  return [
    ...silent("lossKind", lossKind === "nll" ? "nll, an exact likelihood" : "elbo, an upper bound", stated ? "stated" : "default"),
    ...(lossKind === "elbo" ? bound : []),
    ...silent("evalSet", "the evaluation set of all"),
    ...silent("tokenizer", "the tokenizer of all"),
    ...silent("vocab", "large enough for every loss: none can be told to be worse than guessing"),
  ];
}

function notLogged({ side, tag, taken, runs, from }: Assumption): Diagnostic {
  return {
    code: "tag-not-logged",
    severity: from === "stated" || tag === "vocab" ? "note" : "warning",
    message: `${runs} run${runs === 1 ? "" : "s"} of ${side} log no ${tag}: it is taken for ${taken}${from === "stated" ? " (as was stated)" : ""}`,
    hint:
      tag === "loss_kind" && from === "default" ? "log it, or state it for diffusion runs with --assume elbo" : `log ${tag} in every run`,
  };
}

function direction([first, second]: readonly [ComparedSide, ComparedSide]): Diagnostic[] {
  if (second.lossKind === "nll") return [];
  if (first.lossKind === "nll")
    return [
      {
        code: "bound-against-exact",
        severity: "note",
        message: `${second.name} reports an upper bound on what ${first.name} reports exactly: lower is proof, higher is not`,
        hint: "read each verdict with its gap to flip: the looseness of the bound that would reverse it",
      },
    ];
  return [
    warning(
      "bound-against-bound",
      `${first.name} and ${second.name} both report upper bounds, each looser than its likelihood by an unknown amount`,
      "a difference is an indication; compare exact likelihoods where a model has one",
    ),
  ];
}

function fewSamples({ name, rows }: Side, { lossKind }: ComparedSide): Diagnostic[] {
  const few = lossKind === "elbo" ? rows.filter(({ mcSamples }) => mcSamples !== undefined && mcSamples <= THRESHOLDS.fewSamples) : [];
  if (few.length === 0) return [];
  return [
    warning(
      "one-sample-bound",
      `${few.length} of ${rows.length} losses of ${name} are means of one Monte-Carlo sample: its noise adds to that between seeds`,
      "evaluate with more samples (the noise falls by their square root), and log mc_samples; the last one again with more (final_val_loss, mc_samples_final) tells the noise of a sample",
    ),
  ];
}

function aboveGuessing({ name, rows }: Side): Diagnostic[] {
  const above = rows.filter(({ vocab, loss }) => vocab !== undefined && vocab > 1 && loss > Math.log(vocab));
  const worst = above.reduce<Observation | undefined>((high, row) => (high && high.loss >= row.loss ? high : row), undefined);
  if (!worst) return [];
  return [
    warning(
      "above-guessing",
      `${above.length} of ${rows.length} losses of ${name} are above ln(vocab) = ${Math.log(worst.vocab as number).toFixed(3)}, the loss of guessing (most: ${worst.loss} at ${place(worst.source)})`,
      "a wrong unit, a bound that is loose or badly sampled, or a model far overfitted: look at the run before comparing it",
    ),
  ];
}

/** A run's best evaluation and its last answer different questions, and the lowest of many is low by chance too. */
function checkpoints([first, second]: readonly [Side, Side]): Diagnostic[] {
  const [own, other] = [first, second].map(({ rows }) => [...new Set(rows.map(({ checkpoint }) => checkpoint))].sort().join(" and "));
  if (own === other) return [];
  return [
    warning(
      "checkpoints-differ",
      `rows of ${first.name} are ${own} checkpoints, rows of ${second.name} ${other}`,
      "take one rule for both with --checkpoint, and show final beside best",
    ),
  ];
}
