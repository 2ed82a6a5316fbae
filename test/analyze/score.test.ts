import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "../../src/analyze/score.ts";
import { accuracySigmoid } from "../../src/laws/accuracySigmoid.ts";
import type { Example } from "../../src/laws/law.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { rowsOf } from "../rows.ts";

test("a law of another response is scored on that response", () => {
  const { theta, design } = accuracySigmoid.example as Example;
  const exact = score(accuracySigmoid, theta, rowsOf(simulate(accuracySigmoid, theta, design, 0, 1)));
  assert.ok(Math.abs(exact.r2 - 1) < 1e-12 && exact.objective < 1e-20, JSON.stringify(exact));
});
