import { interpreter } from "../formula/interpret.ts";
import { quantity } from "../quantities.ts";
import { ANY, formulaOf } from "./define.ts";
import type { Example, Law } from "./law.ts";

/** Points of a walk along one quantity, and how far it leaves the example's levels behind on either side. */
const STEPS = 80;
const BEYOND = 1e4;
/** A rise below this share of the loss is rounding. */
const ROUNDING = 1e-9;

/**
 * The quantities along which a law can rise, all others held: from its formula, by walking it at its example's, its published and its
 * extreme parameters. A law in D and U that rises with D rises with epochs.
 *
 * @returns symbols in the glossary's order (`x` for the quantity of a one-quantity law); none without an example.
 * @example
 * risesWith(chinchilla) // []
 */
export function risesWith(law: Law): string[] {
  const known = KNOWN.get(law) ?? walked(law);
  KNOWN.set(law, known);
  return [...known];
}

/** A walk takes thousands of predictions, and comparisons ask of every law of the registry again and again. */
const KNOWN = new WeakMap<Law, readonly string[]>();

function walked(law: Law): string[] {
  const { example } = law;
  // Only a loss that rises is news: an accuracy is meant to.
  if (!example || law.response) return [];
  const lossOf = interpreter(formulaOf(law));
  const places = [0, 0.5, 1].map((share) => placeIn(example, share));
  return (law.quantities.length > 0 ? law.quantities : [ANY]).filter((symbol) =>
    parametersToTry(law, example).some((theta) =>
      places.some((place) => {
        const losses = walk(example, symbol, place).map((x) => lossOf({ ...theta, ...place, [symbol]: x }));
        return losses.some((loss, i) => i > 0 && Number.isFinite(loss) && loss > (losses[i - 1] as number) * (1 + ROUNDING));
      }),
    ),
  );
}

/** One parameter at a time goes to its bounds: a law may rise there only. */
function parametersToTry(law: Law, { theta }: Example): Record<string, number>[] {
  const extremes = law.parameters.flatMap(({ name, low, high, scale }) =>
    [low, high].filter((x) => Number.isFinite(x) && !(scale === "log" && x === 0)).map((x) => ({ ...theta, [name]: x })),
  );
  return [theta, ...law.published.map((set) => set.theta), ...extremes];
}

function placeIn({ design }: Example, share: number): Record<string, number> {
  const at = Object.fromEntries(
    Object.entries(design).map(([symbol, levels]) => [symbol, levels[Math.round(share * (levels.length - 1))] as number]),
  );
  const { U, epochs } = at;
  return U !== undefined && epochs !== undefined && at.D === undefined ? { ...at, D: U * epochs } : at;
}

function walk(example: Example, symbol: string, place: Readonly<Record<string, number>>): number[] {
  const levels = example.design[symbol] ?? [place[symbol] as number];
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  // Losses and bits have no decades to walk.
  const [from, to] = quantity(symbol)?.log === false ? [low / 2, 2 * high] : [low / 10, high * BEYOND];
  return Array.from({ length: STEPS }, (_, i) => from * (to / from) ** (i / (STEPS - 1)));
}
