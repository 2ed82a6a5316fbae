import { UsageError } from "../errors.ts";

/** How the learning rate comes down: `cosine` to nothing over the run, `cooldown` in a line over its last fifth, `none`: it never matters. */
export type Schedule = "cosine" | "cooldown" | "none";

/** Evaluations along each run, evenly spaced in tokens. */
export interface Along {
  evaluations: number;
  /** Default cosine. */
  schedule?: Schedule;
  /** Log loss above the law while the learning rate is at its peak. Default 0.03. */
  excess?: number;
}

/** Where an evaluation stands, as a share of the run, and its log loss above the law there. */
export interface Place {
  share: number;
  excess: number;
}

const COOLDOWN = 0.2;
const EXCESS = 0.03;
const MOST = 1e6;

/**
 * The evaluations of a run: at share s of it the log loss lies `excess`·η(s) above the law at the tokens seen so far, η the learning rate over its peak.
 *
 * The last evaluation is the law's own value, since the rate has then come down. The shape is isoloss's: losses fall as the rate is annealed, and a law
 * of final losses does not hold before.
 *
 * @throws UsageError for evaluations that are no whole number from 1 to a million, or an excess outside 0 to 1.
 * @example
 * placesAlong({ evaluations: 2, schedule: "cosine", excess: 0.1 }) // [{ share: 0.5, excess: 0.05 }, { share: 1, excess: 0 }]
 */
export function placesAlong({ evaluations, schedule = "cosine", excess = EXCESS }: Along): Place[] {
  if (!(Number.isInteger(evaluations) && evaluations >= 1 && evaluations <= MOST))
    throw new UsageError(`Cannot evaluate a run ${evaluations} times: expected a whole number from 1 to ${MOST}`, "as 20");
  if (!(excess >= 0 && excess <= 1))
    throw new UsageError(`Cannot use an excess of ${excess}: expected a number from 0 to 1`, "log loss above the law, as 0.03");
  return Array.from({ length: evaluations }, (_, i) => {
    const share = (i + 1) / evaluations;
    return { share, excess: share === 1 ? 0 : excess * rate(schedule, share) };
  });
}

/** The learning rate over its peak. */
function rate(schedule: Schedule, share: number): number {
  if (schedule === "none") return 0;
  return schedule === "cosine" ? (1 + Math.cos(Math.PI * share)) / 2 : Math.min(1, (1 - share) / COOLDOWN);
}

/** The shape in words, for the label of what was simulated. */
export function scheduleText({ evaluations, schedule = "cosine", excess = EXCESS }: Along): string {
  return schedule === "none"
    ? `${evaluations} evaluations by the law at the tokens seen`
    : `${evaluations} evaluations, ${schedule} schedule, ${excess} of log loss above the law at the peak of the learning rate`;
}
