import { type FigureData, loadRuns, observations, recipes } from "../src/index.ts";

/** Labelled synthetic logs, one for each kind of figure that the shipped runs have no trainings for. */
export const SYNTHETIC = "runs/synthetic";
const KINDS = ["members-by-setting", "seeds", "isoflop"] as const;

/** Whether a kind is drawn from a synthetic log. */
export function isSynthetic(id: string): boolean {
  return KINDS.some((kind) => kind === id);
}

/** What the kinds are drawn from that the shipped runs cannot serve, by kind. */
export async function syntheticData(): Promise<Record<string, FigureData>> {
  const found = KINDS.map(async (id): Promise<[string, FigureData]> => {
    const { runs } = await loadRuns([`${SYNTHETIC}/${id}.csv`]);
    const rows = observations(runs).observations;
    return [id, { observations: rows, ...(id !== "isoflop" && { recipes: await recipes(rows) }) }];
  });
  return Object.fromEntries(await Promise.all(found));
}
