import type { Distillation, Student } from "../analyze/recipes/distillation.ts";
import type { Limit } from "../analyze/recipes/limits.ts";
import type { RecipesAt } from "../analyze/recipes/recipes.ts";
import { IsolossError } from "../errors.ts";
import type { Observation } from "../run.ts";
import { alike } from "../table/alike.ts";
import { certifiedSizes } from "./certificates.ts";
import { knownSizeLimitOf, memberLimitsOf } from "./recipeLaws.ts";
import { isSingle, type Series, type Sized, totalOf, tunedSeries } from "./recipeSeries.ts";
import { fullest } from "./recipes.ts";
import { groups } from "./rows.ts";

/** Students with their teachers and the regularized models beside them: what the figure of distillation draws. */

/** A student with the runs that are drawn, and where its teacher lies. */
export interface Taught extends Student {
  params: number;
  rows: readonly Observation[];
  teacherAt: { x: number; y: number } | undefined;
}

/** Ensembles of one setting that taught, with their law in K where the rows give it. */
export interface Teachers {
  params: number;
  rows: readonly Observation[];
  limit: Limit | undefined;
}

export interface Drawn {
  at: RecipesAt;
  students: readonly Taught[];
  teachers: readonly Teachers[];
  regularized: Series;
  limit: Limit | undefined;
}

/** The set of unique tokens with students at which the most recipes were measured. */
export function taughtAt(id: string, at: readonly RecipesAt[]): RecipesAt & { distillation: Distillation } {
  const taught = at.filter(
    (one): one is RecipesAt & { distillation: Distillation } =>
      "students" in one.distillation && one.distillation.students.some(({ params }) => params !== undefined),
  );
  if (taught.length === 0) {
    const reason = at.flatMap(({ distillation }) => ("reason" in distillation ? distillation : []))[0];
    throw new IsolossError(
      `Cannot draw figure "${id}": ${reason?.reason ?? "no student states params"}`,
      reason?.hint ?? "log params of every student",
    );
  }
  return fullest({ at: taught }) as RecipesAt & { distillation: Distillation };
}

export function gather(at: RecipesAt & { distillation: Distillation }, rows: readonly Sized[]): Drawn {
  const found = at.distillation.students.map((student) => ({ student, teacher: teacherOf(student, rows) }));
  const students = found.flatMap(({ student, teacher }): Taught[] => {
    if (student.params === undefined) return [];
    const teacherAt = teacher && { x: totalOf(teacher), y: teacher.loss };
    return [{ ...student, params: student.params, rows: rows.filter(({ run }) => student.runs.includes(run)), teacherAt }];
  });
  const ensembles = found.flatMap(({ teacher }) => (teacher && teacher.recipe === "ensemble" ? teacher : []));
  const limits = memberLimitsOf(at);
  const setting = (row: Observation): string => alike(row, ["members"]);
  const teachers = groups(ensembles, setting).map(([key, [first]]): Teachers => {
    const limit = limits.find(({ fit }) => fit.observations.some((row) => row.run === first?.run));
    return { params: first?.params as number, rows: rows.filter((row) => row.recipe === "ensemble" && setting(row) === key), limit };
  });
  const regularized = tunedSeries(
    rows.filter((row) => row.recipe === "regularized" && isSingle(row)),
    certifiedSizes(at, "regularized"),
  );
  return { at, students, teachers, regularized, limit: knownSizeLimitOf(at, "regularized") };
}

/** The ensemble of just the student's teachers, or the run that it names. */
function teacherOf({ teacherRuns }: Student, rows: readonly Sized[]): Sized | undefined {
  const names = [...teacherRuns].sort().join("\n");
  if (teacherRuns.length === 1) return rows.find(({ run }) => run === teacherRuns[0]);
  return rows.find(({ memberRuns = [] }) => memberRuns.length > 1 && [...memberRuns].sort().join("\n") === names);
}
