import { NUM, type Trainer } from "./grammar.ts";

/** stanford-crfm/levanter: `logger.info` in eval.py, and the progress bar of callbacks.py as tqdm-loggable writes it. */
export const levanter: Trainer = {
  id: "levanter",
  title: "Levanter",
  lines: [
    {
      mark: "Progress on:train ",
      pattern: new RegExp(
        `Progress on:train (?<step>[\\d.]+[kMG]?)it/(?<num_train_steps>[\\d.]+[kMG]?)it\\b(?:.{0,200}?postfix:.{0,100}?\\bloss=(?<train_loss>${NUM}))?`,
      ),
      tells: "row",
    },
    {
      mark: "levanter.eval",
      pattern: new RegExp(`levanter\\.eval\\b.{0,80}?\\s(?<name>eval) loss: (?<value>${NUM})\\s*$`),
      tells: "row",
      stepBefore: true,
      // The bar is written every few seconds, and rounds from a thousand steps on.
      approximate: true,
      named: { eval: "eval/loss" },
    },
  ],
};
