import { regularisationOf } from "../analyze/versus/bestSettings.ts";
import { FAMILIES as BOTH, partOf } from "../analyze/versus/families.ts";
import { riseTest } from "../analyze/versus/riseTest.ts";
import { IsolossError, place } from "../errors.ts";
import type { Fit } from "../fit/types.ts";
import type { Family, Observation } from "../run.ts";
import { fitsOf } from "./figure.ts";
import { groups } from "./rows.ts";
import { FAMILIES } from "./theme.ts";

/** Fits of laws of repeated data, one a family, and the sizes and sets of tokens at which their rows show most of repetition. */

export type Placed = Observation & Required<Pick<Observation, "params" | "uniqueTokens" | "tokens" | "epochs">>;

export interface FamilyFit {
  family: Family;
  fit: Fit;
  rows: readonly Placed[];
  /** Most epochs among its rows. */
  most: number;
}

/**
 * The first fit of each family whose law reads N, D and U; a joint fit with separate parameters gives both.
 *
 * @throws IsolossError where there is none.
 */
export function familyFits(id: string, fits: readonly Fit[] | undefined): FamilyFit[] {
  const able = (fits ?? []).filter(({ law }) => ["N", "D", "U"].every((symbol) => law.quantities.includes(symbol)));
  const parts = (able.length > 0 ? able : fitsOf(id, fits, "data-constrained")).flatMap((fit) =>
    fit.options.separate?.by === "family" ? BOTH.map((family) => partOf(fit, family)) : [fit],
  );
  const found = BOTH.flatMap((family): FamilyFit[] => {
    const fit = parts.find(({ observations }) => observations.every((row) => row.family === family));
    const rows = (fit?.observations ?? []).filter(isPlaced);
    return fit && rows.length > 0 ? [{ family, fit, rows, most: Math.max(...rows.map(({ epochs }) => epochs)) }] : [];
  });
  if (found.length === 0)
    throw new IsolossError(
      `Cannot draw figure "${id}": none of its ${parts.length} fits is of one family whose rows state params, unique_tokens and epochs`,
      "fit each family by itself: isoloss fit data-constrained PATH --group-by family",
    );
  return found;
}

function isPlaced(row: Observation): row is Placed {
  return row.params !== undefined && row.uniqueTokens !== undefined && row.tokens !== undefined && row.epochs !== undefined;
}

/** Where repetition is seen best: one size, and what else is held. */
export interface Held {
  N: number;
  value: number;
}

/** Logs round tokens: counts this close (in significant digits) are the same. */
const DIGITS = 2;

/** The size and value (of D or U) at which all families were run at the most epochs; of equals the largest. */
export function mostRepeated(fits: readonly FamilyFit[], name: "tokens" | "uniqueTokens"): Held {
  const cells = groups(
    fits.flatMap(({ rows }) => rows),
    (row) => `${row.params} ${row[name].toPrecision(DIGITS)}`,
  ).map(([, own]) => {
    const counts = fits.map(({ family }) => new Set(own.filter((row) => row.family === family).map(({ epochs }) => epochs)).size);
    const first = own[0] as Placed;
    return {
      N: first.params,
      value: first[name],
      least: Math.min(...counts),
      all: counts.reduce((sum, count) => sum + count, 0),
    };
  });
  return cells.reduce((a, b) => ((b.least - a.least || b.all - a.all || b.N - a.N || b.value - a.value) > 0 ? b : a));
}

/** Rows of that size and value. */
export function heldRows({ rows }: FamilyFit, name: "tokens" | "uniqueTokens", { N, value }: Held): Placed[] {
  return rows.filter((row) => row.params === N && row[name].toPrecision(DIGITS) === value.toPrecision(DIGITS));
}

/** What a caption says of the fits. */
export function fitWords({ fit, family }: FamilyFit, label: string): string {
  const cannot = fit.diagnostics.some(({ code }) => code === "law-cannot-rise") ? ", cannot rise where its runs do" : "";
  return `${label} (${family === "mdm" ? "an upper bound, " : ""}${fit.law.id}, ${fit.n} rows, status ${fit.status}, r² ${(fit.metrics.r2 ?? Number.NaN).toFixed(2)}${cannot})`;
}

/** Rows of a fit's family at the recipes and the regularisation that it is of, also those that it leaves out. */
export function sameSetting({ family, fit }: FamilyFit, rows: readonly Observation[]): Placed[] {
  const settingOf = (row: Observation): string => `${row.recipe} ${regularisationOf(row)}`;
  const settings = new Set(fit.observations.map(settingOf));
  return rows.filter(isPlaced).filter((row) => row.family === family && settings.has(settingOf(row)));
}

/** Which runs the laws are of, in words: their regularisation, and whether those past the lowest loss of their group are among them. */
export function restedOn(fits: readonly FamilyFit[], rows: readonly Observation[]): string {
  const nameOf = (row: Observation): string => `${row.run} ${place(row.source)}`;
  const past = new Set(riseTest(rows).rising.flatMap((group) => group.past.map(nameOf)));
  const counted = (which: (own: FamilyFit) => number): string =>
    fits.flatMap((own) => (which(own) > 0 ? `${which(own)} ${FAMILIES[own.family].label}` : [])).join(" and ");
  const taken = ({ fit }: FamilyFit): number => fit.observations.filter((row) => past.has(nameOf(row))).length;
  const without = counted((own) => sameSetting(own, rows).filter((row) => past.has(nameOf(row))).length - taken(own));
  const settings = [...new Set(fits.flatMap(({ fit }) => fit.observations.map(regularisationOf)))].filter(Boolean);
  const parts = [
    settings.length > 0 ? `at ${settings.join(" or ")}` : "",
    counted(taken) ? `with ${counted(taken)} runs past the lowest loss of their group, which a law that cannot rise misses` : "",
    without ? `without ${without} runs past the lowest loss of their group` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `Fitted ${parts.join(", ")}.` : "";
}
