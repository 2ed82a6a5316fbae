import type { Asymptote } from "../../analyze/asymptote.ts";
import type { Comparison } from "../../analyze/compareLaws.ts";
import type { Prediction } from "../../analyze/predict.ts";
import type { Estimate } from "../../analyze/predictor.ts";
import type { Recipes } from "../../analyze/recipes/recipes.ts";
import type { Versus } from "../../analyze/versus/versus.ts";
import type { Diagnostic, Fit, Interval } from "../../fit/types.ts";
import type { Loaded } from "../../ingest/load.ts";
import type { Observation } from "../../run.ts";
import type { Frame } from "../../table/frame.ts";
import type { Table } from "../../table/observations.ts";
import type { ReportBlock, ReportTable } from "../report.ts";
import { comparisonBlocks } from "./comparisonBlocks.ts";
import { asymptoteBlocks, estimateBlocks, intervalBlocks, predictionsBlocks } from "./estimateBlocks.ts";
import { fitBlocks, fitsBlocks } from "./fitBlocks.ts";
import { frameBlocks } from "./frameBlocks.ts";
import { recipesBlocks } from "./recipesBlocks.ts";
import { loadedBlocks, rowsBlocks, tableBlocks } from "./rowsBlocks.ts";
import { versusBlocks } from "./versusBlocks.ts";

/** A result that pages and notebooks can show. */
export type Result =
  | Fit
  | Comparison
  | Recipes
  | Versus
  | Loaded
  | Table
  | Asymptote
  | Estimate
  | Interval
  | ReportTable
  | Frame
  | readonly Fit[]
  | readonly Observation[]
  | readonly Prediction[]
  | readonly Diagnostic[];

/** A kind of result: the properties that tell it from every other one, and how it is shown. */
interface Kind {
  has: readonly string[];
  /** Where the names are anybody's: whether their values are what is shown, all of it. */
  fits?: (item: never) => boolean;
  one?: (value: never) => ReportBlock[];
  /** Of an array whose every item is of this kind. */
  many?: (value: never) => ReportBlock[];
}

const KINDS: readonly Kind[] = [
  { has: ["law", "estimates", "census", "observations"], one: fitBlocks, many: fitsBlocks },
  { has: ["laws", "folds", "candidates", "by"], one: comparisonBlocks },
  { has: ["at", "trends", "efficiency", "leftOut"], one: recipesBlocks },
  { has: ["verdicts", "comparability", "crossings", "rises"], one: versusBlocks },
  { has: ["runs", "files", "skipped", "problems"], one: loadedBlocks },
  { has: ["observations", "excluded", "problems"], one: tableBlocks },
  { has: ["run", "source", "checkpoint", "loss", "fields"], many: rowsBlocks },
  { has: ["low", "high", "level", "method"], fits: isInterval, one: intervalBlocks },
  { has: ["value", "interval", "missing"], fits: isEstimate, one: estimateBlocks },
  { has: ["loss", "low", "high"], fits: isPrediction, many: predictionsBlocks },
  { has: ["caption", "head", "rows"], fits: isTable, one: (table: ReportTable) => [{ table }] },
  { has: ["columns", "values"], fits: isFrame, one: frameBlocks },
  { has: ["code", "severity", "message", "hint"], fits: isFinding, many: (findings: readonly Diagnostic[]) => [{ findings }] },
];

/**
 * What a page or a notebook shows of a result: tables, facts, findings with what to do; the words of the command line's report.
 *
 * Results are plain data, so they are known by their properties; undefined for what is no result.
 *
 * @example
 * resultBlocks(fitted).some((block) => "table" in block) // true
 * resultBlocks({ some: "thing" }) // undefined
 */
export function resultBlocks(result: Result): ReportBlock[];
export function resultBlocks(value: unknown): ReportBlock[] | undefined;
export function resultBlocks(value: unknown): ReportBlock[] | undefined {
  return shownAs(value)?.();
}

/** How a value is shown, or undefined: decided without showing it. */
export function shownAs(value: unknown): (() => ReportBlock[]) | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isEnd(value)) return () => asymptoteBlocks(value);
  const plural = Array.isArray(value);
  if (plural && value.length === 0) return undefined;
  const items: readonly unknown[] = plural ? value : [value];
  for (const { has, fits, one, many } of KINDS) {
    const show = plural ? many : one;
    const isOfKind = (item: unknown): boolean =>
      typeof item === "object" && item !== null && has.every((name) => name in item) && (fits?.(item as never) ?? true);
    if (show && items.every(isOfKind)) return () => show(value as never);
  }
  return undefined;
}

function isEnd(value: object): value is Asymptote {
  if (!("kind" in value)) return false;
  return value.kind === "none"
    ? Object.keys(value).length === 1
    : (value.kind === "asymptote" || value.kind === "lowest") &&
        "loss" in value &&
        isEstimate(value.loss as Loose<Estimate>) &&
        (value.kind === "asymptote" || ("at" in value && isEstimate(value.at as Loose<Estimate>)));
}

/** What carries the names of a kind, with values of any type. */
type Loose<T> = Partial<Record<keyof T, unknown>>;

const areTexts = (all: unknown): boolean => Array.isArray(all) && all.every((one) => typeof one === "string");
const areNumbers = (...all: unknown[]): boolean => all.every((one) => typeof one === "number");

function isInterval({ low, high, level, method }: Loose<Interval>): boolean {
  return areNumbers(low, high, level) && (method === undefined || typeof method === "string");
}

function isEstimate(one: unknown): boolean {
  if (typeof one !== "object" || one === null) return false;
  const { value, interval, missing } = one as Loose<Estimate>;
  return (
    (value === undefined || typeof value === "number") &&
    (interval === undefined || (typeof interval === "object" && interval !== null && isInterval(interval))) &&
    typeof missing === "number"
  );
}

// A row of one's own with more in it would lose that.
function isPrediction(one: Loose<Prediction>): boolean {
  return areNumbers(one.loss, one.low, one.high) && Object.keys(one).length === 3;
}

function isTable({ caption, head, rows }: Loose<ReportTable>): boolean {
  return typeof caption === "string" && areTexts(head) && Array.isArray(rows) && rows.every(areTexts);
}

function isFrame({ columns, values }: Loose<Frame>): boolean {
  return areTexts(columns) && Array.isArray(values) && values.every((row) => Array.isArray(row) && row.length === (columns as []).length);
}

function isFinding({ severity, message, hint }: Loose<Diagnostic>): boolean {
  return areTexts([severity, message]) && (hint === undefined || typeof hint === "string");
}
