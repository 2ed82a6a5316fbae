import type { Distillation, DistillationShare, RecipesAt, Seen, Student } from "../index.ts";
import { count, lossText } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** Distillation in the report of `isoloss recipes`: the share that students keep, what they saw, and their distance from single models. */

export function distillationSection(at: readonly RecipesAt[]): string[] {
  const lines = at.flatMap(({ uniqueTokens, distillation: found }) => {
    if ("reason" in found) return [];
    const [first, ...others] = studentLines(found);
    return [`  U = ${count(uniqueTokens)}: ${first}`, ...others];
  });
  const refused = at.flatMap(({ uniqueTokens, distillation: found }) => ("reason" in found ? [{ uniqueTokens, refused: found }] : []));
  return ["", "Distillation: share of the ensemble's gain that students keep", ...lines, ...refusals(refused)];
}

/** What the best student keeps, then all students, and what they and the models that they are measured against saw. */
export function studentLines({ students, range }: Distillation): string[] {
  const best = students.find(({ share }) => "low" in share);
  const without = students.flatMap(({ share }) => ("reason" in share ? [share.reason] : []));
  const body = students.map((student) => [...losses(student), seenText(student.seen.student)]);
  const { regularized, teacher } = (best ?? students[0])?.seen ?? {};
  return [
    best && "low" in best.share ? `the best student keeps ${shareText(best.share)}` : "no share",
    ...(best && "low" in best.share ? againstLines(best.share) : []),
    ...(range && students.length > 1
      ? [
          `    over all students, settings and choices: ${percent(range.low)} to ${percent(range.high)}, a range of settings and no interval`,
        ]
      : []),
    table(["student", "loss", "share kept, over choices", "95 % by seed noise", "less regularised", "seen"], body, "  "),
    ...(regularized ? [`  the regularised model saw ${seenText(regularized)}`] : []),
    ...(teacher ? [`  all members of the teacher saw ${seenText(teacher)}`] : []),
    ...[...new Set(without)].map((reason) => `  no share: ${reason}`),
  ];
}

function losses({ runs, loss, share, difference }: Student): string[] {
  return [
    runs.join(", "),
    lossText(loss),
    "low" in share ? rangeText(share) : "none",
    "interval" in share && share.interval ? rangeText(share.interval) : "",
    "reason" in difference ? "" : estimated({ ...difference, missing: 0 }),
  ];
}

function shareText(share: DistillationShare): string {
  const sure = share.interval ? `95 %, by seed noise, ${rangeText(share.interval)}` : "no interval: seed noise is not known";
  return `${rangeText(share)} over the choices of its inputs (${sure})`;
}

/** A line a teacher's loss, which the share hangs on most. */
function againstLines({ combinations }: DistillationShare): string[] {
  const teachers = [...new Set(combinations.map(({ teacher }) => teacher))];
  if (teachers.length < 2) return [];
  return teachers.flatMap((teacher) => {
    const shares = combinations.flatMap((one) => (one.teacher === teacher && one.share !== undefined ? one.share : []));
    if (shares.length === 0) return [];
    const range = { low: Math.min(...shares), high: Math.max(...shares) };
    return [`    against ${teacher.label} (${lossText(teacher.loss)}): ${rangeText(range)}`];
  });
}

function seenText({ steps, tokens, epochs }: Seen): string {
  return [
    ...(steps === undefined ? [] : [`${count(steps)} steps`]),
    ...(tokens === undefined ? [] : [`${count(tokens)} tokens`]),
    ...(epochs === undefined ? [] : [`${count(epochs)} epochs`]),
  ].join(", ");
}

const percent = (x: number): string => (Number.isFinite(x) ? `${(100 * x).toFixed(0)} %` : x > 0 ? "∞" : "-∞");

const rangeText = ({ low, high }: { low: number; high: number }): string =>
  percent(low) === percent(high) ? percent(low) : `${percent(low)} to ${percent(high)}`;
