import { noiseText, scheduleText } from "../../index.ts";
import { facts } from "../table.ts";
import type { SimulatedRuns } from "./simulated.ts";
import { thetaText } from "./truth.ts";

/** What was simulated and written, for a reader. */
export function simulatedText({ summary }: SimulatedRuns, written: string): string {
  const { law, formula, parameters, origin, noise, seed, along, faults = [], runs, evaluations, design } = summary;
  return [
    `SYNTHETIC: ${runs} runs, ${evaluations} evaluations, in ${written}`,
    facts(
      [
        ["law", law === "formula" ? formula : law],
        ["parameters", `${thetaText(parameters)} (${origin})`],
        ["design", design],
        ["noise", `${noiseText(noise)}, seed ${seed}`],
        ...(along ? [["curves", scheduleText(along)] as const] : []),
        ...(faults.length > 0 ? [["faults", `${faults.join(", ")}: isoloss check is to find them`] as const] : []),
      ],
      "  ",
    ),
  ].join("\n");
}
