import { IsolossError } from "../../errors.ts";
import { warning } from "../../fit/diagnostic.ts";
import type { Diagnostic, Interval } from "../../fit/types.ts";
import { normalQuantile } from "../../numeric/quantile.ts";
import type { Estimate } from "../predictor.ts";
import type { Downstream } from "./downstream.ts";
import { STANDARD_WEIGHT_DECAY } from "./timesStandardPractice.ts";

/** One setting's accuracy over another's. */
export interface DownstreamGain {
  of: Downstream;
  over: Downstream;
  /** Difference of mean accuracies in percentage points: 64.39 % over 55.34 % is 9.05. */
  points: Estimate;
  /** The same difference as a share of the accuracy that is gained over: .164 there. Not percentage points; no value over an accuracy of 0. */
  relative: Estimate;
  /** Differences of tasks that both state, in percentage points. */
  tasks: readonly { task: string; points: Estimate }[];
  diagnostics: readonly Diagnostic[];
}

/**
 * The setting of the highest mean accuracy among those that hold some values, as { recipe: "ensemble" }.
 *
 * The highest of several is chosen with its luck: its gain is flattered by about what questions alone make settings differ.
 *
 * @throws IsolossError where no setting holds them.
 * @example
 * const row = (recipe, piqa) => ({ ...observation, fields: { piqa }, recipe });
 * const { cells } = downstream([row("standard", 0.6), row("ensemble", 0.7)], { tasks: ["piqa"], by: ["recipe"] });
 * bestAccuracy(cells, { recipe: "standard" }).accuracy // 0.6
 */
export function bestAccuracy(cells: readonly Downstream[], where: Readonly<Record<string, string>>): Downstream {
  const wanted = Object.entries(where);
  const [first, ...others] = cells.filter(({ group }) => wanted.every(([name, value]) => group[name] === value));
  if (!first)
    throw new IsolossError(
      `Cannot take the best accuracy: no setting has ${wanted.map(([name, value]) => `${name}=${value}`).join(", ")}`,
      `settings are told apart by ${Object.keys(cells[0]?.group ?? {}).join(", ") || "nothing"}`,
    );
  return others.reduce((best, next) => (next.accuracy > best.accuracy ? next : best), first);
}

/**
 * How many percentage points one setting's mean accuracy lies above another's: 100·(a − b) ± z·100·√(s_a² + s_b²).
 *
 * Both answered the same questions, so their errors go together and the interval, which takes them apart, is rather too wide than too narrow.
 *
 * @param level share of repetitions inside the interval. Default 0.95.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 7 (its "9 %" and "7 %" are percentage points).
 * @example
 * const cell = (accuracy) => ({ group: {}, accuracy, error: 1 - accuracy, tasks: [] });
 * Number(downstreamGain(cell(0.6439), cell(0.5534)).points.value.toFixed(2)) // 9.05
 */
export function downstreamGain(of: Downstream, over: Downstream, level = 0.95): DownstreamGain {
  const tasks = of.tasks.flatMap((task) => {
    const other = over.tasks.find((one) => one.task === task.task);
    return other ? [{ task: task.task, points: points(task, other, level) }] : [];
  });
  return {
    of,
    over,
    points: points(of, over, level),
    relative: relative(of, over, level),
    tasks,
    diagnostics: regularizedBaseline(over),
  };
}

interface Known {
  accuracy: number;
  standardError?: number;
}

function points(a: Known, b: Known, level: number): Estimate {
  const value = 100 * (a.accuracy - b.accuracy);
  if (a.standardError === undefined || b.standardError === undefined) return { value, interval: undefined, missing: 0 };
  return within(value, 100 * Math.hypot(a.standardError, b.standardError), level);
}

/** a/b − 1, with its error to first order: √(s_a² + (a/b)²·s_b²)/b. */
function relative(a: Known, b: Known, level: number): Estimate {
  if (b.accuracy === 0) return { value: undefined, interval: undefined, missing: 0 };
  const ratio = a.accuracy / b.accuracy;
  if (a.standardError === undefined || b.standardError === undefined) return { value: ratio - 1, interval: undefined, missing: 0 };
  return within(ratio - 1, Math.hypot(a.standardError, ratio * b.standardError) / b.accuracy, level);
}

function within(value: number, standardError: number, level: number): Estimate {
  const half = normalQuantile((1 + level) / 2) * standardError;
  const interval: Interval = { low: value - half, high: value + half, level, method: "wald" };
  return { value, interval, missing: 0 };
}

/** A single member of an ensemble is a regularized model, and was once taken for the best unregularized one (58.47 for 55.34). */
function regularizedBaseline({ group }: Downstream): Diagnostic[] {
  const { recipe, weight_decay: decay } = group;
  const more = Number(decay) > STANDARD_WEIGHT_DECAY;
  if (recipe === "regularized" || !(more || recipe === "ensemble")) return [];
  return [
    warning(
      "not-unregularized",
      `the setting that is gained over (${Object.entries(group)
        .map(([name, value]) => `${name}=${value}`)
        .join(
          ", ",
        )}) is ${recipe === "ensemble" ? "of an ensemble" : `trained with weight decay ${decay}`}: it is not the unregularized recipe`,
      "gain over the best setting of the recipe `standard`",
    ),
  ];
}
