import { IsolossError } from "../../errors.ts";
import type { Interval } from "../../fit/types.ts";
import { grouped } from "../../grouped.ts";
import { studentQuantile } from "../../numeric/quantile.ts";
import type { Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { bestOver } from "../../table/bestOver.ts";
import { field } from "../../table/column.ts";
import { type ReplicateNoise, replicateNoise } from "../../table/replicates.ts";
import { orReason } from "../outcome.ts";
import { regularizedChoices, teacherChoices } from "./distillationChoices.ts";
import { type Choice, type DistillationShare, distillationShare, type ShareInputs, type ShareNoise } from "./distillationShare.ts";
import { COMPARABLE } from "./sameSetting.ts";
import { meanLoss } from "./setting.ts";

/** What a training saw. */
export interface Seen {
  tokens?: number;
  epochs?: number;
  steps?: number;
}

/** A distilled student (the mean of its seeds), beside what it came from and what it is measured against. */
export interface Student {
  runs: readonly string[];
  recipe: "distilled" | "self_distilled";
  params?: number;
  uniqueTokens?: number;
  weightDecay?: number;
  /** nats/token. */
  loss: number;
  teacherRuns: readonly string[];
  /** Choices of the teacher's loss and of the single regularised model's, as found in the rows. */
  teacher: readonly Choice[];
  regularized: readonly Choice[];
  /** The share of the ensemble's gain that is kept, over all choices, or why there is none. */
  share: DistillationShare | { reason: string };
  /** Student less the best regularised setting (mean over its seeds), nats/token: below 0 the student is better. */
  difference: { value: number; interval: Interval | undefined } | { reason: string };
  seen: { student: Seen; regularized: Seen | undefined; teacher: Seen | undefined };
}

export interface Distillation {
  /** Lowest loss first. */
  students: readonly Student[];
  /** Shares of students of one ensemble in all their settings: from the lowest to the highest that any choice gives. */
  range: { low: number; high: number } | undefined;
  /** Spread between seeds that shares and differences are judged by; undefined where none is stated and no two runs differ in the seed alone. */
  noise: SeedNoise | undefined;
}

/** Standard deviation of log loss between seeds, with the degrees of freedom of its estimate where it is one. */
export type SeedNoise = Pick<ReplicateNoise, "sd"> & Partial<ReplicateNoise>;

export interface DistillationOptions {
  /** Standard deviation of log loss between seeds; by default that of replicates among the rows. */
  noise?: number;
  /** Of the draws. */
  seed?: number;
}

const LEVEL = 0.95;
/** Columns that are tuned in a regularised model. */
const TUNED = ["weight_decay", "learning_rate", "epochs"];

/**
 * What distillation keeps of ensembles, from run logs: each student beside its teacher and the regularised models of its size and unique tokens.
 *
 * The single model's loss is the lowest run, the best setting's mean over seeds, or the mean of the teacher's members; the teacher's that of the ensemble
 * of just these members, the run itself where it is one, `teacher_loss`, or the limit K → ∞ of ensembles of these members. Shares have the interval of the
 * seeds' noise (see `distillationShare`); that of a difference is Student's: t·s·L·√(1/n_student + 1/n_reg) with s of log loss.
 *
 * @param rows final losses of students (recipe `distilled` or `self_distilled`, with `teacher_runs`), of regularised models and of ensembles.
 * @throws IsolossError for rows without a student.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 6.
 * @example
 * const student = { ...observation, run: "s", recipe: "distilled", teacherRuns: ["a", "b"], teacherLoss: 3.3, loss: 3.4 };
 * const single = { ...observation, run: "a", recipe: "regularized", loss: 3.6 };
 * Number(distillation([student, single]).range.low.toFixed(4)) // 0.6667
 */
export function distillation(rows: readonly Observation[], options: DistillationOptions = {}): Distillation {
  const taught = rows.filter(({ recipe }) => recipe === "distilled" || recipe === "self_distilled");
  if (taught.length === 0)
    throw new IsolossError(
      "Cannot compare students with their teachers: no run has recipe distilled or self_distilled",
      "log recipe and teacher_runs of the students, with --map where columns have other names",
    );
  const noise: SeedNoise | undefined = options.noise === undefined ? replicateNoise(rows) : { sd: options.noise };
  const students = [...grouped(taught, (row) => alike(row)).values()]
    .map((seeds) => studentOf(seeds, rows, noise, options.seed))
    .sort((a, b) => a.loss - b.loss);
  const shares = students.flatMap(({ share }) => ("low" in share ? share : []));
  const range =
    shares.length > 0 ? { low: Math.min(...shares.map(({ low }) => low)), high: Math.max(...shares.map(({ high }) => high)) } : undefined;
  return { students, range, noise };
}

function studentOf(
  seeds: readonly Observation[],
  rows: readonly Observation[],
  noise: SeedNoise | undefined,
  seed: number | undefined,
): Student {
  const [first] = seeds as [Observation];
  const teacherRuns = first.teacherRuns ?? [];
  const loss = meanLoss(seeds);
  const comparable = rows.filter((row) => [...COMPARABLE, "params" as const].every((name) => row[name] === first[name]));
  const singles = comparable.filter((row) => row.recipe === "regularized" && (row.members ?? 1) === 1 && !row.memberRuns);
  const best = singles.length > 0 ? bestOver(singles, TUNED, ["params"]) : [];
  const members = rows.filter((row) => teacherRuns.includes(row.run) && !row.memberRuns);
  const regularized = regularizedChoices(singles, best, members);
  const teacher = teacherChoices(first, rows, members);
  const runs = seeds.map(({ run }) => run);
  const student = [{ label: seeds.length > 1 ? "mean over seeds" : first.run, loss, runs }];
  const drawn = noise && { ...noise, level: LEVEL, ...(seed !== undefined && { seed }) };
  const { params, uniqueTokens, weightDecay } = first;
  return {
    runs,
    recipe: first.recipe as Student["recipe"],
    ...(params !== undefined && { params }),
    ...(uniqueTokens !== undefined && { uniqueTokens }),
    ...(weightDecay !== undefined && { weightDecay }),
    loss,
    teacherRuns,
    teacher,
    regularized,
    share: shareOf({ regularized, student, teacher }, first, drawn),
    difference:
      best.length > 0
        ? { value: loss - meanLoss(best), interval: differenceInterval(loss, seeds.length, best, noise) }
        : { reason: `no regularised model of params ${params} at unique_tokens ${uniqueTokens} is among the rows` },
    seen: { student: seenBy(first), regularized: best[0] && seenBy(best[0]), teacher: together(members) },
  };
}

function shareOf(inputs: ShareInputs, { run, recipe, teacherRuns = [] }: Observation, noise: ShareNoise | undefined): Student["share"] {
  if (recipe === "self_distilled") return { reason: "the teacher is one model of the same recipe: there is no ensemble's gain to keep" };
  if (inputs.regularized.length === 0)
    return { reason: `no regularised model of the size and unique tokens of student "${run}" is among the rows` };
  if (inputs.teacher.length === 0)
    return {
      reason: `the teacher of student "${run}" has no loss among the rows: evaluate the ensemble of ${teacherRuns.join(", ") || "its teachers (teacher_runs)"} with these names in member_runs, or log teacher_loss (add a column teacher_loss, nats/token)`,
    };
  return orReason(() => distillationShare(inputs, noise));
}

function differenceInterval(
  loss: number,
  students: number,
  singles: readonly Observation[],
  noise: SeedNoise | undefined,
): Interval | undefined {
  if (!noise) return undefined;
  const value = loss - meanLoss(singles);
  const half =
    studentQuantile((1 + LEVEL) / 2, noise.degreesOfFreedom ?? Number.POSITIVE_INFINITY) *
    noise.sd *
    meanLoss(singles) *
    Math.sqrt(1 / students + 1 / singles.length);
  return { low: value - half, high: value + half, level: LEVEL, method: "seeds" };
}

function seenBy(row: Observation): Seen {
  const steps = field(row, "step");
  return {
    ...(row.tokens !== undefined && { tokens: row.tokens }),
    ...(row.epochs !== undefined && { epochs: row.epochs }),
    ...(typeof steps === "number" && { steps }),
  };
}

/** All members of a teacher must be trained first. */
function together(members: readonly Observation[]): Seen | undefined {
  if (members.length === 0) return undefined;
  const all = members.map(seenBy);
  const sum = (name: keyof Seen): Seen =>
    all.every((seen) => seen[name] !== undefined) ? { [name]: all.reduce((total, seen) => total + (seen[name] as number), 0) } : {};
  return { ...sum("tokens"), ...sum("steps"), ...(all[0]?.epochs !== undefined && { epochs: all[0].epochs }) };
}
