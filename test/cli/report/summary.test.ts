import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyLaws } from "../../../src/cli/report/laws.ts";
import type { ReportInput } from "../../../src/cli/report/read.ts";
import { summarySection } from "../../../src/cli/report/summary.ts";
import { findLaw, fit, type Observation } from "../../../src/index.ts";

const law = findLaw("power", { in: "unique_tokens" });

/** What the summary says of a law of losses that come down to E. */
function limitOf(E: number): string {
  const rows = [1, 2, 4, 8, 16, 32, 64].map((step, i): Observation => {
    const wobble = i % 2 === 0 ? 0.002 : -0.002;
    const [run, source] = [`r${i}`, { file: "synthetic" }];
    return { run, source, checkpoint: "final", uniqueTokens: 1e6 * step, loss: E + 3 * step ** -0.4 + wobble, fields: {} };
  });
  const laws = [{ title: "AR", fitted: [{ fit: fit(law, rows, { starts: 16 }) }] }] as unknown as FamilyLaws[];
  const { blocks } = summarySection({ final: [] } as unknown as ReportInput, laws, [], undefined);
  return JSON.stringify(blocks[0]);
}

test("a limit is quoted where the runs identify it, and else said to be none", () => {
  assert.match(limitOf(2), /"limit, AR","(2|1\.99|2\.0)\d* .*nats\/token/);
  assert.match(limitOf(-0.3), /"limit, AR","not identified by these runs, by power/);
});
