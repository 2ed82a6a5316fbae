import assert from "node:assert/strict";
import { test } from "node:test";
import { lawBounds } from "../../../src/analyze/versus/lawBounds.ts";
import { fit } from "../../../src/fit/fit.ts";
import type { Fit } from "../../../src/fit/types.ts";
import { chinchilla } from "../../../src/laws/chinchilla.ts";
import { findLaw } from "../../../src/laws/find.ts";
import { QUICK, simulated } from "../../checks/case.ts";

const rows = simulated(chinchilla);
const codes = (fitted: Fit): string[] => lawBounds(fitted).diagnostics.map(({ code }) => code);
const whole = fit(chinchilla, rows, QUICK);

test("a law with a floor is bounded below by its E, a law without one is said to fall to nothing", () => {
  const { bounds, diagnostics } = lawBounds(whole);
  assert.equal(bounds[0]?.floor, whole.estimates.E);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(codes(fit(findLaw("A/N^alpha + B/D^beta"), rows, QUICK)), ["no-floor"]);
  assert.deepEqual(codes(fit(chinchilla, rows, { ...QUICK, fixed: { E: 1e-3 } })), ["no-floor"]);
});

test("predictions above ln(vocab) are said, those below are not", () => {
  const highest = lawBounds(whole).bounds[0]?.highest as number;
  const at = (guessing: number): string[] =>
    codes(
      fit(
        chinchilla,
        rows.map((row) => ({ ...row, vocab: Math.exp(guessing) })),
        QUICK,
      ),
    );
  assert.deepEqual(at(highest - 1e-3), ["predicts-above-guessing"]);
  assert.deepEqual(at(highest + 1e-3), []);
});

test("groups of a fit with separate parameters are bounded each", () => {
  const both = [
    ...rows.map((row) => ({ ...row, family: "ar" as const })),
    ...rows.map((row) => ({ ...row, run: `${row.run}m`, loss: row.loss + 1, family: "mdm" as const })),
  ];
  const fitted = fit(chinchilla, both, { ...QUICK, separate: { parameters: ["E"], by: "family" } });
  assert.deepEqual(
    lawBounds(fitted).bounds.map(({ level, floor }) => [level, floor]),
    [
      ["ar", fitted.estimates["E[ar]"]],
      ["mdm", fitted.estimates["E[mdm]"]],
    ],
  );
});
