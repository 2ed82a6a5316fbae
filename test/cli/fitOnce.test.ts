import assert from "node:assert/strict";
import { test } from "node:test";
import { fitOnce } from "../../src/cli/report/fitOnce.ts";
import { findLaw, type Observation } from "../../src/index.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { observations } from "../../src/table/observations.ts";
import { chinchillaCsv } from "./isoloss.ts";

test("a report fits one law to the same rows once, and anew where rows, law or options are others", async () => {
  const fitting = fitOnce();
  const rows = observations(parseLog({ file: "runs.csv", text: chinchillaCsv() }).runs).observations;
  const { signal } = new AbortController();
  const fitted = (law: string, own: readonly Observation[], seed = 0) => fitting(findLaw(law), own, { bootstrap: 0, seed }, signal);
  const first = await fitted("chinchilla", rows);
  assert.equal(await fitted("chinchilla", [...rows]), first);
  assert.equal(await fitting(findLaw("chinchilla"), rows, { bootstrap: 0, seed: 0, tied: {} }, signal), first);
  for (const other of [fitted("kaplan", rows), fitted("chinchilla", rows.slice(1)), fitted("chinchilla", rows, 1)])
    assert.notEqual(await other, first);
});
