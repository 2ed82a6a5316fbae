import {
  type Along,
  type DesignRow,
  growsAlong,
  labelled,
  type Noise,
  noiseText,
  plantFaults,
  type Run,
  type Schedule,
  simulate,
} from "../../index.ts";
import { list } from "../given.ts";
import type { SimulateFlags } from "../simulate.ts";
import { designFrom, noiseFrom, trainings } from "./designed.ts";
import { designText } from "./designText.ts";
import { type Truth, thetaText, truthOf } from "./truth.ts";

/** Simulated runs, with what they are. */
export interface SimulatedRuns {
  runs: Run[];
  /** Files that were read, none of which may be overwritten. */
  files: readonly string[];
  /** What was taken because no flag said otherwise. */
  remarks: readonly string[];
  summary: {
    synthetic: true;
    law: string;
    formula: string;
    parameters: Readonly<Record<string, number>>;
    origin: string;
    noise: Noise;
    seed: number;
    along?: Along;
    faults?: readonly string[];
    runs: number;
    evaluations: number;
    design: string;
  };
}

/** What the flags of `isoloss simulate` name. */
export async function simulated(given: SimulateFlags, signal: AbortSignal): Promise<SimulatedRuns> {
  const truth = await truthOf(given);
  const { design, origin, files } = await designFrom(given, truth, signal);
  const rows = trainings(given, design);
  const { noise, origin: noiseOrigin } = noiseFrom(given, truth);
  const along = alongOf(given);
  const faulty = list(given.fault);
  const remarks = remarksOn(given, truth, { origin, rows, noiseOrigin, noise });
  const curved = along && growsAlong(truth.law) ? along : undefined;
  if (along && !curved)
    remarks.push(`final losses only: law "${truth.law.id}" reads neither D, epochs nor C, and says nothing of the way there`);
  const { law, theta } = truth;
  const clean = labelled(simulate(law, theta, rows, noise, given.seed, curved), {
    law,
    theta,
    noise,
    seed: given.seed,
    origin: truth.origin,
    ...(curved && { along: curved }),
  });
  const runs = faulty.length > 0 ? plantFaults(clean, faulty, given.seed) : clean;
  return {
    runs,
    files: [...files, ...(truth.file === undefined ? [] : [truth.file])],
    remarks,
    summary: {
      synthetic: true,
      law: law.id,
      formula: law.formula,
      parameters: theta,
      origin: truth.origin,
      noise,
      seed: given.seed,
      ...(curved && { along: curved }),
      ...(faulty.length > 0 && { faults: faulty }),
      runs: runs.length,
      evaluations: runs.reduce((sum, { points }) => sum + points.length, 0),
      design: designText(rows),
    },
  };
}

function alongOf({ evaluations, schedule, excess }: SimulateFlags): Along | undefined {
  if (evaluations === undefined) return undefined;
  return { evaluations, ...(schedule !== undefined && { schedule: schedule as Schedule }), ...(excess !== undefined && { excess }) };
}

/** What stands in for flags that are not given is said, whoever asked for it. */
export function remarksOn(
  given: { set?: unknown; design?: unknown; like?: unknown; noise?: unknown },
  truth: Truth,
  { origin, rows, noise, noiseOrigin }: { origin: string; rows: readonly DesignRow[]; noise: Noise; noiseOrigin: string },
): string[] {
  return [
    ...(given.set === undefined ? [`parameters: ${truth.origin} (${thetaText(truth.theta)})`] : []),
    ...(given.design === undefined && given.like === undefined ? [`design: ${origin} (${designText(rows)})`] : []),
    ...(given.noise === undefined ? [`noise: ${noiseOrigin} (${noiseText(noise)})`] : []),
  ];
}
