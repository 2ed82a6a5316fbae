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

test("what is assumed of either side keeps a lower bound from being proof, and is named", () => {
  const silent = { ...mdm(3.5, 0.01), assumed: ["loss_weight"] };
  const { lower, strength, assumed, gapToFlip, says } = verdict(ar(3.7, 0.01), silent);
  assert.deepEqual([lower, strength, assumed, gapToFlip], ["mdm", "indication", ["mdm loss_weight"], 0]);
  assert.match(says, /proof only if what is not logged is as assumed \(mdm loss_weight\)/);
  assert.deepEqual(verdict(ar(3.7, 0.01), mdm(3.5, 0.01)).assumed, []);
  assert.equal(verdict({ ...ar(3.7, 0.01), assumed: ["tokenizer"] }, mdm(3.5, 0.01)).strength, "indication");
});

test("the lowest of many losses needs more than one: its tail is shared among them", () => {
  // Φ⁻¹(1 − .025/10) = 2.807034; 1.959964 on the side of the other.
  const { interval } = verdict(ar(3.7, 0.03), { ...mdm(3.5, 0.04), lowestOf: 10 });
  near(interval?.low, -0.2 - 1.959963984540054 * 0.05);
  assert.ok(Math.abs((interval?.high ?? 0) - (-0.2 + 2.8070337683438042 * 0.05)) < 1e-9);
  const close = mdm(3.58, 0.04);
  assert.deepEqual([verdict(ar(3.7, 0.03), close).lower, verdict(ar(3.7, 0.03), { ...close, lowestOf: 10 }).lower], ["mdm", undefined]);
});

test("a noise known from few seeds counts by Student's t with Welch's degrees of freedom", () => {
  const few = (loss: MeasuredLoss, degreesOfFreedom: number): MeasuredLoss => ({ ...loss, degreesOfFreedom });
  // Equal variances: ν = (2σ²)²/(2·σ⁴/2) = 4; t(.975, 4) = 2.776445.
  const { interval } = verdict(few(ar(3.7, 0.03), 2), few(mdm(3.5, 0.03), 2));
  assert.ok(Math.abs((interval?.high ?? 0) - (-0.2 + 2.7764451051977987 * 0.03 * Math.SQRT2)) < 1e-9);
});

test("without noise the sign decides, there is no interval and no proof; a tie decides nothing", () => {
  assert.deepEqual([verdict(ar(3.5), mdm(3.4)).strength, verdict(ar(3.5, 0.1), mdm(3.4)).strength], ["indication", "indication"]);
  assert.match(verdict(ar(3.5), mdm(3.4)).says, /the noise is not known/);
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
