import type { Layer } from "./figure.ts";
import { spread } from "./labels.ts";
import { type Plane, words } from "./marks.ts";
import { mix, TEXT } from "./theme.ts";

/** A line's end and its name. */
export interface EndName {
  x: number;
  y: number;
  text: string;
  colour: string;
  bold?: boolean;
  /** How the line is dashed; none of a solid one. */
  dash?: readonly number[];
}

/** Pixels from the panel to a name, or to the piece of its line before it, and its length. */
const AWAY = 5;
const PIECE = 20;
/** Pixels by which a name may stand higher or lower than its line's end, and share of the panel that may lie between them, without a guide. */
const OFF = 4;
const NEAR = 0.06;

/**
 * Names of lines right of a panel, each as near to its line's end as the others allow; a thin guide leads to those that do not stand at it, and where
 * lines are dashed a piece of each stands before its name.
 */
export function endNames({ x, y }: Plane, height: number, names: readonly EndName[]): Layer[] {
  const [low, high] = y.scale.domain;
  const pixel = (high - low) / height;
  const gap = (TEXT + 1) * pixel;
  const wished = spread(
    names.map((name) => name.y),
    gap,
  );
  // A block of names is not to hang below the panel.
  const order = wished.toSorted((a, b) => a - b);
  const places = wished.map((place) => Math.max(place, low + gap * (order.indexOf(place) + 0.5)));
  const [left, right] = x.scale.domain;
  const rest = (at: number): number => Math.log(right / at) / Math.log(right / left);
  const hasPieces = names.some(({ dash }) => dash !== undefined);
  return names.flatMap((name, i): Layer[] => {
    const { colour, bold = false, text, dash } = name;
    const place = places[i] as number;
    const isAway = Math.abs(place - name.y) > OFF * pixel || rest(name.x) > NEAR;
    return [
      ...(isAway ? [guide(name, place)] : []),
      ...(hasPieces ? [piece(place, colour, dash)] : []),
      words([{ y: place, text }], { outside: true, dx: hasPieces ? AWAY + PIECE + 4 : AWAY, colour, bold }),
    ];
  });
}

/** From a line's end to the panel's edge at the height of its name. */
function guide({ x, y, colour }: EndName, place: number): Layer {
  return {
    data: { values: [{ x, y, y2: place }] },
    mark: { type: "rule", color: mix(colour, 255, 0.35), strokeWidth: 0.6, x2Offset: AWAY - 2 },
    encoding: { x2: { value: "width" }, y2: { field: "y2" } },
  };
}

function piece(y: number, colour: string, dash: EndName["dash"]): Layer {
  return {
    data: { values: [{ y }] },
    mark: {
      type: "rule",
      color: colour,
      strokeWidth: 1.5,
      xOffset: AWAY,
      x2Offset: AWAY + PIECE,
      ...(dash && { strokeDash: [...dash] }),
    },
    encoding: { x: { value: "width" }, x2: { value: "width" } },
  };
}
