import { lettered } from "./lettered.ts";
import type { RunNames } from "./runNames.ts";

/** Parameters by the label of a name, as huggingface/datablations has them in utils/parametric_fit.ipynb: `25m` is no 25M. */
const PARAMS: Readonly<Record<string, number>> = {
  "7m": 7_098_752,
  "14m": 14_100_000,
  "20m": 19_703_712,
  "25m": 35_500_000,
  "44m": 44_000_000,
  "83m": 82_700_000,
  "146m": 146_500_000,
  "196m": 201_236_224,
  "220m": 220_500_000,
  "221m": 220_500_000,
  "280m": 281_000_000,
  "421m": 421_200_000,
  "574m": 573_700_000,
  "619m": 618_700_000,
  "1b1": 1_096_300_000,
  "1b5": 1_517_300_000,
  "2b2": 2_160_013_824,
  "2b8": 2_810_000_000,
  "3b9": 3_899_710_720,
  "4b2": 4_246_500_000,
  "8b7": 8_670_000_000,
};

// Digits follow the letter only where one digit stands before it (2b8, 1b25), so that 55b4b is 55b and 4b.
const AMOUNT = "[1-9]\\d{1,2}[mb]|[1-9][mb]\\d{0,2}";
const ONE = new RegExp(`^(?:${AMOUNT})$`);
const NAME = new RegExp(`^(${Object.keys(PARAMS).join("|")})(?:${AMOUNT})(?:${AMOUNT})(?!\\d)`);

/**
 * Runs of Muennighoff et al. 2023: `{parameters}{tokens}{unique_tokens}{specifier}`, with `2b8` for 2.8B, as the README of
 * huggingface/datablations says, which calls it ambiguous: known labels of parameters, and unique tokens that do not exceed tokens, decide.
 */
export const datablations: RunNames = {
  id: "datablations",
  pattern:
    "{params}{tokens}{unique_tokens}…, as 2b855b28bc4seed2 (huggingface/datablations README, Muennighoff et al. 2023, arXiv:2305.16264)",
  read: (name) => {
    const label = NAME.exec(name)?.[1];
    if (label === undefined) return undefined;
    const rest = name.slice(label.length);
    const ways = splits(rest).filter(({ tokens, unique }) => unique.value <= tokens.value);
    if (ways.length > 1) return "ambiguous";
    const [way] = ways;
    if (!way) return undefined;
    const seed = /seed(\d+)$/.exec(name)?.[1];
    return {
      values: {
        params: PARAMS[label] as number,
        tokens: way.tokens.value,
        uniqueTokens: way.unique.value,
        ...(seed !== undefined && { seed: Number(seed) }),
      },
      within: { params: (PARAMS[label] as number) * 0.01, tokens: way.tokens.within, uniqueTokens: way.unique.within },
    };
  },
};

interface Amount {
  value: number;
  within: number;
}

/** The ways to read tokens and unique tokens from the beginning of a text; no digit is left behind them. */
function splits(text: string): { tokens: Amount; unique: Amount }[] {
  return beginnings(text).flatMap(([tokens, after]) =>
    beginnings(text.slice(after))
      .filter(([, end]) => !/\d/.test(text[after + end] ?? ""))
      .map(([unique]) => ({ tokens, unique })),
  );
}

function beginnings(text: string): [Amount, number][] {
  return [2, 3, 4].flatMap((length): [Amount, number][] => {
    const part = text.slice(0, length);
    const amount = part.length === length && ONE.test(part) ? lettered(part) : undefined;
    return amount ? [[amount, length]] : [];
  });
}
