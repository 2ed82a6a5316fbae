import type { Fit } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import { KEPT, sampledLists } from "../table/sampled.ts";
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
      const { observations, curves, evaluations = 0, fits } = data;
      const drawn = curves && linesOf(curves, kind);
      const shown: FigureData = {
        ...data,
        observations: fewerRows(observations, drawn),
        ...(curves && { curves: fewerEvaluations(curves, drawn) }),
        // Laws are drawn as they were fitted, to all rows; of their rows no figure needs more than it shows.
        ...(fits && { fits: fits.map(withFewer) }),
      };
      const notes = [
        note("rows", observations.length, shown.observations.length),
        note("evaluations along runs", Math.max(evaluations, curves?.length ?? 0), shown.curves?.length ?? 0),
      ].join("");
      return withNote(kind.draw(shown), notes);
    },
  };
}

function withFewer(fit: Fit): Fit {
  const observations = fewerRows(fit.observations);
  return observations === fit.observations ? fit : { ...fit, observations };
}

const settingOf = (row: Observation): string => SETTINGS.map((name) => row[name] ?? "").join(" ");
const runOf = ({ run, source }: Observation): string => `${run} ${source.file}`;

/** The rows themselves where they are no more than a figure shows; in their order. A run that is drawn as a line keeps where it ends. */
function fewerRows(rows: readonly Observation[], drawn?: ReadonlySet<string>): Observation[] {
  if (rows.length <= MOST_ROWS) return rows as Observation[];
  const alike = groups(rows, settingOf).map(([, own]) => own);
  const ofLines = drawn ? rows.filter((row) => drawn.has(runOf(row))) : [];
  return withEnds(rows, [...pick(alike, MOST_ROWS), ...ofLines]);
}

/** The runs that a kind of figure draws as lines, where it leaves out others. */
function linesOf(curves: readonly Observation[], { lines }: FigureKind): ReadonlySet<string> | undefined {
  if (!lines || curves.length <= MOST_EVALUATIONS) return undefined;
  const along = groups(curves, runOf).map(([, own]) => own);
  return new Set(lines(pick(along, KEPT * along.length)).map(runOf));
}

/** Of the runs that a kind draws as lines more is kept than of those of which it says no more than where they end. */
function fewerEvaluations(rows: readonly Observation[], drawn: ReadonlySet<string> | undefined): Observation[] {
  if (rows.length <= MOST_EVALUATIONS) return rows as Observation[];
  const along = groups(rows, runOf).map(([, own]) => own);
  const isDrawn = (own: readonly Observation[]): boolean => drawn === undefined || drawn.has(runOf(own[0] as Observation));
  const count = along.filter(isDrawn).length;
  const quota = (MOST_EVALUATIONS - KEPT * (along.length - count)) / Math.max(count, 1);
  return withEnds(
    rows,
    pick(along, MOST_EVALUATIONS, (own) => (isDrawn(own) ? quota : KEPT)),
  );
}

function pick(lists: readonly Observation[][], most: number, quotaOf?: (own: Observation[]) => number): Observation[] {
  const list = (own: Observation[]) => ({ count: own.length, lossAt: (i: number) => (own[i] as Observation).loss });
  return [...sampledLists(lists, list, most, quotaOf)].flatMap(([own, places]) =>
    places.toSorted((a, b) => a - b).map((i) => own[i] as Observation),
  );
}

function withEnds(rows: readonly Observation[], kept: readonly Observation[]): Observation[] {
  const shown = new Set([...kept, ...ends(rows)]);
  return rows.filter((row) => shown.has(row));
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

function note(what: string, all: number, shown: number): string {
  if (all === shown) return "";
  return ` Of ${count(all)} ${what} ${count(shown)} are drawn, and counted and averaged here: of those alike in setting or run the first, the lowest, the last, and between them one in so many; of very many settings or runs one in so many.`;
}

const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

function withNote(spec: FigureSpec, text: string): FigureSpec {
  if (text === "") return spec;
  const { isoloss } = spec.usermeta;
  const caption = isoloss.caption + text;
  return { ...spec, description: caption, usermeta: { isoloss: { ...isoloss, caption } } } as FigureSpec;
}
