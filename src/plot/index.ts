import { dataEfficiencyFigure } from "./dataEfficiency.ts";
import { dataScalingFigure } from "./dataScaling.ts";
import { decayOverEpochs } from "./decayOverEpochs.ts";
import { distillationFigure } from "./distillation.ts";
import { ensembles } from "./ensembles.ts";
import type { FigureKind } from "./figure.ts";
import { heldOut } from "./heldOut.ts";
import { hyperparameters } from "./hyperparameters.ts";
import { jointLimitFigure } from "./jointLimit.ts";
import { limitSensitivity } from "./limitSensitivity.ts";
import { lossByEpochs } from "./lossByEpochs.ts";
import { lossByParams } from "./lossByParams.ts";
import { membersBySetting } from "./membersBySetting.ts";
import { membersOrSizeFigure } from "./membersOrSize.ts";
import { recipeLosses } from "./recipeLosses.ts";
import { repeatedData } from "./repeatedData.ts";
import { seeds } from "./seeds.ts";
import { tuningAblation } from "./tuningAblation.ts";
import { tuningHeatmap } from "./tuningHeatmap.ts";
import { weightDecay } from "./weightDecay.ts";

/** Every kind of figure, in the order in which they are shown. */
export const figures: readonly FigureKind[] = [
  lossByEpochs,
  lossByParams,
  weightDecay,
  repeatedData,
  ensembles,
  dataEfficiencyFigure,
  membersOrSizeFigure,
  jointLimitFigure,
  dataScalingFigure,
  distillationFigure,
  recipeLosses,
  decayOverEpochs,
  tuningAblation,
  hyperparameters,
  tuningHeatmap,
  membersBySetting,
  seeds,
  limitSensitivity,
  heldOut,
];
