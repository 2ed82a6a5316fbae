import {
  type Design,
  type DesignRow,
  type FitOptions,
  type Growth,
  growingDesigns,
  type PowerOptions,
  type Truth,
  UsageError,
} from "../../index.ts";
import { statedParameters } from "../fixed.ts";
import { list, number, pairs, requireNumber } from "../given.ts";
import type { PlanFlags } from "../plan.ts";
import { designFrom, noiseFrom, stating } from "../simulation/designed.ts";
import { range } from "../simulation/levels.ts";
import { remarksOn } from "../simulation/simulated.ts";
import { truthOf } from "../simulation/truth.ts";
import { type Known, knownOf } from "./known.ts";

/** What is to be simulated, and what asked of it. */
export interface Plan {
  truth: Truth;
  /** Where the parameters are from. */
  origin: string;
  known: Known;
  designs: readonly (readonly DesignRow[])[];
  growth: Growth["by"];
  options: PowerOptions;
  /** What was taken because no flag said otherwise. */
  remarks: readonly string[];
}

/** Sizes that the last of a doubling is this near to are not tried for themselves. */
const NEAR = 1.2;

/** The plan that the flags of `isoloss plan` state. */
export async function planOf(given: PlanFlags, signal: AbortSignal): Promise<Plan> {
  const source = await truthOf(given);
  const { law, theta } = source;
  const known = knownOf(given, law);
  const { design, origin } = await designFrom(given, source, signal);
  const { noise, origin: noiseOrigin } = noiseFrom(given, source);
  const growth = growthOf(given, design);
  const maxCompute = given["max-compute"] === undefined ? undefined : number("--max-compute", given["max-compute"]);
  const designs = growingDesigns(design, sizes(given.runs), {
    by: growth,
    seed: given.seed,
    ...(maxCompute !== undefined && { maxCompute }),
  }).map((rows) => stating(given, rows));
  if (designs.length === 0)
    throw new UsageError(
      `Cannot plan with ${given.runs} runs: the smallest design has more`,
      "ask for more runs, or vary fewer quantities",
    );
  const fixed = given.fix === undefined ? source.held : statedParameters(law, given.fix, "--fix");
  const holding = Object.keys(fixed).length > 0 && given.fix === undefined;
  const fit: Partial<FitOptions> = {
    fixed,
    tied: pairs("--tie", given.tie),
    ...(given.loss !== undefined && { loss: given.loss as FitOptions["loss"] }),
    ...(given.delta !== undefined && { delta: given.delta }),
  };
  if (given.delta !== undefined) requireNumber("--delta", given.delta, given.delta > 0, "a positive number", "1e-3");
  return {
    truth: { law, theta, noise },
    origin: source.origin,
    known,
    designs,
    growth,
    options: {
      simulations: given.simulations,
      replicates: given.bootstrap,
      share: given.share,
      seed: given.seed,
      fit,
      ...(given.cluster !== undefined && { cluster: given.cluster }),
    },
    remarks: [
      ...remarksOn(given, source, { origin, rows: designs.at(-1) as readonly DesignRow[], noise, noiseOrigin }),
      ...(holding ? [`held in the fits: ${Object.keys(fixed).join(", ")}, as the law's example has it`] : []),
    ],
  };
}

/** Levels that vary grow in number; rows, and a single setting, can only be done again. */
function growthOf({ grow }: PlanFlags, design: Design): Growth["by"] {
  if (grow !== undefined) return grow as Growth["by"];
  return !Array.isArray(design) && Object.values(design).some((levels) => levels.length > 1) ? "levels" : "replicates";
}

/** `12,24,48`, or `10:200` by doubling with the end among them. */
function sizes(text: string): number[] {
  return list([text]).flatMap((part) => {
    const ends = part.split(":");
    if (ends.length !== 2) return range("--runs", part);
    const doubled = range("--runs", `${part}:log2`);
    const last = number("--runs", ends[1] as string);
    return last > NEAR * (doubled.at(-1) as number) ? [...doubled, last] : [...doubled.slice(0, -1), last];
  });
}
