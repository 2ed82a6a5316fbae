import { IsolossError, UsageError } from "../../errors.ts";
import { percentile } from "../../fit/intervals.ts";
import type { Interval } from "../../fit/types.ts";
import { unsureSpread } from "../../numeric/quantile.ts";
import { random } from "../../numeric/random.ts";

/** One defensible choice of an input. */
export interface Choice {
  /** As "mean over seeds". */
  label: string;
  /** nats/token. */
  loss: number;
  /** Trainings that the loss is the mean of, or whose ensemble it is of: their seeds' noise is its own. Default one that no other choice knows. */
  runs?: readonly string[];
}

/** Noise of seeds, in log loss. */
export interface ShareNoise {
  sd: number;
  /** That it was estimated with. Default: it is known. */
  degreesOfFreedom?: number;
  /** Default 4000. */
  replicates?: number;
  seed?: number;
  /** Share of draws inside intervals. Default 0.95. */
  level?: number;
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
  /** Of the seeds' noise; undefined without one, or without a share. */
  interval: Interval | undefined;
}

export interface DistillationShare {
  /** Lowest and highest share over all choices. */
  low: number;
  high: number;
  /** From the lowest to the highest end that the interval of any choice has; undefined without a noise. */
  interval: Interval | undefined;
  combinations: readonly ShareOfChoices[];
}

/**
 * The share of an ensemble's gain that a distilled student keeps: (L_reg − L_student)/(L_reg − L_teacher), for every combination of defensible inputs.
 *
 * With a noise, each training has an effect sd·normal on its log loss, and each loss that of the mean of its trainings: choices of the single model and the
 * teacher that share members move together. Where few degrees of freedom tell the noise, sd is drawn too (Student's t).
 *
 * @param inputs losses with labels, at least one of each; nats/token.
 * @throws UsageError for an input without a choice or a loss that is not positive; IsolossError where in no combination the teacher beats the single model.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 6.1 (83 % kept at an eighth of the size).
 * @example
 * const one = (loss) => [{ label: "printed", loss }];
 * Number(distillationShare({ regularized: one(3.57), student: one(3.36), teacher: one(3.32) }).low.toFixed(3)) // 0.84
 */
export function distillationShare({ regularized, student, teacher }: ShareInputs, noise?: ShareNoise): DistillationShare {
  for (const [name, choices] of Object.entries({ regularized, student, teacher })) {
    if (choices.length === 0)
      throw new UsageError(`Cannot take the share that distillation keeps: no loss of "${name}" is given`, "give at least one of each");
    const wrong = choices.find(({ loss }) => !(loss > 0 && Number.isFinite(loss)));
    if (wrong)
      throw new UsageError(
        `Cannot take the share that distillation keeps: loss ${wrong.loss} of "${name}" (${wrong.label}), expected nats/token above 0`,
      );
  }
  const drawn = noise && drawsOf([...regularized, ...student, ...teacher], noise);
  const combinations = regularized.flatMap((single) =>
    student.flatMap((taught) =>
      teacher.map((ensemble): ShareOfChoices => {
        const share = single.loss > ensemble.loss ? shareOf(single.loss, taught.loss, ensemble.loss) : undefined;
        const [from, at, to] = [single, taught, ensemble].map((one) => drawn?.get(one) ?? []) as [number[], number[], number[]];
        const draws = from.map((loss, k) => shareOf(loss, at[k] as number, to[k] as number));
        const interval = drawn && share !== undefined ? percentile(draws, noise.level ?? 0.95, "seeds") : undefined;
        return { regularized: single, student: taught, teacher: ensemble, share, interval };
      }),
    ),
  );
  const shares = combinations.flatMap(({ share }) => share ?? []);
  if (shares.length === 0)
    throw new IsolossError(
      `Cannot take the share that distillation keeps: no teacher (${said(teacher)}) is better than a single model (${said(regularized)})`,
      "there is no gain to keep; compare the student with the single model alone",
    );
  const intervals = combinations.flatMap(({ interval }) => interval ?? []);
  const [first] = intervals;
  const interval = first && {
    ...first,
    low: Math.min(...intervals.map(({ low }) => low)),
    high: Math.max(...intervals.map(({ high }) => high)),
  };
  return { low: Math.min(...shares), high: Math.max(...shares), interval, combinations };
}

/** Without a gain there is no share: what is kept of it has no end. */
function shareOf(single: number, student: number, teacher: number): number {
  const [kept, gain] = [single - student, single - teacher];
  return gain > 0 ? kept / gain : kept * Number.POSITIVE_INFINITY;
}

/** Losses with the seeds' noise, paired by position. */
function drawsOf(choices: readonly Choice[], { sd, degreesOfFreedom, replicates = 4000, seed = 0 }: ShareNoise): Map<Choice, number[]> {
  const runsOf = new Map(choices.map((choice, i) => [choice, choice.runs?.length ? choice.runs : [`choice ${i}`]]));
  const runs = [...new Set([...runsOf.values()].flat())];
  const losses = new Map(choices.map((choice): [Choice, number[]] => [choice, []]));
  for (let k = 0; k < replicates; k++) {
    const draw = random(seed, k);
    const spread = sd * (degreesOfFreedom === undefined ? 1 : unsureSpread(degreesOfFreedom, draw));
    const effects = new Map(runs.map((run) => [run, spread * draw.normal()]));
    for (const [choice, own] of runsOf) {
      const effect = own.reduce((sum, run) => sum + (effects.get(run) as number), 0) / own.length;
      losses.get(choice)?.push(choice.loss * Math.exp(effect));
    }
  }
  return losses;
}

function said(choices: readonly Choice[]): string {
  return choices.map(({ label, loss }) => `${label} ${loss}`).join(", ");
}
