import type { Direction } from "./axes.ts";
import { type Range, signed, tint } from "./differenceMap.ts";
import type { Layer, Panel } from "./figure.ts";
import { boxes, panel, segments } from "./marks.ts";
import { FAMILIES } from "./theme.ts";

/** What the shades of a map of differences stand for: a step a shade, with the differences at which they change. */

const WIDTH = 16;
const CELL = 26;

/** @param range of the differences that the map shows, nats/token. */
export function shadeBar(steps: readonly number[], [low, high]: Range, height: number): Panel {
  const edges = [...steps.map((step) => -step).reverse(), 0, ...steps];
  const bands = [...edges, Number.POSITIVE_INFINITY].flatMap((top, i) => {
    const bottom = edges[i - 1] ?? Number.NEGATIVE_INFINITY;
    if (bottom >= high || top <= low) return [];
    const above = bottom >= 0;
    const shade = steps.filter((step) => step <= (above ? bottom : -top)).length;
    return [{ top, family: above ? ("ar" as const) : ("mdm" as const), shade }];
  });
  const ticks = bands.slice(0, -1).map(({ top }, i): readonly [number, string] => [i + 1, signed(top)]);
  const axis = { title: null, grid: false } as const;
  const x: Direction = {
    type: "quantitative",
    scale: { type: "linear", domain: [0, 1], nice: false, zero: false },
    axis: { ...axis, values: [], labelExpr: "''", labels: false, ticks: false, domain: false },
  };
  const y: Direction = {
    type: "quantitative",
    scale: { type: "linear", domain: [0, bands.length], nice: false, zero: false },
    axis: {
      ...axis,
      values: ticks.map(([place]) => place),
      labelExpr: `(${JSON.stringify(Object.fromEntries(ticks))})[datum.value]`,
      orient: "right",
    },
  };
  const layers = bands.flatMap(({ family, shade }, i): Layer[] => [
    boxes([{ x: 0, x2: 1, y: i, y2: i + 1 }], { fill: tint(family, shade) }),
    // Grey print cannot tell two hues.
    ...(family === "mdm" ? [segments([{ x: 0.5, y: i, y2: i + 1 }], { colour: FAMILIES.mdm.colour, width: 1 })] : []),
  ]);
  return panel({ x, y }, layers, { width: WIDTH, height: Math.min(height, CELL * bands.length) });
}
