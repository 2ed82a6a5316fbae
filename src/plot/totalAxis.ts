import { axisOver, type Direction, sizeTitle } from "./axes.ts";

/** The axis on which single models and ensembles meet: parameters of all members together, with ticks at the sizes and their doublings beyond. */
export function totalAxis(sizes: readonly number[], to: number): Direction {
  const own = axisOver(sizes, { title: null, log: true, most: 6 }).axis.values;
  const doubled: number[] = [];
  for (let tick = 2 * (own.at(-1) as number); tick <= to; tick *= 2) doubled.push(tick);
  const { scale, ...rest } = axisOver(sizes, {
    title: sizeTitle(sizes, " in total (N·K for K members)"),
    log: true,
    ticks: [...own, ...doubled],
    room: [0.06, 0],
  });
  return { ...rest, scale: { ...scale, domain: [scale.domain[0], to] } };
}
