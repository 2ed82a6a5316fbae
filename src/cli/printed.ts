import { type Diagnostic, type Fit, roundingEffect } from "../index.ts";
import { shownEstimate } from "./fitReport.ts";

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
  return fit.status === "not-converged" ? [] : roundingEffect(fit, { constants: printedConstants(fit) }).diagnostics;
}
