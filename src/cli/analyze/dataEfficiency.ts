import { type ComparedLoss, dataEfficiency, type Fit, IsolossError, type Point, predictors, UsageError } from "../../index.ts";
import { number } from "../given.ts";
import { count, lossText } from "../numbers.ts";
import { facts } from "../table.ts";
import { held, required, requireOnly } from "./places.ts";
import type { KeptFit, Question } from "./question.ts";
import { countSaid, estimateSaid, missingText, reachText } from "./words.ts";

/** A loss, or the limit of a fit, told in unique tokens of a baseline recipe. */

const ID = "data-efficiency";

export const dataEfficiencyQuestion: Question = {
  id: ID,
  title: "a loss, or a limit, told in unique tokens of a baseline",
  needs: "BASELINE (a law in U) --at U=50k --loss 3.4, or BASELINE FIT --at U=50k",
  reads: [1, 2],
  options: ["at", "loss", "limits"],
  answer: ({ fits, given }) => {
    const [baseline, other] = fits as readonly [KeptFit, KeptFit?];
    requireU(baseline);
    const at = held(given.at);
    requireOnly(ID, at, ["U"]);
    const U = required(ID, at, "U", "U=50k: the unique tokens that the loss was reached with");
    if ((given.loss === undefined) === (other === undefined))
      throw new UsageError(
        `Cannot answer "${ID}": ${other ? "both --loss and a second fit are given" : "neither --loss nor a second fit is given"}`,
        "give one of them: a measured loss as --loss 3.4, or the fit whose limit is meant",
      );
    const compared = other ? limitOf(other, U) : measured(given.loss as string);
    const own = lowestAt(baseline.fit, U);
    const found = dataEfficiency(
      compared,
      { law: baseline.fit, origin: given.limits ? "limit" : "measured" },
      { uniqueTokens: U, ...(own !== undefined && { baselineLoss: { value: own } }) },
    );
    if (found.tokens.value === undefined)
      throw new IsolossError(
        `${baseline.file}: Cannot tell ${lossText(compared.value)} nats/token in tokens of the baseline: no number of unique tokens brings its law there${missingText(found.tokens.missing)}`,
        "the loss lies below the floor of the baseline, or above all that it can have",
      );
    return {
      text: [
        `${lossText(compared.value)} nats/token at U = ${count(U)}, ${found.comparison}`,
        facts(
          [
            ["D′/D", estimateSaid(found.perUnique, "times the unique tokens")],
            ...(own === undefined
              ? []
              : [["D′/D′₀", estimateSaid(found.perBaseline, `times those of the baseline's own ${lossText(own)}`)] as const]),
            ["D′", countSaid(found.tokens, "unique tokens of the baseline")],
          ],
          "  ",
        ),
      ],
      conditional: [
        `beyond its rows (${reachText(baseline.fit, "U")}) the baseline's law goes on as it is`,
        other
          ? `the other fit's ${compared.origin === "limit" ? "limit is reached" : "law holds at U"}`
          : "the loss is taken as exact: the interval is that of the baseline's law",
      ],
      result: { uniqueTokens: U, loss: compared.value, origin: compared.origin, ...found },
    };
  },
};

function requireU({ fit }: KeptFit): void {
  if (fit.law.quantities.join() !== "U")
    throw new IsolossError(
      `Cannot answer "${ID}": the baseline's law "${fit.law.id}" reads ${fit.law.quantities.join(", ")}, expected U alone`,
      "fit the baseline's best losses with isoloss fit power LOGS --in unique_tokens",
    );
}

function measured(text: string): ComparedLoss {
  const value = number("--loss", text);
  if (!(value > 0)) throw new UsageError(`Cannot use --loss ${text}: expected a positive number of nats/token`, "as --loss 3.4");
  return { value, origin: "measured" };
}

/** What a fit tends to in all that it reads but the unique tokens, which are held. */
function limitOf({ fit, file }: KeptFit, U: number): ComparedLoss {
  const at: Point = fit.law.quantities.includes("U") ? { U } : {};
  const to = fit.law.quantities.filter((symbol) => symbol !== "U");
  const { best, draws } = predictors(fit);
  const value = to.length > 0 ? best.limit(at, to) : best.loss(at);
  if (value === undefined)
    throw new IsolossError(
      `${file}: Cannot compare law "${fit.law.id}": it has no limit as ${to.join(", ")} grow`,
      "give a measured loss with --loss",
    );
  const drawn = draws.map((law) => (to.length > 0 ? law.limit(at, to) : law.loss(at)) ?? Number.NaN);
  return { value, origin: to.length > 0 ? "limit" : "measured", ...(drawn.length > 0 && { draws: drawn }) };
}

/** The baseline's own lowest loss at these unique tokens. */
function lowestAt({ observations }: Fit, U: number): number | undefined {
  const losses = observations.filter(({ uniqueTokens }) => uniqueTokens === U).map(({ loss }) => loss);
  return losses.length > 0 ? Math.min(...losses) : undefined;
}
