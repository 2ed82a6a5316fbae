import { NUM, type Trainer } from "./grammar.ts";

/** karpathy/llm.c: `main.log` by llmc/logger.h, and what train_gpt2.cu prints. */
export const llmc: Trainer = {
  id: "llm.c",
  title: "llm.c",
  lines: [
    { mark: " tel:", pattern: new RegExp(`^s:(?<step>\\d+) tel:(?<val_loss>${NUM})\\s*$`), tells: "row" },
    { mark: " trl:", pattern: new RegExp(`^s:(?<step>\\d+) trl:(?<train_loss>${NUM})`), tells: "row" },
    { mark: " eval:", pattern: new RegExp(`^s:(?<step>\\d+) eval:(?<hellaswag>${NUM})\\s*$`), tells: "row" },
    // Standing alone, it is of the step that the line before it ended.
    { mark: "val loss ", pattern: new RegExp(`^val loss (?<val_loss>${NUM})\\s*$`), tells: "row", stepBefore: true },
    {
      mark: "| loss ",
      pattern: new RegExp(`(?:^|\\s)step\\s+(?<step>\\d+)/(?<max_steps>\\d+) \\| (?:train )?loss (?<train_loss>${NUM}) `),
      tells: "row",
    },
    {
      mark: "| ",
      pattern:
        /^\| (?<name>sequence length T|total batch size|weight decay|learning rate \(LR\)|train_num_batches|vocab_size V|num_layers L|num_parameters|micro batch size B|max_steps) +\| (?<value>\S+) +\|/,
      tells: "setting",
      named: {
        "sequence length T": "sequence_length",
        // Counted in tokens.
        "total batch size": "tokens_per_step",
        "weight decay": "weight_decay",
        "learning rate (LR)": "learning_rate",
        "vocab_size V": "vocab_size",
        "num_layers L": "num_layers",
        num_parameters: "params",
        "micro batch size B": "micro_batch_size",
      },
    },
  ],
};
