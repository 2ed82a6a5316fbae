import { completed, type Point, QUANTITIES, UsageError } from "../index.ts";
import { number, pairs, symbolOf } from "./given.ts";

/** Points of a curve. */
const STEPS = 50;

/** Where to predict. */
export function points(at: readonly string[] | undefined, over: string | undefined): { at: Point[]; over: string | undefined } {
  const held = Object.fromEntries(
    Object.entries(pairs("--at", at)).map(([name, text]) => [symbolOf("--at", name), number(`--at ${name}`, text)]),
  );
  if (over === undefined) {
    if (Object.keys(held).length === 0)
      throw new UsageError("Cannot predict: no quantity is given", "as --at N=300M,D=6B; --over walks one");
    return { at: [completed(checked(held))], over };
  }
  const [, name, from, to, scale] = /^([^=:]+)=([^:]+):([^:]+)(?::(log|linear))?$/.exec(over) ?? [];
  if (name === undefined || from === undefined || to === undefined)
    throw new UsageError(`Cannot read --over "${over}": expected NAME=FROM:TO or NAME=FROM:TO:log`, "as epochs=1:500:log");
  const symbol = symbolOf("--over", name);
  if (symbol in held) throw new UsageError(`Cannot walk ${symbol}: --at holds it`);
  const [low, high] = [number("--over", from), number("--over", to)];
  if (!(low < high)) throw new UsageError(`Cannot walk ${symbol} from ${from} to ${to}: the first must be below the second`);
  if (scale === "log" && low <= 0) throw new UsageError(`Cannot walk ${symbol} from ${from} in logarithmic steps: it must be above 0`);
  const step = (i: number): number =>
    i === 0
      ? low
      : i === STEPS - 1
        ? high
        : scale === "log"
          ? low * (high / low) ** (i / (STEPS - 1))
          : low + ((high - low) * i) / (STEPS - 1);
  return { at: Array.from({ length: STEPS }, (_, i) => completed(checked({ ...held, [symbol]: step(i) }))), over: symbol };
}

function checked(at: Point): Point {
  for (const [symbol, value] of Object.entries(at)) {
    const { column = symbol } = QUANTITIES.find((q) => q.symbol === symbol) ?? {};
    if (!(value > 0 || (value === 0 && symbol === "lambda")))
      throw new UsageError(`Cannot predict at ${symbol} = ${value}: expected a positive ${column}`);
  }
  const { U, D, epochs } = at;
  if (U !== undefined && D !== undefined && epochs !== undefined && Math.abs(D / U / epochs - 1) > 1e-6)
    throw new UsageError(
      `Cannot predict at U = ${U}, D = ${D} and ${epochs} epochs: D/U is ${Number((D / U).toPrecision(6))}`,
      "give two of the three",
    );
  return at;
}
