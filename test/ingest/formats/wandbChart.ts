import type { FormatCase } from "./case.ts";

export const wandbChart: FormatCase = {
  format: "wandb-chart",
  fixtures: [
    {
      path: "wandb-chart/chart.csv",
      runs: [
        { run: "brisk-pond-1", evaluations: 9, first: [0, undefined, 5], last: [400, undefined, 2.887735418186537] },
        { run: "wide - deep-2", evaluations: 5, first: [0, undefined, 5.1], last: [400, undefined, 2.987735418186537] },
      ],
      problems: ["averaged-points"],
    },
  ],
  refused: [
    {
      title: "half a row",
      content: '"Step","a - eval/loss","a - eval/loss__MIN","a - eval/loss__MAX"\n"0","1","1","1"\n"1","2"',
      message: /Cannot match the row/,
      line: 3,
    },
    {
      title: "a chart of the training loss",
      content: '"Step","a - train/loss","a - train/loss__MIN","a - train/loss__MAX"\n"0","1","1","1"\n',
      message: /Cannot find a validation loss: the metrics are train\/loss/,
    },
    {
      title: "two validation losses",
      content: '"Step","a - eval/loss","a - eval/loss__MIN","a - eval/loss__MAX","a - val_loss"\n"0","1","1","1","1"\n',
      message: /Cannot tell which metric is the loss: eval\/loss, val_loss all may/,
    },
  ],
};
