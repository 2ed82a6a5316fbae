import { criticalComputeFigure } from "./criticalCompute.ts";
import { crossoverFigure } from "./crossover.ts";
import { dataEfficiencyFigure } from "./dataEfficiency.ts";
import { dataScalingFigure } from "./dataScaling.ts";
import { decayOverEpochs } from "./decayOverEpochs.ts";
import { distillationFigure } from "./distillation.ts";
import { ensembles } from "./ensembles.ts";
import { withFewerRows } from "./fewerRows.ts";
import type { FigureKind } from "./figure.ts";
import { heldOut } from "./heldOut.ts";
import { hyperparameters } from "./hyperparameters.ts";
import { isoflopFigure } from "./isoflop.ts";
import { isoLossFigure } from "./isoLoss.ts";
import { jointLimitFigure } from "./jointLimit.ts";
import { limitSensitivity } from "./limitSensitivity.ts";
import { lossByEpochs } from "./lossByEpochs.ts";
import { lossByParams } from "./lossByParams.ts";
import { lossDifferenceFigure } from "./lossDifference.ts";
import { membersBySetting } from "./membersBySetting.ts";
import { membersOrSizeFigure } from "./membersOrSize.ts";
import { overfit } from "./overfit.ts";
import { recipeLosses } from "./recipeLosses.ts";
import { repeatedData } from "./repeatedData.ts";
import { returnFigure } from "./returnOnRepetition.ts";
import { seeds } from "./seeds.ts";
import { sayingSynthetic } from "./syntheticLabel.ts";
import { tuningAblation } from "./tuningAblation.ts";
import { tuningHeatmap } from "./tuningHeatmap.ts";
import { valueOfRepeats } from "./valueOfRepeats.ts";
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
  crossoverFigure,
  overfit,
  returnFigure,
  valueOfRepeats,
  isoLossFigure,
  criticalComputeFigure,
  lossDifferenceFigure,
  isoflopFigure,
].map((kind) => sayingSynthetic(withFewerRows(kind)));
