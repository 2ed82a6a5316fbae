import type { DesignRow } from "../../index.ts";
import { amount } from "../numbers.ts";

const MOST_LEVELS = 6;

/** A design in one line: how many trainings, and the levels or the range of each quantity. */
export function designText(rows: readonly DesignRow[]): string {
  const symbols = [...new Set(rows.flatMap(({ at }) => Object.keys(at)))];
  const quantities = symbols.map((symbol) => {
    const levels = [...new Set(rows.flatMap(({ at }) => at[symbol] ?? []))].sort((a, b) => a - b);
    const [low, high] = [levels[0] as number, levels.at(-1) as number];
    return levels.length <= MOST_LEVELS
      ? `${symbol} ${levels.map((x) => amount(symbol, x)).join(", ")}`
      : `${symbol} ${amount(symbol, low)} to ${amount(symbol, high)} in ${levels.length} levels`;
  });
  return `${rows.length} run${rows.length === 1 ? "" : "s"}: ${quantities.join("; ")}`;
}
