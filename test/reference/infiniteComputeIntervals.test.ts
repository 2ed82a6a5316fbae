import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reproduction } from "../../src/reproduce/claim.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { readText, requires } from "./data.ts";

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
