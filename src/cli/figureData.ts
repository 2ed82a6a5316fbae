import {
  type FigureData,
  type FigureKind,
  type Fit,
  type FitWanted,
  findLaw,
  groupBy,
  IsolossError,
  type Observation,
  place,
  recipes,
  where,
} from "../index.ts";
import { fitWithIntervals } from "./fitRows.ts";
import { requireDraws } from "./given.ts";
import { remark } from "./print.ts";
import { readFits } from "./readFits.ts";
import { type Selection, selectRows } from "./rows.ts";

type Given = Selection & { bootstrap: number; seed: number };

/** What a figure is made of: the fits that are given, else those that it wants, fitted to the rows. */
export async function figureData(
  kind: FigureKind,
  inputs: readonly string[],
  given: Given,
  signal: AbortSignal,
): Promise<{ data: FigureData; files: string[] }> {
  requireDraws(given);
  const fitFiles = inputs.filter((path) => /\.json$/i.test(path));
  const logs = inputs.filter((path) => !fitFiles.includes(path));
  const kept = (await Promise.all(fitFiles.map(readFits))).flat();
  if (logs.length === 0) return { data: { observations: distinct(kept.flatMap((fit) => fit.observations)), fits: kept }, files: fitFiles };
  const { rows, along, flags, files } = await selectRows(logs, given, signal, kind.curves);
  for (const { severity, message, hint } of flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
  const fits = kept.length > 0 ? kept : await wantedFits(kind.fits, rows, given, signal);
  const compared = kind.recipes && (await recipes(rows, { replicates: given.bootstrap, seed: given.seed, signal }));
  const data = { observations: rows, fits, ...(along && { curves: along }), ...(compared && { recipes: compared }) };
  return { data, files: [...files, ...fitFiles] };
}

async function wantedFits(wanted: readonly FitWanted[], rows: readonly Observation[], given: Given, signal: AbortSignal): Promise<Fit[]> {
  const fits: Fit[] = [];
  for (const { law, in: quantity, where: conditions, by, rows: described = (group: readonly Observation[]) => [...group] } of wanted) {
    const named = `${law}${quantity === undefined ? "" : ` in ${quantity}`} where ${conditions.join(", ")}`;
    try {
      const own = where(rows, conditions);
      for (const { group, observations } of by.length > 0 ? groupBy(own, by) : [{ group: {}, observations: own }]) {
        const label = [named, ...Object.entries(group).map((pair) => pair.join("="))].join(", ");
        const fitted = await orLeftOut(label, () =>
          fitWithIntervals(
            findLaw(law, quantity === undefined ? {} : { in: quantity }),
            described(observations),
            { bootstrap: given.bootstrap, seed: given.seed },
            signal,
          ),
        );
        if (fitted) fits.push({ ...fitted, group });
      }
    } catch (error) {
      leaveOut(named, error);
    }
  }
  return fits;
}

/** A law that the rows cannot give is left out of the figure, and that is said. */
async function orLeftOut(label: string, fitted: () => Promise<Fit>): Promise<Fit | undefined> {
  return fitted().catch((error) => leaveOut(label, error));
}

function leaveOut(label: string, error: unknown): undefined {
  if (!(error instanceof IsolossError)) throw error;
  remark(`left out: ${label}: ${error.message}`);
}

function distinct(rows: readonly Observation[]): Observation[] {
  return [...new Map(rows.map((row) => [`${row.run} ${place(row.source)}`, row])).values()];
}
