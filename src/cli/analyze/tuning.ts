import {
  type BowlTrend,
  type CertifiedCell,
  certificate,
  IsolossError,
  optimalHyperparameter,
  STANDARD_WEIGHT_DECAY,
  type Trends,
  timesStandardPractice,
  UsageError,
} from "../../index.ts";
import { list } from "../given.ts";
import { lossText, short, valueText } from "../numbers.ts";
import { facts, table } from "../table.ts";
import type { Question } from "./question.ts";
import { columnsAsked, DRAWS, drawing, drawnText } from "./rows.ts";
import { settingText } from "./settings.ts";

/** Whether a search over hyperparameters found its optimum, and where the best weight decay lies. */

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
    const found = certificate(rows, { tuned, cell, ...(given.noise !== undefined && { noise: given.noise }) });
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
          found.cells.map((one) => [settingText(one.cell), lossText(one.loss), tunedText(one, found.tuned), neighboursText(one)]),
          "  ",
        ),
        ...(missing.length > 0 ? [`  to run next${missing.length > MOST ? ` (${MOST} of ${missing.length}, all in --json)` : ""}`] : []),
        ...missing.slice(0, MOST).map((setting) => `    ${settingText(setting)}`),
      ],
      conditional: [
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

function neighboursText({ certified, atEdge, missing, neighbours }: CertifiedCell): string {
  const count = (status: string): number => neighbours.filter((one) => one.status === status).length;
  const tied = neighbours.filter((one) => one.tied).length;
  return [
    ...(certified ? ["certified"] : []),
    ...(count("better") > 0 ? [`${count("better")} better`] : []),
    ...(missing.length > 0 ? [`${missing.length} not run`] : []),
    ...(atEdge ? ["end of the grid"] : []),
    ...(tied > 0 ? [`${tied} within noise`] : []),
  ].join(", ");
}

export const weightDecayQuestion: Question = {
  id: "weight-decay",
  title: "the best weight decay, how it moves, and as a multiple of the usual 0.1",
  needs: "LOGS [--cell params,unique_tokens,epochs]",
  reads: "logs",
  options: ["cell", ...DRAWS],
  answer: async ({ rows, given, signal }) => {
    const by = columnsAsked(given.cell, ["params", "unique_tokens"], rows);
    const found = await optimalHyperparameter(rows, { column: "weight_decay", by, ...drawing(given), signal });
    if (found.bowls.every(({ state }) => state !== "inside"))
      throw new IsolossError(
        `Cannot find the best weight decay: none of ${found.bowls.length} cells of ${by.join(", ")} has one (${found.bowls
          .map(({ cell, reason }) => `${settingText(cell)}: ${reason}`)
          .slice(0, MOST)
          .join("; ")})`,
        "run each cell at three or more weight decays around its best, all else as it is",
      );
    const bowls = found.bowls.map((bowl) => ({ ...bowl, gridTimesStandard: timesStandardPractice(bowl.lowest.value, bowl.tried) }));
    return {
      text: [
        `Best weight decay by a parabola in its logarithm, and as a multiple of the usual ${STANDARD_WEIGHT_DECAY}`,
        table(
          ["cell", "best", "times standard", "grid: times standard", "times learning rate"],
          bowls.map(({ cell, best, reason, timesStandard, gridTimesStandard: { value, between }, timesLearningRate }) => [
            settingText(cell),
            best.value === undefined ? reason : valueText(best.value, best.interval),
            timesStandard.value === undefined ? "" : valueText(timesStandard.value, timesStandard.interval),
            `${short(value)} (${between.map((x) => (x === undefined ? "end" : short(x))).join(" to ")})`,
            timesLearningRate.value === undefined ? "" : valueText(timesLearningRate.value, timesLearningRate.interval),
          ]),
          "  ",
        ),
        "best ∝ x^p over the cells",
        facts(
          [
            ...trendsText("", found.trends),
            ...(found.timesLearningRate ? trendsText("times learning rate, ", found.timesLearningRate) : []),
          ],
          "  ",
        ),
      ],
      conditional: [
        "all else than weight decay and seed is the same within a cell",
        found.noise === undefined
          ? "seed noise is not known: intervals stand on residuals alone"
          : `seed noise: ${short(found.noise, 2)} of log loss`,
        drawnText(given),
      ],
      result: { ...found, bowls },
      diagnostics: found.diagnostics,
    };
  },
};

function trendsText(of: string, { params, paramsPerToken }: Trends): [string, string][] {
  return [
    [`${of}x = N`, trendText(params)],
    [`${of}x = N/U`, trendText(paramsPerToken)],
  ];
}

function trendText(trend: BowlTrend | { reason: string }): string {
  if ("reason" in trend) return `none: ${trend.reason}`;
  const { exponent, cells, freedom } = trend;
  return `p = ${valueText(exponent.value as number, exponent.interval)}, ${cells} cells, ${freedom} degrees of freedom`;
}
