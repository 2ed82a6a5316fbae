import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, type Observation, recipes, seedLimits } from "../../../src/index.ts";

// Ensembles by the seeds in which their members differ, by laws without noise.

const COMMON = { checkpoint: "final", params: 3e8, uniqueTokens: 2e8, epochs: 16, weightDecay: 1.6 } as const;
type Seeds = (member: number) => Observation["fields"];

/** Four members and their nested ensembles of two, three and four; L(K) = E + 0.2/K. */
function set(name: string, E: number, seeds: Seeds, more: Partial<Observation> = {}): Observation[] {
  const runs = [0, 1, 2, 3].map((i) => `${name}${i}`);
  const row = (run: string, loss: number, line: number): Observation => ({
    ...COMMON,
    run,
    loss,
    source: { file: "seeds.csv", line },
    fields: {},
    ...more,
  });
  return [
    ...runs.map((run, i) => ({ ...row(run, E + 0.2, i), recipe: "regularized" as const, fields: seeds(i) })),
    ...[2, 3, 4].map((members) => ({
      ...row(`${name}-K${members}`, E + 0.2 / members, 4 + members),
      recipe: "ensemble" as const,
      members,
      memberRuns: runs.slice(0, members),
    })),
  ];
}

const both: Seeds = (i) => ({ train_seed: i, data_seed: i });
const initialisation: Seeds = (i) => ({ init_seed: i, data_seed: 42 });
const order: Seeds = (i) => ({ train_seed: 0, data_seed: i });
const three = [...set("a", 3.3, both), ...set("b", 3.36, initialisation), ...set("c", 3.32, order)];

test("each kind of seed has the limit of its own ensembles, from the members' own runs on", async () => {
  const found = await seedLimits(three, { replicates: 10 });
  assert.deepEqual(
    found.map(({ varied, params }) => [varied, params]),
    [
      ["both", 3e8],
      ["initialisation", 3e8],
      ["order", 3e8],
    ],
  );
  for (const [i, expected] of [3.3, 3.36, 3.32].entries()) {
    const limit = found[i]?.limit;
    assert.ok(limit && "fit" in limit);
    assert.ok(Math.abs((limit.limit.value as number) - expected) < 1e-5);
    assert.deepEqual([...new Set(limit.fit.observations.map(({ members }) => members))].sort(), [1, 2, 3, 4]);
    assert.equal(limit.freedom, 1);
  }
});

test("settings and sizes are kept apart, and what is too little for a law says so in its place", async () => {
  const other = set("d", 3.5, order, { weightDecay: 0.8 });
  const found = await seedLimits([...three, ...other.filter((row) => (row.members ?? 1) < 3)], { replicates: 10 });
  const last = found.filter(({ varied }) => varied === "order");
  assert.equal(last.length, 2);
  assert.ok(last[1] && "reason" in last[1].limit && /2 numbers of members \(K = 1, 2\)/.test(last[1].limit.reason));
});

test("members that share a seed in part are of no kind; without both seeds nothing can be told", async () => {
  const mixed = set("e", 3.3, (i) => ({ train_seed: i, data_seed: i % 2 }));
  // Its ensemble of two differs in both seeds, those of three and four in neither way.
  const found = await seedLimits([...three, ...mixed], { replicates: 10 });
  assert.equal(found.filter(({ limit }) => "fit" in limit && limit.fit.observations.some(({ run }) => run.startsWith("e"))).length, 1);
  for (const seeds of [(i: number) => ({ seed: i }), (i: number) => ({ data_seed: i })])
    await assert.rejects(
      seedLimits(set("f", 3.3, seeds)),
      (error) =>
        error instanceof IsolossError &&
        /of 3 ensembles none has members that state both seeds/.test(error.message) &&
        error.hint !== undefined,
    );
});

test("the comparison of recipes carries them, or the reason", async () => {
  const [at] = (await recipes(three, { replicates: 10 })).at;
  assert.ok(at && !("reason" in at.seeds) && at.seeds.length === 3);
  const [bare] = (
    await recipes(
      set("g", 3.3, () => ({})),
      { replicates: 10 },
    )
  ).at;
  assert.ok(bare && "reason" in bare.seeds && /which seed/.test(bare.seeds.reason));
});
