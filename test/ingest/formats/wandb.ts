import { type FormatCase, fixtureBytes } from "./case.ts";

const LOG = "wandb/offline-run-20260102_030405-abc123/run-abc123.wandb";

export const wandb: FormatCase = {
  format: "wandb",
  fixtures: [
    {
      path: LOG,
      runs: [
        {
          run: "happy-run-1",
          setup: { params: 124e6, uniqueTokens: 2_048_000, weightDecay: 0.1, dropout: 0.1, vocab: 50_257, complete: true },
          evaluations: 6,
          first: [0, undefined, 4.264911064067352],
          last: [1000, undefined, 3.1258633551055106],
        },
      ],
    },
  ],
  refused: [
    { title: "a file that ends in its first record", content: fixtureBytes(LOG).slice(0, 9), message: /no record of the file is whole/ },
  ],
};
