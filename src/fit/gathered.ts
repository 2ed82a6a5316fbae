import { type Model, model } from "./problem.ts";

/** Rows a place, on average, from which gathering them is worth its work. */
const WORTH = 2;

/** The same objective on one row a place, for some losses and weights of the rows. */
export type Gather = (losses: Float64Array, weights: Float64Array) => { set: Model; weights: Float64Array };

/**
 * Rows at one place (the same level and values of all quantities) as one row, which gives the same objective where errors are squared:
 * Σ w·(f − y)² = Σw·(f − ȳ)² + Σ w·(y − ȳ)², y the loss or, with log residuals, its logarithm. A step of a search then costs as much as there are places,
 * however many seeds each has.
 *
 * @returns undefined where the loss is no square, or hardly any rows share a place.
 */
export function gathering(set: Model): Gather | undefined {
  const { law, options, unknowns, data, losses, layout } = set;
  if (options.loss !== "squared") return undefined;
  const columns = Object.values(data);
  const placeOf = new Int32Array(losses.length);
  const first: number[] = [];
  const levels = layout.map((level) => {
    const from = first.length;
    const known = new Map<string, number>();
    for (let i = level.from; i < level.from + level.count; i++) {
      const key = columns.map((values) => values[i]).join(" ");
      const place = known.get(key) ?? first.push(i) - 1;
      known.set(key, place);
      placeOf[i] = place;
    }
    return { ...level, from, count: first.length - from };
  });
  const count = first.length;
  if (count * WORTH > losses.length) return undefined;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(first, (i) => values[i] as number);
  const picked = Object.fromEntries(Object.entries(data).map(([symbol, values]) => [symbol, pick(values)]));
  const base = model({ law, options, unknowns, losses: pick(losses), data: picked, layout: levels });
  const isLog = options.residual === "log";

  return (observed, weights) => {
    const total = new Float64Array(count);
    const mean = new Float64Array(count);
    const values = isLog ? observed.map(Math.log) : observed;
    for (let i = 0; i < values.length; i++) {
      const place = placeOf[i] as number;
      const weight = weights[i] as number;
      total[place] = (total[place] as number) + weight;
      mean[place] = (mean[place] as number) + weight * (values[i] as number);
    }
    for (let place = 0; place < count; place++)
      // A place of no weight has no mean; any loss will do there.
      mean[place] = total[place] === 0 ? (values[first[place] as number] as number) : (mean[place] as number) / (total[place] as number);
    let spread = 0;
    for (let i = 0; i < values.length; i++)
      spread += 0.5 * (weights[i] as number) * ((values[i] as number) - (mean[placeOf[i] as number] as number)) ** 2;
    const own = base.withLosses(isLog ? mean.map(Math.exp) : mean);
    return {
      weights: total,
      set: {
        ...own,
        objective: (theta, w, delta) => own.objective(theta, w, delta) + spread,
        derivatives: (theta, w, g, h, soft, delta) => own.derivatives(theta, w, g, h, soft, delta) + spread,
      },
    };
  };
}
