import type { Field } from "../../run.ts";
import { NUM, type Trainer } from "./grammar.ts";

const PAIRS = new RegExp(`(?:^|\\|)\\s*(?<name>[^|:]{1,60}?)\\s*:\\s*(?<value>${NUM})\\s*(?=\\||$)`, "g");
const VALUES = new RegExp(`(?:^|\\|)\\s*(?<name>[^|:]{1,60}?) (?:value)\\s*:\\s*(?<value>${NUM})\\s*(?=\\||$)`, "g");

/** NVIDIA/Megatron-LM: `training_log`, `evaluate_and_print_results` (megatron/training/training.py) and `_print_args` (arguments.py). */
export const megatron: Trainer = {
  id: "megatron",
  title: "Megatron-LM",
  lines: [
    {
      mark: "iteration ",
      pattern: /(?:^|[\s\]:])iteration\s+(?<step>\d+)\/\s*(?:(?<train_iters>\d+)|infinity) \|/,
      pairs: PAIRS,
      tells: "row",
      named: { "lm loss": "train lm loss", "learning rate": "learning rate", loss: "train loss" },
    },
    {
      mark: "validation loss at iteration ",
      pattern: /validation loss at iteration (?<step>\d+)(?! on test)(?: on validation set)? \|/,
      pairs: VALUES,
      tells: "row",
      named: { "lm loss": "validation lm loss", loss: "validation loss" },
    },
    {
      mark: "validation loss at iteration ",
      pattern: /validation loss at iteration (?<step>\d+) on test set \|/,
      pairs: VALUES,
      tells: "row",
      named: { "lm loss": "test lm loss", loss: "test loss" },
    },
    {
      mark: "validation loss at the end of training for ",
      pattern: /validation loss at the end of training for val data \|/,
      pairs: VALUES,
      tells: "row",
      stepBefore: true,
      named: { "lm loss": "validation lm loss", loss: "validation loss" },
    },
    {
      mark: "validation loss at the end of training for ",
      pattern: /validation loss at the end of training for test data \|/,
      pairs: VALUES,
      tells: "row",
      stepBefore: true,
      named: { "lm loss": "test lm loss", loss: "test loss" },
    },
    { mark: " ....", pattern: /(?:^|\s)(?<name>[A-Za-z_]\w{0,80}) \.{4,} (?<value>\S.*)$/, tells: "setting" },
    { mark: "- arguments -", pattern: /-{10,} arguments -{10,}(?<arguments_begin>)/, tells: "setting" },
    {
      mark: "Total number of parameters in billions",
      pattern: /Total number of parameters in billions: (?<params>\d[\d.]*)/,
      tells: "setting",
      times: { params: 1e9 },
    },
    {
      mark: "number of parameters on ",
      pattern:
        /number of parameters on \(tensor, pipeline\) model parallel rank \((?<tensor_rank>\d+), (?<pipeline_rank>\d+)\): (?<params_of_rank>\d+)/,
      tells: "setting",
    },
  ],
  finish: wholeModel,
};

/** Parameters are told a rank: those of the model only where one rank holds all of it. */
function wholeModel(settings: Record<string, Field>): Record<string, Field> {
  const { tensor_rank: _, pipeline_rank: _1, params_of_rank, ...rest } = settings;
  const whole = settings.tensor_model_parallel_size === 1 && settings.pipeline_model_parallel_size === 1;
  if (params_of_rank === undefined) return rest;
  return { ...rest, params_of_rank, ...(whole && rest.params === undefined && { params: params_of_rank }) };
}
