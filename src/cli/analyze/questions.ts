import { downstreamQuestion, stagesQuestion } from "./accuracy.ts";
import { bestQuestion } from "./best.ts";
import { allocateQuestion, criticalComputeQuestion } from "./compute.ts";
import { crossoverQuestion } from "./crossover.ts";
import { dataEfficiencyQuestion } from "./dataEfficiency.ts";
import { distillationQuestion } from "./distillation.ts";
import { asymptoteQuestion, lowestQuestion } from "./end.ts";
import { chooseByLimitQuestion, jointLimitQuestion } from "./ensembles.ts";
import { membersOrSizeQuestion, membersWithinQuestion } from "./members.ts";
import type { Question } from "./question.ts";
import { effectiveTokensQuestion, halfLifeQuestion } from "./repeats.ts";
import { certificateQuestion } from "./tuning.ts";

/** Every question of `isoloss analyze`, in the order in which it lists them: of fits, then of logs. */
export const questions: readonly Question[] = [
  asymptoteQuestion,
  lowestQuestion,
  halfLifeQuestion,
  effectiveTokensQuestion,
  allocateQuestion,
  crossoverQuestion,
  criticalComputeQuestion,
  membersWithinQuestion,
  dataEfficiencyQuestion,
  certificateQuestion,
  bestQuestion,
  membersOrSizeQuestion,
  jointLimitQuestion,
  chooseByLimitQuestion,
  distillationQuestion,
  downstreamQuestion,
  stagesQuestion,
];
