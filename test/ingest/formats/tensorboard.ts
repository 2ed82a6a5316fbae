import { type FormatCase, fixtureBytes } from "./case.ts";

const EVENTS = "tensorboard/kinds/events.out.tfevents.1700000000.host.1.0";

export const tensorboard: FormatCase = {
  format: "tensorboard",
  fixtures: [
    {
      path: EVENTS,
      runs: [
        {
          run: "kinds",
          setup: { seed: 7, tokenizer: "gpt2", dropout: 0.1 },
          evaluations: 1,
          first: [7, undefined, 3.5],
          last: [7, undefined, 3.5],
        },
      ],
    },
  ],
  refused: [
    {
      title: "a file that ends in its first record",
      content: fixtureBytes(EVENTS).slice(0, 20),
      message: /no record of the file is whole/,
    },
  ],
};
