import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import type { Run } from "../run.ts";
import { isSynthetic } from "../table/synthetic.ts";
import { rawOf } from "./rawOf.ts";

/** Runs that were simulated and say so, one finding a law: nothing is wrong with them, and nobody trained them. */
export function checkSynthetic(runs: readonly Run[]): Problem[] {
  const simulated = runs.filter((run) => isSynthetic({ fields: { synthetic: rawOf(run, "synthetic") ?? null } }));
  const laws = grouped(simulated, (run) => String(rawOf(run, "simulated_law") ?? "no law that they name"));
  return [...laws].map(([law, same]) => {
    const faults = same.flatMap((run) => rawOf(run, "simulated_fault") ?? []);
    const [run] = same as [Run];
    return noteAt(
      run.source,
      "synthetic-runs",
      `${same.length} runs are synthetic, simulated from ${law}${faults.length > 0 ? ` with faults planted (${[...new Set(faults)].join(", ")})` : ""}: no model was trained`,
      "the raw columns simulated_… say how; leave them out with --where synthetic!=true",
    );
  });
}
