import { random } from "../numeric/random.ts";
import { type Model, model } from "./problem.ts";

/**
 * The same model on one row of every k of each level, so that no more than `most` are left: where starts are searched when there are very many rows.
 *
 * Rows are in the order of runs, and which row of the k is drawn: always the same place would be one checkpoint of every run.
 */
export function thinned(set: Model, most: number): Model {
  const n = set.losses.length;
  if (n <= most) return set;
  const every = Math.ceil(n / most);
  const kept = set.layout.flatMap(({ from, count }) =>
    Array.from({ length: Math.ceil(count / every) }, (_, i) => {
      const first = i * every;
      return from + first + random(set.options.seed, from + first).integer(Math.min(every, count - first));
    }),
  );
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i] as number);
  let from = 0;
  const layout = set.layout.map((level) => {
    const count = Math.ceil(level.count / every);
    from += count;
    return { ...level, from: from - count, count };
  });
  const data = Object.fromEntries(Object.entries(set.data).map(([symbol, values]) => [symbol, pick(values)]));
  const { law, options, unknowns, losses } = set;
  return model({ law, options, unknowns, losses: pick(losses), data, layout });
}
