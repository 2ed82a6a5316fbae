import {
  bootstrap,
  type Fit,
  type FitWanted,
  figures,
  findLaw,
  fit,
  groupBy,
  type Observation,
  where,
  withIntervals,
  withProfiles,
} from "../src/index.ts";
import type { OnProgress } from "./draws.ts";
import type { Rows } from "./rows.ts";
import { isSynthetic } from "./synthetic.ts";
import { whereOf } from "./where.ts";

/** The fits that each kind of figure wants of its rows, as `isoloss plot` makes them; kinds that want the same of the same rows share them. */
export async function wantedFits(rows: Rows, onProgress: OnProgress): Promise<Record<string, Fit[]>> {
  const kinds = figures.filter((kind) => kind.fits.length > 0 && !isSynthetic(kind.id));
  const made = new Map<string, Fit[]>();
  const found: Record<string, Fit[]> = {};
  for (const [i, kind] of kinds.entries()) {
    const conditions = whereOf(kind);
    const key = JSON.stringify([conditions, kind.fits]);
    const own = made.get(key) ?? (await fitsOf(kind.fits, rows.final(...conditions)));
    made.set(key, own);
    found[kind.id] = own;
    onProgress(i + 1, kinds.length);
  }
  return found;
}

async function fitsOf(wanted: readonly FitWanted[], rows: readonly Observation[]): Promise<Fit[]> {
  const fits: Fit[] = [];
  for (const one of wanted) {
    const own = where(rows, one.where);
    const law = findLaw(one.law, one.in === undefined ? {} : { in: one.in });
    for (const { group, observations } of groupBy(one.select?.(own) ?? own, one.by)) {
      const bare = fit(law, one.rows?.(observations) ?? observations, one.tied ? { tied: one.tied } : {});
      const draws = await bootstrap(bare, one.cluster === undefined ? {} : { cluster: one.cluster });
      fits.push({ ...withProfiles(withIntervals(bare, draws)), group });
    }
  }
  return fits;
}
