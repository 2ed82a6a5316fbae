import { IsolossError } from "../../errors.ts";
import { format, warning } from "../../fit/diagnostic.ts";
import { fit } from "../../fit/fit.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic, FitOptions } from "../../fit/types.ts";
import { chinchilla } from "../../laws/chinchilla.ts";
import type { Observation } from "../../run.ts";
import { orReason } from "../outcome.ts";
import { type Score, score } from "../score.ts";
import { optimalSize } from "./optimalSize.ts";

/** A base law on some one-epoch rows. */
export interface BaseScore {
  rows: number;
  /** Of the base as given. `r2` is of the loss, `r2Log` of its logarithm. */
  held: Score;
  /** Of the same law fitted to those rows: what could be reached; or why it cannot be fitted. */
  refitted: (Score & { theta: Readonly<Record<string, number>> }) | { reason: string };
}

/** How a base law meets one's own one-epoch runs with N up to U_N, by which it is judged: there a law of repeated data is its base. */
export interface BaseTransport extends BaseScore {
  /** On all one-epoch runs: above U_N a law of excess parameters lies above its base, so a base that holds may miss them. */
  all: BaseScore;
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
 * Whether a base law E + A/N^alpha + B/D^beta holds for one's own runs: its R² on those of one epoch with N up to U_N, beside that of the same law fitted to them.
 *
 * A base that does not hold leaks into whatever is fitted on top of it (the value of repeats first of all).
 *
 * @param theta E, A, B, alpha and beta, as published or from a fit; U_N is theirs.
 * @param rows of any epochs, one family; those of one epoch are taken. N in parameters, D in tokens.
 * @param options of the refit.
 * @throws IsolossError where fewer than three rows are of one epoch with N up to U_N.
 * @see Muennighoff et al. 2023, arXiv:2305.16264, section 4, where a base from other runs was held, and eq. 14 for U_N.
 * @example
 * baseTransport({ E: 1.8, A: 480, B: 410, alpha: 0.3, beta: 0.4 }, rows, { starts: 4 }).all.rows > 10 // true
 */
export function baseTransport(
  theta: Readonly<Record<string, number>>,
  rows: readonly Observation[],
  options: Partial<FitOptions> = {},
): BaseTransport {
  const once = rows.filter(isOneEpoch);
  const fed = once.filter(({ params = 0, tokens = 0 }) => params <= optimalSize(theta, tokens) * (1 + ROUNDED));
  if (fed.length < FEWEST)
    throw new IsolossError(
      `Cannot try the base law on one's own runs: ${once.length} of ${rows.length} rows ${once.length === 1 ? "is" : "are"} of one epoch${once.length < FEWEST ? "" : `, and ${fed.length} of them ${fed.length === 1 ? "has" : "have"} N up to the optimal size U_N of their tokens, where a law is its base`}`,
      `add runs that see each token once, at least ${FEWEST}, at several sizes that their tokens can feed and numbers of tokens`,
    );
  const own = tried(theta, fed, options);
  const all = fed.length === once.length ? own : tried(theta, once, options);
  return { ...own, all, diagnostics: diagnose(own) };
}

function tried(theta: Readonly<Record<string, number>>, rows: readonly Observation[], options: Partial<FitOptions>): BaseScore {
  const parameters = Object.fromEntries(chinchilla.parameters.map(({ name }) => [name, theta[name] as number]));
  const refitted = orReason(() => {
    const found = fit(chinchilla, rows, options);
    return { ...score(chinchilla, found.estimates, rows, options), theta: found.estimates };
  });
  return { rows: rows.length, held: score(chinchilla, parameters, rows, options), refitted };
}

function diagnose({ held: { r2 }, refitted, rows }: BaseScore): Diagnostic[] {
  if (r2 >= THRESHOLDS.baseR2) return [];
  const reached =
    "reason" in refitted ? `it cannot be refitted there: ${refitted.reason}` : `refitted to them it reaches ${format(refitted.r2)}`;
  return [
    warning(
      "base-not-transported",
      `the base law explains ${format(r2)} of the variance of ${rows} one-epoch rows with N up to U_N (R² of the loss); ${reached}`,
      "refit the base, on one-epoch runs first or with everything at once: its misfit leaks into R_D* and R_N*",
    ),
  ];
}
