/** Every threshold of the checks of runs and rows, in one place; the table of all, `THRESHOLDS`, holds them too. */
export const DATA_THRESHOLDS = {
  /** Stated epochs and tokens may differ from tokens/unique_tokens, and a plan from what was seen, by this share. */
  epochs: 0.02,
  /** Logged compute is taken for 6·N·D between these ratios. */
  compute: [0.8, 1.25],
  /** Loss above which no tokenizer's uniform guess lies (ln of 7e10 entries), nats/token. */
  absurd: 25,
  /** Equal losses of this many significant digits are no chance. */
  digits: 6,
  /** Equal losses are no chance where fewer pairs than this would agree, were losses spread evenly over their range. */
  chance: 0.1,
  /** Share of runs up to which those with the very loss of another are called copies; more are losses that come in steps. */
  copies: 0.02,
  /** Best losses whose median is above this are no nats/token of a trained model (ln of 22,000 entries). */
  perplexity: 10,
  /** Best losses whose median is below this are low for nats/token, and usual for bits per byte. */
  bitsPerByte: 1.2,
  /** First losses this near log2(vocab), relative, are those of an untrained model in bits. */
  untrained: 0.05,
  /** Entries up to which a vocabulary is one of bytes or characters, whose losses are low. */
  smallVocab: 1000,
  /** First share of a run's tokens in which the learning rate may still rise. */
  warmUp: 0.05,
  /** Rows to which tracking services sample a history: Weights & Biases' history, TensorBoard's scalars, Weights & Biases' charts. */
  sampledRows: [500, 1000, 1500],
} as const;
