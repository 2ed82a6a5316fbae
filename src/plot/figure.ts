import type { TopLevelSpec } from "vega-lite";
import type { AccuracyUnit } from "../analyze/recipes/accuracy.ts";
import type { Recipes } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import { VERSION } from "../version.ts";
import { CONFIG } from "./theme.ts";

/** One layer of a chart, and a chart of layers as it stands in a row of others. */
export type Layer = Extract<TopLevelSpec, { layer: unknown[] }>["layer"][number];
export type Panel = Extract<TopLevelSpec, { concat: unknown[] }>["concat"][number];

/** A complete Vega-Lite chart that carries its caption. */
export type FigureSpec = TopLevelSpec & {
  description: string;
  usermeta: { isoloss: { figure: string; caption: string; version: string } };
};

/** All that a figure is made of. */
export interface FigureData {
  /** Rows to be drawn as points. */
  observations: readonly Observation[];
  /** Evaluations along single runs (`checkpoint: "every"`). */
  curves?: readonly Observation[];
  /** How many evaluations there are of which `curves` are some; by default they are all. */
  evaluations?: number;
  /** Fitted laws, with draws where a band is wanted. */
  fits?: readonly Fit[];
  /** The comparison of recipes that the rows give. */
  recipes?: Recipes;
  /** Columns of accuracies that are drawn beside losses, and whether they are shares of 1 or of 100; by default those that are named for one. */
  accuracies?: { columns: readonly string[]; unit: AccuracyUnit };
  /** A power law in unique tokens (E, A with U in tokens, alpha) that stands for the standard recipe, and where it is from. */
  baseline?: { parameters: Readonly<Record<string, number>>; from: string };
}

/** A fit that a figure can use: which law, over which rows, one for each value of some columns. */
export interface FitWanted {
  law: string;
  /** Quantity of a one-quantity law. */
  in?: string;
  where: readonly string[];
  by: readonly string[];
  /** The column whose values are resampled as wholes, where rows that share one are no independent evidence on the law. */
  cluster?: string;
  /** Parameters that are those of another, as beta of alpha. */
  tied?: Readonly<Record<string, string>>;
  /** Which rows, of all groups together, laws are fitted to, where that is not all of them. */
  select?(rows: readonly Observation[]): Observation[];
  /** Which rows of a group the law describes, where that is not all of them. */
  rows?(group: readonly Observation[]): Observation[];
}

/** A kind of figure: one pure function, listed in `figures`. */
export interface FigureKind {
  id: string;
  /** One sentence: what it shows. */
  title: string;
  /** One sentence: which rows it draws. */
  needs: string;
  /** Whether it draws `curves`. */
  curves: boolean;
  /** Of these evaluations those along the runs that it draws as lines, where it leaves out others: of very many they are shown in more detail. */
  lines?(curves: readonly Observation[]): readonly Observation[];
  /** Whether it draws `recipes`. */
  recipes?: boolean;
  /** Whether it draws what limits are with parts left out (`checks` of `recipes`). */
  checks?: boolean;
  /** Whether it draws `accuracies`. */
  accuracies?: boolean;
  /** Whether it takes a `baseline`. */
  baseline?: boolean;
  fits: readonly FitWanted[];
  /** @throws IsolossError when the rows or fits cannot be drawn in this way. */
  draw(data: FigureData): FigureSpec;
}

const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";
/** Digits that a figure's data keep: more than any picture shows, and the same on every machine. */
const DIGITS = 6;

/** Sets panels side by side, in rows of `columns`, under one caption. */
export function compose(id: string, caption: string, panels: Panel[], columns: number): FigureSpec {
  const spec = {
    $schema: SCHEMA,
    description: caption,
    usermeta: { isoloss: { figure: id, caption, version: VERSION } },
    background: "white",
    padding: 8,
    concat: panels,
    columns,
    spacing: { row: 14, column: 16 },
    config: CONFIG,
  };
  return rounded(spec) as FigureSpec;
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]));
}

/** Rows that have every one of `names`; none at all is an error that says what the figure is of. */
export function having<K extends keyof Observation>(
  id: string,
  rows: readonly Observation[],
  names: readonly K[],
): (Observation & Required<Pick<Observation, K>>)[] {
  const kept = rows.filter((row) => names.every((name) => row[name] !== undefined));
  if (kept.length === 0)
    throw new IsolossError(
      `Cannot draw figure "${id}": none of ${rows.length} rows states ${names.join(", ")}`,
      "see the columns that were read with: isoloss runs PATH",
    );
  return kept as (Observation & Required<Pick<Observation, K>>)[];
}

/** The part of a caption that owns up to rows which `having` left out. */
export function leftOut(all: readonly Observation[], kept: readonly Observation[]): string {
  const count = all.length - kept.length;
  return count > 0 ? ` ${count} rows lack a quantity that the figure needs and are not drawn.` : "";
}

type Single = "uniqueTokens" | "epochs" | "family" | "recipe" | "weightDecay";

/**
 * Makes sure that rows which a figure joins or compares agree in what it does not show.
 *
 * @param column the property's name on the command line.
 * @throws IsolossError with the values that there are.
 */
export function requireOne(id: string, rows: readonly Observation[], name: Single, column: string): void {
  requireOneOfEach(id, rows, { [name]: column });
}

/** As `requireOne`, of several properties: all that are mixed are named at once. */
export function requireOneOfEach(id: string, rows: readonly Observation[], columns: Readonly<Partial<Record<Single, string>>>): void {
  const mixed = Object.entries(columns).flatMap(([name, column]) => {
    const values = [...new Set(rows.flatMap((row) => row[name as Single] ?? []))].sort((a, b) => (a < b ? -1 : 1));
    return values.length > 1 ? [{ column, values }] : [];
  });
  if (mixed.length === 0) return;
  const found = mixed.map(({ column, values }) => `${values.length} values of ${column} (${values.join(", ")})`).join(" and ");
  const choice = mixed.map(({ column, values }) => `--where ${column}=${values.at(-1)}`).join(" ");
  throw new IsolossError(
    `Cannot draw figure "${id}": its rows mix ${found}, and it shows one${mixed.length > 1 ? " of each" : ""}`,
    `choose one${mixed.length > 1 ? " of each" : ""}, as ${choice}`,
  );
}

/** Fits of one law, or an error that says how to get one. */
export function fitsOf(id: string, fits: readonly Fit[] | undefined, law: string, quantity?: string): Fit[] {
  const found = (fits ?? []).filter((fit) => fit.law.id === law && (quantity === undefined || fit.law.quantities.includes(quantity)));
  if (found.length === 0)
    throw new IsolossError(
      `Cannot draw figure "${id}": it shows a fit of law "${law}", and none is given`,
      `make one with: isoloss fit ${law} PATH`,
    );
  return found;
}

/** The comparison of recipes, or an error that says how to get one. */
export function recipesOf(id: string, { recipes }: FigureData): Recipes {
  if (!recipes)
    throw new IsolossError(
      `Cannot draw figure "${id}": it shows a comparison of recipes, and none is given`,
      "give it the logs: isoloss plot makes the comparison from them, recipes(rows) does in a program",
    );
  return recipes;
}
