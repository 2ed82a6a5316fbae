import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { RawRow } from "./parseRows.ts";
import { stated } from "./progress.ts";

/** Whether tokens are a straight line over the steps, and which. */
export function tokensLine(): {
  add: (step: number | undefined, tokens: number | undefined) => void;
  at: () => ((step: number) => number) | undefined;
} {
  let first: readonly [number, number] | undefined;
  let slope: number | undefined;
  let straight = true;
  return {
    add(step, tokens) {
      if (step === undefined || tokens === undefined || !straight) return;
      if (!first) first = [step, tokens];
      else if (slope === undefined) slope = step === first[0] ? undefined : (tokens - first[1]) / (step - first[0]);
      else if (Math.abs(first[1] + slope * (step - first[0]) - tokens) > 1e-6 * Math.abs(tokens)) straight = false;
    },
    at: () => {
      if (!first || slope === undefined || !straight || !(slope > 0)) return undefined;
      const [step0, tokens0, rate] = [first[0], first[1], slope];
      return (step) => Math.max(0, tokens0 + rate * (step - step0));
    },
  };
}

/** Gives evaluations that state no tokens those of the line at their step, with a note. */
export function fillTokens(rows: RawRow[], column: string, at: (step: number) => number): Problem[] {
  const filled: RawRow[] = [];
  for (const [i, row] of rows.entries()) {
    const step = stated("step", row.fields);
    if (step === undefined || stated("tokens", row.fields) !== undefined) continue;
    rows[i] = { ...row, fields: { ...row.fields, [column]: at(step) } };
    filled.push(row);
  }
  const [first] = filled;
  if (!first) return [];
  return [
    noteAt(
      first.source,
      "tokens-derived",
      `${filled.length} evaluations state no ${column}: taken from the rows of training, where they are in proportion to the step`,
      "log both at each evaluation to be sure",
    ),
  ];
}
