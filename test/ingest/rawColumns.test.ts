import assert from "node:assert/strict";
import { test } from "node:test";
import { push } from "../../src/ingest/cells.ts";
import { rawColumns } from "../../src/ingest/rawColumns.ts";

test("a log that is too long for its raw columns leaves those out that no quantity is read from, and says which", () => {
  const table = rawColumns({ file: "a.csv" }, 2 ** 20);
  const columns = ["run", "loss", "corpus", "grad_norm", "text"].map((name) => table.add(name));
  for (let i = 0; i < 2 ** 17; i++) {
    const cells = ["a", Math.sin(i), i < 1e5 ? "c4" : "pile", Math.cos(i), `${i}`];
    columns.forEach((column, j) => {
      if (!column.left) push(column.cells, cells[j] ?? null);
    });
    table.endRow(i + 2);
  }
  const { raw, left, problems } = table.end();
  assert.deepEqual(
    raw.raw.map(({ name }) => name),
    ["run", "loss", "corpus"],
  );
  assert.deepEqual(left, ["grad_norm", "text"]);
  assert.deepEqual(
    problems.map(({ code, severity, message }) => [code, severity, /131,072 rows .* grad_norm, text are left out/.test(message)]),
    [["raw-columns-left-out", "note", true]],
  );
  const whole = rawColumns({ file: "a.csv" });
  whole.add("note");
  whole.endRow(2);
  assert.deepEqual(whole.end().problems, []);
});
