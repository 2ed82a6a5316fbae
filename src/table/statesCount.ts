import { plainName } from "../glossary.ts";
import type { Observation } from "../run.ts";
import { isSynthetic } from "./synthetic.ts";

/** Whether a row says what its N counts: both counts, or a column of parameters whose name says which it is; a simulated N is the law's own. */
export function statesCount({ paramsNonEmbedding, fields }: Pick<Observation, "paramsNonEmbedding" | "fields">): boolean {
  return paramsNonEmbedding !== undefined || isSynthetic({ fields }) || Object.keys(fields).some(saysWhich);
}

function saysWhich(column: string): boolean {
  const plain = plainName(column);
  return plain.includes("param") && (plain.includes("total") || plain.includes("embed"));
}
