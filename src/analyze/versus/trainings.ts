import type { Observation } from "../../run.ts";

/** Whether a row is of one training from the data alone: an ensemble's compute is that of its members, a student's that of its teacher too. */
export function singleTraining({ members, memberRuns, teacherRuns, recipe }: Observation): boolean {
  return (members ?? 1) === 1 && !memberRuns && !teacherRuns && !/^(ensemble|distilled|self_distilled)$/.test(recipe ?? "");
}
