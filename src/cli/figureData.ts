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
  UsageError,
  where,
} from "../index.ts";
import { fitWithIntervals } from "./fitRows.ts";
import { statedParameters } from "./fixed.ts";
import { requireDraws } from "./given.ts";
import { remark } from "./print.ts";
import { progress } from "./progress.ts";
import { readFits } from "./readFits.ts";
import { accuracyColumns, accuracyNamed, accuracyWanted } from "./recipesAccuracy.ts";
import { type Selection, selectRows } from "./rows.ts";

/** Refits of a law where no other number is asked for; limits have a number of their own. */
const REFITS = 1000;
/** Evaluations that are made rows of: enough for any line that a figure draws, however many runs it chooses from. */
export const MOST_EVALUATIONS = 200_000;

type Given = Selection & { bootstrap: number | undefined; seed: number; accuracy: string | undefined; baseline: string | undefined };

/** What a figure is made of: the fits that are given, else those that it wants, fitted to the rows. */
export async function figureData(
  kind: FigureKind,
  inputs: readonly string[],
  given: Given,
  signal: AbortSignal,
): Promise<{ data: FigureData; files: string[] }> {
  const { bootstrap, seed } = given;
  const refits = { bootstrap: bootstrap ?? REFITS, seed };
  requireDraws(refits);
  requireTaken(kind, given);
  const baseline = baselineOf(given.baseline);
  const accuracy = accuracyNamed(given.accuracy, undefined);
  const fitFiles = inputs.filter((path) => /\.json$/i.test(path));
  const logs = inputs.filter((path) => !fitFiles.includes(path));
  const kept = (await Promise.all(fitFiles.map(readFits))).flat();
  if (logs.length === 0) return { data: { observations: distinct(kept.flatMap((fit) => fit.observations)), fits: kept }, files: fitFiles };
  const { rows, along, evaluations, flags, files } = await selectRows(
    logs,
    { ...given, ...(accuracy && { insteadOfLoss: accuracyColumns(accuracy) }) },
    signal,
    kind.curves ? { along: MOST_EVALUATIONS } : {},
  );
  for (const { severity, message, hint } of flags) remark(`${severity}: ${message}\n  hint: ${hint}`);
  const fits = kept.length > 0 ? kept : await wantedFits(kind.fits, rows, refits, signal);
  const draws = bootstrap === undefined ? {} : { replicates: bootstrap };
  const wanted = accuracy && accuracyWanted(accuracy, undefined, rows);
  const options = { ...draws, seed, ...(wanted && { accuracy: wanted }), checks: kind.checks === true, signal };
  const compared = kind.recipes && (await recipes(rows, { ...options, onProgress: progress("comparing recipes") }));
  const data = {
    observations: rows,
    fits,
    ...(along && { curves: along }),
    ...(evaluations !== undefined && { evaluations }),
    ...(compared && { recipes: compared }),
    ...(wanted && { accuracies: { columns: wanted.tasks, unit: wanted.unit ?? "share" } }),
    ...(baseline && { baseline }),
  };
  return { data, files: [...files, ...fitFiles] };
}

function requireTaken(kind: FigureKind, { accuracy, baseline }: Given): void {
  const unused = (baseline !== undefined && !kind.baseline && "--baseline") || (accuracy !== undefined && !kind.accuracies && "--accuracy");
  if (unused) throw new UsageError(`Cannot use ${unused} with figure "${kind.id}": it has no use for it`, kind.needs);
}

/** A power law in unique tokens, in place of that of the standard runs. */
function baselineOf(text: string | undefined): FigureData["baseline"] {
  if (text === undefined) return undefined;
  const law = findLaw("power", { in: "unique_tokens" });
  const parameters = statedParameters(law, [text], "--baseline");
  const names = law.parameters.map(({ name }) => name);
  const wrong = [...names.filter((name) => !(name in parameters)), ...Object.keys(parameters).filter((name) => !names.includes(name))];
  if (wrong.length > 0)
    throw new UsageError(
      `Cannot use --baseline ${text}: expected ${names.join(", ")} of E + A/U^alpha, and ${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} ${wrong.some((name) => names.includes(name)) ? "not given" : "none of them"}`,
      "as E=1.89,A=152.7,alpha=0.23 with U in tokens, or published:infinite-compute-standard-unique-tokens",
    );
  return { parameters, from: text };
}

/** The fits that a figure wants of some rows; those that the rows cannot give are named to `leftOut`. `fitting` makes one. */
export async function wantedFits(
  wanted: readonly FitWanted[],
  rows: readonly Observation[],
  given: { bootstrap: number; seed: number },
  signal: AbortSignal,
  leftOut: (text: string) => void = remark,
  fitting: typeof fitWithIntervals = fitWithIntervals,
): Promise<Fit[]> {
  const fits: Fit[] = [];
  const leaveOut = (label: string, error: unknown): undefined => {
    if (!(error instanceof IsolossError)) throw error;
    leftOut(`left out: ${label}: ${error.message}`);
  };
  const asTheyAre = (group: readonly Observation[]): Observation[] => [...group];
  for (const { law, in: quantity, where: conditions, by, tied = {}, cluster, select = asTheyAre, rows: described = asTheyAre } of wanted) {
    const named = `${law}${quantity === undefined ? "" : ` in ${quantity}`} where ${conditions.join(", ")}`;
    try {
      const own = select(where(rows, conditions));
      for (const { group, observations } of by.length > 0 ? groupBy(own, by) : [{ group: {}, observations: own }]) {
        const label = [named, ...Object.entries(group).map((pair) => pair.join("="))].join(", ");
        // A law that the rows cannot give is left out of the figure, and that is said.
        const fitted = await fitting(
          findLaw(law, quantity === undefined ? {} : { in: quantity }),
          described(observations),
          { bootstrap: given.bootstrap, seed: given.seed, tied, cluster },
          signal,
        ).catch((error) => leaveOut(label, error));
        if (fitted) fits.push({ ...fitted, group });
      }
    } catch (error) {
      leaveOut(named, error);
    }
  }
  return fits;
}

function distinct(rows: readonly Observation[]): Observation[] {
  return [...new Map(rows.map((row) => [`${row.run} ${place(row.source)}`, row])).values()];
}
