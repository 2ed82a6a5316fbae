import { distillation } from "../../index.ts";
import { short } from "../numbers.ts";
import { studentLines } from "../recipesDistillationReport.ts";
import type { Question } from "./question.ts";

/** What distilled students keep of the ensembles that taught them. */

export const distillationQuestion: Question = {
  id: "distillation",
  title: "the share of an ensemble's gain that distilled students keep",
  needs: "LOGS (students with teacher_runs, their teachers, regularized models)",
  reads: "logs",
  options: ["noise", "seed"],
  answer: ({ rows, given: { noise, seed } }) => {
    const found = distillation(rows, { ...(noise !== undefined && { noise }), ...(seed !== undefined && { seed }) });
    return {
      text: studentLines(found),
      conditional: [
        "a share runs over every defensible choice of the single model's and the teacher's loss: that range is not its interval",
        noiseText(found.noise),
      ],
      result: found,
    };
  },
};

function noiseText(noise: ReturnType<typeof distillation>["noise"]): string {
  if (!noise) return "no intervals: no two runs differ in the seed alone, and no --noise is stated";
  const { sd, degreesOfFreedom } = noise;
  const by = degreesOfFreedom === undefined ? "as stated" : `with ${degreesOfFreedom} degrees of freedom`;
  return `intervals: 95 %, by the seed noise of ${short(sd, 2)} of log loss, ${by}`;
}
