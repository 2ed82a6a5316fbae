import { grouped } from "../../grouped.ts";
import type { LossKind, Observation } from "../../run.ts";
import { alike } from "../../table/alike.ts";
import { type FamilyNoise, spreadOf } from "./noise.ts";
import { headerOfTag, type Logged } from "./tags.ts";
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
  /** Losses that it is the lowest of: of every setting one, or its evaluations where the lowest of them stands for it. */
  lowestOf: number;
}

/** What is known of the losses of a family. */
export interface LossesKnown {
  kindOf: (row: Observation) => LossKind;
  noise: FamilyNoise | undefined;
  /** Evaluations that a row's loss is the lowest of. */
  evaluationsOf: (row: Observation) => number;
}

/** One family's best setting at each regularisation, lowest loss first; seeds are averaged before the lowest is taken. */
export function bestByRegularisation(rows: readonly Observation[], { kindOf, noise, evaluationsOf }: LossesKnown): readonly BestSetting[] {
  return [...grouped(rows, regularisationOf)]
    .map(([regularisation, own]): BestSetting => {
      const settings = [...grouped(own, (row) => alike(row, ["recipe"])).values()].map((same) => {
        const [first] = same as [Observation, ...Observation[]];
        const { family = "", params, epochs, learningRate } = first;
        const kind = kindOf(first);
        const { sd, degreesOfFreedom } = spreadOf(noise, same, (row) => kindOf(row) === "elbo") ?? {};
        const known = { ...(sd !== undefined && { noise: sd }), ...(degreesOfFreedom !== undefined && { degreesOfFreedom }) };
        const loss = { ...measuredLoss(same, { name: family, kind, ...known }), assumed: assumedOf(same, kind) };
        const lowestOf = Math.max(...same.map(evaluationsOf));
        return { ...loss, family, regularisation, params, epochs, learningRate, runs: same.length, tried: 0, lowestOf };
      });
      const best = settings.reduce((low, next) => (next.loss < low.loss ? next : low));
      return { ...best, tried: settings.length, lowestOf: settings.reduce((sum, own) => sum + own.lowestOf, 0) };
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

/** What a proof rests on: that a loss is what it is taken for, of the same text in the same tokens. */
function assumedOf(rows: readonly Observation[], kind: LossKind): string[] {
  const needed: readonly Logged[] = ["lossKind", ...(kind === "elbo" ? (["lossWeight"] as const) : []), "evalSet", "tokenizer"];
  return needed.filter((name) => rows.some((row) => row[name] === undefined)).map(headerOfTag);
}
