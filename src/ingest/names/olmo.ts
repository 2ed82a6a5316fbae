import type { RunNames } from "./runNames.ts";

/** Parameters without embeddings by size: MODEL_PARAMS of allenai/OLMo-ladder, src/ladder/ladder.py. */
const PARAMS: Readonly<Record<string, number>> = {
  "190M": 190_354_176,
  "370M": 371_262_464,
  "600M": 597_382_464,
  "760M": 758_220_288,
  "1B": 1_279_395_840,
  "3B": 3_169_537_280,
  "7B": 6_887_575_552,
  "13B": 13_202_396_160,
};

/** Tokens a parameter of one "Chinchilla" (xC), as parse_length of the same file has it. */
const TOKENS_A_PARAMETER = 20;

/**
 * Runs of the OLMo ladder: `{name}-{size}-{length}`, where 5xC is five times 20 tokens a parameter (run_name and parse_length of
 * src/ladder/ladder.py in allenai/OLMo-ladder); also a folder below it (step…), and the models published from it (OLMo-Ladder-190M-5xC).
 */
export const olmo: RunNames = {
  id: "olmo",
  pattern:
    "{name}-{size}-{length}, as OLMo-Ladder-190M-5xC (allenai/OLMo-ladder src/ladder/ladder.py; Bhagia et al. 2024, arXiv:2412.04403)",
  read: (name) => {
    const [, size, length] = /(?:^|-)(\d+[MB])-(\d+(?:\.5)?)xC(?:-\w+)?$/i.exec(name) ?? [];
    const params = size === undefined ? undefined : PARAMS[size.toUpperCase()];
    if (params === undefined || length === undefined) return undefined;
    const tokens = Number(length) * TOKENS_A_PARAMETER * params;
    return { values: { paramsNonEmbedding: params, tokens }, within: { paramsNonEmbedding: 0.01 * params, tokens: 0.01 * tokens } };
  },
};
