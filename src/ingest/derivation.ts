import type { LossPoint } from "../run.ts";
import type { Values } from "./values.ts";

type Progress = Pick<LossPoint, "tokens" | "epochs" | "step">;

/** How what an evaluation does not log follows from what it does. */
export interface Derivation {
  /** Turns a loss as it is logged into nats/token. */
  nats: (loss: number) => number;
  uniqueTokens?: number | undefined;
  tokensPerStep?: number | undefined;
  /** What is stated in place of what is logged. */
  instead: Values;
  /** Tokens and epochs of a run of one evaluation that logs none. */
  otherwise: Pick<Values, "tokens" | "epochs">;
}

/**
 * Tokens and epochs of one evaluation: as stated instead, as logged, else epochs × unique tokens or step × tokens of a step, and
 * tokens / unique tokens. Unique tokens that are stated instead of logged ones make epochs follow from tokens.
 */
export function progressOf(
  logged: Progress,
  { uniqueTokens, tokensPerStep, instead, otherwise }: Omit<Derivation, "nats">,
): { tokens: number | undefined; epochs: number | undefined } {
  const stated = instead.tokens ?? logged.tokens;
  const follow = instead.uniqueTokens !== undefined && stated !== undefined;
  const passes = instead.epochs ?? (follow ? undefined : logged.epochs);
  const tokens =
    stated ??
    product(passes, uniqueTokens) ??
    product(instead.step ?? logged.step, tokensPerStep) ??
    otherwise.tokens ??
    product(otherwise.epochs, uniqueTokens);
  return { tokens, epochs: passes ?? quotient(tokens, uniqueTokens) ?? otherwise.epochs };
}

/** Of a schedule whose last evaluation is this near its end, the evaluation is the final one. */
const NEARLY_ALL = 0.995;

/** A cut-off is known by the plan; without one, nothing is. */
export function isFinished(reached: number | undefined, planned: number | undefined): boolean {
  return reached === undefined || planned === undefined || reached >= NEARLY_ALL * planned;
}

export function product(a: number | undefined, b: number | undefined): number | undefined {
  return a !== undefined && b !== undefined ? a * b : undefined;
}

export function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a !== undefined && b !== undefined && b > 0 ? a / b : undefined;
}
