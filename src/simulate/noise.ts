import { UsageError } from "../errors.ts";
import { type Random, random } from "../numeric/random.ts";

/** What moves a loss off the law; every spread is a standard deviation of log loss. */
export interface Noise {
  /** Between runs, as seeds make it. */
  sd: number;
  /** Degrees of freedom of Student's t, scaled to the same spread: heavy tails. Default normal. */
  tails?: number;
  /** An effect that runs share which are alike in some quantities, as those of one size on one sample (`by: ["N", "U"]`). */
  shared?: { by: readonly string[]; sd: number };
  /** Of a bound that is estimated: the spread of one Monte-Carlo sample, and how many an evaluation takes the mean of. */
  monteCarlo?: { single: number; samples: number };
}

/** Independent streams of one seed. */
const STREAMS = { runs: 0, shared: 1, samples: 2 };
const LARGEST = 10;

/** Log loss above the law, drawn: `ofRun` once a run in the order of the design, `ofEvaluation` once an evaluation. */
export interface DrawnNoise {
  ofRun(at: Readonly<Record<string, number>>): number;
  ofEvaluation(): number;
}

/**
 * Draws a noise; equal seeds give equal draws.
 *
 * @throws UsageError for a spread that is negative or 10 and more, tails of two degrees of freedom or fewer, or samples that are no whole number.
 * @example
 * drawnNoise({ sd: 0 }, 1).ofRun({}) // 0
 */
export function drawnNoise(noise: Noise, seed: number): DrawnNoise {
  const { sd, tails, shared, monteCarlo } = noise;
  for (const [name, value] of [
    ["a noise", sd] as const,
    ["a shared noise", shared?.sd] as const,
    ["a noise of samples", monteCarlo?.single] as const,
  ])
    if (value !== undefined && !(value >= 0 && value < LARGEST))
      throw new UsageError(
        `Cannot simulate with ${name} of ${value}: expected a number from 0 to below ${LARGEST}`,
        "a standard deviation of log loss, as 0.002",
      );
  if (tails !== undefined && !(Number.isInteger(tails) && tails > 2))
    throw new UsageError(
      `Cannot draw tails of ${tails} degrees of freedom: expected a whole number above 2`,
      "3 is heavy, 30 nearly normal",
    );
  if (monteCarlo && !(Number.isInteger(monteCarlo.samples) && monteCarlo.samples > 0))
    throw new UsageError(`Cannot take the mean of ${monteCarlo.samples} Monte-Carlo samples: expected a whole number above 0`, "as 128");
  if (!Number.isSafeInteger(seed)) throw new UsageError(`Cannot use seed ${seed}: expected a whole number`, "as 1");
  const runs = random(seed, STREAMS.runs);
  const samples = random(seed, STREAMS.samples);
  const effects = sharedEffects(shared, seed);
  return {
    ofRun: (at) => sd * (tails === undefined ? runs.normal() : student(runs, tails)) + effects(at),
    ofEvaluation: () => (monteCarlo ? (monteCarlo.single / Math.sqrt(monteCarlo.samples)) * samples.normal() : 0),
  };
}

/** Student's t with variance 1. */
function student(draw: Random, freedom: number): number {
  const z = draw.normal();
  const squares = Array.from({ length: freedom }, () => draw.normal() ** 2).reduce((a, b) => a + b, 0);
  return (z * Math.sqrt(freedom - 2)) / Math.sqrt(squares);
}

function sharedEffects(shared: Noise["shared"], seed: number): (at: Readonly<Record<string, number>>) => number {
  if (!shared) return () => 0;
  const draw = random(seed, STREAMS.shared);
  const effects = new Map<string, number>();
  return (at) => {
    const cell = shared.by.map((symbol) => {
      if (at[symbol] === undefined)
        throw new UsageError(`Cannot share noise by ${symbol}: the design does not give it`, `it gives ${Object.keys(at).join(", ")}`);
      return at[symbol];
    });
    const key = cell.join(" ");
    const effect = effects.get(key) ?? shared.sd * draw.normal();
    effects.set(key, effect);
    return effect;
  };
}
