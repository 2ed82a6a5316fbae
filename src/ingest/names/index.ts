import { UsageError } from "../../errors.ts";
import { suggestion } from "../../words.ts";
import { datablations } from "./datablations.ts";
import { marin } from "./marin.ts";
import { olmo } from "./olmo.ts";
import { quokka } from "./quokka.ts";
import type { RunNames } from "./runNames.ts";
import { parseTemplate } from "./template.ts";

/** Public sets whose runs say in their names what they are. */
export const RUN_NAMES: readonly RunNames[] = [datablations, quokka, olmo, marin];

/**
 * How runs are named: by a public set, or by a template (`parseTemplate`).
 *
 * @throws UsageError for what is neither.
 * @example
 * findRunNames("olmo").read("OLMo-Ladder-190M-5xC").values.tokens // 19035417600
 */
export function findRunNames(text: string): RunNames {
  if (/[{}]/.test(text)) return parseTemplate(text);
  const found = RUN_NAMES.find(({ id }) => id === text.toLowerCase());
  if (found) return found;
  throw new UsageError(
    `Cannot read names by "${text}": it is neither a public set nor a template`,
    `${suggestion(
      text,
      RUN_NAMES.map(({ id }) => id),
      "sets",
    )}; a template is written '{params}_{epochs}ep'`,
  );
}
