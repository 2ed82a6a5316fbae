import type { Asymptote } from "../../analyze/asymptote.ts";
import type { Comparison } from "../../analyze/compareLaws.ts";
import type { Prediction } from "../../analyze/predict.ts";
import type { Estimate } from "../../analyze/predictor.ts";
import type { Recipes } from "../../analyze/recipes/recipes.ts";
import type { Versus } from "../../analyze/versus/versus.ts";
import type { Diagnostic, Fit, Interval } from "../../fit/types.ts";
import type { Loaded } from "../../ingest/load.ts";
import type { Observation } from "../../run.ts";
import type { Table } from "../../table/observations.ts";
import type { ReportBlock, ReportTable } from "../report.ts";
import { comparisonBlocks } from "./comparisonBlocks.ts";
import { asymptoteBlocks, estimateBlocks, intervalBlocks, predictionsBlocks } from "./estimateBlocks.ts";
import { fitBlocks, fitsBlocks } from "./fitBlocks.ts";
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
  | readonly Fit[]
  | readonly Observation[]
  | readonly Prediction[]
  | readonly Diagnostic[];

/** A kind of result: the properties that tell it from every other one, and how it is shown. */
interface Kind {
  has: readonly string[];
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
  { has: ["low", "high", "level", "method"], one: intervalBlocks },
  { has: ["value", "interval", "missing"], one: estimateBlocks },
  { has: ["loss", "low", "high"], many: predictionsBlocks },
  { has: ["caption", "head", "rows"], one: (table: ReportTable) => [{ table }] },
  { has: ["code", "severity", "message", "hint"], many: (findings: readonly Diagnostic[]) => [{ findings }] },
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
  for (const { has, one, many } of KINDS) {
    const show = plural ? many : one;
    if (show && items.every((item) => typeof item === "object" && item !== null && has.every((name) => name in item)))
      return () => show(value as never);
  }
  return undefined;
}

function isEnd(value: object): value is Asymptote {
  if (!("kind" in value)) return false;
  return value.kind === "none"
    ? Object.keys(value).length === 1
    : (value.kind === "asymptote" || value.kind === "lowest") && "loss" in value;
}
