import type { Limit } from "../analyze/recipes/limits.ts";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import type { VariedSeed } from "../analyze/recipes/seedLimits.ts";
import { IsolossError } from "../errors.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, having, type Layer, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { drawEnd, type End, endOf, endText, heldBy } from "./limits.ts";
import { law, type Plane, panel, points, words } from "./marks.ts";
import { bandOf } from "./recipeLaws.ts";
import { fullest } from "./recipes.ts";
import { groups, levels, pointOf } from "./rows.ts";
import { type Look, RECIPES, ramp, TEXT } from "./theme.ts";

const HEIGHT = 280;
/** How many times the largest ensemble the laws are drawn to. */
const BEYOND = 4;

const [light, middle, dark] = ramp(RECIPES.ensemble.colour, 3) as [string, string, string];
const LOOKS: Readonly<Record<VariedSeed, Look>> = {
  initialisation: { label: "initialisation alone", colour: light, shape: "circle" },
  order: { label: "data order alone", colour: middle, shape: "square" },
  both: { label: "both", colour: dark, shape: "diamond" },
};

interface Kind {
  look: Look;
  limit: Limit;
  end: End | undefined;
}

interface Found {
  uniqueTokens: number;
  params: number;
  kinds: readonly Kind[];
}

const id = "seeds";

/** Loss against members of ensembles whose members differ in one seed or both. */
export const seeds: FigureKind = {
  id,
  title: "Ensembles whose members differ in the seed of their initialisation, in that of the data’s order, or in both.",
  needs:
    "Final losses of ensembles with params, members, member_runs and unique_tokens, and their members with init_seed (or train_seed) and data_seed.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    having(id, data.observations, ["params", "members", "uniqueTokens"]);
    const found = foundIn(recipesOf(id, data));
    const rows = found.kinds.flatMap(({ limit }) => limit.fit.observations);
    const members = levels(rows.flatMap((row) => row.members ?? []));
    const most = members.at(-1) as number;
    const losses = rows.map((row) => row.loss);
    const plane: Plane = {
      x: axisOver([...members, most * BEYOND], {
        title: titleOf("members"),
        log: true,
        ticks: [...members, 2 * most, most * BEYOND],
        room: [0.05, 0],
      }),
      y: axisOver([...losses, ...found.kinds.flatMap(({ end }) => (end ? heldBy(end, losses) : []))], { title: LOSS_TITLE, most: 8 }),
    };
    const layer = [...found.kinds.flatMap((kind) => drawKind(plane, kind, most)), ...names(plane, found.kinds)];
    return compose(id, caption(found), [panel(plane, layer, { width: 320, height: HEIGHT })], 1);
  },
};

/** The size with the most kinds of seeds, at the fullest set of unique tokens that tells them apart. */
function foundIn(recipes: Recipes): Found {
  const sizes = ({ seeds: limits, uniqueTokens }: Recipes["at"][number]): Found[] =>
    "reason" in limits
      ? []
      : groups(limits, ({ params }) => params).map(([params, own]) => ({ uniqueTokens, params, kinds: kindsOf(own) }));
  const at = recipes.at.filter((one) => sizes(one).some(({ kinds }) => kinds.length > 1));
  if (at.length === 0) {
    const { seeds: refused } = fullest(recipes);
    throw new IsolossError(
      `Cannot draw figure "${id}": no size has limits K → ∞ of ensembles that differ in two kinds of seeds${"reason" in refused ? ` (${refused.reason})` : ""}`,
      "train sets of members that differ in init_seed alone, in data_seed alone and in both, and log both seeds and member_runs",
    );
  }
  return sizes(fullest({ ...recipes, at })).reduce((most, next) => (next.kinds.length > most.kinds.length ? next : most));
}

function kindsOf(limits: readonly { varied: VariedSeed; limit: Limit | { reason: string } }[]): Kind[] {
  return (Object.keys(LOOKS) as VariedSeed[]).flatMap((varied): Kind[] => {
    const own = limits.find((one) => one.varied === varied && "fit" in one.limit)?.limit;
    return own && "fit" in own ? [{ look: LOOKS[varied], limit: own, end: endOf(own) }] : [];
  });
}

function drawKind(plane: Plane, { look, limit: { fit }, end }: Kind, most: number): Layer[] {
  const { colour } = look;
  return [
    law(lawAlong(fit, "K", [1, most]), { colour, width: 1.8 }),
    law(lawAlong(fit, "K", [most, most * BEYOND]), { colour, width: 1.8, dash: [5, 3] }),
    points(
      fit.observations.map((row) => pointOf(row, row.members ?? 1)),
      look,
      { size: 24, opacity: 0.8 },
    ),
    ...(end ? drawEnd(plane, end, colour, most) : []),
  ];
}

/** What differs between members, and the limit, outside at the height of the limit. */
function names({ y }: Plane, kinds: readonly Kind[]): Layer[] {
  const ends = kinds.flatMap(({ look, end }) => (end ? [{ look, end }] : []));
  const [low, high] = y.scale.domain;
  const unit = (high - low) / HEIGHT;
  const moved = spread(
    ends.map(({ end }) => end.y),
    unit * 2 * (TEXT + 4),
  );
  return ends.flatMap(({ look: { label, colour }, end }, i) => {
    const at = moved[i] as number;
    return [
      words([{ y: at + (unit * (TEXT + 1)) / 2, text: label }], { colour, outside: true, dx: 8, bold: true }),
      words([{ y: at - (unit * (TEXT + 1)) / 2, text: `K → ∞: ${endText(end)}` }], { colour, outside: true, dx: 8 }),
    ];
  });
}

function caption({ uniqueTokens, params, kinds }: Found): string {
  const exact = kinds.filter(({ limit }) => limit.status === "exact").map(({ look }) => look.label);
  return [
    `Validation loss of ensembles against members, ${tickLabel(params)} parameters a member on ${tickLabel(uniqueTokens)} unique tokens, by what the members differ in: the seed of their initialisation, that of the order of the data, or both.`,
    "Each point is one set of members; at K = 1 the members’ own runs. Lines: L(K) = E + A/K^α, dashed beyond the largest ensemble; dotted: the limit K → ∞, its 95 % interval as a bar at the right edge.",
    kinds[0] ? `Intervals as the ${bandOf(kinds[0].limit)}.` : "",
    exact.length > 0 ? `Exact, with no degree of freedom left: ${exact.join(", ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
