import { IsolossError, UsageError } from "../../errors.ts";

/** One defensible choice of an input. */
export interface Choice {
  /** As "mean over seeds". */
  label: string;
  /** nats/token. */
  loss: number;
}

export interface ShareInputs {
  /** Single regularised models of the student's size. */
  regularized: readonly Choice[];
  student: readonly Choice[];
  /** The ensemble, or model, that taught. */
  teacher: readonly Choice[];
}

/** One choice of each input. */
export interface ShareOfChoices {
  regularized: Choice;
  student: Choice;
  teacher: Choice;
  /** Share of the gain that is kept; undefined where the teacher is no better than the single model. */
  share: number | undefined;
}

export interface DistillationShare {
  /** Lowest and highest share over all choices. */
  low: number;
  high: number;
  combinations: readonly ShareOfChoices[];
}

/**
 * The share of an ensemble's gain that a distilled student keeps: (L_reg − L_student)/(L_reg − L_teacher), for every combination of defensible inputs.
 *
 * @param inputs losses with labels, at least one of each; nats/token.
 * @throws UsageError for an input without a choice or a loss that is not positive; IsolossError where in no combination the teacher beats the single model.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 6.1 (83 % kept at an eighth of the size).
 * @example
 * const one = (loss) => [{ label: "printed", loss }];
 * Number(distillationShare({ regularized: one(3.57), student: one(3.36), teacher: one(3.32) }).low.toFixed(3)) // 0.84
 */
export function distillationShare({ regularized, student, teacher }: ShareInputs): DistillationShare {
  for (const [name, choices] of Object.entries({ regularized, student, teacher })) {
    if (choices.length === 0)
      throw new UsageError(`Cannot take the share that distillation keeps: no loss of "${name}" is given`, "give at least one of each");
    const wrong = choices.find(({ loss }) => !(loss > 0 && Number.isFinite(loss)));
    if (wrong)
      throw new UsageError(
        `Cannot take the share that distillation keeps: loss ${wrong.loss} of "${name}" (${wrong.label}), expected nats/token above 0`,
      );
  }
  const combinations = regularized.flatMap((single) =>
    student.flatMap((taught) =>
      teacher.map((ensemble): ShareOfChoices => {
        const gain = single.loss - ensemble.loss;
        const share = gain > 0 ? (single.loss - taught.loss) / gain : undefined;
        return { regularized: single, student: taught, teacher: ensemble, share };
      }),
    ),
  );
  const shares = combinations.flatMap(({ share }) => share ?? []);
  if (shares.length === 0)
    throw new IsolossError(
      `Cannot take the share that distillation keeps: no teacher (${said(teacher)}) is better than a single model (${said(regularized)})`,
      "there is no gain to keep; compare the student with the single model alone",
    );
  return { low: Math.min(...shares), high: Math.max(...shares), combinations };
}

function said(choices: readonly Choice[]): string {
  return choices.map(({ label, loss }) => `${label} ${loss}`).join(", ");
}
