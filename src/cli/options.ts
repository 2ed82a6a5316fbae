/** Options that several commands share. */
export const json = { json: { type: "boolean", default: false, describe: "Print JSON" } } as const;

/** What logs hold, where they do not say it themselves. */
export const mapping = {
  map: { type: "string", array: true, describe: "Which column holds a quantity: loss=val_ce,params=N (repeatable)" },
  name: {
    type: "string",
    array: true,
    requiresArg: true,
    describe:
      "What the names of runs state: '{params}_{epochs}ep_wd{weight_decay}', or a set: datablations, quokka, olmo, marin (repeatable)",
  },
  runs: {
    type: "string",
    requiresArg: true,
    describe: "A CSV of what holds of runs, whatever their logs say: run (id or pattern), params, …",
  },
  "loss-unit": {
    type: "string",
    requiresArg: true,
    describe: "The unit of losses whose log states none: bits/token, bits/byte, perplexity, …",
  },
  "bytes-per-token": { type: "number", requiresArg: true, describe: "Bytes of a token, where the log does not state them" },
} as const;

/** Logs of scores, which have no loss. */
export const scores = {
  "instead-of-loss": {
    type: "string",
    array: true,
    describe: "A column that stands where a log has no loss, as an accuracy; it is not checked as one",
  },
} as const;

/** Which rows of the logs. */
export const selection = {
  ...mapping,
  where: {
    type: "string",
    array: true,
    describe: 'Keep rows that meet a condition: family=ar|mdm, "params>=50M" (repeatable, all must hold)',
  },
  checkpoint: { type: "string", choices: ["final", "best", "every"], default: "final", describe: "Which evaluation of a run is its row" },
  params: { type: "string", choices: ["total", "non-embedding"], default: "total", describe: "Which count of parameters N is" },
  incomplete: { type: "boolean", default: false, describe: "Take runs that were cut off as final too" },
} as const;

export const quantityIn = {
  in: { type: "string", describe: "The quantity of a one-quantity law: params, members, unique_tokens, … or its symbol" },
} as const;

export const level = { level: { type: "number", default: 0.95, describe: "Share of draws inside an interval" } } as const;
