import type { Topic } from "./claim.ts";
import { efficiencyClaims } from "./infiniteComputeEfficiency.ts";
import { followup } from "./infiniteComputeFollowup.ts";
import { lawClaims } from "./infiniteComputeLaws.ts";
import { otherClaims } from "./infiniteComputeOther.ts";
import { sensitivity } from "./infiniteComputeSensitivity.ts";

/** Limits in N, K and both, how much they can be leant on, and what is read from them: data efficiencies, distillation, accuracies. */
export const infiniteCompute: Topic = {
  id: "infinite-compute",
  title: "Pre-training under infinite compute (Kim et al. 2025)",
  claims: [...lawClaims, ...sensitivity, ...efficiencyClaims, ...otherClaims, ...followup],
};
