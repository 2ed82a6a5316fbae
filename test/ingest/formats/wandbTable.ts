import type { FormatCase } from "./case.ts";

const one = (run: string, k: number, loss: number, complete: boolean): FormatCase["fixtures"][number]["runs"][number] => ({
  run,
  setup: { params: k * 1e7, weightDecay: 0.1, complete },
  evaluations: 1,
  first: [k * 1000, k * 524_288_000, loss],
  last: [k * 1000, k * 524_288_000, loss],
});

export const wandbTable: FormatCase = {
  format: "wandb-table",
  fixtures: [
    {
      path: "wandb-table/runs.csv",
      runs: [
        one("sweep-0", 1, 2.5386045381641473, true),
        one("sweep-1", 2, 2.3454354977780687, true),
        one("sweep-2", 3, 2.2558100135106303, false),
      ],
      problems: ["run-without-loss"],
    },
  ],
  refused: [
    { title: "half a row", content: "Name,State,eval/loss\na,finished,3\nb,fin", message: /Cannot match the row/, line: 3 },
    {
      title: "no loss",
      content: "Name,State,accuracy\na,finished,0.3\n",
      message: /Cannot find a validation loss: the metrics are Name, State, accuracy/,
    },
  ],
};
