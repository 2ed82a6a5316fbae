import type { FormatCase } from "./case.ts";

const version = {
  run: "embeddings/version_0",
  evaluations: 6,
  first: [9, undefined, 2.8793954849243164],
  last: [59, undefined, 2.7906768321990967],
} as const;

export const lightning: FormatCase = {
  format: "lightning",
  fixtures: [
    {
      path: "lightning/embeddings/version_0/metrics.csv",
      runs: [version],
      // hparams.yaml lies beside it.
      inFolder: [{ ...version, setup: { weightDecay: 0.1, learningRate: 0.01 } }],
    },
  ],
  refused: [
    {
      title: "half a row",
      content: "epoch,step,train_loss,val_loss\n0,4,2.9,\n0,9,,2.8\n0,14,2",
      message: /Cannot match the row/,
      line: 4,
    },
    {
      title: "a training that is never evaluated",
      content: "epoch,step,train_loss,lr\n0,4,2.9,\n0,9,,0.1\n0,14,2.8,\n",
      message: /Cannot find a validation loss: the metrics are epoch, step, train_loss, lr/,
    },
  ],
};
