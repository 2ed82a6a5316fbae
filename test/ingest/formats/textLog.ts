import type { FormatCase } from "./case.ts";

export const textLog: FormatCase = {
  format: "text-log",
  fixtures: [
    {
      path: "text-log/nanogpt.txt",
      runs: [
        {
          run: "nanogpt",
          setup: { params: 10_650_000, weightDecay: 0.1, dropout: 0.1, complete: true },
          evaluations: 5,
          first: [0, 0, 5],
          // 4 accumulations × 12 sequences × 256 tokens a step.
          last: [400, 400 * 12_288, 2.8877],
        },
      ],
      problems: ["tokens-derived"],
    },
    {
      path: "text-log/modded-nanogpt.txt",
      runs: [
        { run: "modded-nanogpt", setup: { complete: true }, evaluations: 3, first: [0, undefined, 5], last: [250, undefined, 3.1122] },
      ],
    },
    {
      path: "text-log/gpt2-124m/main.log",
      runs: [{ run: "gpt2-124m", evaluations: 4, first: [0, undefined, 5], last: [60, undefined, 3.9187] }],
    },
    {
      path: "text-log/llmc.out",
      runs: [
        {
          run: "llmc",
          setup: { params: 124_475_904, weightDecay: 0.1, learningRate: 6e-4, vocab: 50_257, complete: true },
          evaluations: 4,
          first: [0, 0, 5],
          last: [60, 60 * 524_288, 3.918737],
        },
      ],
      problems: ["tokens-derived"],
    },
    {
      path: "text-log/megatron.log",
      runs: [
        {
          run: "megatron",
          setup: { params: 125_226_240, weightDecay: 0.1, learningRate: 3e-4, seed: 1234, complete: true },
          evaluations: 3,
          first: [100, 100 * 16 * 2048, 3.621039],
          last: [300, 300 * 16 * 2048, 3.021551],
        },
      ],
      problems: ["log-restarted", "tokens-derived"],
    },
    {
      path: "text-log/nemo.out",
      runs: [{ run: "nemo", evaluations: 3, first: [20, undefined, 4.466], last: [60, undefined, 3.919] }],
    },
    {
      path: "text-log/nemo2.log",
      runs: [{ run: "nemo2", setup: { learningRate: 3e-4 }, evaluations: 2, first: [20, undefined, 4.466], last: [40, undefined, 4.143] }],
      // The batch is stated, and not the sequence.
      problems: ["tokens-unknown"],
    },
    {
      path: "text-log/levanter.log",
      runs: [{ run: "levanter", setup: { complete: true }, evaluations: 3, first: [200, undefined, 3.229], last: [600, undefined, 2.719] }],
      problems: ["steps-approximate"],
    },
    {
      path: "text-log/maxtext.log",
      runs: [
        {
          run: "base",
          setup: { params: 1.104e9, weightDecay: 0.1, complete: true },
          evaluations: 3,
          // The step numbered 19 is the twentieth.
          first: [19, 20 * 32 * 2048, 4.466],
          last: [59, 60 * 32 * 2048, 3.919],
        },
      ],
      problems: ["tokens-derived"],
    },
    {
      path: "text-log/olmo.log",
      runs: [
        {
          run: "olmo",
          setup: { complete: true },
          evaluations: 2,
          first: [200, 200 * 4_194_304, 3.229],
          last: [400, 400 * 4_194_304, 2.888],
        },
      ],
    },
  ],
  refused: [
    {
      title: "a training that is never evaluated",
      content: "iter 0: loss 4.1, time 12.00ms, mfu -100.00%\niter 10: loss 4.0, time 12.00ms, mfu -100.00%\n",
      message: /Cannot find a validation loss: the metrics are step, train_batch_loss/,
    },
    {
      title: "a head without a step",
      content: "------------------------ arguments ------------------------\n  seed ............................................ 1\n",
      message: /Cannot find an evaluation in the log of Megatron-LM: it ends before the first step/,
    },
    {
      title: "evaluations of several sets, none of them the whole",
      content: "[step=5/9]\n    eval/c4/CrossEntropyLoss=3.1\n    eval/pile/CrossEntropyLoss=3.2\n",
      message: /Cannot tell which metric is the loss: eval\/c4\/CrossEntropyLoss, eval\/pile\/CrossEntropyLoss all may/,
    },
  ],
};
