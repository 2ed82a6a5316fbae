import type { Downstream } from "../analyze/recipes/downstream.ts";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import { numberOf } from "../numberOf.ts";
import { normalQuantile } from "../numeric/quantile.ts";
import type { Recipe } from "../run.ts";
import { tickLabel } from "./axes.ts";
import { compose, type FigureSpec } from "./figure.ts";
import type { Row } from "./marks.ts";
import { errorPanel, type Named, totalsOver } from "./recipePanel.ts";
import { groups, levels } from "./rows.ts";
import { RECIPES, ramp } from "./theme.ts";

/** Average errors on tasks of logs that state accuracies and no loss: the second panel of "recipe-losses" for itself. */

/** A cell of the comparison of accuracies with its place. */
interface Scored {
  recipe: Recipe;
  params: number;
  members: number;
  uniqueTokens: string;
  cell: Downstream;
}

/**
 * The best setting of each recipe, size and number of members against the parameters of all members.
 *
 * @throws IsolossError where no setting with all tasks states recipe and size.
 */
export function errorsAlone(id: string, { downstream }: Recipes): FigureSpec {
  if ("reason" in downstream) throw new IsolossError(`Cannot draw figure "${id}": ${downstream.reason}`, downstream.hint);
  const scored = downstream.cells.flatMap(scoredOf);
  const sets = groups(scored, ({ uniqueTokens }) => uniqueTokens).sort(([, a], [, b]) => b.length - a.length);
  const [first] = sets;
  if (!first)
    throw new IsolossError(
      `Cannot draw figure "${id}": none of ${downstream.cells.length} settings with all tasks states a known recipe and params`,
      "log recipe and params (or params_label, as 300M) beside the accuracies",
    );
  const [uniqueTokens, own] = first;
  const lines = linesOf(own);
  const x = totalsOver(levels(own.map(({ params }) => params)), own.map(totalOf));
  const tasks = [...new Set(own.flatMap(({ cell }) => cell.tasks.map(({ task }) => task)))].sort();
  const drawn = lines.reduce((sum, { rows }) => sum + rows.length, 0);
  const caption = [
    `Average error against the parameters of all members, by recipe${uniqueTokens === "" ? "" : `, on ${tickLabel(Number(uniqueTokens))} unique tokens`}; the rows state no loss.`,
    `Errors are 100 % less the mean accuracy on ${tasks.join(", ")}; each point is the best setting of its size and members, chosen with its luck, and dashed lines join them.`,
    "Bars: 95 % intervals by the questions asked, of the ensembles of a size for the largest alone; another seed may differ by more.",
    lines.some(({ rows }) => rows.some(({ bound }) => bound === 1))
      ? "Where only the mean is reported, a bar is the longest that any accuracies with this mean could have."
      : "",
    `${downstream.cells.length - drawn} settings are not drawn: others of the same size, or without a known recipe or size.`,
  ];
  const panel = errorPanel(
    x,
    lines,
    lines.map(({ rows }) => rows),
  );
  return compose(id, caption.filter(Boolean).join(" "), [panel], 1);
}

function scoredOf(cell: Downstream): Scored[] {
  const { recipe = "", params = "", params_label: label = "", members = "1", unique_tokens: uniqueTokens = "" } = cell.group;
  const size = numberOf(params) ?? numberOf(label);
  if (!(recipe in RECIPES) || size === undefined) return [];
  return [{ recipe: recipe as Recipe, params: size, members: Number(members || "1"), uniqueTokens, cell }];
}

const totalOf = ({ params, members }: Scored): number => params * members;

function linesOf(all: readonly Scored[]): (Named & { rows: Row[] })[] {
  const of = (recipe: Recipe): Scored[] => all.filter((one) => one.recipe === recipe);
  const singles = (Object.keys(RECIPES) as Recipe[]).filter((recipe) => recipe !== "ensemble" && of(recipe).length > 0);
  const sizes = levels(of("ensemble").map(({ params }) => params));
  const colours = ramp(RECIPES.ensemble.colour, sizes.length);
  return [
    ...singles.map((recipe) => ({ recipe, ...RECIPES[recipe], rows: pointsOf(of(recipe)) })),
    ...sizes.map((N, i) => ({
      recipe: "ensemble" as const,
      label: tickLabel(N),
      colour: colours[i] as string,
      rows: pointsOf(of("ensemble").filter(({ params }) => params === N)),
    })),
  ];
}

/** The lowest error at each total, in percent. */
function pointsOf(own: readonly Scored[]): Row[] {
  return groups(own, totalOf).map(([x, same]) => {
    const { error, accuracy, standardError, standardErrorIs } = same
      .map(({ cell }) => cell)
      .reduce((low, next) => (next.error < low.error ? next : low));
    const half = standardError === undefined ? undefined : normalQuantile(0.975) * standardError;
    return {
      x,
      y: 100 * error,
      accuracy,
      ...(half !== undefined && { low: 100 * (error - half), high: 100 * (error + half) }),
      ...(standardErrorIs === "at most" && { bound: 1 }),
    };
  });
}
