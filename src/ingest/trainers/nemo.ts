import { NUM, type Trainer } from "./grammar.ts";

/** NVIDIA/NeMo: the progress bar (Lightning's, with the metrics of megatron_base_model) and the printer of NeMo 2 (lightning/pytorch/callbacks). */
export const nemo: Trainer = {
  id: "nemo",
  title: "NeMo",
  lines: [
    {
      mark: "reduced_train_loss=",
      pattern: /Epoch (?<epoch>\d+):[^[]{0,300}?(?<bar_step>\d+)\/(?<bar_steps>\d+) \[[^,\]]*(?:, +[\d.]+(?:it\/s|s\/it))?,? ?/,
      pairs: new RegExp(`(?<name>[A-Za-z_][\\w /]{0,60}?)=(?<value>${NUM})(?=[,\\]\\s]|$)`, "g"),
      tells: "row",
      // The bar's own `loss` is a running mean of the training loss.
      named: { global_step: "step", loss: "train_loss_running" },
      repeats: /^val_loss$/,
      // From a thousand steps on the bar writes three digits.
      approximate: /global_step=[\d.]+e\+/,
    },
    {
      mark: "Training epoch ",
      pattern: /Training epoch (?<epoch>\d+), iteration (?<iteration>\d+)\/(?<max_iteration>\d+) \|/,
      pairs: new RegExp(`(?:^|\\|)\\s*(?<name>[^|:]{1,60}?)\\s*:\\s*(?<value>${NUM})\\s*(?=\\||$)`, "g"),
      tells: "row",
      named: { global_step: "step" },
      repeats: /^val_loss$/,
    },
  ],
};
