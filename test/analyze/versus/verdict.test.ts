import assert from "node:assert/strict";
import { test } from "node:test";
import { type MeasuredLoss, measuredLoss, verdict } from "../../../src/analyze/versus/verdict.ts";
import { UsageError } from "../../../src/errors.ts";
import { measured } from "./measured.ts";

const near = (a: number | undefined, b: number): void => assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-12, `${a} against ${b}`);
const ar = (loss: number, sd?: number): MeasuredLoss => ({ name: "ar", kind: "nll", loss, ...(sd !== undefined && { sd }) });
const mdm = (loss: number, sd?: number): MeasuredLoss => ({ ...ar(loss, sd), name: "mdm", kind: "elbo" });

test("a bound below the exact loss is proof: no looseness reverses it", () => {
  const { difference, interval, lower, strength, gapToFlip, says } = verdict(ar(3.7, 0.03), mdm(3.5, 0.04));
  near(difference, -0.2);
  // 1.959964 · √(.03² + .04²)
  near(interval?.low, -0.2 - 1.959963984540054 * 0.05);
  near(interval?.high, -0.2 + 1.959963984540054 * 0.05);
  assert.deepEqual([lower, strength, gapToFlip], ["mdm", "proof", 0]);
  assert.match(says, /mdm is lower, by its bound already: proof/);
});

test("a bound above the exact loss is an indication, and the gap to flip is how loose it would have to be", () => {
  const { lower, strength, gapToFlip, says } = verdict(ar(3.5, 0.03), mdm(3.75, 0.04));
  assert.deepEqual([lower, strength, gapToFlip], ["ar", "indication", 0.25]);
  assert.match(says, /only if the bound of mdm is loose by more than 0\.250/);
});

test("two exact losses prove either way, two bounds neither", () => {
  const exact = { ...mdm(3.75, 0.01), kind: "nll" as const };
  assert.deepEqual([verdict(ar(3.5, 0.01), exact).strength, verdict(ar(3.5, 0.01), exact).gapToFlip], ["proof", 0]);
  const bound = { ...ar(3.5, 0.01), kind: "elbo" as const };
  const { strength, gapToFlip, says } = verdict(bound, mdm(3.75, 0.01));
  assert.deepEqual([strength, gapToFlip], ["indication", 0.25]);
  assert.match(says, /looser than that of ar by more than 0\.250/);
  assert.equal(verdict(bound, mdm(3.25, 0.01)).lower, "mdm");
  assert.equal(verdict(bound, mdm(3.25, 0.01)).gapToFlip, 0.25);
});

test("noise undecides: 95 % where 99.9 % would not decide", () => {
  assert.equal(verdict(ar(3.5, 0.03), mdm(3.4, 0.04)).strength, "proof");
  const { strength, lower } = verdict(ar(3.5, 0.03), mdm(3.4, 0.04), 0.999);
  assert.deepEqual([strength, lower], ["undecided", undefined]);
});

test("without noise the sign decides and there is no interval; a tie decides nothing", () => {
  assert.deepEqual([verdict(ar(3.5), mdm(3.4)).lower, verdict(ar(3.5), mdm(3.4)).interval], ["mdm", undefined]);
  assert.equal(verdict(ar(3.5, 0.1), mdm(3.4)).interval, undefined);
  assert.equal(verdict(ar(3.5), mdm(3.5)).strength, "undecided");
});

test("unweighted cross-entropy is refused", () => {
  assert.throws(() => verdict(ar(3.5), { ...mdm(3.4), kind: "masked_ce" }), UsageError);
});

test("a measured loss is the mean of its seeds, with noise that falls by their root", () => {
  const rows = [measured("a", { loss: 3 }), measured("b", { loss: 5 })];
  const { loss, sd } = measuredLoss(rows, { name: "ar", kind: "nll", noise: 0.01 });
  near(loss, 4);
  near(sd, 0.04 / Math.SQRT2);
  assert.equal(measuredLoss(rows, { name: "ar", kind: "nll" }).sd, undefined);
});
