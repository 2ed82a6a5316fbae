import type { Curve } from "../curve.ts";
import type { Problem } from "../errors.ts";
import { errorAt, more, warningAt } from "../finding.ts";
import { columnName } from "../glossary.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { placeOf } from "./ends.ts";

const OF_RUN = ["params", "paramsNonEmbedding", "uniqueTokens", "members"] as const;
const OF_ROW = ["tokens", "epochs", "compute"] as const;

/** Counts that are zero or negative: a fit that keeps the row stops there. An evaluation before the first step has seen nothing, which is in order. */
export function checkPositive(run: Run, curve: Curve): Problem[] {
  return [...ofRun(run), ...OF_ROW.flatMap((word) => ofRow(run, curve, word))];
}

function ofRun(run: Run): Problem[] {
  const wrong = OF_RUN.filter((word) => (run[word] ?? 1) <= 0);
  if (wrong.length === 0) return [];
  const held = wrong.map((word) => `${columnName(word)} ${numberText(run[word] as number, 6)}`).join(", ");
  return [errorAt(run.source, "unreadable-value", `run "${run.run}" has ${held}, which cannot be fitted`, HINT)];
}

function ofRow(run: Run, curve: Curve, word: (typeof OF_ROW)[number]): Problem[] {
  const values = curve[word];
  if (!values) return [];
  const last = values.length - 1;
  const wrong: number[] = [];
  for (let i = 0; i <= last; i++) if ((values[i] as number) < 0 || (values[i] === 0 && i === last)) wrong.push(i);
  const [first] = wrong;
  if (first === undefined) return [];
  const ended = wrong.at(-1) === last && run.complete !== false;
  return [
    (ended ? errorAt : warningAt)(
      placeOf(run, first),
      "unreadable-value",
      `run "${run.run}" has ${columnName(word)} ${numberText(values[first] as number, 6)}, which cannot be fitted${more(wrong.length)}`,
      HINT,
    ),
  ];
}

const HINT = "counts are positive: mend the log, or leave the row out with --where";
