import assert from "node:assert/strict";
import { test } from "node:test";
import { table, tableOfKnown } from "../src/textTable.ts";

test("a table keeps a column that holds nothing, and its head where it has no row; a table of what is known leaves such columns out", () => {
  const head = ["run", "remark", "loss"];
  const rows = [
    ["a", "", "3.1"],
    ["bb", "", "12.25"],
  ];
  assert.equal(table(head, rows), "run  remark   loss\na              3.1\nbb           12.25");
  assert.equal(table(head, [], "  "), "  run  remark  loss");
  assert.equal(tableOfKnown(head, rows), "run   loss\na      3.1\nbb   12.25");
});
