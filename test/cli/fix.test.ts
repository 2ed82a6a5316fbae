import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, isoloss } from "./isoloss.ts";

const rows = [5e7, 2e8, 1e9, 4e9].flatMap((N) => [1e9, 4e9, 2e10].flatMap((U) => [1, 2, 8, 30].map((epochs) => ({ N, U, epochs }))));
const loss = (N: number, U: number, epochs: number): number =>
  1.87 + 520 / N ** 0.35 + 1490 / (U * (1 + 12 * (1 - Math.exp(-(epochs - 1) / 12)))) ** 0.36;
const csv = `run,params,unique_tokens,epochs,tokens,loss\n${rows.map(({ N, U, epochs }, i) => `r${i},${N},${U},${epochs},${U * epochs},${loss(N, U, epochs)}\n`).join("")}`;

test("--fix published:SET:NAMES holds parameters as published", async () => {
  const dir = folder({ "runs.csv": csv });
  const { code, stdout, stderr } = await isoloss(
    ["fit", "data-constrained", "runs.csv", "--fix", "published:c4:A,alpha", "--fix", "RN=1e5", "--bootstrap", "0", "--json"],
    dir,
  );
  assert.equal(code, 0, stderr);
  const { options } = JSON.parse(stdout) as { options: { fixed: Record<string, number> } };
  assert.deepEqual(options.fixed, { A: Math.exp(6.255414), alpha: 0.3526596, RN: 1e5 });
});

test("an unknown set or name says what there is", async () => {
  const dir = folder({ "runs.csv": csv });
  const set = await isoloss(["fit", "data-constrained", "runs.csv", "--fix", "published:c5:A"], dir);
  assert.equal(set.code, 2);
  assert.match(set.stderr, /Cannot hold parameters at published set "c5".*\n.*c4/s);
  const name = await isoloss(["fit", "data-constrained", "runs.csv", "--fix", "published:c4:Q"], dir);
  assert.equal(name.code, 2);
  assert.match(name.stderr, /it does not state Q/);
});

test("--fix-from freezes what an earlier fit has estimated", async () => {
  const dir = folder({ "runs.csv": csv });
  const base = await isoloss(["fit", "chinchilla", "runs.csv", "--where", "epochs=1", "--bootstrap", "0", "-o", "base.json"], dir);
  assert.equal(base.code, 0, base.stderr);
  const { code, stdout, stderr } = await isoloss(
    ["fit", "data-constrained", "runs.csv", "--fix-from", "base.json", "--bootstrap", "0", "--json"],
    dir,
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /held from base.json: E, A, B, alpha, beta/);
  const { estimates } = JSON.parse(stdout) as { estimates: Record<string, number> };
  assert.ok(Math.abs((estimates.RD as number) / 12 - 1) < 0.05, String(estimates.RD));
  const foreign = await isoloss(["fit", "weight-decay-bowl", "runs.csv", "--fix-from", "missing.json"], dir);
  assert.equal(foreign.code, 1);
  assert.match(foreign.stderr, /missing.json: Cannot read a fit: no such file/);
});

test("predict takes the quantity from the published set, and warns outside its range or where none is stated", async () => {
  const k = await isoloss(["predict", "power", "--set", "infinite-compute-ensemble-300m", "--at", "K=3"]);
  assert.equal(k.code, 0, k.stderr);
  const far = await isoloss(["predict", "data-constrained", "--set", "prabhudesai-ar", "--at", "N=1e8,U=1e8,epochs=1e5"]);
  assert.match(far.stderr, /epochs lies up to 2\.1 decades outside/);
  const unstated = await isoloss(["predict", "quokka-rising", "--set", "quokka", "--at", "N=1e9,U=1e9,D=1e10"]);
  assert.match(unstated.stderr, /the authors of "quokka" do not state where it holds/);
});
