import type { Direction } from "./axes.ts";
import type { Layer } from "./figure.ts";
import { spread } from "./labels.ts";
import { words } from "./marks.ts";
import { QUIET, TEXT } from "./theme.ts";

/** Words for a loss in a panel. */
export interface Name {
  y: number;
  text: string;
  colour: string;
}

/** Names right of a panel, each as near to its loss as the others allow, under a heading that says what they state. */
export function outsideNames(y: Direction, height: number, names: readonly Name[], heading?: string): Layer[] {
  const [low, high] = y.scale.domain;
  const moved = spread(
    names.map((name) => name.y),
    ((high - low) * (TEXT + 4)) / height,
  );
  return [
    ...names.map(({ text, colour }, i) => words([{ y: moved[i], text }], { colour: colour, outside: true, dx: 8, bold: true })),
    ...(heading === undefined ? [] : [words([{ y: high, text: heading }], { colour: QUIET, outside: true, dx: 8, dy: -12 })]),
  ];
}
