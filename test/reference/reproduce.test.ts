import assert from "node:assert/strict";
import { test } from "node:test";
import { agrees } from "../../src/reproduce/digits.ts";
import { topics } from "../../src/reproduce/index.ts";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { SOURCES } from "../../src/reproduce/sources.ts";
import { readText, requires } from "./data.ts";

const read = async (file: string): Promise<string | undefined> => (requires(file).skip ? undefined : readText(file));

for (const { id, claims } of topics) {
  const found = reproduce(read, { topics: [id] });
  for (const [i, { quantity, published, data, instead: other, calibrated }] of claims.entries()) {
    const skip = data.map((file) => requires(file).skip).find((reason) => reason !== false) ?? false;
    test(`${id}, ${quantity}: ${published}${other === undefined ? "" : ` comes out as ${other}`}`, { skip }, async () => {
      const row = (await found)[i];
      assert.ok(row?.ours && row.quantity === quantity);
      const said = `${row.ours.join(", ")} against ${other ?? published} (${row.source})`;
      assert.equal(row.verdict, other !== undefined ? "differs" : calibrated ? "calibrated" : "agrees", said);
      if (!claims[i]?.room) assert.ok(agrees(other ?? published, row.ours, other === undefined ? claims[i]?.within : undefined), said);
      assert.equal(row.why, other === undefined ? "" : claims[i]?.why);
    });
  }
  test(`${id}: claims have names of their own, and a reason stands beside what comes out instead`, () => {
    const names = claims.map(({ quantity }) => quantity);
    assert.equal(new Set(names).size, names.length);
    for (const { why, instead, quantity } of claims) assert.equal(why === undefined, instead === undefined, quantity);
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
