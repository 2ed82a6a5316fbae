/** The numeric columns that a law may be written in, as properties of an `Observation`. */
export type QuantityName =
  | "params"
  | "tokens"
  | "uniqueTokens"
  | "epochs"
  | "members"
  | "weightDecay"
  | "compute"
  | "loss"
  | "flopsPerToken"
  | "teacherLoss"
  | "weightBits"
  | "activationBits"
  | "kvCacheBits";

/** One quantity of the field: its symbol in formulas, its name in logs, its unit, and the names under which logs are known to carry it. */
export interface Quantity {
  /** Name in formulas. */
  symbol: string;
  /** Property of an `Observation`. */
  name: QuantityName;
  /** Column header: the same word in snake_case. */
  column: string;
  /** Words for an axis or a table. */
  title: string;
  unit: string;
  /** TeX of the symbol. */
  tex: string;
  /** Whether figures draw it on a logarithmic axis. */
  log: boolean;
}

/** The glossary of quantities, in the order in which tables show them. */
export const QUANTITIES: readonly Quantity[] = [
  { symbol: "N", name: "params", column: "params", title: "Parameters", unit: "parameters", tex: "N", log: true },
  { symbol: "D", name: "tokens", column: "tokens", title: "Tokens seen", unit: "tokens", tex: "D", log: true },
  { symbol: "U", name: "uniqueTokens", column: "unique_tokens", title: "Unique tokens", unit: "tokens", tex: "U", log: true },
  {
    symbol: "epochs",
    name: "epochs",
    column: "epochs",
    title: "Epochs",
    unit: "passes over the unique tokens",
    tex: "\\mathrm{epochs}",
    log: true,
  },
  { symbol: "K", name: "members", column: "members", title: "Ensemble members", unit: "models", tex: "K", log: true },
  { symbol: "lambda", name: "weightDecay", column: "weight_decay", title: "Weight decay", unit: "1", tex: "\\lambda", log: true },
  { symbol: "C", name: "compute", column: "compute", title: "Training compute", unit: "FLOP", tex: "C", log: true },
  {
    symbol: "M",
    name: "flopsPerToken",
    column: "flops_per_token",
    title: "Training FLOP a token",
    unit: "FLOP/token",
    tex: "M",
    log: true,
  },
  { symbol: "L", name: "loss", column: "loss", title: "Loss", unit: "nats/token", tex: "L", log: false },
  { symbol: "LT", name: "teacherLoss", column: "teacher_loss", title: "Teacher loss", unit: "nats/token", tex: "L_T", log: false },
  { symbol: "Pw", name: "weightBits", column: "weight_bits", title: "Bits of weights", unit: "bits", tex: "P_w", log: false },
  { symbol: "Pa", name: "activationBits", column: "activation_bits", title: "Bits of activations", unit: "bits", tex: "P_a", log: false },
  {
    symbol: "Pkv",
    name: "kvCacheBits",
    column: "kv_cache_bits",
    title: "Bits of keys and values",
    unit: "bits",
    tex: "P_{kv}",
    log: false,
  },
];

/** The quantity that a formula writes as `symbol`, or undefined. */
export function quantity(symbol: string): Quantity | undefined {
  return QUANTITIES.find((q) => q.symbol === symbol);
}
