import { type FormatCase, firstPart } from "./case.ts";

const rows: FormatCase["fixtures"][number]["runs"] = [
  {
    run: "r0",
    setup: { params: 1e6 },
    evaluations: 1,
    first: [undefined, 2e7, 3.621039467392805],
    last: [undefined, 2e7, 3.621039467392805],
  },
  {
    run: "r1",
    setup: { params: 1e7 },
    evaluations: 1,
    first: [undefined, 2e8, 3.2288344595180525],
    last: [undefined, 2e8, 3.2288344595180525],
  },
  {
    run: "r2",
    setup: { params: 1e8 },
    evaluations: 1,
    first: [undefined, 2e9, 3.021550601095206],
    last: [undefined, 2e9, 3.021550601095206],
  },
];

export const jsonDocument: FormatCase = {
  format: "json",
  fixtures: [
    { path: "json/rows.json", runs: rows, inFolder: [] },
    { path: "json/runs.json", runs: rows.map((run) => ({ ...run, setup: { tokenizer: "gpt2", ...run.setup } })) },
    {
      path: "json/history.json",
      runs: [
        {
          run: "one",
          setup: { params: 12_345_678, weightDecay: 0.1, complete: true },
          evaluations: 4,
          first: [100, 409_600, 3.621039467392805],
          last: [400, 1_638_400, 2.887735418186537],
        },
      ],
    },
    {
      path: "json/columns.json",
      runs: [
        {
          run: "columns",
          setup: { params: 1e6 },
          evaluations: 4,
          first: [100, undefined, 3.621039467392805],
          last: [400, undefined, 2.887735418186537],
        },
      ],
      inFolder: [],
    },
    {
      path: "json/named.json",
      runs: [
        { run: "wide", evaluations: 4, first: [100, undefined, 3.621039467392805], last: [400, undefined, 2.887735418186537] },
        { run: "deep", evaluations: 4, first: [100, undefined, 3.721039467392805], last: [400, undefined, 2.987735418186537] },
      ],
      inFolder: [],
    },
    {
      // What Levanter's tracker of Weights & Biases leaves beside a checkpoint: one line, which is one document.
      path: "tracker-lines/exp-1/tracker_metrics.jsonl",
      runs: [
        {
          run: "exp-1",
          setup: { complete: true },
          evaluations: 1,
          first: [399, 26_214_400, 2.888849711298324],
          last: [399, 26_214_400, 2.888849711298324],
        },
      ],
    },
  ],
  refused: [
    { title: "a document that is cut off", content: firstPart("json/history.json", 0.6), message: /Cannot read JSON/, line: 56 },
    {
      title: "a broken item",
      content: '[\n  {"run": "a", "val_loss": 3},\n  {"run": "b", "val_loss" 3}\n]',
      message: /Cannot read JSON/,
      line: 3,
    },
    { title: "a list that holds no objects", content: '[\n{"val_loss": 3},\n"b"]', message: /item 2 of the list: "b" is no object/ },
    { title: "an empty list", content: "[]", message: /the list is empty/ },
    {
      title: "no loss",
      content: '[{"run": "a", "accuracy": 0.3}]',
      message: /Cannot find a validation loss: the metrics are run, accuracy/,
    },
    {
      title: "columns of two lengths",
      content: '{"step": [1, 2, 3], "val_loss": [4, 3]}',
      message: /Cannot match the columns: they have step 3, val_loss 2 values/,
    },
    { title: "a hostile depth", content: `[{"a":${"[".repeat(100_000)}`, message: /nests deeper than 64/, line: 1 },
    { title: "a hostile depth of objects", content: `[\n${'{"a":'.repeat(100_000)}`, message: /nests deeper than 64/, line: 2 },
  ],
};
