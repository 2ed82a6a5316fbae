import {
  type Field,
  type FigureData,
  type FigureKind,
  type FigureSpec,
  type Fit,
  field,
  figures,
  findLaw,
  IsolossError,
  type Observation,
  QUANTITIES,
  type ReportBlock,
  type ReportSection,
} from "../../index.ts";
import { MOST_EVALUATIONS, wantedFits } from "../figureData.ts";
import { amount } from "../numbers.ts";
import { progress } from "../progress.ts";
import type { Fitting } from "./fitOnce.ts";
import type { ReportFlags, ReportInput } from "./read.ts";
import type { FamilyRecipes } from "./recipesSection.ts";
import { mostCommon, usual } from "./rows.ts";

/** Every kind of figure that the rows can serve, and why the others cannot be drawn. */

interface Drawn {
  spec: FigureSpec;
  title: string;
  command: string;
}

/** How often a figure may ask for rows that agree in one more column. */
const MOST_CHOICES = 6;

export async function figuresSection(
  input: ReportInput,
  compared: readonly FamilyRecipes[],
  given: ReportFlags,
  fitting: Fitting,
  signal: AbortSignal,
): Promise<ReportSection> {
  const drawn: Drawn[] = [];
  const lacking: string[] = [];
  const fits = fitsOnce(given, fitting, signal);
  const step = progress("drawing");
  for (const [i, kind] of figures.entries()) {
    signal.throwIfAborted();
    const sources = kind.recipes
      ? compared.flatMap(({ family, rows, found }) => (found ? [{ family, rows, recipes: found }] : []))
      : [{ family: "", rows: rowsFor(kind, input.final) }];
    if (sources.length === 0) lacking.push(`${kind.id}: it shows a comparison of recipes, and no family has one`);
    for (const { family, rows, ...more } of sources) {
      const name = `${kind.id}${family && sources.length > 1 ? ` (${family})` : ""}`;
      try {
        const { spec, conditions } = await drawnOf(kind, rows, input.along, fits, more);
        const title = `${kind.title.replace(/\.$/, "")}${family && sources.length > 1 ? ` (${family})` : ""}`;
        drawn.push({ spec, title: [title, ...conditions].join("; "), command: `isoloss plot ${kind.id} PATH -o ${kind.id}.pdf` });
      } catch (error) {
        if (!(error instanceof IsolossError)) throw error;
        lacking.push(`${name}: ${error.message}`);
      }
    }
    step(i + 1, figures.length);
  }
  const why = lacking.map((text) => ({ text }));
  const about =
    "Point at a mark for its run and line; turn the wheel over a panel to zoom, drag to move, double-click to go back. The menu at a figure's corner saves it.";
  return {
    id: "figures",
    title: "Figures",
    blocks: [
      { text: drawn.length > 0 ? about : "The rows serve no kind of figure." },
      ...drawn.map(({ spec, title, command }): ReportBlock => ({ figure: spec, title, command })),
      ...(why.length > 0 ? [{ fold: `${why.length} figures that these rows do not give, and what they lack`, blocks: why }] : []),
    ],
  };
}

/** Curves over epochs, and laws of repeats, are of one regularisation; other kinds choose for themselves. */
function rowsFor(kind: FigureKind, final: readonly Observation[]): readonly Observation[] {
  const ofRepeats = kind.fits.some(({ law, in: quantity }) => quantity === undefined && findLaw(law).quantities.includes("D"));
  return kind.curves || ofRepeats ? usual(final) : final;
}

type Fits = (kind: FigureKind, rows: readonly Observation[]) => Promise<Fit[]>;

/** Fits are shared by the kinds that want the same ones of the same rows. */
function fitsOnce(given: ReportFlags, fitting: Fitting, signal: AbortSignal): Fits {
  const made = new Map<string, Promise<Fit[]>>();
  return async (kind, rows) => {
    const key = JSON.stringify([kind.fits, rows.map((row) => [row.run, row.source.line])]);
    // A figure says itself which laws it lacks.
    const found = made.get(key) ?? wantedFits(kind.fits, rows, given, signal, () => {}, fitting);
    made.set(key, found);
    return found;
  };
}

/** Draws what a kind can of the rows; where it wants them to agree in a column, at the value that most rows have. */
async function drawnOf(
  kind: FigureKind,
  rows: readonly Observation[],
  along: ReportInput["along"],
  fits: Fits,
  more: Pick<FigureData, "recipes">,
): Promise<{ spec: FigureSpec; conditions: string[] }> {
  let own = rows;
  const conditions: string[] = [];
  for (;;) {
    const curves = kind.curves ? along(new Set(own.map((row) => row.run)), MOST_EVALUATIONS) : undefined;
    const data = { ...more, observations: own, ...(curves && { curves: curves.observations, evaluations: curves.evaluations }) };
    try {
      return { spec: await withFits(kind, data, fits), conditions };
    } catch (error) {
      const column = columnToChoose(error);
      if (column === undefined || conditions.length >= MOST_CHOICES) throw error;
      const kept = mostCommon(
        own.filter((row) => field(row, column) !== undefined),
        (row) => field(row, column),
      );
      const [first] = kept;
      if (!first || kept.length === own.length) throw error;
      conditions.push(conditionText(column, field(first, column)));
      own = kept;
    }
  }
}

function conditionText(column: string, value: Field | undefined): string {
  const symbol = QUANTITIES.find((known) => known.column === column)?.symbol;
  return `${column.replaceAll("_", " ")} ${symbol !== undefined && typeof value === "number" ? amount(symbol, value) : value}`;
}

/** The column of which a kind draws one value, as its own refusal says. */
function columnToChoose(error: unknown): string | undefined {
  return error instanceof IsolossError ? /^choose one, as --where (\w+)=/.exec(error.hint ?? "")?.[1] : undefined;
}

/** Rows are refused before fits are missed: nothing is fitted to rows that are not drawn. */
async function withFits(kind: FigureKind, data: FigureData, fits: Fits): Promise<FigureSpec> {
  if (kind.fits.length === 0) return kind.draw(data);
  try {
    kind.draw({ ...data, fits: [] });
  } catch (error) {
    if (!(error instanceof IsolossError) || columnToChoose(error) !== undefined) throw error;
  }
  return kind.draw({ ...data, fits: await fits(kind, data.observations) });
}
