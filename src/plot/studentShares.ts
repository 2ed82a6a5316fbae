import { axisOver, tickLabel } from "./axes.ts";
import type { Layer, Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import type { Taught } from "./students.ts";
import { RECIPES, TEXT } from "./theme.ts";

/** The panel of shares beside the losses of students. */

/** Shares kept, each at its student's loss, and outside the student's name. */
export function shares(loss: Plane["y"], students: readonly Taught[], height: number): Panel {
  const ranges = students.map(({ share }) => ("low" in share ? share : undefined));
  const percents = ranges.flatMap((range) => (range ? [100 * range.low, 100 * range.high] : []));
  const x = axisOver([0, 100, ...percents], { title: "Share of the ensemble's gain kept (%)", most: 5, room: [0.02, 0.06] });
  const y = { ...loss, axis: { ...loss.axis, title: null, labels: false, ticks: false, grid: false } };
  const [low, high] = loss.scale.domain;
  const moved = spread(
    students.map((student) => student.loss),
    ((high - low) * (TEXT + 3)) / height,
  );
  const layer = students.flatMap((student, i): Layer[] => {
    const { colour, shape } = RECIPES[student.recipe];
    const range = ranges[i];
    const row: Row = { y: student.loss, ...(range && { low: 100 * range.low, high: 100 * range.high }) };
    return [
      segments([{ ...row, x: x.scale.domain[0], x2: x.scale.domain[1] }], { colour, width: 0.8, dash: [1, 3] }),
      ...(range
        ? [
            segments([{ y: student.loss, x: 100 * range.low, x2: 100 * range.high }], { colour, width: 2.4 }),
            points([{ ...row, x: 50 * (range.low + range.high) }], { colour, shape }, { size: 44 }),
          ]
        : []),
      words([{ y: moved[i], text: nameOf(student, students) }], { colour, outside: true, dx: 6, bold: true }),
    ];
  });
  return panel({ x, y }, layer, { width: 150, height });
}

/** A student's name with what tells it from the others, and its share. */
function nameOf(student: Taught, all: readonly Taught[]): string {
  const varies = (of: (one: Taught) => unknown): boolean => new Set(all.map(of)).size > 1;
  const { weightDecay, seen, share, params } = student;
  const parts = [
    varies((one) => one.params) ? tickLabel(params) : "",
    varies((one) => one.weightDecay) && weightDecay !== undefined ? `λ ${weightDecay}` : "",
    varies((one) => one.seen.student.epochs) && seen.student.epochs !== undefined ? `${seen.student.epochs} epochs` : "",
  ].filter(Boolean);
  const kept = "low" in share ? `: ${rangeOf(100 * share.low, 100 * share.high)} %` : "";
  return `${RECIPES[student.recipe].label}${parts.length > 0 ? `, ${parts.join(", ")}` : ""}${kept}`;
}

/** Both ends in whole percent, or the one that they are. */
export function rangeOf(low: number, high: number): string {
  const [from, to] = [low.toFixed(0), high.toFixed(0)];
  return from === to ? from : `${from}–${to}`;
}
