import { type FormatCase, firstPart } from "./case.ts";

const STATE = "trainer-state/tiny-gpt2/trainer_state.json";
const state = (history: object[]): string =>
  JSON.stringify({ best_metric: null, global_step: 2, log_history: history, max_steps: 4 }, null, 2);

export const trainerState: FormatCase = {
  format: "trainer-state",
  fixtures: [
    {
      path: STATE,
      runs: [
        {
          run: "tiny-gpt2",
          // 128 sequences of 32 tokens, three times.
          setup: { plannedEpochs: 3, uniqueTokens: 4096, complete: true },
          evaluations: 6,
          first: [8, 2048, 4.0342888832092285],
          last: [48, 12_288, 4.042594909667969],
        },
      ],
    },
    {
      path: "trainer-state/tiny-gpt2/checkpoint-32/trainer_state.json",
      runs: [
        {
          run: "tiny-gpt2",
          setup: { plannedEpochs: 3, uniqueTokens: 4096, complete: false },
          evaluations: 4,
          first: [8, 2048, 4.0342888832092285],
          last: [32, 8192, 4.040148735046387],
        },
      ],
    },
  ],
  refused: [
    { title: "a state that is cut off", content: firstPart(STATE, 0.5), message: /Cannot read JSON/, line: 107 },
    { title: "a history without an entry", content: state([]), message: /the history of the training is empty/ },
    {
      title: "a training that is never evaluated",
      content: state([{ step: 1, loss: 4.1, epoch: 0.1, grad_norm: 1 }]),
      message: /Cannot find a validation loss: the metrics are step, loss, epoch, grad_norm/,
    },
    {
      title: "several validation sets, none of them the whole",
      content: state([{ step: 1, eval_c4_loss: 4.1, eval_wiki_loss: 4.2 }]),
      message: /Cannot tell which metric is the loss: eval_c4_loss, eval_wiki_loss all may/,
    },
    { title: "a hostile depth", content: `{"global_step":1,"log_history":[${"[".repeat(200)}`, message: /nests deeper than 64/, line: 1 },
  ],
};
