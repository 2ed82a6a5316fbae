import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reproduction } from "../../src/reproduce/claim.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { readTable, readText, requires } from "./data.ts";

// "Done when" of the issue: beside every number of section 10 an interval where a degree of freedom is left, and `exact` where none is.

const needed = requires("infinite-compute/runs_200m.csv");
const found = needed.skip ? undefined : reproduce(async (file) => readText(file), { topics: ["infinite-compute"] });

async function row(quantity: string): Promise<Reproduction> {
  return (await found)?.find((one) => one.quantity === quantity) ?? assert.fail(quantity);
}

test("every number of the topic says how sure it is: as many intervals as numbers, each around its number", needed, async () => {
  for (const { quantity, ours = [], uncertainty } of (await found) ?? []) {
    assert.ok(uncertainty, quantity);
    if (uncertainty.kind !== "interval") continue;
    assert.equal(uncertainty.intervals.length, ours.length, quantity);
    for (const [i, { low, high, level }] of uncertainty.intervals.entries()) {
      assert.equal(level, 0.95);
      assert.ok(low <= (ours[i] as number) && (ours[i] as number) <= high, `${quantity}: ${low} to ${high}`);
    }
    assert.ok(uncertainty.degreesOfFreedom === undefined || uncertainty.degreesOfFreedom > 0, quantity);
  }
});

test(
  "degrees of freedom are losses less unknowns: 4 − 3 of four sizes, 6 − 3 of six, 4 − 2 with alpha held, 5 − 3 members; 3 − 3 and 2 − 2 are exact",
  needed,
  async () => {
    const left = async (quantity: string): Promise<number | string | undefined> => {
      const { uncertainty } = await row(quantity);
      return uncertainty?.kind === "interval" ? uncertainty.degreesOfFreedom : uncertainty?.kind;
    };
    assert.equal(await left("regularized law in N: E"), 1);
    assert.equal(await left("all six sizes: alpha, E"), 3);
    assert.equal(await left("alpha held at 1: E"), 2);
    assert.equal(await left("follow-up split, law in K, ensemble 600M: A, alpha, E"), 2);
    assert.equal(await left("leave one out, without 1.4B: E"), "exact");
    assert.equal(await left("law in K, 300M, 16 epochs: A, alpha (given E)"), "exact");
  },
);

test(
  "the interval of the law in N is that of 12000 refits by scipy: A .0132 to .1459, alpha .517 to 1.574, E 3.312 to 3.473",
  needed,
  async () => {
    const { uncertainty } = await row("regularized law in N: A, alpha, E");
    assert.ok(uncertainty?.kind === "interval");
    const scipy = [
      [0.0132, 0.1459],
      [0.517, 1.574],
      [3.312, 3.473],
    ];
    // Ends of a spread with one degree of freedom move so much from 12000 draws to the next.
    const room = [
      [0.003, 0.02],
      [0.06, 0.08],
      [0.025, 0.003],
    ];
    for (const [i, { low, high }] of uncertainty.intervals.entries())
      for (const [j, end] of [low, high].entries()) {
        const wanted = scipy[i]?.[j] as number;
        assert.ok(Math.abs(end - wanted) <= (room[i]?.[j] as number), `${end} against ${wanted}`);
      }
  },
);

test("a limit that four scattered points hardly bound gives a data efficiency without an upper end", needed, async () => {
  const { uncertainty } = await row("data efficiency, K → ∞, then N → ∞: D'/D");
  assert.ok(uncertainty?.kind === "interval");
  const [{ low, high } = { low: 0, high: 0 }] = uncertainty.intervals;
  assert.equal(high, Number.POSITIVE_INFINITY);
  assert.ok(low > 1 && low < 5.12, `${low}`);
});

test("ends of draws agree with those of other draws within the standard errors of both, and the rule is said", needed, async () => {
  // scipy, 8000 draws: ends, and standard errors of ends of 200 draws (2000 resamples of these 8000).
  const scipy = {
    E: { ends: [3.40885, 3.4463], errors: [0.002, 0.00143] },
    alpha: { ends: [0.87424, 1.16111], errors: [0.01255, 0.01407] },
  };
  for (const [name, { ends, errors }] of Object.entries(scipy)) {
    const { ours = [], rule, verdict } = await row(`noise of .005 on each loss: ${name}, 5 and 95 %`);
    assert.match(rule, /^within 2 standard errors/);
    assert.equal(verdict, "agrees");
    for (const [i, end] of ours.entries()) {
      // Errors of 2000 draws and of 8000.
      const error = (errors[i] as number) * Math.sqrt(200 / 2000 + 200 / 8000);
      assert.ok(Math.abs(end - (ends[i] as number)) < 3 * error, `${name}: ${end} against ${ends[i]}`);
    }
  }
});

test(
  "an efficiency by the printed law has the range of its rounding: 3.03 lies in it, and the rounded law gives 3.00",
  needed,
  async () => {
    const { ours = [], uncertainty } = await row("data efficiency, 300M, K → ∞: D'/D");
    assert.ok(uncertainty?.kind === "rounding");
    // (A/(limit − E))^(1/alpha)/.2097152 at the corners of what rounds to A 1.30, alpha .23, E 1.89.
    const limit = readTable("infinite-compute/ensemble_asymptotes.csv").find(
      (one) => one.hparam_policy === "single-model-hparams" && one.params_label === "300M" && one.unique_tokens === "209715200",
    );
    const at = (A: number, alpha: number, E: number): number => (A / (Number(limit?.asymptote_k_inf) - E)) ** (1 / alpha) / 0.2097152;
    const corners = [1.295, 1.305].flatMap((A) => [0.225, 0.235].flatMap((alpha) => [1.885, 1.895].map((E) => at(A, alpha, E))));
    assert.equal(uncertainty.ranges[0]?.low.toFixed(9), Math.min(...corners).toFixed(9));
    assert.equal(uncertainty.ranges[0]?.high.toFixed(9), Math.max(...corners).toFixed(9));
    assert.ok((uncertainty.ranges[0]?.low as number) < 3.0 && (uncertainty.ranges[0]?.high as number) > 3.03 && (ours[0] as number) < 3.01);
  },
);
