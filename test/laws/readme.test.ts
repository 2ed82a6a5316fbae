import assert from "node:assert/strict";
import { test } from "node:test";
import { laws } from "../../src/laws/index.ts";
import { lawsTable } from "../../src/laws/lawsTable.ts";
import { quantity } from "../../src/quantities.ts";
import { read } from "../tree.ts";

test("the README has the registry's table of laws", () => {
  const [, shown] = /<!-- isoloss laws --markdown -->\n([\s\S]*?)<!-- \/isoloss laws --markdown -->/.exec(read("README.md")) ?? [];
  assert.equal(shown?.trim(), lawsTable(laws), "put the output of `isoloss laws --markdown` between the marks in README.md");
});

test("the README names the column of every quantity that a law reads", () => {
  for (const symbol of new Set(laws.flatMap((law) => law.quantities)))
    assert.ok(read("README.md").includes(`\`${quantity(symbol)?.column}\``), symbol);
});

test("docs/laws.md names no law that is not there, but those that it says are left out", () => {
  const known = new Set(laws.map((law) => law.id));
  const [, left = ""] = /## Left out\n([\s\S]*?)(?=\n## )/.exec(read("docs/laws.md")) ?? [];
  const named = [...read("docs/laws.md").matchAll(/`([a-z]+(?:-[a-z0-9]+)+)`/g)].map(([, id]) => id as string);
  assert.deepEqual(
    named.filter((id) => !known.has(id) && !left.includes(`\`${id}\``)),
    [],
  );
});
