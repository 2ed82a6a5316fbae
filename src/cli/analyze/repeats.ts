import { effectiveTokens, extrapolation, extrapolationFindings, halfLife, IsolossError, type Point } from "../../index.ts";
import { amount, count, valueText } from "../numbers.ts";
import { table } from "../table.ts";
import { held, required, walked } from "./places.ts";
import type { KeptFit, Question } from "./question.ts";
import { atText, countSaid, missingText, reachText, requireReads } from "./words.ts";

/** What repeated tokens are worth, told in fresh ones. */

const HINT = "fit a law that tells repeats from fresh tokens, as data-constrained";
const WORTH = "worth is told in fresh tokens at the same N, by this law";

export const halfLifeQuestion: Question = {
  id: "half-life",
  title: "repeats after which a further one is worth half of a fresh token",
  needs: "FIT --at N=300k,U=50k",
  reads: "each fit",
  options: ["at"],
  answer: ({ fits: [kept], given }) => {
    const { fit, file } = kept as KeptFit;
    requireReads("half-life", fit, ["D", "U"], HINT);
    const at = held(given.at);
    required("half-life", at, "U", "N=300k,U=50k");
    const found = halfLife(fit, at as { N: number; U: number });
    if (found.value === undefined)
      throw new IsolossError(
        `${file}: Cannot give a half-life of law "${fit.law.id}"${atText(at)}: the worth of a repeat does not fall through one half within 1e7 repeats${missingText(found.missing)}`,
        "the rows hold too few epochs to see repeats lose their worth, or the law has none: see isoloss fit",
      );
    return {
      text: [`${valueText(found.value, found.interval)} repeats${missingText(found.missing)}${atText(at)}: epochs less 1`],
      conditional: [WORTH, `beyond its rows (${reachText(fit, "epochs")}) the law goes on as it is`],
      result: { unit: "repeats", held: at, halfLife: found },
      diagnostics: extrapolationFindings([extrapolation(fit, { ...at, epochs: 1 + found.value })], "the rows of the fit"),
    };
  },
};

export const effectiveTokensQuestion: Question = {
  id: "effective-tokens",
  title: "fresh tokens that would give the loss of so many epochs",
  needs: "FIT --at N=300k,U=50k,epochs=16 (or --over epochs=1:500:log)",
  reads: "each fit",
  options: ["at", "over"],
  answer: ({ fits: [kept], given }) => {
    const { fit, file } = kept as KeptFit;
    requireReads("effective-tokens", fit, ["D", "U"], HINT);
    const { at: points, over } = walked(given.at, given.over);
    for (const symbol of ["U", "epochs"]) required("effective-tokens", points[0] as Point, symbol, "N=300k,U=50k,epochs=16");
    const found = points.map((at) => {
      const tokens = effectiveTokens(fit, at as { N: number; U: number; epochs: number });
      return {
        held: at,
        tokens,
        perSeen: tokens.value === undefined ? undefined : tokens.value / ((at.U as number) * (at.epochs as number)),
      };
    });
    const [only] = found as [(typeof found)[number]];
    if (found.every(({ tokens }) => tokens.value === undefined))
      throw new IsolossError(
        `${file}: Cannot give effective tokens of law "${fit.law.id}"${atText(only.held)}: no number of fresh tokens has that loss`,
        "the law is above or below it for any number of them: see isoloss predict",
      );
    const share = (x: number | undefined): string => (x === undefined ? "" : `${Number((100 * x).toPrecision(3))} %`);
    return {
      text:
        over === undefined
          ? [
              `${countSaid(only.tokens, "fresh tokens")}${atText(only.held)}: ${share(only.perSeen)} of the ${count((only.held.U as number) * (only.held.epochs as number))} seen`,
            ]
          : [
              `${fit.law.id}`,
              table(
                [over, "fresh tokens", "of those seen"],
                found.map(({ held: at, tokens, perSeen }) => [
                  amount(over, at[over] as number),
                  countSaid(tokens, "").trim(),
                  share(perSeen),
                ]),
                "  ",
              ),
            ],
      conditional: [WORTH, `beyond its rows (${reachText(fit, "epochs")}) the law goes on as it is`],
      result: { unit: "tokens", ...(over === undefined ? only : { over, points: found }) },
      diagnostics: extrapolationFindings(
        points.map((at) => extrapolation(fit, at)),
        "the rows of the fit",
      ),
    };
  },
};
