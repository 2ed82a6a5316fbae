import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, UsageError } from "../../src/errors.ts";
import type { Observation } from "../../src/run.ts";
import { columnsOf, field } from "../../src/table/column.ts";
import { where } from "../../src/table/where.ts";

const row = (over: Partial<Observation>): Observation => ({
  run: "r",
  source: { file: "f" },
  checkpoint: "final",
  loss: 3,
  fields: {},
  ...over,
});
const rows = [
  row({
    run: "a",
    family: "ar",
    params: 1e6,
    uniqueTokens: 50_000,
    seed: 0,
    fields: { kept_by_replication: 1, size: "7M", "Data Mix": "c4" },
  }),
  row({ run: "b", family: "mdm", params: 1.5e9, uniqueTokens: 100_000, fields: { kept_by_replication: 0, teacher: ["a", "c"] } }),
  row({ run: "c", family: "ar", params: 3e8, uniqueTokens: 200_000, seed: 2, fields: { kept_by_replication: 1, flag: true } }),
];

const cases: [conditions: string[], kept: string][] = [
  [["family=ar"], "ac"],
  [["family=ar|mdm"], "abc"],
  [["family != ar"], "b"],
  [["U<=100k"], "ab"],
  [["unique_tokens>50k", "uniqueTokens<200k"], "b"],
  [["N=1.5B"], "b"],
  [["params>=3e8"], "bc"],
  [["params=1M|300M"], "ac"],
  [["kept_by_replication=1"], "ac"],
  [["size=7M"], "a"],
  [["size>6999999"], "a"],
  [["data_mix=c4"], "a"],
  [["teacher=c"], "b"],
  [["flag=true"], "c"],
  [["seed="], "b"],
  [["seed!="], "ac"],
  [["seed=0|"], "ab"],
  [["seed<1"], "a"],
  [[], "abc"],
];
for (const [conditions, kept] of cases)
  test(`where ${conditions.join(" and ")}`, () =>
    assert.equal(
      where(rows, conditions)
        .map((r) => r.run)
        .join(""),
      kept,
    ));

for (const text of ["family", "=ar", "family==ar", "params>big", "params>1|2", "", "params>"])
  test(`a condition that cannot be read: "${text}"`, () => assert.throws(() => where(rows, [text]), UsageError));

test("an unknown column says what was meant, or lists the columns", () => {
  assert.throws(
    () => where(rows, ["famly=ar"]),
    (e: UsageError) => e instanceof UsageError && e.hint === 'did you mean "family"?',
  );
  assert.throws(
    () => where(rows, ["zzzzzz=1"]),
    (e: UsageError) => /kept_by_replication/.test(e.hint ?? ""),
  );
  assert.throws(() => where(rows, ["constructor=1"]), UsageError);
});

test("conditions that keep nothing say which values there are", () => {
  const refuses = (condition: string, hint: string) =>
    assert.throws(
      () => where(rows, [condition]),
      (e: IsolossError) => e instanceof IsolossError && !(e instanceof UsageError) && e.hint === hint,
    );
  refuses("family=gpt", "family is ar, mdm");
  refuses("U=51k", "U is 50000, 100000, 200000");
  refuses("members=5", "no row states members");
});

test("field reads glossary names, symbols and raw columns; columnsOf lists them", () => {
  const [a] = rows;
  assert.ok(a);
  assert.deepEqual(
    ["N", "params", "U", "unique-tokens", "Data Mix", "datamix", "toString", "epochs"].map((name) => field(a, name)),
    [1e6, 1e6, 50_000, 50_000, "c4", "c4", undefined, undefined],
  );
  assert.equal(field(row({ fields: { family: "random" } }), "family"), "random");
  assert.deepEqual(columnsOf(rows).slice(0, 4), ["run", "family", "loss", "params"]);
});
