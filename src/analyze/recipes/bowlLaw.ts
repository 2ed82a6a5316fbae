import { UsageError } from "../../errors.ts";
import { wordOf } from "../../glossary.ts";
import { defineLaw } from "../../laws/define.ts";
import type { Law, Parameter } from "../../laws/law.ts";
import { weightDecayBowl } from "../../laws/weightDecayBowl.ts";
import { extent } from "../../numeric/extent.ts";
import { QUANTITIES } from "../../quantities.ts";

/**
 * The law weight-decay-bowl in any quantity: E + c·(ln(x/best))².
 *
 * @param tried positive values, between which the search starts.
 * @throws UsageError for a column that laws cannot be written in.
 * @example
 * bowlLaw("epochs", [1, 64]).formula // "E + c*log(epochs/best)^2"
 */
export function bowlLaw(column: string, tried: readonly number[]): Law {
  const found = QUANTITIES.find(({ name }) => name === wordOf(column) && name !== "loss");
  if (!found)
    throw new UsageError(
      `Cannot fit a bowl along "${column}": expected a quantity of the glossary, as weight_decay or epochs`,
      "whether another column is locally optimal is what certificate says",
    );
  if (found.symbol === "lambda") return weightDecayBowl;
  const word = found.title.toLowerCase();
  const named = (parameter: Parameter): Parameter => ({ ...parameter, meaning: parameter.meaning.replace("weight decay", word) });
  return defineLaw({
    id: `${found.column}-bowl`,
    title: `${found.title} bowl`,
    formula: weightDecayBowl.formula.replace(/\blambda\b/, found.symbol),
    parameters: weightDecayBowl.parameters.map((parameter) =>
      parameter.name === "best"
        ? { ...named(parameter), unit: found.unit, low: 0, high: Number.POSITIVE_INFINITY, start: extent(tried) }
        : named(parameter),
    ),
    citation: `local parabola in the logarithm of ${word}`,
    published: [],
  });
}
