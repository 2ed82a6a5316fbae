/** Every threshold of the fit's diagnostics, in one place. */
export const THRESHOLDS = {
  /** Newton decrement relative to the objective at which a search has arrived. */
  arrived: 1e-12,
  /** The same for refits of resamples, whose answers are used to about three digits. */
  arrivedResample: 1e-8,
  /** Objectives within this relative distance are one optimum. */
  sameOptimum: 1e-6,
  /** Share of starts that must agree before the census is called clear. */
  agreement: 0.5,
  /** A second optimum this close in relative objective is a rival. */
  rival: 0.01,
  /** Smallest eigenvalue of the unit-diagonal Hessian below which a direction is flat. */
  flat: 1e-9,
  /** A positive parameter whose interval spans more than this factor is not identified. */
  decades: 10,
  /** Share of draws at a bound that makes an interval one-sided. */
  atBound: 0.025,
  /** A quantity with an exponent wants at least this many distinct values. */
  levels: 3,
  /** |correlation of logarithms| of two quantities: warned above the first, refused above the second. */
  collinear: [0.98, 0.99999],
  /** Final losses end above an earlier one by more than this many seed standard deviations: they rise. */
  rise: 3,
  /** Rise that counts where no seed noise is known, nats/token. */
  riseNats: 0.01,
  /** Fewer independent runs than this, and rows are not resampled: the bootstrap is parametric. */
  fewRuns: 8,
  /** The second algorithm agrees when its objective is this close, relative. */
  confirmed: 1e-6,
  /** Rows above which the second algorithm (an interpreter) is not run. */
  confirmRows: 5000,
} as const;
