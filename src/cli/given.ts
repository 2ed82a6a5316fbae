import { numberOf, QUANTITIES, suggestion, UsageError } from "../index.ts";

/** `A=1,B=2` and repeated flags as one record of texts. */
export function pairs(flag: string, texts: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of list(texts)) {
    const [, name, value] = (/^([^=]+)=(.+)$/s.exec(text) ?? []).map((part) => part.trim());
    if (name === undefined || value === undefined)
      throw new UsageError(`Cannot read ${flag} "${text}": expected NAME=VALUE`, `several are written ${flag} A=1,B=2`);
    if (name in found) throw new UsageError(`Cannot use ${flag} ${name} twice: ${found[name]} and ${value}`, "keep one of them");
    found[name] = value;
  }
  return found;
}

/** `A,B` and repeated flags as one list. */
export function list(texts: readonly string[] = []): string[] {
  return texts.flatMap((text) => text.split(",").map((part) => part.trim())).filter(Boolean);
}

/** A number with an optional k, M, B or T. */
export function number(flag: string, text: string): number {
  const value = numberOf(text);
  if (value === undefined || !Number.isFinite(value))
    throw new UsageError(`Cannot read ${flag} "${text}": expected a number`, "as 3e8, 50k or 1.5B");
  return value;
}

export function numbers(flag: string, texts: readonly string[] = []): Record<string, number> {
  return Object.fromEntries(Object.entries(pairs(flag, texts)).map(([name, text]) => [name, number(`${flag} ${name}`, text)]));
}

/** `0.1:10` as its two ends; an end may be left out. */
export function range(flag: string, text: string): [number, number] {
  const [low, high, ...rest] = text.split(":").map((part) => part.trim());
  if (low === undefined || high === undefined || rest.length > 0)
    throw new UsageError(`Cannot read ${flag} "${text}": expected LOW:HIGH`, "as 0.1:10");
  return [low === "" ? Number.NEGATIVE_INFINITY : number(flag, low), high === "" ? Number.POSITIVE_INFINITY : number(flag, high)];
}

/** The symbol of a quantity that is named by symbol or column. */
export function symbolOf(flag: string, name: string): string {
  const found =
    QUANTITIES.find((q) => q.symbol === name) ??
    QUANTITIES.find((q) => [q.symbol, q.name, q.column].some((known) => known.toLowerCase() === name.toLowerCase()));
  if (found) return found.symbol;
  throw new UsageError(
    `Cannot read ${flag} "${name}": it is not a quantity`,
    suggestion(name, [...QUANTITIES.map((q) => q.symbol), ...QUANTITIES.map((q) => q.column)], "the quantities are"),
  );
}

/** Refuses a number that an option cannot take. */
export function requireNumber(flag: string, value: number, holds: boolean, wanted: string, example: string): void {
  if (!holds) throw new UsageError(`Cannot use ${flag} ${value}: expected ${wanted}`, `as ${flag} ${example}`);
}

/** A share of draws. */
export function requireLevel(level: number): void {
  requireNumber("--level", level, level > 0 && level < 1, "a share between 0 and 1", "0.95");
}

/** Refits and their seed. */
export function requireDraws({ bootstrap, seed }: { bootstrap: number; seed: number }): void {
  requireNumber(
    "--bootstrap",
    bootstrap,
    Number.isInteger(bootstrap) && bootstrap >= 0 && bootstrap <= 1e7,
    "a whole number up to 1e7, 0 for no intervals",
    "1000",
  );
  requireNumber("--seed", seed, Number.isSafeInteger(seed), "a whole number", "0");
}
