import { grouped } from "../../grouped.ts";
import type { LossKind, Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { type MeasuredLoss, measuredLoss } from "./verdict.ts";

/** The best loss that a family shows at one regularisation. */
export interface BestSetting extends MeasuredLoss {
  family: string;
  /** As `weight_decay=0.1, dropout=0`: what is logged of it. */
  regularisation: string;
  /** Of the best setting. */
  params: number | undefined;
  epochs: number | undefined;
  learningRate: number | undefined;
  /** Seeds that the loss is the mean of. */
  runs: number;
  /** Settings (epochs, learning rates, sizes) that it is the lowest of. */
  tried: number;
}

/** One family's best setting at each regularisation, lowest loss first; seeds are averaged before the lowest is taken. */
export function bestByRegularisation(
  rows: readonly Observation[],
  kindOf: (row: Observation) => LossKind,
  noise: number | undefined,
): readonly BestSetting[] {
  return [...grouped(rows, regularisationOf)]
    .map(([regularisation, own]): BestSetting => {
      const settings = [...grouped(own, (row) => alike(row, ["recipe"])).values()].map((same) => {
        const [first] = same as [Observation, ...Observation[]];
        const { family = "", params, epochs, learningRate } = first;
        const loss = measuredLoss(same, { name: family, kind: kindOf(first), ...(noise !== undefined && { noise }) });
        return { ...loss, family, regularisation, params, epochs, learningRate, runs: same.length, tried: 0 };
      });
      const best = settings.reduce((low, next) => (next.loss < low.loss ? next : low));
      return { ...best, tried: settings.length };
    })
    .sort((a, b) => a.loss - b.loss);
}

/** Order of the tokens is what a family is; masking of the input is regularisation of AR only. */
export function regularisationOf({ weightDecay, dropout, tokenMasking, tokenOrder }: Observation): string {
  const stated = { weight_decay: weightDecay, dropout, token_masking: tokenMasking, token_order: tokenOrder };
  return Object.entries(stated)
    .filter(([, value]) => value !== undefined)
    .map(([header, value]) => `${header}=${value}`)
    .join(", ");
}
