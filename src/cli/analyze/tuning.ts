import { type CertifiedCell, certificate, IsolossError, UsageError } from "../../index.ts";
import { list } from "../given.ts";
import { lossText, short } from "../numbers.ts";
import { neighboursText } from "../recipesTuningReport.ts";
import { table } from "../table.ts";
import type { Question } from "./question.ts";
import { besideBest, columnsAsked, searchedIn, searchedText } from "./rows.ts";
import { settingText } from "./settings.ts";

/** Whether a search over hyperparameters found its optimum. */

const MOST = 8;

export const certificateQuestion: Question = {
  id: "certificate",
  title: "whether best settings are better than all their neighbours in the grid",
  needs: "LOGS --tuned weight_decay,epochs [--cell recipe,params,unique_tokens]",
  reads: "logs",
  options: ["tuned", "cell", "noise"],
  answer: ({ rows, given }) => {
    const tuned = list(given.tuned);
    if (tuned.length === 0)
      throw new UsageError(
        'Cannot answer "certificate": --tuned is not given',
        "the columns that were searched over, as --tuned weight_decay,epochs",
      );
    const cell = columnsAsked(given.cell, ["family", "recipe", "params", "unique_tokens"], rows);
    const singles = searchedIn("certificate", rows);
    const searched = besideBest(singles, tuned, cell);
    const found = certificate(searched, { tuned, cell, ...(given.noise !== undefined && { noise: given.noise }) });
    if (found.tuned.length === 0)
      throw new IsolossError(
        `Cannot certify: ${found.untuned.join(", ")} take${found.untuned.length === 1 ? "s" : ""} one value in every cell of ${cell.join(", ")}`,
        "run each cell at several values, or take the column out of --cell",
      );
    const missing = found.cells.flatMap((one) => one.missing);
    return {
      text: [
        `${found.cells.filter(({ certified }) => certified).length} of ${found.cells.length} cells certified in ${found.tuned.join(", ")}${found.untuned.length > 0 ? `; nothing is known of ${found.untuned.join(", ")}: one value in every cell` : ""}`,
        table(
          ["cell", "loss", "best setting", "neighbours"],
          found.cells.map((one) => [settingText(one.cell), lossText(one.loss), tunedText(one, found.tuned), neighboursText(one, found)]),
          "  ",
        ),
        ...(missing.length > 0 ? [`  to run next${missing.length > MOST ? ` (${MOST} of ${missing.length}, all in --json)` : ""}`] : []),
        ...missing.slice(0, MOST).map((setting) => `    ${settingText(setting)}`),
      ],
      conditional: [
        ...searchedText(rows, singles, searched),
        "an optimum between the values of the grid, or off its axes, is not seen",
        found.noise === undefined
          ? "seed noise is not known: which neighbours are tied is not said"
          : `seed noise: ${short(found.noise, 2)} of log loss`,
      ],
      result: found,
      diagnostics: found.diagnostics,
    };
  },
};

function tunedText({ setting }: CertifiedCell, tuned: readonly string[]): string {
  return settingText(Object.fromEntries(tuned.map((column) => [column, setting[column]])));
}
