import type { Diagnostic } from "../../fit/types.ts";
import type { LossKind, Observation } from "../../run.ts";
import { comparisonFindings } from "./comparabilityFindings.ts";
import { requireComparable } from "./comparable.ts";
import { kindOf, type Side, sidesOf } from "./sides.ts";
import { runsOf, type Tags, tagsOf } from "./tags.ts";

export interface ComparabilityOptions {
  /** Kind of loss of the diffusion runs whose logs do not say it; what a log says stands. */
  assume?: "elbo" | "nll";
  /** Column whose two values are compared. Default family. */
  by?: string;
}

/** What one side is and how its losses were measured. */
export interface ComparedSide {
  /** As `ar`. */
  name: string;
  rows: number;
  runs: number;
  lossKind: LossKind;
  /** Of a bound, as logged; undefined for a likelihood, and where no run says it. */
  lossWeight: string | undefined;
  /** Fewest Monte-Carlo samples of any row of a bound; undefined for a likelihood, and where none says it. */
  mcSamples: number | undefined;
  /** What the runs log, by header, with how many runs each value has. */
  tags: Tags;
}

/** Something that logs do not say and the comparison takes for granted. */
export interface Assumption {
  side: string;
  /** Header of what is not logged. */
  tag: string;
  /** What it is taken for, in words. */
  taken: string;
  /** Runs that do not say it. */
  runs: number;
  /** `stated`: by whoever asked (`--assume`). `default`: by isoloss. */
  from: "stated" | "default";
}

/** Whether two sets of runs may be compared by their losses, what each is, and what such a comparison shows. */
export interface Comparability {
  /** The side whose loss is exact, where one is. */
  first: ComparedSide;
  second: ComparedSide;
  /** What a difference of the two losses shows, in words. */
  direction: string;
  assumptions: readonly Assumption[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Whether losses of two families can be compared, and in which direction: an ELBO is an upper bound on −ln p, so a lower one is proof and a higher one is not.
 *
 * A bound needs the weight of its schedule, −α′(t)/(1 − α(t)), 1/t for the linear one; without it the loss is neither likelihood nor bound.
 * What logs do not say is taken for granted, named in `assumptions`, and diagnosed (`tag-not-logged`).
 *
 * @param observations rows of both sides, losses in nats/token.
 * @throws IsolossError where there are not two sides, or they must not be compared: unweighted masked cross-entropy, another tokenizer or evaluation
 * set, kinds of loss mixed within a side, bounds with different weights. The hint says what to log instead.
 * @see Sahoo et al. 2024, arXiv:2406.07524, section 3 (the weight); Shi et al. 2024, arXiv:2406.04329.
 * @example
 * comparability(rows, { assume: "elbo" }).first.name // "ar"
 * comparability(rows).assumptions.map(({ side, tag }) => `${side} ${tag}`).includes("mdm tokenizer") // true
 */
export function comparability(observations: readonly Observation[], options: ComparabilityOptions = {}): Comparability {
  const { assume, by = "family" } = options;
  const sides = sidesOf(observations, by, assume);
  requireComparable(sides, assume);
  const [first, second] = sides.map((side) => compared(side, assume)) as [ComparedSide, ComparedSide];
  return { first, second, direction: directionOf(first, second), ...comparisonFindings(sides, [first, second], assume) };
}

function compared({ name, rows }: Side, assume: LossKind | undefined): ComparedSide {
  const lossKind = kindOf(rows[0] as Observation, assume) as LossKind;
  const bound = lossKind === "elbo" ? rows : [];
  const samples = bound.flatMap(({ mcSamples }) => mcSamples ?? []);
  return {
    name,
    rows: rows.length,
    runs: runsOf(rows),
    lossKind,
    lossWeight: bound.find(({ lossWeight }) => lossWeight !== undefined)?.lossWeight,
    mcSamples: samples.length > 0 ? Math.min(...samples) : undefined,
    tags: tagsOf(rows),
  };
}

function directionOf(first: ComparedSide, second: ComparedSide): string {
  if (second.lossKind === "nll") return "both losses are exact likelihoods: the lower one is lower, up to noise";
  if (first.lossKind === "nll")
    return `the loss of ${second.name} is an upper bound, that of ${first.name} is exact: ${second.name} lower is proof, ${second.name} higher is not`;
  return `both losses are upper bounds of unknown looseness: the lower one of ${first.name} and ${second.name} is an indication, never proof`;
}
