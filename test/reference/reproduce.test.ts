import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees } from "../../src/reproduce/digits.ts";
import { topics } from "../../src/reproduce/index.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { SOURCES } from "../../src/reproduce/sources.ts";
import { readText, requires } from "./data.ts";

/** What comes out of the claims that do not come out as printed, by independent refits with scipy; every other claim agrees. */
const INSTEAD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chinchilla: {
    "A, 240 points": "477.826",
    "B, 240 points": "2143.417",
    "alpha, 240 points": "0.3473105",
    "beta, 240 points": "0.3671724",
    "objective at the printed constants": "0.00102284277346",
  },
  muennighoff: {
    "Galactica's best split: N, D, epochs": "38.2e9, 1.415e12, 13.35",
    "table 1, decay of N only: objective at the published point": "0.03297673",
    "table 1, decay of N only: RN at the minimum": "0.74",
    "table 1, decay of D only: RD at the minimum": "2.9149",
    "table 1, eq. 14: objective at the published point": "0.015825935",
    "table 1, eq. 14: RD, RN at the minimum": "95.3652, 1.7059",
    "table 1, eq. 10 (geometric): R² at the published point": "0.7987254",
    "table 1, eq. 10 (geometric): delta_D, delta_N at the minimum": "0.01048, 0.36738",
    "table 1, eq. 18 (explicit exponential): r_D, r_N at the minimum": "0.01053, 0.45789",
    "table 1, eq. 22 (decay of exponents): RD, RN at the minimum": "27012, 919",
    "base law on 62 runs with D/U ≤ 2.5: ln A, ln B, ln E, alpha": "6.4540, 8.0242, 0.6400, 0.3596",
  },
  prabhudesai: {
    "R_D* of AR": "19.4",
    "R_D* of MDM": ">1e300",
    "critical compute at 100M: R_N*(AR) 38, E dropped": "2.05e19",
    "critical compute at 100M: R_N*(AR) 55.16, E kept": "7.91e19",
    "critical compute at 100M: R_N*(AR) 55.16, E dropped": "3.16e19",
    "exponent of U: R_N*(AR) 38, E kept": "2.32",
    "exponent of U: R_N*(AR) 38, E dropped": "2.07",
    "exponent of U: R_N*(AR) 55.16, E kept": "2.36",
    "exponent of U: R_N*(AR) 55.16, E dropped": "2.07",
  },
  "infinite-compute": {
    "regularized law in N: alpha": "1.012",
    "law of those limits in unique tokens (1e9): A, alpha, E": "0.9617, 0.2281, 1.7984",
    "data efficiency, 300M, K → ∞: D'/D": "3.002",
    "data efficiency, K → ∞, then N → ∞: D'/D": "5.118",
    "data efficiency, regularized, N → ∞: D'/D'0, as in the code": "2.275",
    "data efficiency, best regularized 1.4B: D'/D'0, as in the code": "2.077",
    "data efficiency, 300M, K → ∞: D'/D'0, as in the code": "2.986",
    "data efficiency, K → ∞, then N → ∞: D'/D'0, as in the code": "5.092",
  },
  diffusion: {
    "Quokka: exponent of C in the optimal N, from the printed law": "0.4993",
    "Quokka, table 3: most useful epochs, N 1e9, U 1e7 to 1e15": "…, …, 246, …, …, …, …, …, …",
    "Quokka, table 3: median of ours over printed, 64 cells of 10 epochs and more": "0.93",
    "Quokka, table 4: best N with the best epochs, U 1e7 to 1e15":
      "4.3344e7, 1.0613e8, 2.6018e8, 6.3827e8, 1.5666e9, 3.8462e9, 9.4454e9, 2.3199e10, 5.6983e10",
    "Quokka, table 4: best epochs there": "229.1, 344.5, 517.1, 775.6, 1162.7, 1742.2, 2609.9, 3909.1, 5854.3",
    "Nie: the same for MDM as quoted": "0.629",
    "Nie: times the compute of AR that MDM needs for its best loss": "15.3",
    "von Rütte, masked: exponent of C in the optimal D, alpha/(alpha + beta)": "0.443",
    "von Rütte, low-uniform: exponent of C in the optimal D, alpha/(alpha + beta)": "0.479",
    "von Rütte, balanced: exponent of C in the optimal D, alpha/(alpha + beta)": "0.498",
    "von Rütte, high-uniform: exponent of C in the optimal D, alpha/(alpha + beta)": "0.466",
    "von Rütte, uniform: exponent of C in the optimal D, alpha/(alpha + beta)": "0.469",
  },
};

const read = async (file: string): Promise<string | undefined> => (requires(file).skip ? undefined : readText(file));

for (const { id, claims } of topics) {
  const found = reproduce(read, { topics: [id] });
  const instead = INSTEAD[id] ?? {};
  for (const [i, { quantity, published, data }] of claims.entries()) {
    const skip = data.map((file) => requires(file).skip).find((reason) => reason !== false) ?? false;
    const other = instead[quantity];
    test(`${id}, ${quantity}: ${published}${other === undefined ? "" : ` comes out as ${other}`}`, { skip }, async () => {
      const row = (await found)[i];
      assert.ok(row?.ours && row.quantity === quantity);
      const said = `${row.ours.join(", ")} against ${other ?? published} (${row.source})`;
      assert.equal(row.verdict, other === undefined ? "agrees" : "differs", said);
      assert.ok(agrees(other ?? published, row.ours, other === undefined ? claims[i]?.within : undefined), said);
      assert.equal(row.why === "", other === undefined);
      assert.notEqual(row.why, "not explained");
    });
  }
  test(`${id}: claims have names of their own, and only those that differ say what comes out instead`, () => {
    const names = claims.map(({ quantity }) => quantity);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      Object.keys(instead).filter((name) => !names.includes(name)),
      [],
    );
    for (const { data } of claims)
      for (const file of data)
        assert.ok(
          SOURCES.some((source) => source.file === file),
          file,
        );
  });
}

test("without data, what follows from printed numbers is still compared, and the rest says that it needs data", async () => {
  const found = await reproduce(async () => undefined);
  for (const { data, verdict, ours } of found)
    if (data.length > 0) assert.deepEqual([verdict, ours], ["no data", undefined]);
    else assert.ok(verdict !== "no data" && ours);
  assert.ok(found.filter(({ verdict }) => verdict === "agrees").length > 15);
});
