import { amountOf } from "./amountOf.ts";
import type { RunNames } from "./runNames.ts";

/** Parameters by model, with embeddings and without: experiments/data_efficiency/models.py of marin-community/marin. */
const MODELS: Readonly<Record<string, readonly [params: number, nonEmbedding: number]>> = {
  "150m4k": [154_147_328, 22_813_184],
  "300m4k": [299_649_792, 102_648_576],
  "600m4k": [602_457_088, 339_788_800],
  "1_4b4k": [1_431_373_824, 906_037_248],
  "1_5b4k": [1_540_732_416, 1_146_729_984],
  "3_2b4k": [3_243_444_224, 2_718_107_648],
};

const NAME =
  /^(\d+(?:_\d+)?[mb]\d+k)(?:cda)?-(\d+(?:\.\d+)?[KMB])x(\d+(?:\.\d+)?)-([^+-][^+]*?)(?:\+([^^]+)\^([\d.]+))?-(?:cos|wsd)-lr([\d.]+)-wd([\d.]+)(?:-bs\d+)?(?:-seed(\d+))?$/;

/**
 * Runs of "Pre-training under infinite compute": `{model}-{tokens of an epoch}x{epochs}-{data}-{schedule}-lr{}-wd{}`, as build_name of
 * experiments/data_efficiency/train.py writes it. With a teacher's data mixed in (`+sd0715^0.5`), epochs are those over the real data, and
 * not D/U: they are left out.
 */
export const marin: RunNames = {
  id: "marin",
  pattern:
    "{model}-{unique_tokens}x{epochs}-{data}-cos-lr{learning_rate}-wd{weight_decay}, as 150m4k-209Mx16-dclm-cos-lr0.0030-wd0.80 (marin-community/marin experiments/data_efficiency/train.py; Kim et al. 2025, arXiv:2509.14786)",
  read: (name) => {
    const [, model, unique, epochs, , teacher, , rate, decay, seed] = NAME.exec(name) ?? [];
    if (model === undefined || unique === undefined || epochs === undefined || rate === undefined || decay === undefined) return undefined;
    const [, size = "", scale = ""] = /^([\d_]+)([mb])/.exec(model) ?? [];
    const label = amountOf(`${size.replace("_", ".")}${scale}`);
    const known = MODELS[model];
    const tokens = amountOf(unique);
    const [learningRate, weightDecay] = [amountOf(rate), amountOf(decay)];
    if (!label || !tokens || !learningRate || !weightDecay) return undefined;
    return {
      values: {
        params: known?.[0] ?? label.value,
        ...(known && { paramsNonEmbedding: known[1] }),
        uniqueTokens: tokens.value,
        ...(teacher === undefined && { epochs: Number(epochs) }),
        learningRate: learningRate.value,
        weightDecay: weightDecay.value,
        ...(seed !== undefined && { seed: Number(seed) }),
      },
      within: {
        params: known ? 0.01 * known[0] : label.within,
        ...(known && { paramsNonEmbedding: 0.01 * known[1] }),
        uniqueTokens: tokens.within,
        learningRate: learningRate.within,
        weightDecay: weightDecay.within,
      },
    };
  },
};
