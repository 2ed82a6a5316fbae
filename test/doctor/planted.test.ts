import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import Papa from "papaparse";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { checkSet } from "../../src/doctor/checkSet.ts";
import type { Problem } from "../../src/errors.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import type { Run } from "../../src/run.ts";
import { DATABLATIONS, readText, requires } from "../reference/data.ts";
import { filesIn, read } from "../tree.ts";

// Errors planted in copies of real logs: the doctor finds each by itself, and says nothing of the copies without.

type Cells = Record<string, string>;

/** The datablations runs, each row changed. */
function datablations(change: (cells: Cells, row: number) => Cells): Run[] {
  const rows = Papa.parse<Cells>(readText(DATABLATIONS).trim(), { header: true }).data.map(change);
  const columns = [...new Set(rows.flatMap(Object.keys))];
  return parseLog({ file: "runs.csv", text: Papa.unparse(rows, { columns }) }).runs;
}

type Evaluation = Record<string, unknown>;

const copies = mkdtempSync(join(tmpdir(), "isoloss-planted-"));
after(() => rmSync(copies, { recursive: true }));

/** A copy of a folder of kjv-tiny, its configurations and evaluations changed, as it is read. */
async function kjv(
  folder: string,
  config: (own: Evaluation) => Evaluation,
  line: (own: Evaluation) => Evaluation = (own) => own,
): Promise<Run[]> {
  const copy = mkdtempSync(join(copies, `${folder}-`));
  for (const path of filesIn(`runs/kjv-tiny/${folder}`)) {
    const text = read(path);
    const changed = path.endsWith(".json")
      ? JSON.stringify(config(JSON.parse(text)))
      : text
          .trim()
          .split("\n")
          .map((evaluation) => JSON.stringify(line(JSON.parse(evaluation))))
          .join("\n");
    writeFileSync(join(copy, basename(path)), changed);
  }
  return (await loadRuns([copy])).runs;
}

const codes = (runs: readonly Run[]): Set<string> => new Set(checkRuns(runs).map(({ code }) => code));
const finding = (runs: readonly Run[], code: string): Problem => {
  const found = checkRuns(runs).find((problem) => problem.code === code);
  assert.ok(found, `${code} among ${[...codes(runs)].join(", ")}`);
  return found;
};
const times = (cell: string | undefined, factor: number): string => String(Number(cell) * factor);
const scaled = (own: Evaluation, name: string, factor: number): Evaluation => ({ ...own, [name]: (own[name] as number) * factor });
/** As a log that does not say its unit. */
const silent = ({ loss_unit: _, ...own }: Evaluation): Evaluation => own;

test("kjv-tiny as it is has nothing doubtful, run by run", async () => {
  for (const folder of ["long", "epochs", "one-epoch", "distillation"]) assert.deepEqual(checkRuns(await kjv(folder, silent)), [], folder);
});

test("kjv-tiny in other units: bits, perplexities, parameters in millions, unique tokens in thousands", async () => {
  const inBits = await kjv("long", silent, (own) => scaled(own, "val_loss", 1 / Math.LN2));
  assert.match(finding(inBits, "unit-guess").message, /look like bits\/token/);
  const perplexities = await kjv(
    "long",
    ({ final_val_loss: _, ...own }) => silent(own),
    (own) => ({ ...own, val_loss: Math.exp(own.val_loss as number) }),
  );
  assert.match(finding(perplexities, "unit-guess").message, /look like perplexities/);
  const inMillions = await kjv("long", (own) => scaled(scaled(own, "params", 1e-6), "params_non_embedding", 1e-6));
  assert.match(finding(inMillions, "count-unit").message, /params of 1 of 1 runs is 0\.6986: no language model is so small/);
  assert.match(finding(await kjv("long", (own) => scaled(own, "unique_tokens", 1e-3)), "count-unit").message, /unique_tokens/);
});

test("kjv-tiny with columns exchanged", async () => {
  const counts = await kjv("epochs", ({ params, unique_tokens, ...own }) => ({ ...own, params: unique_tokens, unique_tokens: params }));
  assert.equal(finding(counts, "swapped-columns").severity, "error");
  const embeddings = await kjv("epochs", ({ params, params_non_embedding: inner, ...own }) => ({
    ...own,
    params: inner,
    params_non_embedding: params,
  }));
  assert.match(finding(embeddings, "swapped-columns").message, /params is below params_non_embedding/);
  const losses = await kjv(
    "long",
    ({ final_val_loss: _, ...own }) => own,
    ({ train_loss, val_loss, ...own }) => ({ ...own, train_loss: val_loss, val_loss: train_loss }),
  );
  assert.match(finding(losses, "train-loss").message, /may be exchanged/);
});

test("kjv-tiny with schedules that were cut off, said or not", async () => {
  const half = (own: Evaluation): Evaluation => ({ ...own, planned_epochs: 2 * (own.planned_epochs as number) });
  const unsaid = await kjv("long", ({ complete: _, ...own }) => half(own));
  assert.match(finding(unsaid, "incomplete-run").message, /was cut off after 32 of 64 epochs/);
  assert.match(finding(await kjv("long", half), "incomplete-run").message, /states that it is complete, and ends after 32 of 64 epochs/);
});

test("the datablations runs as they are: one pair of identical losses, and names that are not their rows'", requires(DATABLATIONS), () => {
  const runs = datablations((cells) => cells);
  const found = checkRuns(runs);
  assert.deepEqual(
    found.map(({ code, severity }) => `${severity} ${code}`),
    ["warning identical-losses", ...Array.from({ length: 8 }, () => "note name-disagrees")],
  );
  assert.match(found[0]?.message ?? "", /run "83m60b100m" has the very loss 3\.747091 of run "83m32b100m" at runs\.csv:44/);
  assert.deepEqual(
    checkSet(runs).map(({ code }) => code),
    ["params-not-stated", "seeds-not-stated"],
  );
});

test("the datablations runs in other units", requires(DATABLATIONS), () => {
  const losses = (change: (loss: number) => number): Run[] =>
    datablations((cells) => ({ ...cells, loss: String(change(Number(cells.loss))) }));
  assert.match(
    finding(
      losses((x) => x / Math.LN2),
      "unit-guess",
    ).message,
    /look like bits\/token: .* times what Hoffmann's law gives/,
  );
  assert.match(finding(losses(Math.exp), "unit-guess").message, /look like perplexities/);
  // 4.4 bytes a token.
  assert.match(
    finding(
      losses((x) => x / Math.LN2 / 4.4),
      "unit-guess",
    ).message,
    /look like bits per byte/,
  );
  for (const [name, factor] of [
    ["params", 1e-6],
    ["params", 1e-9],
    ["tokens", 1e-6],
    ["tokens", 1e-9],
    ["unique_tokens", 1e-6],
    ["unique_tokens", 1e-9],
  ] as const)
    assert.equal(
      finding(
        datablations(({ flops_6nd: _, ...cells }) => ({ ...cells, [name]: times(cells[name], factor) })),
        "count-unit",
      ).severity,
      "warning",
      `${name} ${factor}`,
    );
});

test("the datablations runs with columns exchanged", requires(DATABLATIONS), () => {
  const swap = (a: string, b: string): Run[] => datablations((cells) => ({ ...cells, [a]: cells[b] as string, [b]: cells[a] as string }));
  for (const [a, b] of [
    ["params", "tokens"],
    ["tokens", "unique_tokens"],
    ["params", "unique_tokens"],
  ] as const) {
    const { severity, message } = finding(swap(a, b), "swapped-columns");
    assert.equal(severity, "error");
    assert.match(message, new RegExp(`(${a} and ${b}|${b} and ${a}) look exchanged`));
  }
});

test("a datablations run that ended early, said by a flag, by a plan, or by its name alone", requires(DATABLATIONS), () => {
  const early = (change: (cells: Cells) => Cells): Run[] => datablations((cells, row) => (row === 100 ? change(cells) : cells));
  assert.equal(
    finding(
      early((cells) => ({ ...cells, complete: "false" })),
      "incomplete-run",
    ).source.line,
    102,
  );
  assert.equal(
    finding(
      early((cells) => ({ ...cells, planned_epochs: times(cells.epochs, 2) })),
      "incomplete-run",
    ).source.line,
    102,
  );
  const unsaid = early((cells) => ({
    ...cells,
    tokens: times(cells.tokens, 0.6),
    epochs: times(cells.epochs, 0.6),
    flops_6nd: times(cells.flops_6nd, 0.6),
  }));
  const named = checkRuns(unsaid).filter(({ code, source }) => code === "name-disagrees" && source.line === 102);
  assert.match(named[0]?.message ?? "", /tokens, which its name does not say/);
});
