import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import {
  type Design,
  type DesignRow,
  designOf,
  designRows,
  IsolossError,
  loadRuns,
  type Noise,
  observations,
  readDesign,
  setupFrom,
  UsageError,
} from "../../index.ts";
import { list, number, pairs, requireNumber, symbolOf } from "../given.ts";
import { progress } from "../progress.ts";
import { levelsOf } from "./levels.ts";
import type { SimulationFlags } from "./options.ts";
import type { Truth } from "./truth.ts";

/** Where the trainings lie, and what was read for it. */
export interface Designed {
  design: Design;
  /** In words, for what is said of it. */
  origin: string;
  files: readonly string[];
}

/** The design that the flags name, or the one that stands in for it. */
export async function designFrom(given: Pick<SimulationFlags, "design" | "like">, truth: Truth, signal: AbortSignal): Promise<Designed> {
  if (given.design !== undefined && given.like !== undefined)
    throw new UsageError("Cannot use both --design and --like", "leave one of them out");
  if (given.like !== undefined) {
    const { runs, files } = await loadRuns(given.like, { onProgress: progress("reading"), signal });
    const { observations: rows } = observations(runs, { incomplete: true });
    return { design: designOf(rows), origin: `that of ${given.like.join(", ")}`, files };
  }
  if (given.design === undefined) {
    if (!truth.design)
      throw new UsageError(
        `Cannot simulate law "${truth.law.id}": no design is given`,
        '--design "N=70M,300M,1B; D=1e9:1e11:log:5", or --like LOGS',
      );
    return { design: truth.design.value, origin: truth.design.origin, files: [] };
  }
  if (!given.design.includes("=") || existsSync(given.design)) {
    const text = await readFile(given.design, "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new IsolossError(
        `${given.design}: Cannot read a design: ${error.code === "ENOENT" ? "no such file" : error.message}`,
        'a CSV of trainings, or levels as "N=70M,300M; U=1B; epochs=1:64:log2"',
      );
    });
    return { design: readDesign(given.design, text), origin: given.design, files: [given.design] };
  }
  return { design: levelsOf(given.design), origin: given.design, files: [] };
}

/** The trainings of a design, with what the flags add to each. */
export function trainings(given: SimulationFlags, design: Design): DesignRow[] {
  requireNumber(
    "--replicates",
    given.replicates,
    Number.isInteger(given.replicates) && given.replicates >= 1,
    "a whole number above 0",
    "3",
  );
  const maxCompute = given["max-compute"] === undefined ? undefined : number("--max-compute", given["max-compute"]);
  return stating(given, designRows(design, { replicates: given.replicates, ...(maxCompute !== undefined && { maxCompute }) }));
}

/** Trainings that state what `--with` says. */
export function stating(given: Pick<SimulationFlags, "with">, rows: readonly DesignRow[]): DesignRow[] {
  const stated = setupFrom(pairs("--with", given.with));
  return Object.keys(stated).length === 0 ? [...rows] : rows.map(({ at, setup }) => ({ at, setup: { ...setup, ...stated } }));
}

/** The noise of the flags, or that which stands in for it. */
export function noiseFrom(given: Omit<SimulationFlags, "replicates">, truth: Truth): { noise: Noise; origin: string } {
  const sd = given.noise ?? truth.noise?.value;
  if (sd === undefined)
    throw new UsageError(
      `Cannot simulate law "${truth.law.id}": no noise is given`,
      "--noise 0.002, the spread of log loss between seeds; 0 for none",
    );
  requireNumber("--noise", sd, sd >= 0 && sd < 10, "a spread of log loss from 0 to below 10", "0.002");
  requireNumber("--seed", given.seed, Number.isSafeInteger(given.seed), "a whole number", "0");
  const [single, samples] = [given["mc-noise"], given["mc-samples"]];
  return {
    noise: {
      sd,
      ...(given.tails !== undefined && { tails: given.tails }),
      ...(given["shared-noise"] !== undefined && { shared: sharedNoise(given["shared-noise"]) }),
      ...(single !== undefined && samples !== undefined && { monteCarlo: { single, samples } }),
    },
    origin: given.noise === undefined ? (truth.noise?.origin ?? "") : "as stated",
  };
}

function sharedNoise(text: string): { by: string[]; sd: number } {
  const [, names, sd] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (names === undefined || sd === undefined)
    throw new UsageError(`Cannot read --shared-noise "${text}": expected QUANTITIES=SPREAD`, "as N,U=0.004");
  return { by: list([names]).map((name) => symbolOf("--shared-noise", name)), sd: number("--shared-noise", sd) };
}
