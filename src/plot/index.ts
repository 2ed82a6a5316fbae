import { ensembles } from "./ensembles.ts";
import type { FigureKind } from "./figure.ts";
import { lossByEpochs } from "./lossByEpochs.ts";
import { lossByParams } from "./lossByParams.ts";
import { repeatedData } from "./repeatedData.ts";
import { weightDecay } from "./weightDecay.ts";

/** Every kind of figure, in the order in which they are shown. */
export const figures: readonly FigureKind[] = [lossByEpochs, lossByParams, weightDecay, repeatedData, ensembles];
