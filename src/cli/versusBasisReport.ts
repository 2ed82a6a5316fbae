import type { ComparedSide, Tally, Versus } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { facts, table } from "./table.ts";

/** What a comparison of families rests on: kinds of loss, regularisation, and where losses rise. */

export function comparableSection({ comparability: { first, second, assumptions } }: Versus): string[] {
  const silent = [...new Set(assumptions.filter(({ from }) => from === "default").map(({ tag }) => tag))];
  const stated = silent.includes("loss_kind") ? "; the kind of loss of diffusion runs can be stated with --assume elbo" : "";
  return [
    "",
    "Comparable?",
    facts(
      [first, second].map((side) => [side.name.toUpperCase(), sideText(side)] as const),
      "  ",
    ),
    ...assumptions.map(
      ({ side, tag, taken, runs, from }) =>
        `  taken for granted${from === "stated" ? " (--assume)" : ""}: ${tag} of ${side}, which ${runs} ${runs === 1 ? "run does" : "runs do"} not log, is ${taken}`,
    ),
    ...(silent.length > 0 ? [`    → log ${silent.join(", ")} in every run${stated}`] : []),
  ];
}

function sideText({ lossKind, lossWeight, mcSamples, tags }: ComparedSide): string {
  const named = (what: string, tallies: readonly Tally[], between = " "): string =>
    tallies.every(({ value }) => value === undefined)
      ? `${what} not logged`
      : `${what}${between}${tallies.map(({ value }) => value ?? "not logged").join(", ")}`;
  const samples = mcSamples === undefined ? "samples not logged" : `${mcSamples} ${mcSamples === 1 ? "sample" : "samples"}, or more`;
  const kind = lossKind === "nll" ? "exact likelihood (nll)" : `upper bound (elbo), weight ${lossWeight ?? "not logged"}, ${samples}`;
  return [
    kind,
    named("evaluation set", tags.eval_set),
    named("tokenizer", tags.tokenizer),
    named("count of parameters", tags.params_counted, ": "),
    named("compute", tags.compute_from),
  ].join("; ");
}

export function regularisedSection({ comparability: { first, second } }: Versus): string[] {
  const values = (tallies: readonly Tally[]): string => tallies.map(({ value, runs }) => `${value ?? "not logged"} (${runs})`).join(", ");
  const body = [first, second].map(({ name, tags }) => [
    name.toUpperCase(),
    ...[tags.weight_decay, tags.dropout, tags.token_masking, tags.token_order].map(values),
  ]);
  return [
    "",
    "Regularised with: values, and runs that have each",
    table(["", "weight decay", "dropout", "token masking", "token order"], body, "  "),
  ];
}

export function riseSection({ rises: { groups, checkpoints, lawsThatRise } }: Versus): string[] {
  const title = ["", "Where the loss rises with epochs: last loss above the lowest, of groups with three or more epoch counts"];
  if (groups.length === 0) return [...title, "  no group has three epoch counts: run the same setting for 1, 4, 16, … epochs"];
  const body = groups
    .toSorted(
      (a, b) => a.uniqueTokens - b.uniqueTokens || (a.family ?? "").localeCompare(b.family ?? "") || (a.params ?? 0) - (b.params ?? 0),
    )
    .map(({ family, params, uniqueTokens, weightDecay, epochs, losses, lowestAt, rise, rises }) => [
      count(uniqueTokens),
      family?.toUpperCase() ?? "",
      params === undefined ? "" : count(params),
      weightDecay === undefined ? "" : String(weightDecay),
      epochs.map((x) => short(x, 3)).join(", "),
      lossText(Math.min(...losses)),
      short(lowestAt, 3),
      rises ? lossText(rise) : rise === 0 ? "still falling at its end" : "within noise",
    ]);
  const worst = checkpoints.reduce((high, { gap }) => Math.max(high, gap), 0);
  return [
    ...title,
    table(["U", "", "N", "weight decay", "epochs", "lowest", "at", "rises by"], body, "  "),
    ...(checkpoints.length > 0
      ? [`  final against best checkpoint: up to ${lossText(worst)} in ${checkpoints.length} runs with evaluations along them`]
      : []),
    `  laws that can follow a rise: ${lawsThatRise.join(", ")}`,
  ];
}
