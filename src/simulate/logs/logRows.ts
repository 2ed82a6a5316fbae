import { columnName, WORDS, type Word } from "../../glossary.ts";
import type { Field, LossPoint, Run } from "../../run.ts";

/** What a log says of a run as a whole, and of each of its evaluations, under the glossary's column names. */
export interface LogRows {
  config: Record<string, Field>;
  evaluations: Record<string, Field>[];
}

/** Words of one evaluation, in the order of the columns. */
const EVALUATION = ["step", "tokens", "epochs", "compute", "mcSamples", "loss"] as const satisfies readonly (keyof LossPoint & Word)[];

/** A run as rows of a log: quantities that it states, then its raw columns. */
export function logRows(run: Run): LogRows {
  const setup = (Object.keys(WORDS) as Word[])
    .filter((word) => !(EVALUATION as readonly Word[]).includes(word))
    .flatMap((word): [string, Field][] => {
      const value = (run as Partial<Record<Word, Field>>)[word];
      return value === undefined ? [] : [[columnName(word), value]];
    });
  return {
    config: { ...Object.fromEntries(setup), ...run.fields },
    evaluations: run.points.map((point) => ({
      ...Object.fromEntries(
        EVALUATION.flatMap((word): [string, Field][] => {
          const value = point[word];
          return value === undefined ? [] : [[columnName(word), value]];
        }),
      ),
      ...point.fields,
    })),
  };
}
