import type { InferredOptionTypes, Options } from "yargs";

type Declared = Readonly<Record<string, Options>>;

/**
 * One command: what the command line says of it, and what it does.
 *
 * `run` loads what it needs by `await import()`, so that help and completion load none of it.
 */
export interface Command<P extends Declared = Declared, O extends Declared = Declared> {
  /** As yargs reads it: `fit <law> <path..>`. */
  command: string;
  describe: string;
  positionals: P;
  options: O;
  /** Arguments after the program's name, and what they do. */
  examples: readonly (readonly [line: string, what: string])[];
  /** Whether an interrupt is how it is meant to end, and no failure. */
  untilInterrupted?(given: InferredOptionTypes<P & O>): boolean;
  run(given: InferredOptionTypes<P & O>, signal: AbortSignal): Promise<void>;
}

/** Infers what `run` is given from what is declared. */
export function command<const P extends Declared, const O extends Declared>(declared: Command<P, O>): Command {
  return declared as unknown as Command;
}
