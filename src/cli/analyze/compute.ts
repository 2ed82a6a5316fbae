import {
  allocate,
  computeOptimal,
  criticalCompute,
  criticalComputeCurve,
  type Estimate,
  extrapolation,
  extrapolationFindings,
  type Fit,
  type Irreducible,
  IsolossError,
  UsageError,
} from "../../index.ts";
import { list, number, pairs, symbolOf } from "../given.ts";
import { count, short, valueText } from "../numbers.ts";
import { facts, table } from "../table.ts";
import { held, requireOnly } from "./places.ts";
import type { KeptFit, Question } from "./question.ts";
import { countSaid, estimateSaid, missingText, reachText, requireReads } from "./words.ts";

/** How to spend compute, and from how much on one recipe is the better use of the same data. */

const HINT = "fit a law in N and D, as chinchilla or data-constrained";

export const allocateQuestion: Question = {
  id: "allocate",
  title: "parameters, tokens and epochs that are best for a compute budget",
  needs: "FIT --compute 1e18 [--at U=50M]",
  reads: "each fit",
  options: ["compute", "at"],
  answer: ({ fits: [kept], given }) => {
    const { fit, file } = kept as KeptFit;
    requireReads("allocate", fit, ["N", "D"], HINT);
    if (given.compute === undefined) throw new UsageError('Cannot answer "allocate": --compute is not given', "FLOP, as --compute 1e18");
    const C = positive("--compute", given.compute);
    const at = held(given.at);
    requireOnly("allocate", at, ["U"]);
    const { U } = at;
    const split = allocate(fit, { C, ...(U !== undefined && { U }) });
    const [N, D] = [split.N.value, split.D.value];
    if (N === undefined || D === undefined)
      throw new IsolossError(
        `${file}: Cannot split ${short(C)} FLOP by law "${fit.law.id}": its loss is lowest with all of it on parameters, or all on tokens`,
        "one of its terms has vanished: fit runs that vary both N and D (isoloss isoflop says what they hold)",
      );
    const frontier = U === undefined ? computeOptimal(fit, { compute: C }) : undefined;
    const place = { N, D, ...(U !== undefined && { U: Math.min(U, D) }) };
    return {
      text: [
        `C = ${short(C)} FLOP, ${U === undefined ? "all tokens fresh" : `${count(U)} unique tokens`}`,
        facts(
          [
            ["N", countSaid(split.N, "parameters")],
            ["D", countSaid(split.D, "tokens")],
            ["epochs", estimateSaid(split.epochs, "passes")],
            ["loss", estimateSaid(split.loss, "nats/token")],
            ...(frontier ? [["exponent", `${estimateSaid(frontier.a, "of C")}: N grows as C to this power`] as const] : []),
          ],
          "  ",
        ),
      ],
      conditional: [
        "compute is 6·N·D, each size trained as well as those of the rows",
        `the rows have ${reachText(fit, "N")}, ${reachText(fit, "D")}`,
      ],
      result: { compute: C, ...(U !== undefined && { uniqueTokens: U }), ...split, ...(frontier && { exponent: frontier.a }) },
      diagnostics: extrapolationFindings([extrapolation(fit, place)], "the rows of the fit"),
    };
  },
};

export const criticalComputeQuestion: Question = {
  id: "critical-compute",
  title: "compute from which on the second is the better use of the same data",
  needs: 'FIRST SECOND --at U=50k (several: --at "U=50k|100k")',
  reads: [2, 2],
  options: ["at", "irreducible"],
  answer: ({ fits, given }) => {
    const [first, second] = fits as readonly [KeptFit, KeptFit];
    for (const { fit } of fits) requireReads("critical-compute", fit, ["N", "D"], HINT);
    const irreducible = (given.irreducible ?? "kept") as Irreducible;
    const found = uniqueTokens(given.at).map((U) => ({
      uniqueTokens: U,
      compute: criticalCompute(first.fit, second.fit, { U }, irreducible),
    }));
    if (found.every(({ compute }) => compute.value === undefined))
      throw new IsolossError(
        `Cannot give a critical compute at U = ${found.map(({ uniqueTokens: U }) => count(U)).join(", ")}: the second fit (${second.file}) does not come down to the first (${first.file}) between 1e12 and 1e32 FLOP${shares(found.map(({ compute }) => compute))}`,
        "the second is the better use of the data from the start, or never: give the fits the other way round, or ask for their crossover",
      );
    const body = found.map(({ uniqueTokens: U, compute }) => [count(U), flop(compute)]);
    const slope = slopeOf(
      first.fit,
      second.fit,
      found.map(({ uniqueTokens: U }) => U),
      irreducible,
    );
    return {
      text: [
        ...(found.length === 1 ? [`${body[0]?.[1]} FLOP at U = ${body[0]?.[0]}`] : [table(["U", "FLOP"], body, "  ")]),
        ...(slope ? [`  grows as U to the power ${estimateSaid(slope, "(least squares in logarithms over these U)")}`] : []),
      ],
      conditional: [
        irreducible === "kept" ? "losses are compared as they are" : "losses are compared above each law's own irreducible loss",
        "each law at its own best N for 6·N·D and U",
        ...fits.map(({ fit, file }) => `the rows of ${file} have ${compute(fit)}`),
      ],
      result: { unit: "FLOP", irreducible, points: found, ...(slope && { slope }) },
    };
  },
};

/** The power of U through several critical computes, drawn with both fits; undefined where fewer than two exist, or a law knows no repeats. */
function slopeOf(first: Fit, second: Fit, U: readonly number[], irreducible: Irreducible): Estimate | undefined {
  if (U.length < 2 || [first, second].some(({ law }) => !law.quantities.includes("U"))) return undefined;
  return criticalComputeCurve(first, second, { U, irreducible }).slope;
}

/** `U=50k|100k`: one value or several, as --where writes alternatives. */
function uniqueTokens(at: readonly string[] | undefined): number[] {
  const given = Object.entries(pairs("--at", at)).map(([name, text]) => [symbolOf("--at", name), text] as const);
  const other = given.find(([symbol]) => symbol !== "U");
  if (other)
    throw new UsageError(
      `Cannot use --at ${other[0]} with "critical-compute": it has no use for it`,
      "it takes U alone: N and D are chosen",
    );
  const texts = given.flatMap(([, text]) => list(text.split("|")));
  if (texts.length === 0) throw new UsageError('Cannot answer "critical-compute": U is not given', 'as --at U=50k, or --at "U=50k|100k"');
  return texts.map((text) => positive("--at U", text));
}

function positive(flag: string, text: string): number {
  const value = number(flag, text);
  if (!(value > 0)) throw new UsageError(`Cannot use ${flag} ${text}: expected a positive number`, "as 1e18");
  return value;
}

function flop({ value, interval, missing }: Estimate): string {
  return `${value === undefined ? "none" : valueText(value, interval)}${missingText(missing)}`;
}

function shares(all: readonly Estimate[]): string {
  const crossing = all
    .filter(({ interval, missing }) => interval !== undefined && missing < 1)
    .map(({ missing }) => `${short(100 * (1 - missing), 2)} %`);
  return crossing.length > 0 ? `, though it does in ${crossing.join(", ")} of refits` : "";
}

function compute({ observations }: Fit): string {
  const spent = observations.map((row) => row.compute ?? 6 * (row.params ?? Number.NaN) * (row.tokens ?? Number.NaN));
  return `C ${short(Math.min(...spent), 2)} to ${short(Math.max(...spent), 2)} FLOP`;
}
