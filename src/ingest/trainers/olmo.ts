import { NUM, type Trainer } from "./grammar.ts";

/** allenai/OLMo: `log_metrics_to_console` in olmo/train.py: a line of the step, then one a metric, indented. */
export const olmo: Trainer = {
  id: "olmo",
  title: "OLMo",
  lines: [
    { mark: "[step=", pattern: /\[step=(?<step>\d+)\/(?<max_steps>\d+)(?:,epoch=(?<epoch>\d+))?\]/, tells: "row" },
    {
      mark: "Loss=",
      pattern: new RegExp(`^\\s+(?<name>(?:train|eval)/[\\w./-]*Loss)=(?<value>${NUM})\\s*$`),
      tells: "row",
      stepBefore: true,
    },
    {
      mark: "throughput/total_tokens=",
      pattern: /^\s+(?<name>throughput\/total_tokens)=(?<value>[\d,]+)\s*$/,
      tells: "row",
      stepBefore: true,
    },
  ],
};
