import { DATA_THRESHOLDS } from "../dataThresholds.ts";

/** Every threshold of the checks and diagnostics, in one place. */
export const THRESHOLDS = {
  ...DATA_THRESHOLDS,
  /** Newton decrement relative to the objective at which a search has arrived. */
  arrived: 1e-12,
  /** The same for each start of the census, a thousandth of what tells two optima apart; the best is then searched to the end. */
  arrivedStart: 1e-9,
  /** The same for refits of resamples, whose answers are used to about three digits. */
  arrivedResample: 1e-8,
  /** Objectives within this relative distance are one optimum. */
  sameOptimum: 1e-6,
  /** A search that ends this near its start, relative, has not moved. */
  unmoved: 1e-9,
  /** Share of starts that must agree before the census is called clear. */
  agreement: 0.5,
  /** A second optimum this close in relative objective is a rival. */
  rival: 0.01,
  /** Smallest eigenvalue of the unit-diagonal Hessian below which a direction is flat. */
  flat: 1e-9,
  /** Two numbers of repeats within this share are one. */
  sameRepeats: 0.01,
  /** Effective tokens above those seen by more than this share count repeats as worth more than fresh tokens. */
  worthMore: 1e-4,
  /** At one epoch a law that differs from its base law by less than this, nats/token, is the base law. */
  oneEpoch: 0.001,
  /** Chance at which families, or levels of unique tokens, are said to differ. */
  differ: 0.05,
  /** R² on one's own one-epoch runs below which a base law from elsewhere does not hold. */
  baseR2: 0.9,
  /** A positive parameter whose interval spans more than this factor is not identified. */
  decades: 10,
  /** Residuals below this share of the seed noise follow noise. */
  quiet: 0.5,
  /** Share of refits that may lack a quantity (a critical compute) where its value is quoted. */
  lacking: 0.05,
  /** Decades outside the rows from which a prediction is called an extrapolation. */
  extrapolates: 0.1,
  /** Final losses end above an earlier one by more than this many seed standard deviations: they rise. */
  rise: 3,
  /** A law whose limit is below this share of its highest prediction has no floor to speak of. */
  floor: 0.01,
  /** Monte-Carlo samples of a bound up to which its noise is said. */
  fewSamples: 1,
  /** Rise that counts where no seed noise is known, nats/token. */
  riseNats: 0.01,
  /** Fewer independent runs than this, and rows are not resampled: the bootstrap is parametric. */
  fewRuns: 8,
  /** Factor between the ends of a limit's interval from which on it is no number to compare. */
  limitSpan: 1.25,
  /** Share of refits that may fail before intervals are in error. */
  failedRefits: 0.05,
  /** The second algorithm agrees when its objective is this close, relative. */
  confirmed: 1e-6,
  /** Rows above which the starts are searched on every k-th row, and only their ends on all. */
  censusRows: 10_000,
  /** Rows above which the second algorithm (an interpreter) is not run. */
  confirmRows: 5000,
  /** Rows within Huber's threshold for each parameter from which the sandwich is believed: a p × p matrix from k rows is known to about √(p/k). */
  insidePerParameter: 20,
  /** Clusters above which none is left out in turn for BCa. */
  jackknife: 2000,
  /**
   * Widths of two kinds of interval differ by more than this factor: where the law holds, Huber's loss alone makes 1.25 and simulations up to 1.6;
   * a 95 % interval 1.75 times too narrow misses one time in four.
   */
  kindsDisagree: 1.75,
  /** A positive parameter whose interval by curvature spans more than this factor has no bound by curvature. */
  unbounded: 1e6,
  /** Residuals that spread further than seeds by more than this factor hold misfit, which a new run will show too. */
  misfit: 1.5,
  /** Share of residuals inside Huber's threshold, beside the one a parameter that any fit meets, below which the loss is nearly that of least absolute deviations. */
  insideDelta: 0.05,
  /** |correlation| of two estimates, on the scale that is solved for, above which they trade off. */
  correlation: 0.99,
  /** Condition number of the approximate curvature, scaled to a unit diagonal, that is warned of. */
  condition: 1e7,
  /** p value, after correction for the number of tests, below which signs or trends of residuals are no chance. */
  residuals: 0.001,
  /** Intraclass correlation of residuals above which runs that share a column are not independent. */
  intraclass: 0.3,
  /** An estimate is sensitive when it moves by more than this many half widths of its interval. */
  moved: 1,
  /** Where rows are left out: by this many times what fewer rows explain as well, in the same unit (twice is four standard errors). */
  unexplained: 2,
  /** The same between a third and three times delta: in 40 simulations of chinchilla's design it was 0.7 at most. */
  movedByDelta: 0.75,
  /** The same where a few runs are dropped: half a half width is about one standard error. */
  influence: 0.5,
  /** At most so many of the worst runs are dropped, and at most this share of them. */
  worstRuns: [10, 0.1],
  /** So many of them, and this share, are few: a fit ought not to rest on them. */
  fewWorst: [5, 0.04],
  /** Levels of a quantity up to which each is left out in turn. */
  groupLevels: 12,
  /** Two laws this many standard errors apart in held-out error (or two settings in loss), or less, are not told apart. */
  apart: 2,
  /** Exponent of a law in size or members above which its tail decides nothing: fits of falling tails give 0.2 to 1.6. */
  runaway: 3,
  /** Scatter of results about their trend that is more than this factor beyond their own noise: chance alone makes it in one of twenty with one degree of freedom. */
  scatter: 2,
  /** Change of a headline number by rounded constants that is said. */
  rounding: 0.1,
  /** Fall of the best loss for twice the compute below which more compute is said to have stopped helping, nats/token. */
  stopFall: 0.001,
} as const;
