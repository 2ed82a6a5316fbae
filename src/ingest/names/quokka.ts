import type { Values } from "../values.ts";
import { amountOf } from "./amountOf.ts";
import { lettered } from "./lettered.ts";
import type { Named, RunNames } from "./runNames.ts";

const NUMBER = "\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
/** {FLOPs}_{model_size (M)}_{training_tokens} */
const COMPUTE = new RegExp(`^(${NUMBER})_(\\d+(?:\\.\\d+)?)m?_(\\d+(?:\\.\\d+)?[kmbt])$`, "i");
/** {model_size (M)}_{training_tokens}_{repetition}_{anneal_steps}_{warmup_steps}_{micro_batch_size}_{global_batch_size}_{learning_rate} */
const DATA = new RegExp(`^(\\d+(?:\\.\\d+)?)m?_[^_]+_(\\d+(?:\\.\\d+)?)e?_\\d+_\\d+_\\d+_\\d+_(${NUMBER})$`, "i");
/** {unique tokens}_{epochs}e, then size and family in either order: 1b_96e_1b_ar, 0b5_192e_difflm_1b. */
const EPOCHS = /^(?:(.+)_)?(\d+[bm]\d*)_(\d+)e(\d*)_(?:(\d+b\d*)_(ar|difflm|dlm)|(ar|difflm|dlm)(?:_(\d+b\d*))?)(?:_.*)?$/;

/**
 * Runs of Ni et al. 2025 by the two patterns that the README of JinjieNi/Quokka states for its logs, and by the names of the other logs that it
 * and the README of JinjieNi/dlms-are-super-data-learners link. Of the second pattern it is not said whether training tokens are those of one
 * pass or of all: they are left out.
 */
export const quokka: RunNames = {
  id: "quokka",
  pattern:
    "{FLOPs}_{size in M}_{tokens}; {size in M}_…_{epochs}_…_{learning rate}; {unique_tokens}_{epochs}e_{size}_{ar|difflm}, as 1b_96e_1b_ar (JinjieNi/Quokka README; Ni et al. 2025, arXiv:2510.03280 and arXiv:2511.03276)",
  read: (name) => {
    const [, flops, size, tokens] = COMPUTE.exec(name) ?? [];
    if (flops !== undefined) return named({ compute: amountOf(flops), params: amountOf(`${size}M`), tokens: amountOf(tokens as string) });
    const [, model, passes, rate] = DATA.exec(name) ?? [];
    if (model !== undefined)
      return named({ params: amountOf(`${model}M`), epochs: amountOf(passes as string), learningRate: amountOf(rate as string) });
    const [, before, unique, epochs, decimals, sizeFirst, familyLast, familyFirst, sizeLast] = EPOCHS.exec(name) ?? [];
    if (unique === undefined) return undefined;
    const params = sizeFirst ?? sizeLast;
    const found = named({
      uniqueTokens: lettered(unique),
      epochs: amountOf(decimals === "" ? (epochs as string) : `${epochs}.${decimals}`),
      ...(params !== undefined && { params: lettered(params) }),
    });
    const family = (familyLast ?? familyFirst) === "ar" ? "ar" : "mdm";
    // Diffusion with uniform noise is no masked diffusion.
    return before === "uniform" || before?.startsWith("uniform_") ? found : { ...found, values: { ...found.values, family } };
  },
};

function named(amounts: Partial<Record<keyof Values, { value: number; within: number } | undefined>>): Named {
  const stated = Object.entries(amounts).flatMap(([word, amount]) => (amount ? [[word, amount] as const] : []));
  return {
    values: Object.fromEntries(stated.map(([word, { value }]) => [word, value])),
    within: Object.fromEntries(stated.map(([word, { within }]) => [word, within])),
  };
}
