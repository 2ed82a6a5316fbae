import { IsolossError, place } from "../errors.ts";
import { quantity } from "../quantities.ts";
import type { Observation } from "../run.ts";

/**
 * The columns that a law reads, one value a row.
 *
 * @param symbols quantities of the law, as ["N", "D"].
 * @throws IsolossError that names the first row without the quantity, or with one that is not finite and (but for weight decay) positive.
 */
export function columns(observations: readonly Observation[], symbols: readonly string[]): Record<string, Float64Array> {
  return Object.fromEntries(
    symbols.map((symbol) => {
      const q = quantity(symbol);
      if (!q) throw new Error(`no quantity "${symbol}"`);
      const values = observations.map((row) => {
        const value = row[q.name];
        if (value === undefined)
          throw new IsolossError(
            `${place(row.source)}: Cannot fit run "${row.run}": it has no ${q.column} (${symbol}), which the law reads; its log has ${listed(Object.keys(row.fields))}`,
            `log it, map a column to it with --map ${q.column}=COLUMN, or leave the run out with --where`,
          );
        if (!Number.isFinite(value) || value < 0 || (value === 0 && symbol !== "lambda" && symbol !== "epochs"))
          throw new IsolossError(
            `${place(row.source)}: Cannot fit run "${row.run}": its ${q.column} is ${value}, expected a finite positive number`,
          );
        return value;
      });
      return [symbol, Float64Array.from(values)];
    }),
  );
}

const MOST = 20;

function listed(names: readonly string[]): string {
  return names.slice(0, MOST).join(", ") + (names.length > MOST ? `, … (${names.length} columns in all)` : "");
}
