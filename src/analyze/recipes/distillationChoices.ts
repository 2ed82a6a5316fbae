import { fit } from "../../fit/fit.ts";
import { lawIn } from "../../laws/define.ts";
import { power } from "../../laws/power.ts";
import type { Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { predictors } from "../predictor.ts";
import type { Choice } from "./distillationShare.ts";
import { isLimitKnown } from "./knownLimit.ts";
import { limitFindings } from "./limitDiagnostics.ts";
import { PAPER_FIT } from "./limitOver.ts";
import { freedomOf } from "./places.ts";
import { meanLoss } from "./setting.ts";

/** Defensible choices of the losses that a student is set between: the single regularised model's, and the teacher's. */

const namesOf = (rows: readonly Observation[]): string[] => rows.map(({ run }) => run);

/** The lowest run, the best setting and the teacher's own members. */
export function regularizedChoices(
  singles: readonly Observation[],
  best: readonly Observation[],
  members: readonly Observation[],
): Choice[] {
  const lowest = singles.reduce<Observation | undefined>((low, row) => (low && low.loss <= row.loss ? low : row), undefined);
  return [
    ...(lowest ? [{ label: `lowest run, ${lowest.run}`, loss: lowest.loss, runs: [lowest.run] }] : []),
    ...(best.length > 1 ? [{ label: `best setting, mean over ${best.length} seeds`, loss: meanLoss(best), runs: namesOf(best) }] : []),
    ...(members.length > 1
      ? [{ label: `mean of the teacher's ${members.length} members`, loss: meanLoss(members), runs: namesOf(members) }]
      : []),
  ];
}

/** The ensemble or run that taught, its loss as logged, and what ensembles of its members tend to. */
export function teacherChoices(
  { teacherRuns = [], teacherLoss }: Observation,
  rows: readonly Observation[],
  members: readonly Observation[],
): Choice[] {
  const names = [...teacherRuns].sort().join("\n");
  const several = teacherRuns.length > 1;
  const ensemble = several ? rows.filter((row) => [...(row.memberRuns ?? [])].sort().join("\n") === names) : [];
  const subsets = several ? rows.filter(({ memberRuns }) => memberRuns?.every((run) => teacherRuns.includes(run))) : [];
  const runs = teacherRuns;
  return [
    ...ensemble.map(({ run, loss }) => ({ label: `ensemble ${run}`, loss, runs })),
    ...(several ? [] : members.map(({ run, loss }) => ({ label: `run ${run}`, loss, runs }))),
    ...(teacherLoss === undefined ? [] : [{ label: "teacher_loss as logged", loss: teacherLoss, runs }]),
    ...endOf(subsets).map((loss) => ({ label: "limit K → ∞ of ensembles of its members", loss, runs })),
  ];
}

/** The limit K → ∞, if the subsets determine one. */
function endOf(subsets: readonly Observation[]): number[] {
  const law = lawIn(power, "K");
  const freedom = subsets.length === 0 ? -1 : freedomOf(law, subsets, {});
  const found = freedom < 0 ? undefined : orReason(() => fit(law, subsets, PAPER_FIT));
  if (!found || "reason" in found) return [];
  const value = predictors(found).best.limit({}, ["K"]);
  const limit = { value, interval: undefined, missing: 0 };
  const diagnostics = [...found.diagnostics, ...limitFindings(found, limit, "K", freedom, false)];
  const known = isLimitKnown({ limit, status: found.status, diagnostics });
  return known && value !== undefined ? [value] : [];
}
