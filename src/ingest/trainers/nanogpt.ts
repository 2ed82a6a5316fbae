import { NUM, type Trainer } from "./grammar.ts";

/** karpathy/nanoGPT: `print` in train.py, model.py and configurator.py. */
export const nanogpt: Trainer = {
  id: "nanogpt",
  title: "nanoGPT",
  lines: [
    {
      mark: "val loss",
      pattern: new RegExp(`(?:^|[\\s\\]:])step (?<step>\\d+): train loss (?<train_loss>${NUM}),? val loss (?<val_loss>${NUM})`),
      tells: "row",
    },
    {
      mark: "iter ",
      pattern: new RegExp(`(?:^|[\\s\\]:])iter (?<step>\\d+): loss (?<train_batch_loss>${NUM}), time `),
      tells: "row",
    },
    { mark: "tokens per iteration", pattern: /tokens per iteration will be: (?<tokens_per_iteration>[\d,]+)/, tells: "setting" },
    {
      mark: "number of parameters",
      pattern: /(?:^|\s)number of parameters: (?<params>\d[\d.]*)M\s*$/,
      tells: "setting",
      times: { params: 1e6 },
    },
    {
      mark: "Overriding: ",
      pattern: /^Overriding: /,
      pairs: /(?<name>[A-Za-z_]\w*) = (?<value>[^\s#]+)/g,
      tells: "setting",
    },
    {
      // Configuration files are printed as they stand, one assignment a line.
      mark: " = ",
      pattern:
        /^(?=(?:max_iters|weight_decay|learning_rate|dropout|batch_size|block_size|gradient_accumulation_steps|eval_iters|eval_interval|n_layer|n_head|n_embd|lr_decay_iters|warmup_iters|min_lr|dataset|vocab_size|seed) = )/,
      pairs: /(?<name>[A-Za-z_]\w*) = (?<value>[^#]*[^#\s])/g,
      tells: "setting",
    },
  ],
};
