import type { FigureKind } from "../src/index.ts";

const STANDARD = ["recipe=standard", "weight_decay=0.1"];
const UNIQUE = "unique_tokens=51200";

/** Conditions of the kinds that do not draw all AR runs. */
const CHOSEN: Readonly<Record<string, readonly string[]>> = {
  "loss-by-epochs": [...STANDARD, UNIQUE],
  "loss-by-params": ["family=ar", "recipe=standard|regularized|ensemble", UNIQUE],
  "weight-decay": ["family=ar", "recipe=standard|regularized", UNIQUE, "epochs=16"],
  "repeated-data": ["family=ar", ...STANDARD, "params=41660|271674|698550", "unique_tokens<=204800"],
  ensembles: ["recipe=ensemble"],
  crossover: ["recipe=standard|regularized"],
  overfit: [...STANDARD, "params=271674", "unique_tokens=25600|51200"],
  "return-on-repetition": STANDARD,
  "value-of-repeats": STANDARD,
  "iso-loss": STANDARD,
  "critical-compute": STANDARD,
  "loss-difference": STANDARD,
};

/** Which of the shipped runs the gallery draws by a kind, and its command asks for. */
export const whereOf = ({ id }: Pick<FigureKind, "id">): readonly string[] => CHOSEN[id] ?? ["family=ar"];
