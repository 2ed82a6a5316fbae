import { chinchilla } from "./chinchilla.ts";
import { dataConstrained } from "./dataConstrained.ts";
import type { Law } from "./law.ts";
import { overfitPenalty } from "./overfitPenalty.ts";
import { power } from "./power.ts";
import { weightDecayBowl } from "./weightDecayBowl.ts";

/** Every law that isoloss knows, in the order in which they are shown. */
export const laws: readonly Law[] = [power, chinchilla, dataConstrained, overfitPenalty, weightDecayBowl];
