import { plainName } from "../glossary.ts";
import type { Observation } from "../run.ts";
import { isSynthetic } from "../table/synthetic.ts";
import { format, warning } from "./diagnostic.ts";
import type { Problem } from "./problem.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Diagnostic } from "./types.ts";

/** Findings about what the rows are: what their N counts, and whether they are ends of runs. */
export function diagnoseInputs({ law, rows }: Problem): Diagnostic[] {
  return [...(law.quantities.includes("N") ? paramsNotStated(rows) : []), ...intermediate(rows)];
}

function paramsNotStated(rows: readonly Observation[]): Diagnostic[] {
  const silent = rows.filter((row) => row.params !== undefined && row.params < THRESHOLDS.smallModel && !stated(row));
  if (silent.length === 0) return [];
  const least = silent.reduce((low, row) => Math.min(low, row.params as number), Number.POSITIVE_INFINITY);
  return [
    {
      code: "params-not-stated",
      severity: "note",
      message: `${silent.length} of ${rows.length} rows have N below ${format(THRESHOLDS.smallModel)} (down to ${format(least)}) and do not say whether it counts embeddings, a large share there`,
      hint: "log both counts (params, params_non_embedding) and compare --params total with non-embedding; a column named total_params says it too",
    },
  ];
}

/** Both counts, or a column of parameters whose name says which it is; a simulated N is the law's own. */
function stated(row: Observation): boolean {
  return row.paramsNonEmbedding !== undefined || isSynthetic(row) || Object.keys(row.fields).some(saysWhich);
}

function saysWhich(column: string): boolean {
  const plain = plainName(column);
  return plain.includes("param") && (plain.includes("total") || plain.includes("embed"));
}

function intermediate(rows: readonly Observation[]): Diagnostic[] {
  const along = rows.filter((row) => row.checkpoint === "every");
  const runs = new Set(along.map((row) => row.run)).size;
  if (along.length === runs) return [];
  return [
    warning(
      "intermediate-checkpoints",
      `${along.length} rows are evaluations inside ${runs} run${runs === 1 ? "" : "s"}: before the end the learning rate has not come down, and rows of one run share its noise`,
      "a law of final losses wants --checkpoint final; intervals resample whole runs either way",
    ),
  ];
}
