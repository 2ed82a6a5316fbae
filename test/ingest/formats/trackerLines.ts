import type { FormatCase } from "./case.ts";

export const trackerLines: FormatCase = {
  format: "tracker-lines",
  fixtures: [
    {
      path: "tracker-lines/events.jsonl",
      runs: [
        {
          run: "tracker-lines",
          setup: { seed: 7, weightDecay: 0.1, complete: true },
          evaluations: 4,
          first: [99, 6_553_600, 3.6269232983991984],
          last: [399, 26_214_400, 2.888849711298324],
        },
      ],
    },
    {
      path: "tracker-lines/history.jsonl",
      runs: [{ run: "tracker-lines", evaluations: 4, first: [100, 819_200, 3.621039467392805], last: [400, 3_276_800, 2.887735418186537] }],
    },
  ],
  refused: [
    { title: "half a line", content: '{"step":1,"eval":{"loss":4}}\n{"step":2,"eval":{"lo', message: /Cannot read JSON/, line: 2 },
    {
      title: "rows of training alone",
      content: '{"step":1,"train":{"loss":4}}\n{"step":2,"train":{"loss":3}}\n',
      message: /Cannot find a validation loss: the metrics are step, train\/loss/,
    },
    {
      title: "a configuration alone",
      content: '{"config":{"lr":1}}\n{"config":{"lr":2}}\n',
      message: /the lines hold configurations only/,
    },
    { title: "a hostile depth", content: `{"eval":{"loss":3}}\n{"a":${"[".repeat(100_000)}`, message: /nests deeper than 64/, line: 2 },
  ],
};
