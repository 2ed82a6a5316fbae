import { NUM, type Trainer } from "./grammar.ts";

/** KellerJordan/modded-nanogpt: `print0` in train_gpt.py; a log begins with the whole source of the script. */
export const moddedNanogpt: Trainer = {
  id: "modded-nanogpt",
  title: "modded-nanogpt",
  lines: [
    {
      mark: " val_loss:",
      pattern: new RegExp(`(?:^|\\s)step:(?<step>\\d+)/(?<max_steps>\\d+) val_loss:(?<val_loss>${NUM})`),
      tells: "row",
    },
    {
      mark: "step:",
      pattern: new RegExp(`(?:^|\\s)step:(?<step>\\d+)/(?<max_steps>\\d+) (?:train_loss:(?<train_loss>${NUM}) |train_time:)`),
      tells: "row",
    },
    { mark: "with open(sys.argv[0]", pattern: /^with open\(sys\.argv\[0\](?<source_of_script>)/, tells: "setting" },
  ],
};
