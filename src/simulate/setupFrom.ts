import { UsageError } from "../errors.ts";
import { columnName, WORDS, type Word, wordOf } from "../glossary.ts";
import { readValues } from "../ingest/values.ts";
import type { Setup } from "../run.ts";
import { suggestion } from "../words.ts";

/** Quantities that a design gives, and what is of one run or one evaluation. */
const NOT_SETUP: readonly Word[] = [
  "run",
  "params",
  "tokens",
  "uniqueTokens",
  "epochs",
  "compute",
  "loss",
  "step",
  "complete",
  "plannedEpochs",
  "finalLoss",
  "mcSamples",
  "mcSamplesFinal",
  "lossUnit",
  "memberRuns",
  "teacherRuns",
];
const SETUP = (Object.keys(WORDS) as Word[]).filter((word) => !NOT_SETUP.includes(word));

/**
 * What simulated runs are to state besides their quantities, from text by the glossary's words.
 *
 * @throws UsageError for a word that is none of a setup, or a value that cannot be read.
 * @example
 * setupFrom({ family: "mdm", loss_kind: "elbo" }) // { family: "mdm", lossKind: "elbo" }
 */
export function setupFrom(texts: Readonly<Record<string, string>>): Partial<Setup> {
  const columns = Object.fromEntries(
    Object.keys(texts).map((name) => {
      const word = wordOf(name);
      if (!word || NOT_SETUP.includes(word))
        throw new UsageError(
          `Cannot state "${name}" of simulated runs: it is ${word ? "a quantity of the design, or of one run" : "no word of the glossary"}`,
          word ? "quantities belong in the design" : suggestion(name, SETUP.map(columnName), "the words are"),
        );
      return [word, name];
    }),
  );
  const { values, unreadable } = readValues(texts, columns);
  const [wrong] = Object.entries(unreadable);
  if (wrong) {
    const kind: string | readonly string[] = WORDS[wrong[0] as Word];
    throw new UsageError(
      `Cannot state ${columnName(wrong[0] as Word)} "${wrong[1]}" of simulated runs`,
      typeof kind === "string" ? `expected a ${kind}` : suggestion(wrong[1], kind, "the choices are"),
    );
  }
  return values as Partial<Setup>;
}
