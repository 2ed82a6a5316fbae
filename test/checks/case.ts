import { chinchilla } from "../../src/laws/chinchilla.ts";
import type { Example, Law } from "../../src/laws/law.ts";
import type { Observation } from "../../src/run.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

type Codes = readonly string[];

/** Codes that the real functions give where a check ought to speak, and where it ought not. */
export interface Case {
  check: number;
  code: string;
  triggered: () => Codes | Promise<Codes>;
  quiet: () => Codes | Promise<Codes>;
}

export const of = (found: readonly { code: string }[]): string[] => found.map(({ code }) => code);

/** Final rows of a law's own example. */
export function simulated(law: Law = chinchilla, seed = 1, noise?: number): Observation[] {
  const { theta, design, noise: usual } = law.example as Example;
  return rowsOf(simulate(law, theta, design, noise ?? usual, seed));
}

/** What is cheap to fit in a test that fits often. */
export const QUICK = { starts: 12 } as const;
