import { NUM, type Trainer } from "./grammar.ts";

/** AI-Hypercomputer/maxtext: metric_logger.py, train.py (parameters) and pyconfig.py (`Config param`). */
export const maxtext: Trainer = {
  id: "maxtext",
  title: "MaxText",
  stepsFrom: 1,
  lines: [
    {
      mark: "completed step: ",
      pattern: new RegExp(`completed step: (?<step>\\d+), seconds: .{0,300}?\\bloss: (?<train_loss>${NUM})`),
      tells: "row",
    },
    {
      mark: "eval metrics after step: ",
      pattern: new RegExp(`eval metrics after step: (?<step>\\d+), loss=(?<eval_loss>${NUM})`),
      tells: "row",
    },
    { mark: "number parameters: ", pattern: /number parameters: (?<params>\d[\d.]*) billion/, tells: "setting", times: { params: 1e9 } },
    {
      mark: "Config param ",
      pattern:
        /Config param (?<name>steps|max_target_length|global_batch_size_to_train_on|learning_rate|adam_weight_decay|vocab_size|run_name|init_weights_seed|dataset_type|num_epoch|tokenizer_path): (?<value>\S.*)$/,
      tells: "setting",
      named: { steps: "max_steps", adam_weight_decay: "weight_decay", init_weights_seed: "seed" },
    },
  ],
};
