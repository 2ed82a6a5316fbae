import type { FormatCase } from "./case.ts";

export const csv: FormatCase = {
  format: "csv",
  fixtures: [
    {
      path: "csv/runs.csv",
      runs: [
        {
          run: "r0",
          setup: { params: 1e6, weightDecay: 0.1 },
          evaluations: 1,
          first: [undefined, 2e7, 3.62104],
          last: [undefined, 2e7, 3.62104],
        },
        {
          run: "r1",
          setup: { params: 1e7, weightDecay: 0.1 },
          evaluations: 1,
          first: [undefined, 2e8, 3.22883],
          last: [undefined, 2e8, 3.22883],
        },
        {
          run: "r2",
          setup: { params: 1e8, weightDecay: 0.1 },
          evaluations: 1,
          first: [undefined, 2e9, 3.02155],
          last: [undefined, 2e9, 3.02155],
        },
      ],
    },
  ],
  refused: [
    { title: "half a row", content: "run,params,loss\na,1e6,3\nb,2e6\n", message: /Cannot match the row to the header/, line: 3 },
    { title: "a quote that is never closed", content: 'run,loss\na,"3\n', message: /a quoted cell is never closed/, line: 2 },
    { title: "a header alone", content: "run,params,loss\n", message: /Cannot find any row/ },
  ],
};
