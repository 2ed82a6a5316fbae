import { IsolossError } from "../../errors.ts";
import { format, warning } from "../../fit/diagnostic.ts";
import { fit } from "../../fit/fit.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, FitOptions } from "../../fit/types.ts";
import { chinchilla } from "../../laws/chinchilla.ts";
import type { Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { type Score, score } from "../score.ts";

/** How a base law from elsewhere meets one's own one-epoch runs. */
export interface BaseTransport {
  /** One-epoch rows that it was tried on. */
  rows: number;
  /** Of the base as held. `r2` is of the loss, `r2Log` of its logarithm. */
  held: Score;
  /** Of the same law fitted to those rows: what could be reached; or why it cannot be fitted. */
  refitted: (Score & { theta: Readonly<Record<string, number>> }) | { reason: string };
  diagnostics: readonly Diagnostic[];
}

/** Share by which tokens may exceed the unique tokens of one epoch: logs round. */
const ROUNDED = 0.005;
/** Fewer rows have no R² worth the name. */
const FEWEST = 3;

/** Whether a row has seen no token twice. */
export function isOneEpoch({ tokens, uniqueTokens, epochs }: Observation): boolean {
  if (tokens !== undefined && uniqueTokens !== undefined) return tokens <= uniqueTokens * (1 + ROUNDED);
  return epochs !== undefined && epochs <= 1 + ROUNDED;
}

/**
 * Whether a base law E + A/N^alpha + B/D^beta from elsewhere holds for one's own runs: its R² on those of one epoch, beside that of the same law fitted to them.
 *
 * A base that does not hold leaks into whatever is fitted on top of it (the value of repeats first of all).
 *
 * @param theta E, A, B, alpha and beta, as published or from an earlier fit.
 * @param rows of any epochs, one family; those of one epoch are taken. N in parameters, D in tokens.
 * @param options of the refit.
 * @throws IsolossError where fewer than three rows are of one epoch.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 4, where a base from other runs was held.
 * @example
 * baseTransport(findLaw("data-constrained").published[0].theta, rows, { starts: 4 }).rows > 10 // true
 */
export function baseTransport(
  theta: Readonly<Record<string, number>>,
  rows: readonly Observation[],
  options: Partial<FitOptions> = {},
): BaseTransport {
  const once = rows.filter(isOneEpoch);
  if (once.length < FEWEST)
    throw new IsolossError(
      `Cannot try the base law on one's own runs: ${once.length} of ${rows.length} rows ${once.length === 1 ? "is" : "are"} of one epoch`,
      `add runs that see each token once, at least ${FEWEST}, at several sizes and numbers of tokens`,
    );
  const parameters = Object.fromEntries(chinchilla.parameters.map(({ name }) => [name, theta[name] as number]));
  const held = score(chinchilla, parameters, once, options);
  const refitted = orReason(() => {
    const found = fit(chinchilla, once, options);
    return { ...score(chinchilla, found.estimates, once, options), theta: found.estimates };
  });
  return { rows: once.length, held, refitted, diagnostics: diagnose(held.r2, refitted, once.length) };
}

function diagnose(r2: number, refitted: BaseTransport["refitted"], rows: number): Diagnostic[] {
  if (r2 >= THRESHOLDS.baseR2) return [];
  const reached =
    "reason" in refitted ? `it cannot be refitted there: ${refitted.reason}` : `refitted to them it reaches ${format(refitted.r2)}`;
  return [
    warning(
      "base-not-transported",
      `the base law that is held explains ${format(r2)} of the variance of ${rows} one-epoch rows (R² of the loss); ${reached}`,
      "refit the base, on one-epoch runs first or with everything at once: its misfit leaks into R_D* and R_N*",
    ),
  ];
}
