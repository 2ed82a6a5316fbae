import type { Fit } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import type { FigureData, FigureKind, FigureSpec } from "./figure.ts";
import { groups } from "./rows.ts";

/** Rows that a figure shows: more than a page of any size can tell apart, and few enough for one that answers at once. */
const MOST_ROWS = 5000;
/** Evaluations along runs, of which a line has hundreds, and of which some kinds look for the lowest and draw no more. */
const MOST_EVALUATIONS = 20_000;

/** What figures tell apart: rows that agree in all of it lie on one another but for their loss. */
const SETTINGS = [
  "family",
  "recipe",
  "stage",
  "params",
  "uniqueTokens",
  "tokens",
  "epochs",
  "members",
  "weightDecay",
  "learningRate",
] as const;
/** Of which the least and the greatest are kept, so that no axis and no range gets shorter. */
const RANGES: readonly ((row: Observation) => number | undefined)[] = [
  (row) => row.params,
  (row) => row.uniqueTokens,
  (row) => row.tokens,
  (row) => row.epochs,
  (row) => row.members,
  (row) => row.weightDecay,
  (row) => row.loss,
];

/**
 * A kind of figure that shows of very many rows as many as can be told apart, and says so in its caption: of rows alike in all that figures tell apart, and
 * of the evaluations of one run, the first, the last, the lowest, and between them one in so many; and the least and greatest of every quantity.
 */
export function withFewerRows(kind: FigureKind): FigureKind {
  return {
    ...kind,
    draw(data) {
      const { observations, curves, fits } = data;
      const shown: FigureData = {
        ...data,
        observations: fewer(observations, settingOf, MOST_ROWS),
        ...(curves && { curves: fewer(curves, ({ run, source }) => `${run} ${source.file}`, MOST_EVALUATIONS) }),
        // Laws are drawn as they were fitted, to all rows; of their rows no figure needs more than it shows.
        ...(fits && { fits: fits.map(withFewer) }),
      };
      const notes = [note("rows", observations, shown.observations), note("evaluations along runs", curves, shown.curves)].join("");
      return withNote(kind.draw(shown), notes);
    },
  };
}

function withFewer(fit: Fit): Fit {
  const observations = fewer(fit.observations, settingOf, MOST_ROWS);
  return observations === fit.observations ? fit : { ...fit, observations };
}

const settingOf = (row: Observation): string => SETTINGS.map((name) => row[name] ?? "").join(" ");

/** The rows themselves where they are no more than a figure shows; in their order. */
function fewer(rows: readonly Observation[], groupOf: (row: Observation) => string, most: number): Observation[] {
  if (rows.length <= most) return rows as Observation[];
  const alike = groups(rows, groupOf).map(([, own]) => own);
  const quota = most / alike.length;
  // Where there are more groups than rows to show, one in so many of them stays.
  const kept =
    quota >= KEPT ? alike.flatMap((own) => sampled(own, quota)) : evenly(alike, most / KEPT).flatMap((own) => sampled(own, KEPT));
  const shown = new Set([...kept, ...ends(rows)]);
  return rows.filter((row) => shown.has(row));
}

/** First, lowest and last. */
const KEPT = 3;

function sampled(own: readonly Observation[], most: number): Observation[] {
  if (own.length <= most) return [...own];
  const lowest = own.reduce((low, row) => (row.loss < low.loss ? row : low));
  return [...evenly(own, most - 1), lowest];
}

/** That many of a list at most, at even distances, its first and last among them where there are two. */
function evenly<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(all.length, Math.floor(most));
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / Math.max(count - 1, 1))] as T);
}

/** In one pass: a million rows do not fit the caches of a processor. */
function ends(rows: readonly Observation[]): Set<Observation> {
  const found = RANGES.map((read) => ({ read, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }) as End);
  for (const row of rows)
    for (const end of found) {
      const value = end.read(row);
      if (value === undefined) continue;
      if (value < end.low) [end.low, end.least] = [value, row];
      if (value > end.high) [end.high, end.greatest] = [value, row];
    }
  return new Set(found.flatMap(({ least, greatest }) => [least, greatest].filter((row) => row !== undefined)));
}

interface End {
  read: (row: Observation) => number | undefined;
  low: number;
  high: number;
  least?: Observation;
  greatest?: Observation;
}

function note(what: string, all: readonly Observation[] | undefined, shown: readonly Observation[] | undefined): string {
  if (!all || !shown || all.length === shown.length) return "";
  return ` Of ${count(all.length)} ${what} ${count(shown.length)} are drawn, and counted and averaged here: of those alike in setting or run the first, the lowest, the last, and between them one in so many.`;
}

const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

function withNote(spec: FigureSpec, text: string): FigureSpec {
  if (text === "") return spec;
  const { isoloss } = spec.usermeta;
  const caption = isoloss.caption + text;
  return { ...spec, description: caption, usermeta: { isoloss: { ...isoloss, caption } } } as FigureSpec;
}
