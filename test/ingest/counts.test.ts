import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, scaled, unitInHeader } from "../../src/ingest/counts.ts";
import { parseLog } from "../../src/ingest/index.ts";

test("counts are written in many ways, and each is the double nearest to what is written", () => {
  const cases: Record<string, number> = {
    "124M": 124e6,
    "1.3B": 1.3e9,
    "350k": 350e3,
    "1.1b": 1.1e9,
    "2 T": 2e12,
    "1_000_000": 1e6,
    "1,000,000": 1e6,
    " 5e8 ": 5e8,
    "0.07b": 70e6,
  };
  for (const [text, value] of Object.entries(cases)) assert.equal(countOf(text), value, text);
  for (const text of ["medium", "1,00", "1,0000", "10M tokens", "0x10", "NaN", "", "1_", "B"]) assert.equal(countOf(text), undefined, text);
  assert.equal(scaled(1e-7, 9), 100);
  assert.equal(scaled(1.1, 9), 1.1e9);
});

test("a header may state the unit of its counts", () => {
  const cases: Record<string, [string, number]> = {
    tokens_b: ["tokens", 9],
    "tokens (B)": ["tokens", 9],
    "params [M]": ["params", 6],
    unique_tokens_b: ["unique_tokens", 9],
    tokens_in_billions: ["tokens", 9],
    "tokens (in trillions)": ["tokens", 12],
    tokens_thousands: ["tokens", 3],
    "params mn": ["params", 6],
  };
  for (const [name, [rest, power]] of Object.entries(cases)) assert.deepEqual(unitInHeader(name), { rest, power }, name);
  for (const name of ["tokens", "params_label", "D_t", "b", "tokensb", "params_nb"]) assert.equal(unitInHeader(name), undefined, name);
});

test("a log in millions and billions is read with a note; beside exact counts such a column is a label", () => {
  const { runs, problems } = parseLog({
    file: "x.csv",
    text: "run,params_m,tokens (B),unique_tokens,loss\na,124,1.3,350M,3\nb,7.1,1.3B,x,3\n",
  });
  assert.deepEqual([runs[0]?.params, runs[0]?.points[0]?.tokens, runs[0]?.uniqueTokens], [124e6, 1.3e9, 350e6]);
  // What is in billions and says billions once more is not guessed at.
  assert.deepEqual([runs[1]?.params, runs[1]?.points[0]?.unreadable], [7.1e6, { tokens: "1.3B", uniqueTokens: "x" }]);
  assert.deepEqual(
    problems.map(({ code, severity, message }) => [code, severity, message]),
    [
      ["counts-scaled", "note", 'params is read from "params_m", times 1e6 as its header says'],
      ["counts-scaled", "note", 'tokens is read from "tokens (B)", times 1e9 as its header says'],
    ],
  );
  const both = parseLog({ file: "x.csv", text: "run,params_nominal_b,params_b,params_exact,loss\na,0.15,0.15,154147328,3\n" });
  assert.equal(both.runs[0]?.params, 154147328);
  assert.deepEqual(both.problems, []);
});

test("other numbers are no counts: a seed of 1k or a label of sizes stays text", () => {
  const [run] = parseLog({ file: "x.csv", text: "run,seed,params_label,loss\na,1k,150M,3\n" }).runs;
  assert.deepEqual([run?.seed, run?.params, run?.points[0]?.unreadable], [undefined, undefined, { seed: "1k" }]);
});
