import {
  type BowlTrend,
  field,
  IsolossError,
  optimalHyperparameter,
  STANDARD_WEIGHT_DECAY,
  type Trends,
  timesStandardPractice,
} from "../../index.ts";
import { short, valueText } from "../numbers.ts";
import { windowsText } from "../recipesTuningReport.ts";
import { facts, table } from "../table.ts";
import type { Question } from "./question.ts";
import { besideBest, columnsAsked, DRAWS, drawing, drawnText, searchedIn, searchedText } from "./rows.ts";
import { settingText } from "./settings.ts";

/** Where the loss is lowest along one tuned column, in every cell, and how that moves. */

const MOST = 8;
const DECAY = "weight_decay";

export const bestQuestion: Question = {
  id: "best",
  title: "the best weight decay, epochs or learning rate, and how it moves with size and data",
  needs: "LOGS [--column weight_decay] [--cell recipe,params,unique_tokens]",
  reads: "logs",
  options: ["column", "cell", ...DRAWS],
  answer: async ({ rows, given, signal }) => {
    const { column = DECAY } = given;
    // The standard recipe's weight decay is one of the values that the regularised one's is chosen among.
    const by = columnsAsked(given.cell, [...(column === DECAY ? [] : ["recipe"]), "params", "unique_tokens"], rows);
    const stated = rows.filter((row) => field(row, column) !== undefined);
    if (stated.length === 0)
      throw new IsolossError(
        `Cannot find the best ${column}: none of ${rows.length} rows states it`,
        "log it, or map a column to it with --map",
      );
    const singles = searchedIn("best", stated);
    const searched = besideBest(singles, [column], by);
    const found = await optimalHyperparameter(searched, { column, by, ...drawing(given), signal });
    if (found.bowls.every(({ state }) => state !== "inside"))
      throw new IsolossError(
        `Cannot find the best ${column}: none of ${found.bowls.length} cells of ${by.join(", ")} has one (${found.bowls
          .map(({ cell, reason }) => `${settingText(cell)}: ${reason}`)
          .slice(0, MOST)
          .join("; ")})`,
        `run each cell at three or more values of ${column} around its best, all else as it is`,
      );
    const isDecay = found.column === DECAY;
    const bowls = found.bowls.map((bowl) => ({
      ...bowl,
      ...(isDecay && { gridTimesStandard: timesStandardPractice(bowl.lowest.value, bowl.tried) }),
    }));
    const lacking = rows.length - stated.length;
    return {
      text: [
        `Best ${column} by a parabola in its logarithm${isDecay ? `, and as a multiple of the usual ${STANDARD_WEIGHT_DECAY}` : ""}`,
        table(
          ["cell", "best", "other windows", "times standard", "grid: times standard", "times learning rate"],
          bowls.map((bowl) => [
            settingText(bowl.cell),
            bowl.best.value === undefined ? bowl.reason : valueText(bowl.best.value, bowl.best.interval),
            windowsText(bowl),
            bowl.timesStandard.value === undefined ? "" : valueText(bowl.timesStandard.value, bowl.timesStandard.interval),
            bowl.gridTimesStandard ? gridText(bowl.gridTimesStandard) : "",
            bowl.timesLearningRate.value === undefined ? "" : valueText(bowl.timesLearningRate.value, bowl.timesLearningRate.interval),
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
        ...searchedText(stated, singles, searched),
        ...(lacking > 0 ? [`${lacking} rows do not state ${column} and are left out`] : []),
        found.noise === undefined
          ? "seed noise is not known: intervals stand on residuals alone"
          : `seed noise: ${short(found.noise, 2)} of log loss`,
        "intervals of best values know of seed noise alone; other windows of the parabola say what its shape does",
        drawnText(given),
      ],
      result: { ...found, bowls },
      diagnostics: found.diagnostics,
    };
  },
};

function gridText({ value, between }: ReturnType<typeof timesStandardPractice>): string {
  return `${short(value)} (${between.map((x) => (x === undefined ? "end" : short(x))).join(" to ")})`;
}

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
