import type { Asymptote } from "../../analyze/asymptote.ts";
import type { Prediction } from "../../analyze/predict.ts";
import type { Estimate } from "../../analyze/predictor.ts";
import type { Interval } from "../../fit/types.ts";
import { estimateText, intervalText, lossText, numberText } from "../../numberText.ts";
import type { ReportBlock } from "../report.ts";

/** Numbers with what is known of them, as one sentence or a small table. */

export function intervalBlocks(interval: Interval): ReportBlock[] {
  return [{ text: intervalWords(interval) }];
}

export function estimateBlocks(estimate: Estimate): ReportBlock[] {
  return [{ text: estimateWords(estimate) }];
}

export function asymptoteBlocks(end: Asymptote): ReportBlock[] {
  if (end.kind === "none") return [{ text: "No limit: the law does not settle as these quantities grow without bound." }];
  if (end.kind === "asymptote") return [{ text: `Limit: ${estimateWords(end.loss)}` }];
  return [{ text: `No limit but a lowest value: ${estimateWords(end.loss)}, where the quantity is ${estimateWords(end.at)}` }];
}

export function predictionsBlocks(all: readonly Prediction[]): ReportBlock[] {
  const rows = all.map(({ loss, low, high }) => [lossText(loss), Number.isNaN(low) ? "none was drawn" : intervalText({ low, high })]);
  return [{ table: { caption: "Predicted losses, nats/token", head: ["loss", "interval"], rows } }];
}

function intervalWords(interval: Interval): string {
  return `${intervalText(interval)} (${numberText(100 * interval.level)} % interval${interval.method ? `, ${interval.method}` : ""})`;
}

function estimateWords({ value, interval, missing }: Estimate): string {
  const share = missing > 0 ? `; none in ${numberText(100 * missing, 2)} % of draws` : "";
  if (value === undefined) return `none${interval ? `; where there is one, ${intervalWords(interval)}` : ""}${share}`;
  return interval ? `${estimateText(value, interval)}, ${intervalWords(interval)}${share}` : `${numberText(value)}; no interval was drawn`;
}
