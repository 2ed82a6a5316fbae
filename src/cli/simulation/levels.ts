import { UsageError } from "../../index.ts";
import { number, symbolOf } from "../given.ts";

/** More levels of one quantity than any grid has. */
const MOST = 1e5;
/** Levels of a logarithmic range that names no number of them. */
const LEVELS = 5;
/** A range by doubling ends where the next level would lie beyond this share above its end. */
const ROUNDING = 1e-9;

/** The levels of `N=70M,300M; epochs=1:64:log2`, by symbol. */
export function levelsOf(text: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const part of text.split(";").map((piece) => piece.trim())) {
    if (part === "") continue;
    const [, name, values] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (name === undefined || values === undefined)
      throw new UsageError(`Cannot read --design "${part}": expected NAME=LEVELS`, '"N=70M,300M; U=1B; epochs=1:64:log2", or a CSV file');
    const symbol = symbolOf("--design", name.trim());
    if (symbol in found) throw new UsageError(`Cannot use ${symbol} twice in --design`, "list its levels once, with commas");
    found[symbol] = values.split(",").flatMap((level) => range(`--design ${symbol}`, level.trim()));
  }
  if (Object.keys(found).length === 0)
    throw new UsageError(`Cannot read --design "${text}": it names no quantity`, '"N=70M,300M; U=1B; epochs=1:64:log2"');
  return found;
}

/** `1:64:log2` as 1, 2, 4, …, 64; `1:500:log:5` and `1:16:linear:4` as so many levels; a single number as itself. */
export function range(flag: string, text: string): number[] {
  const [from = "", to, scale = "log", count, ...rest] = text.split(":").map((part) => part.trim());
  if (to === undefined) return [number(flag, from)];
  const [low, high] = [number(flag, from), number(flag, to)];
  const refuse = (why: string): UsageError =>
    new UsageError(`Cannot read ${flag} "${text}": ${why}`, "as 1:64:log2 (doubling), 1:500:log:5 or 1:16:linear:4 (so many levels)");
  if (rest.length > 0) throw refuse("expected FROM:TO:SCALE:LEVELS at most");
  if (!(low > 0 && low < high)) throw refuse("the first must be above 0 and below the second");
  const factor = /^log(\d+)$/.exec(scale)?.[1];
  if (factor !== undefined) {
    if (count !== undefined || !(Number(factor) > 1)) throw refuse("log2 or log10 step by that factor, and take no number of levels");
    const steps = Math.floor(Math.log(high / low) / Math.log(Number(factor)) + ROUNDING);
    return Array.from({ length: steps + 1 }, (_, i) => low * Number(factor) ** i);
  }
  if (scale !== "log" && scale !== "linear") throw refuse(`"${scale}" is no scale`);
  const levels = count === undefined ? LEVELS : number(flag, count);
  if (!(Number.isInteger(levels) && levels >= 2 && levels <= MOST)) throw refuse(`${count} is not a number of levels, from 2 to ${MOST}`);
  return Array.from({ length: levels }, (_, i) => {
    const share = i / (levels - 1);
    return i === levels - 1 ? high : scale === "log" ? low * (high / low) ** share : low + (high - low) * share;
  });
}
