import type { Panel } from "../plot/figure.ts";

type Side = "x" | "y";
type Axis = Readonly<Record<string, unknown>> & { title?: string | null };

/**
 * Panels in a grid of other columns: an axis that several share has its title at the left, or below, and its labels wherever it stands first.
 *
 * @param isKey whether a panel stands beside the others without being one of them, and keeps its axes.
 */
export function moved(panels: readonly Panel[], columns: number, isKey: (panel: Panel) => boolean): Panel[] {
  const isOwn = panels.map((panel) => !isKey(panel));
  const labelled = panels.map((panel, i) => (isOwn[i] && i % columns === 0 ? withLabels(panel) : panel));
  const left = retitled(labelled, "y", isOwn, (i) => i % columns === 0);
  return retitled(left, "x", isOwn, (i, sharing) => !sharing.some((j) => j > i && j % columns === i % columns));
}

interface Encoded {
  encoding?: Partial<Record<Side, { axis?: Axis }>>;
}

const axisOf = (panel: Panel, side: Side): Axis | undefined => (panel as unknown as Encoded).encoding?.[side]?.axis;

function withAxis(panel: Panel, side: Side, axis: Axis): Panel {
  const { encoding } = panel as unknown as Encoded;
  return { ...panel, encoding: { ...encoding, [side]: { ...encoding?.[side], axis } } } as Panel;
}

/** A panel that stood beside another of the same axis, and left its labels to that. */
function withLabels(panel: Panel): Panel {
  const axis = axisOf(panel, "y");
  if (axis?.labels !== false || axis.title !== null) return panel;
  const { labels: _, ticks: __, domain: ___, ...whole } = axis;
  return withAxis(panel, "y", whole);
}

function retitled(
  panels: readonly Panel[],
  side: Side,
  isOwn: readonly boolean[],
  isAtEdge: (place: number, sharing: readonly number[]) => boolean,
): Panel[] {
  const titles = panels.map((panel, i) => (isOwn[i] ? axisOf(panel, side)?.title : undefined));
  const shared = titles.includes(null) ? titles.find((title) => typeof title === "string") : undefined;
  if (shared === undefined) return [...panels];
  const sharing = titles.flatMap((title, i) => (title === null || title === shared ? [i] : []));
  return panels.map((panel, i) =>
    sharing.includes(i) ? withAxis(panel, side, { ...axisOf(panel, side), title: isAtEdge(i, sharing) ? shared : null }) : panel,
  );
}
