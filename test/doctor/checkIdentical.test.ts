import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIdentical } from "../../src/doctor/checkIdentical.ts";
import { parseLog } from "../../src/ingest/index.ts";
import type { Run } from "../../src/run.ts";

const of = (rows: readonly string[]): Run[] => parseLog({ file: "runs.csv", text: `run,params,tokens,loss\n${rows.join("\n")}\n` }).runs;
const found = (runs: readonly Run[]): string[] => checkIdentical(runs).map(({ source, message }) => `${source.line} ${message}`);

/** How often anything of the runs is looked at. */
function counted(runs: readonly Run[]): { runs: Run[]; looks: () => number } {
  let looks = 0;
  const seen = runs.map((run) => {
    const get = (target: Run, name: string | symbol): unknown => {
      looks++;
      return Reflect.get(target, name);
    };
    return new Proxy(run, { get });
  });
  return { runs: seen, looks: () => looks };
}

test("many runs of one loss are looked at a few times each", () => {
  const shared = (n: number, last: string, id = (i: number) => `r${i}`): Run[] =>
    of([...Array.from({ length: n }, (_, i) => `${id(i)},${1e6 + i},1e9,${last}`), "other,1e9,1e9,2.0000001"]);
  for (const last of ["3.25", "3.2512345"]) {
    const [few, many] = [100, 1000].map((n) => {
      const { runs, looks } = counted(shared(n, last));
      checkIdentical(runs);
      return looks();
    }) as [number, number];
    assert.ok(many < 15 * few, `${last}: ${few} looks at 100 runs, ${many} at 1000`);
  }
});

test("a run is named with the first before it of another id and setup", () => {
  const rest = Array.from({ length: 200 }, (_, i) => `s${i},1e8,1e9,${2 + (i * 7919) / 1e5}`);
  const copies = ["a,1e8,1e9,3.1234567", "a,2e8,1e9,3.1234567", "b,1e8,1e9,3.1234567", "b,2e8,1e9,3.1234567", "c,2e8,1e9,3.1234567"];
  assert.deepEqual(
    found(of([...rest, ...copies])).map((text) => /^(\d+) run "(\w+)" .* of run "(\w+)" at runs.csv:(\d+)/.exec(text)?.slice(1)),
    [
      ["204", "b", "a", "203"],
      ["205", "b", "a", "202"],
      ["206", "c", "a", "202"],
    ],
  );
});

test("curves that are the same count from three evaluations, whatever digits they have", () => {
  const curve = (id: string, params: string, losses: readonly string[]): string[] =>
    losses.map((loss, i) => `${id},${params},${i + 1}e9,${loss}`);
  const runs = of([
    ...curve("a", "1e8", ["4.1", "3.5", "3.2"]),
    ...curve("b", "2e8", ["4.1", "3.5", "3.2"]),
    ...curve("c", "3e8", ["4.2", "3.5", "3.2"]),
  ]);
  assert.match(found(runs).join("\n"), /^\d+ run "b" has the very 3 losses of run "a" at runs\.csv:2, and another setup$/);
  assert.deepEqual(found(of([...curve("a", "1e8", ["3.5", "3.2"]), ...curve("b", "2e8", ["3.5", "3.2"])])), []);
});
