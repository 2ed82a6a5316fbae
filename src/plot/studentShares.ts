import { axisOver, tickLabel } from "./axes.ts";
import type { Layer, Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { type Plane, panel, points, type Row, segments, words } from "./marks.ts";
import type { Taught } from "./students.ts";
import { RECIPES, TEXT } from "./theme.ts";

/** The panel of shares beside the losses of students. */

/** Whether any student has a share to show. */
export const hasShares = (students: readonly Taught[]): boolean => students.some(({ share }) => "low" in share);

/** Shares kept, each at its student's loss: thick, the range over choices; thin, the interval of seed noise; and outside the student's name. */
export function shares(loss: Plane["y"], students: readonly Taught[], height: number): Panel {
  const percents = students
    .flatMap(({ share }) => ("low" in share ? [share, ...(share.interval ? [share.interval] : [])] : []))
    .flatMap(endsOf);
  const x = axisOver([0, 100, ...percents], { title: "Share of the ensemble's gain kept (%)", most: 5, room: [0.02, 0.06] });
  const y = { ...loss, axis: { ...loss.axis, title: null, labels: false, ticks: false, grid: false } };
  const layer = students.flatMap(({ recipe, share, loss: at }): Layer[] => {
    const { colour, shape } = RECIPES[recipe];
    const [low, high] = "low" in share ? endsOf(share) : [];
    const row: Row = { y: at, ...(low !== undefined && { low, high }) };
    const sure = "low" in share && share.interval ? endsOf(share.interval) : [];
    return [
      segments([{ ...row, x: x.scale.domain[0], x2: x.scale.domain[1] }], { colour, width: 0.8, dash: [1, 3] }),
      ...(sure.length === 2 ? [segments([{ ...row, x: sure[0], x2: sure[1] }], { colour, width: 1 })] : []),
      ...(low === undefined || high === undefined
        ? []
        : [
            segments([{ y: at, x: low, x2: high }], { colour, width: 3.2 }),
            points([{ ...row, x: (low + high) / 2 }], { colour, shape }, { size: 44 }),
          ]),
    ];
  });
  return panel({ x, y }, [...layer, ...studentNames(loss, students, height)], { width: 150, height });
}

/** Both ends in percent, where both are finite. */
const endsOf = ({ low, high }: { low: number; high: number }): number[] =>
  Number.isFinite(low) && Number.isFinite(high) ? [100 * low, 100 * high] : [];

/** Students outside a panel of losses, each by what tells it from the others. */
export function studentNames(loss: Plane["y"], students: readonly Taught[], height: number): Layer[] {
  const [low, high] = loss.scale.domain;
  const moved = spread(
    students.map((student) => student.loss),
    ((high - low) * (TEXT + 3)) / height,
  );
  return students.map((student, i) =>
    words([{ y: moved[i], text: nameOf(student, students) }], {
      colour: RECIPES[student.recipe].colour,
      outside: true,
      dx: 6,
      bold: true,
    }),
  );
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
