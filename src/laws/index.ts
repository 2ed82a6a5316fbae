import { accuracySigmoid } from "./accuracySigmoid.ts";
import { boundedH } from "./boundedH.ts";
import { brokenPower } from "./brokenPower.ts";
import { chinchilla } from "./chinchilla.ts";
import { dataConstrained } from "./dataConstrained.ts";
import { dataDecay } from "./dataDecay.ts";
import { distillation } from "./distillation.ts";
import { ensembleJoint } from "./ensembleJoint.ts";
import { ensembleTotal } from "./ensembleTotal.ts";
import { exponentDecay } from "./exponentDecay.ts";
import { exponential } from "./exponential.ts";
import { exponentialRepeats } from "./exponentialRepeats.ts";
import { flopsPerToken } from "./flopsPerToken.ts";
import { geometricRepeats } from "./geometricRepeats.ts";
import { growingRepeats } from "./growingRepeats.ts";
import { kaplan } from "./kaplan.ts";
import type { Law } from "./law.ts";
import { overfitPenalty } from "./overfitPenalty.ts";
import { overfitPenalty1 } from "./overfitPenalty1.ts";
import { overfitPenalty2 } from "./overfitPenalty2.ts";
import { parameterDecay } from "./parameterDecay.ts";
import { penalisedRepeats } from "./penalisedRepeats.ts";
import { power } from "./power.ts";
import { powerNoFloor } from "./powerNoFloor.ts";
import { precision } from "./precision.ts";
import { quartet } from "./quartet.ts";
import { quokkaRising } from "./quokkaRising.ts";
import { reciprocal } from "./reciprocal.ts";
import { weightDecayBowl } from "./weightDecayBowl.ts";
import { weightDecayBowlMoving } from "./weightDecayBowlMoving.ts";

/** Every law that isoloss knows, in the order in which they are shown. */
export const laws: readonly Law[] = [
  power,
  powerNoFloor,
  exponential,
  brokenPower,
  reciprocal,
  chinchilla,
  kaplan,
  flopsPerToken,
  dataConstrained,
  geometricRepeats,
  exponentialRepeats,
  dataDecay,
  parameterDecay,
  growingRepeats,
  exponentDecay,
  overfitPenalty,
  overfitPenalty1,
  overfitPenalty2,
  penalisedRepeats,
  quokkaRising,
  boundedH,
  ensembleTotal,
  ensembleJoint,
  weightDecayBowl,
  weightDecayBowlMoving,
  distillation,
  precision,
  quartet,
  accuracySigmoid,
];
