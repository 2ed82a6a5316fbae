import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import { axisOver, LOSS_TITLE, sizeTitle, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { alongMembers, BEYOND, type Grouped } from "./ensembles.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel, recipesOf } from "./figure.ts";
import { drawEnd, type End, endOf, endText, heldBy, isKnown, jointEndOf, jointLimitOf, memberEndsOf } from "./limits.ts";
import { law, type Plane, panel, points, segments } from "./marks.ts";
import { outsideNames } from "./outsideNames.ts";
import { bandOf, doubtsOf, sizeLimitOf } from "./recipeLaws.ts";
import { fullest } from "./recipes.ts";
import { levels } from "./rows.ts";
import { INK, QUIET, RECIPES, ramp } from "./theme.ts";

const HEIGHT = 300;
/** How many times the largest size the law in N is drawn to. */
const LARGER = 4;

const id = "joint-limit";

interface Size {
  params: number;
  colour: string;
  limit: Limit;
  end: End;
  rows: Grouped[];
}

/** A loss at which the right panel has a rule and a name. */
interface Level {
  name: string;
  end: End;
  colour: string;
}

/** Ensembles of every size against members, and beside them the limits K → ∞ against size, with the law in N whose limit is that of members and size. */
export const jointLimitFigure: FigureKind = {
  id,
  title: "K laws of every size at one U, and their limits against size with the joint limit.",
  needs:
    "Final losses with recipe, params, unique_tokens and members: ensembles of three or more numbers of members at four or more sizes.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const all = having(id, data.observations, ["params", "recipe", "uniqueTokens"]);
    const at = fullest(recipesOf(id, data));
    const ensembles = all.flatMap((row): Grouped[] => {
      const { members } = row;
      return row.recipe === "ensemble" && row.uniqueTokens === at.uniqueTokens && members !== undefined ? [{ ...row, members }] : [];
    });
    const sizes = sizesOf(at, ensembles);
    const others = othersOf(at);
    const losses = sizes.flatMap(({ rows }) => rows.map(({ loss }) => loss));
    const jointEnd = jointEndOf(at);
    const held = [...sizes.map(({ end }) => end), ...others.map(({ end }) => end), ...(jointEnd ? [jointEnd] : [])];
    const y = axisOver([...losses, ...held.flatMap((end) => heldBy(end, losses))], { title: LOSS_TITLE, most: 8 });
    return compose(id, caption(at, sizes) + leftOut(data.observations, all), [left(y, sizes), right(at, y, sizes, others)], 2);
  },
};

function sizesOf(at: RecipesAt, rows: readonly Grouped[]): Size[] {
  const ends = memberEndsOf(at);
  if (ends.length < 2)
    throw new IsolossError(
      `Cannot draw figure "${id}": at ${at.uniqueTokens} unique tokens ${ends.length === 1 ? "one size has" : "no size has"} a limit K → ∞, and it shows two or more`,
      "evaluate ensembles of three or more numbers of members at further sizes; isoloss recipes PATH says what is missing",
    );
  const colours = ramp(RECIPES.ensemble.colour, ends.length);
  return ends.map((one, i) => {
    const kept = new Set(one.limit.fit.observations.map(({ run }) => run));
    return { ...one, colour: colours[i] as string, rows: rows.filter(({ run }) => kept.has(run)) };
  });
}

/** What the joint limit is to be seen beside. */
function othersOf(at: RecipesAt): Level[] {
  const standard = at.measured.find(({ recipe }) => recipe === "standard");
  const size = sizeLimitOf(at, "regularized");
  const end = size && endOf(size);
  return [
    ...(standard ? [{ name: "standard, best", end: { y: standard.loss, state: "limit" as const }, colour: RECIPES.standard.colour }] : []),
    ...(end && isKnown(end) ? [{ name: "regularized, N → ∞", end, colour: RECIPES.regularized.colour }] : []),
  ];
}

function left(y: Plane["y"], sizes: readonly Size[]): Panel {
  const members = levels(sizes.flatMap(({ rows }) => rows.map((row) => row.members)));
  const most = Math.max(...members);
  const x = axisOver([...members, most * BEYOND], {
    title: titleOf("members"),
    log: true,
    ticks: [...members, 2 * most, most * BEYOND],
    room: [0.05, 0],
  });
  const layer = sizes.flatMap(({ colour, rows, limit }) => alongMembers({ colour, rows, fit: limit.fit }, most));
  return panel({ x, y }, layer, { title: "Members of each size, then K → ∞", width: 260, height: HEIGHT });
}

function right(at: RecipesAt, loss: Plane["y"], sizes: readonly Size[], others: readonly Level[]): Panel {
  const joint = jointLimitOf(at);
  const params = sizes.map((size) => size.params);
  const largest = Math.max(...params);
  const x = axisOver([...params, largest * LARGER], {
    title: sizeTitle(params, " of one member"),
    log: true,
    ticks: params,
    room: [0.06, 0],
  });
  const plane: Plane = { x, y: { ...loss, axis: { ...loss.axis, title: null, labels: false, ticks: false, domain: false } } };
  const end = jointEndOf(at);
  const known = end !== undefined && isKnown(end);
  const whiskers = sizes.flatMap(({ params: at, end: { low, high }, colour }) =>
    low === undefined || high === undefined ? [] : [segments([{ x: at, y: low, y2: high }], { colour, width: 2 })],
  );
  const layer = [
    ...others.flatMap((one) => drawEnd(plane, one.end, one.colour)),
    ...(joint ? lawOf(joint, Math.min(...params), largest, known) : []),
    ...(end ? drawEnd(plane, end, INK) : []),
    ...whiskers,
    ...sizes.map(({ params: at, end: { y }, colour }) =>
      points([{ x: at, y }], { colour, shape: RECIPES.ensemble.shape }, { hollow: true, size: 44 }),
    ),
    ...names(plane, sizes, end ? [...others, { name: "K, N → ∞", end, colour: known ? INK : QUIET }] : others),
  ];
  return panel(plane, layer, { title: "Limits K → ∞ of each size, then N → ∞", width: 260, height: HEIGHT });
}

/** The law in N; one that has no limit is a thin grey line over the sizes alone, without a band. */
function lawOf({ fit }: Limit, from: number, largest: number, known: boolean): Layer[] {
  const bare = lawAlong(fit, "N", [from, largest]);
  if (!known)
    return [
      law(
        bare.map(({ x, y }) => ({ x, y })),
        { colour: QUIET, width: 1, dash: [1, 3] },
      ),
    ];
  return [
    law(bare, { colour: INK, width: 1.6, shade: 0.1 }),
    law(lawAlong(fit, "N", [largest, largest * LARGER]), { colour: INK, width: 1.6, dash: [5, 3], shade: 0.1 }),
  ];
}

function names({ y }: Plane, sizes: readonly Size[], others: readonly Level[]): Layer[] {
  const told = [...sizes.map(({ params, end, colour }) => ({ name: `${tickLabel(params)}, K → ∞`, end, colour })), ...others];
  return outsideNames(
    y,
    HEIGHT,
    told.map(({ name, end, colour }) => ({ y: end.y, text: `${name}: ${endText(end)}`, colour })),
  );
}

function caption(at: RecipesAt, sizes: readonly Size[]): string {
  const joint = jointLimitOf(at);
  const end = jointEndOf(at);
  const first = sizes[0] as Size;
  const refused = at.limits.find(({ what }) => what === "ensemble, K → ∞ then N → ∞")?.limit;
  const staged = (): string => {
    if (!joint || !end) return `No law in N through the limits: ${refused && "reason" in refused ? refused.reason : "it has no limit"}.`;
    if (end.state === "flat")
      return `A law E + A/N^α through the limits falls to their level at once (dotted, no band): it is flat over these sizes, and what it tends to (${end.y.toFixed(3)}) is no limit that the runs show.`;
    if (end.state === "above")
      return `The law E + A/N^α through the limits (dotted) is above a loss that ensembles reached: what it tends to (${end.y.toFixed(3)}) is no limit.`;
    if (end.state === "open") return `The law E + A/N^α through the limits (dotted) is bounded on one side at most: ${endText(end)}.`;
    return `Black: E + A/N^α through the limits (${bandOf(joint)}, refitted for each draw of the limits where these have draws), dashed beyond the sizes; its limit is that of members, then size.`;
  };
  return [
    `Left: validation loss of ensembles against members on ${tickLabel(at.uniqueTokens)} unique tokens, where the most recipes were measured, one colour a model size, at the setting with the lowest limit; lines: E + A/K^α (${bandOf(first.limit)}), dashed beyond the largest ensemble.`,
    "Right: the limits of infinitely many members against the size of one, with 95 % intervals.",
    staged(),
    "Dotted rules: the best measured loss of the standard recipe, and the limit N → ∞ of single regularized models, where the runs give them.",
    joint ? doubtsOf("the law in N", joint) : "",
  ]
    .filter(Boolean)
    .join(" ");
}
