import type { ChosenByLimit } from "../analyze/recipes/chooseByLimit.ts";
import type { MemberLimit } from "../analyze/recipes/memberLimit.ts";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { lawAlong } from "./curve.ts";
import { compose, type FigureKind, having, type Layer, type Panel, recipesOf } from "./figure.ts";
import { spread } from "./labels.ts";
import { drawEnd, type End, endOf, endText, heldBy } from "./limits.ts";
import { law, type Plane, panel, points, segments, words } from "./marks.ts";
import { bandOf } from "./recipeLaws.ts";
import { fullest } from "./recipes.ts";
import { levels, meansAt, pointOf } from "./rows.ts";
import { INK, QUIET, RECIPES, TEXT } from "./theme.ts";
import { settingWords, TUNED, valuesOf } from "./tunedColumns.ts";

const HEIGHT = 270;
/** How many times the largest ensemble the laws are drawn to. */
const BEYOND = 4;

/** Ensembles of one setting. */
interface Setting {
  name: string;
  colour: string;
  /** Others than the two that are chosen. */
  faded: boolean;
  limit: MemberLimit;
  end: End | undefined;
  /** Mean loss of one member, nats/token. */
  single: number | undefined;
}

const id = "members-by-setting";

/** Loss against members for several settings of one size, and the limit of each against its loss with one member. */
export const membersBySetting: FigureKind = {
  id,
  title: "Ensembles of one size at several settings of their members: the best alone is not the best in the limit K → ∞.",
  needs: "Final losses of ensembles (recipe ensemble) with params, members and unique_tokens, at two or more settings of one size.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    having(id, data.observations, ["params", "members", "uniqueTokens"]);
    const found = choiceOf(recipesOf(id, data));
    const settings = settingsOf(found.chosen);
    const panels = [laws(settings), ...(settings.some(({ single }) => single !== undefined) ? [trade(settings)] : [])];
    return compose(id, caption(found, settings), panels, 2);
  },
};

interface Choice {
  uniqueTokens: number;
  params: number;
  chosen: ChosenByLimit;
}

/** The size with the most settings, at the fullest set of unique tokens that has one. */
function choiceOf(recipes: Recipes): Choice {
  const choices = (one: Recipes["at"][number]): Choice[] =>
    one.byLimit.flatMap(({ params, chosen }) => ("ranked" in chosen ? [{ uniqueTokens: one.uniqueTokens, params, chosen }] : []));
  const at = recipes.at.filter((one) => choices(one).length > 0);
  if (at.length === 0) {
    const refused = recipes.at.flatMap(({ byLimit }) => byLimit.flatMap(({ chosen }) => ("reason" in chosen ? [chosen.reason] : [])));
    throw new IsolossError(
      `Cannot draw figure "${id}": ${refused[0] ?? "no size has ensembles at two or more settings of its members"}`,
      "evaluate ensembles of three and more numbers of members at several settings of one size, as twice the epochs and half the weight decay",
    );
  }
  return choices(fullest({ ...recipes, at })).reduce((most, next) => (next.chosen.ranked.length > most.chosen.ranked.length ? next : most));
}

function settingsOf({ ranked, byLimit }: ChosenByLimit): Setting[] {
  const rows = ranked.flatMap(({ limit }) => limit.fit.observations);
  const columns = TUNED.filter((column) => valuesOf(rows, column).length > 1);
  const found = ranked.map(({ label, limit }) => ({ label, limit, single: singleOf(limit) }));
  const alone = found
    .filter(({ single }) => single !== undefined)
    .reduce<(typeof found)[number] | undefined>(
      (best, next) => (best && (best.single as number) <= (next.single as number) ? best : next),
      undefined,
    );
  return found.map(({ label, limit, single }) => {
    const colour = label === byLimit ? RECIPES.ensemble.colour : label === alone?.label ? INK : undefined;
    return {
      name: settingWords(limit.fit.observations[0] as Observation, columns) || label,
      colour: colour ?? QUIET,
      faded: colour === undefined,
      limit,
      end: endOf(limit),
      single,
    };
  });
}

/** By evaluations of one member where there are any, else by the members' own runs. */
function singleOf({ fit, members }: MemberLimit): number | undefined {
  return meansAt(fit.observations, (row) => row.members ?? 1).find(({ x }) => x === 1)?.y ?? members?.mean;
}

function laws(settings: readonly Setting[]): Panel {
  const rows = settings.flatMap(({ limit }) => limit.fit.observations);
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
    y: axisOver([...losses, ...settings.flatMap(({ end }) => (end ? heldBy(end, losses) : []))], { title: LOSS_TITLE, most: 8 }),
  };
  // The chosen ones lie on top.
  const layer = settings
    .toSorted((a, b) => Number(b.faded) - Number(a.faded))
    .flatMap(({ limit, colour, faded, end }): Layer[] => {
      const { draws: _, ...bandless } = limit.fit;
      const fit = faded ? bandless : limit.fit;
      const opacity = faded ? 0.55 : 1;
      return [
        law(lawAlong(fit, "K", [1, most]), { colour, width: 1.8, opacity }),
        law(lawAlong(fit, "K", [most, most * BEYOND]), { colour, width: 1.8, dash: [5, 3], opacity }),
        points(
          limit.fit.observations.map((row) => pointOf(row, row.members ?? 1)),
          { colour, shape: RECIPES.ensemble.shape },
          { size: 20, opacity: faded ? 0.45 : 0.85 },
        ),
        ...(end && !faded ? drawEnd(plane, end, colour, most) : []),
      ];
    });
  return panel(plane, layer, { width: 270, height: HEIGHT });
}

/** Every setting's limit against its loss with one member. */
function trade(settings: readonly Setting[]): Panel {
  const known = settings.flatMap(({ end, single, ...rest }) => (end && single !== undefined ? [{ ...rest, end, single }] : []));
  const values = known.map(({ end }) => end.y);
  const plane: Plane = {
    x: axisOver(
      known.map(({ single }) => single),
      { title: "Loss of one member (nats/token)", most: 4, room: [0.12, 0.12] },
    ),
    y: axisOver(
      known.flatMap(({ end }) => heldBy(end, values)),
      { title: "Limit K → ∞ (nats/token)", most: 7, room: [0.08, 0.08] },
    ),
  };
  const [low, high] = plane.y.scale.domain;
  const moved = spread(values, ((high - low) * 2 * (TEXT + 3)) / HEIGHT);
  const layer = known.flatMap(({ name, colour, end, single }, i): Layer[] => {
    const { y, low: from, high: to } = end;
    const line = ((high - low) * (TEXT + 1)) / HEIGHT / 2;
    return [
      ...(from === undefined || to === undefined ? [] : [segments([{ x: single, y: from, y2: to }], { colour, width: 1.6 })]),
      points([{ x: single, y, low: from, high: to }], { colour, shape: RECIPES.ensemble.shape }, { hollow: true, size: 46 }),
      words([{ y: (moved[i] as number) + line, text: name }], { colour, outside: true, dx: 6, bold: true }),
      words([{ y: (moved[i] as number) - line, text: endText(end) }], { colour, outside: true, dx: 6 }),
    ];
  });
  return panel(plane, layer, { width: 150, height: HEIGHT });
}

function caption({ uniqueTokens, params, chosen }: Choice, settings: readonly Setting[]): string {
  const best = settings.find(({ colour }) => colour === RECIPES.ensemble.colour);
  const alone = settings.find(({ colour }) => colour === INK);
  const exact = settings.filter(({ limit }) => limit.status === "exact").map(({ name }) => name);
  return [
    `Ensembles of ${tickLabel(params)} parameters a member on ${tickLabel(uniqueTokens)} unique tokens, at ${settings.length} settings of their members.`,
    "Left: validation loss against members, each point one set of members; lines: L(K) = E + A/K^α by setting, dashed beyond the largest ensemble.",
    `In colour: the setting with the lowest limit K → ∞ (${best?.name}), its limit as a dotted rule${alone ? `; in black: the setting that is best with one member (${alone.name})` : ", which is also the best with one member"}; the others are faded.`,
    "Right: the limit of each setting against the mean loss of one member, with its 95 % interval.",
    best ? `Intervals as the ${bandOf(best.limit)}.` : "",
    exact.length > 0 ? `Exact, with no degree of freedom left: ${exact.join("; ")}.` : "",
    chosen.left.length > 0 ? `Without a limit, and not drawn: ${chosen.left.map(({ label }) => label).join("; ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
