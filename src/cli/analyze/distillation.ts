import { distillation, type Student } from "../../index.ts";
import { intervalText, lossText, short } from "../numbers.ts";
import { table } from "../table.ts";
import type { Question } from "./question.ts";

/** What distilled students keep of the ensembles that taught them. */

export const distillationQuestion: Question = {
  id: "distillation",
  title: "the share of an ensemble's gain that distilled students keep",
  needs: "LOGS (students with teacher_runs, their teachers, regularized models)",
  reads: "logs",
  options: [],
  answer: ({ rows }) => {
    const found = distillation(rows);
    return {
      text: [
        found.range
          ? `${percent(found.range.low)} to ${percent(found.range.high)} of the ensemble's gain is kept, over all students and choices of losses`
          : "no student has a share",
        table(["student", "loss", "share kept", "less regularized, nats/token"], found.students.map(cells), "  "),
        ...found.students.flatMap((student) =>
          "reason" in student.share ? [`  ${student.runs.join(", ")}: ${student.share.reason}`] : [],
        ),
      ],
      conditional: [
        "a share runs over every defensible choice of the single model's and the teacher's loss: it is a range, not an interval",
        found.noise
          ? `differences: 95 %, Student's t by the seed noise of the rows, ${short(found.noise.sd, 2)} of log loss with ${found.noise.degreesOfFreedom} degrees of freedom`
          : "differences have no interval: no two runs differ in the seed alone",
      ],
      result: found,
    };
  },
};

function cells({ runs, loss, share, difference }: Student): string[] {
  const less =
    "reason" in difference ? "" : `${lossText(difference.value)}${difference.interval ? ` (${intervalText(difference.interval)})` : ""}`;
  return [runs.join(", "), lossText(loss), "low" in share ? `${percent(share.low)} to ${percent(share.high)}` : "none", less];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
