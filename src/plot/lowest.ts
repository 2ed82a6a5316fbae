import type { Layer } from "./figure.ts";
import { type Plane, points, words } from "./marks.ts";
import type { Look } from "./theme.ts";

/** The lowest mean of a line: a ring, and words that say whether longer and shorter schedules are both worse. */
export function lowest(
  plane: Plane,
  look: Pick<Look, "colour" | "shape">,
  means: readonly { x: number; y: number; low?: number }[],
): Layer[] {
  const [first, ...rest] = means;
  if (!first) return [];
  const best = rest.reduce((a, b) => (b.y < a.y ? b : a), first);
  const isInside = means.some((p) => p.x < best.x) && means.some((p) => p.x > best.x);
  const [left, right] = plane.x.scale.domain;
  const share = Math.log(best.x / left) / Math.log(right / left);
  const align = share > 0.85 ? "right" : share < 0.15 ? "left" : "center";
  const text = `${isInside ? "" : "≤ "}${best.y.toFixed(2)}`;
  return [
    points([{ x: best.x, y: best.y }], { ...look, shape: "circle" }, { hollow: true, size: 90 }),
    points([{ x: best.x, y: best.y }], look),
    words([{ x: best.x, y: best.low ?? best.y, text }], {
      colour: look.colour,
      align,
      baseline: "top",
      dx: align === "right" ? 4 : 0,
      dy: 8,
      bold: true,
    }),
  ];
}
