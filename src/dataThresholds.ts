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
  /** Counts of parameters or tokens below this are in millions or billions: no language model is so small, and no text. */
  fewest: 1e4,
  /** Tokens a parameter of every published run lie well within these (0.01 to 6e4). */
  tokensPerParam: [1e-3, 1e6],
  /** Passes over the unique tokens above which one of the two counts is in another unit (2e3 were run). */
  mostEpochs: 1e5,
  /** Typical tokens a parameter of runs on fresh data below which the two columns may be swapped. */
  freshTokensPerParam: 0.1,
  /** Columns in other places fit together within this share where they were swapped. */
  swapped: 0.005,
  /** Training losses above the held-out ones by this share, where data repeat, are the held-out ones. */
  trainAbove: 0.05,
  /** Exact losses on words, of runs of at most this many epochs, are 0.9 to 1.2 times those of Hoffmann's law. */
  freshEpochs: 4,
  /** Typical losses above this many times those of Hoffmann's law may be bits (1.44 times nats). */
  bits: 1.35,
  /** Rise of the loss from one evaluation to the next that is a spike: of its logarithm, and over the largest of the three changes before. */
  spike: [0.05, 4],
  /** Share of runs that must show one sign before it is said of their file. */
  most: 0.9,
  /** Sizes in names and labels are rounded by this share at most. */
  label: 0.1,
  /** Names of so many runs of a file, and this share of them, say a quantity before one that does not is odd. */
  named: [8, 0.95],
  /** A run whose last evaluation is this near the end of its plan has come to its end. */
  finished: 0.995,
  /** Rows of one setup at growing tokens that are checkpoints of one training: at even steps, and at any. */
  checkpoints: [4, 10],
  /** A run may end beyond its planned epochs by this share: plans and places are rounded. */
  beyondPlan: 0.05,
  /** A quantity with an exponent wants at least this many distinct values. */
  levels: 3,
  /** Decades that a quantity with an exponent wants to span. */
  span: 0.5,
  /** |correlation of logarithms| of two quantities: warned above the first, refused above the second. */
  collinear: [0.98, 0.99999],
  /** Parameters below which embeddings are so large a share that whether N counts them must be stated. */
  smallModel: 1e8,
  /** Rows to which tracking services sample a history: Weights & Biases' history, TensorBoard's scalars, Weights & Biases' charts. */
  sampledRows: [500, 1000, 1500],
} as const;
