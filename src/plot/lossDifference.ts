import { IsolossError } from "../errors.ts";
import { extent } from "../numeric/extent.ts";
import { axisOver, titleOf } from "./axes.ts";
import { contourLines } from "./contourLines.ts";
import { commonReach, type Reach } from "./criticalComputeMarks.ts";
import { differenceOver, gridOver, MAP_DRAWS, mapContours, mapDoubt, mapSteps, type Range, shading } from "./differenceMap.ts";
import { type Pair, pairOf, REPEATED_BY_FAMILY } from "./familyLaws.ts";
import { compose, type FigureKind, having, type Layer, leftOut } from "./figure.ts";
import type { Frame, Spot } from "./labelRoom.ts";
import { boxes, type Plane, panel, words } from "./marks.ts";
import { measuredOf, missedWords } from "./measuredCritical.ts";
import { shadeBar } from "./shadeBar.ts";
import { FAMILIES, INK } from "./theme.ts";

const FRAME: Frame = { width: 400, height: 330 };
/** Half the width of a bar, as a factor. */
const NARROW = 1.04;
/** Around what was run, as factors of U and of C. */
const ROOM = { U: [1.08, 10], C: [1.5, 100] } as const;
/** Places of a bar that labels keep off. */
const KEPT_OFF = 25;

const id = "loss-difference";

/** Map of L_MDM − L_AR over unique tokens and compute, each family at its own best size: the zero line is the critical compute. */
export const lossDifferenceFigure: FigureKind = {
  id,
  title: "Difference of loss between MDM and AR over unique tokens and compute, each at its own best size, by the laws of both.",
  needs: "Final losses of AR and MDM with params, unique_tokens and tokens; a fit for each family of a law that reads N, D and U.",
  curves: false,
  fits: [REPEATED_BY_FAMILY],
  draw({ observations, fits }) {
    const rows = having(id, observations, ["params", "uniqueTokens", "family"]);
    const { pair, laws, direction } = pairOf(id, fits, observations);
    const reach = commonReach(pair);
    if (reach.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": no set of unique tokens has runs of both families at computes that overlap, and the map lies around such sets`,
        "run both families on the same unique tokens and log tokens",
      );
    const around = (values: readonly number[], [below, above]: Range): Range => {
      const [low, high] = extent([...values]);
      return [low / below, high * above];
    };
    const U = around(
      reach.map((one) => one.U),
      ROOM.U,
    );
    const C = around(
      reach.flatMap((one) => one.C),
      ROOM.C,
    );
    const axis = (values: Range, title: string, powers: boolean) =>
      axisOver(gridOver(values, KEPT_OFF), { title, log: true, room: [0, 0], grid: false, powers });
    const plane: Plane = { x: axis(U, titleOf("uniqueTokens"), false), y: axis(C, titleOf("compute"), true) };
    const lattice = differenceOver(pair, U, C);
    const steps = mapSteps(lattice);
    const losses = lattice.z.flat().filter(Number.isFinite);
    if (losses.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": a fitted law has no best size at any of these computes`,
        "fit laws whose loss falls with parameters and with tokens; isoloss fit says what is not identified",
      );
    const layer = [
      ...shading(lattice, steps),
      ...outlines(reach),
      ...contourLines(plane, FRAME, [...mapContours(lattice, steps), ...mapDoubt(pair, U, C)], { spots: places(reach) }),
      ...names(losses, plane),
    ];
    const drawn = panel(plane, layer, { title: "Validation loss (nats/token): MDM − AR", ...FRAME });
    return compose(
      id,
      caption(pair, extent(losses), reach, { laws, direction, missed: missedWords(pair, measuredOf(rows)) }) + leftOut(observations, rows),
      [drawn, shadeBar(steps, extent(losses), FRAME.height)],
      2,
    );
  },
};

/** What both families have run: a narrow frame at each set of unique tokens. */
function outlines(reach: readonly Reach[]): Layer[] {
  const frames = reach.map(({ U, C: [y, y2] }) => ({ x: U / NARROW, x2: U * NARROW, y, y2 }));
  return [boxes(frames, { stroke: "white", strokeWidth: 3 }), boxes(frames, { stroke: INK, strokeWidth: 1.2 })];
}

const places = (reach: readonly Reach[]): Spot[] => reach.flatMap(({ U, C }) => gridOver(C, KEPT_OFF).map((y) => ({ x: U, y })));

/** Which family is lower, in the corner where more compute or fewer unique tokens make it so. */
function names(losses: readonly number[], { x, y }: Plane): Layer[] {
  const corner = { ar: [1, 0], mdm: [0, 1] } as const;
  return (["ar", "mdm"] as const).flatMap((family): Layer[] => {
    if (!losses.some((difference) => difference > 0 === (family === "ar"))) return [];
    const [across, up] = corner[family];
    const place = { x: x.scale.domain[across], y: y.scale.domain[up], text: `${FAMILIES[family].label} lower` };
    return [words([place], { align: across ? "right" : "left", dx: across ? -8 : 8, dy: up ? 12 : -12, bold: true, halo: true })];
  });
}

function caption(
  pair: Pair,
  [low, high]: Range,
  reach: readonly Reach[],
  said: { laws: string; direction: string; missed: string },
): string {
  const draws = Math.min(...[pair.ar, pair.mdm].map((fit) => Math.min(MAP_DRAWS, fit.draws?.theta.length ?? 0)));
  const told = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
  return [
    `L_MDM − L_AR over unique tokens and compute 6·N·D, irreducible losses kept, each family at its own best size and epochs by its law; ${told(low)} to ${told(high)} nats/token on the map.`,
    "Thin lines: equal difference, where shades change (bar at the right); hatched: MDM lower.",
    low < 0 && high > 0
      ? "Thick: no difference, the critical compute."
      : `The laws do not meet on the map: ${high > 0 ? "AR" : "MDM"} is lower on all of it.`,
    draws > 0
      ? `Dotted: where 2.5 % of ${draws} draws have MDM lower, dashed: where 97.5 % have; a line that is missing lies off the map.`
      : "The fits have no draws: no doubt is shown.",
    `Bars: computes at which both families have runs (${reach.length} sets of unique tokens); all else is the laws' word.`,
    said.missed,
    `Laws: ${said.laws}.`,
    `Kind of loss: ${said.direction}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
