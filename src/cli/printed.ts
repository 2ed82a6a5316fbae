import { type Diagnostic, type Fit, roundingEffect, shownEstimate } from "../index.ts";

/** The constants that a report prints as numbers, with the digits that it gives them. */
export function printedConstants(fit: Fit): Record<string, number> {
  return Object.fromEntries(
    Object.keys(fit.estimates)
      .map((key): [string, number] => [key, Number(shownEstimate(fit, key))])
      .filter(([, value]) => Number.isFinite(value)),
  );
}

/** What the digits of a report do to what is computed from them. */
export function roundingNotes(fit: Fit): readonly Diagnostic[] {
  // What is not printed as a number cannot be rounded by a reader.
  const open = fit.diagnostics.some(({ code }) => code === "not-identified" || code === "at-bound");
  return fit.status === "not-converged" || open ? [] : roundingEffect(fit, { constants: printedConstants(fit) }).diagnostics;
}
