import { existsSync } from "node:fs";
import { type CompareOptions, type FitOptions, findLaw, isOpen, type Law, laws, UsageError } from "../index.ts";
import type { CompareFlags } from "./compare.ts";
import { number, pairs, requireNumber } from "./given.ts";

/** A word that is no file and yet names one: a slip in a path, not a formula. */
const LOG = /^\S+\.(csv|tsv|jsonl|json|gz)$/;

/** Which arguments are laws: those that exist as files, or end as logs do, are paths. */
export function lawsAndPaths(words: readonly string[]): { laws: string[]; paths: string[] } {
  const isPath = (word: string): boolean => existsSync(word) || LOG.test(word);
  const found = { laws: words.filter((word) => !isPath(word)), paths: words.filter(isPath) };
  const hint = "isoloss compare LAW LAW… PATH…, where LAW is an id (isoloss laws) or a quoted formula";
  // An id that is misspelt says more than the number of laws.
  for (const text of found.laws) if (/^[a-z][a-z0-9-]*$/i.test(text) && !laws.some((law) => law.id === text)) findLaw(text);
  if (found.laws.length < 2)
    throw new UsageError(
      `Cannot compare ${found.laws.length} law${found.laws.length === 1 ? ` (${found.laws[0]})` : "s"}: expected at least two`,
      hint,
    );
  if (found.paths.length === 0) throw new UsageError(`Cannot compare laws: none of ${words.join(", ")} is a log or a folder of them`, hint);
  return found;
}

/** A law by its text; the quantity goes to those that still want one. */
export function lawOf(text: string, quantity: string | undefined, columns: readonly string[]): Law {
  const open = laws.some((law) => law.id === text && isOpen(law)) || /\bx\b/.test(text);
  const law = findLaw(text, { columns, ...(open && quantity !== undefined && { in: quantity }) });
  // "runs/none" is a quotient of two parameters: more likely a path with a slip.
  if (law.quantities.length === 0)
    throw new UsageError(
      `Cannot compare "${text}": there is no such file, and as a formula it reads no quantity`,
      'check the path, or write a formula as "E + A/N^alpha"',
    );
  return law;
}

/** The options of a comparison from its flags. */
export function compareOptions(given: CompareFlags): CompareOptions {
  requireNumber("--folds", given.folds, Number.isInteger(given.folds) && given.folds > 0, "a whole number above 0", "5");
  requireNumber("--starts", given.starts, Number.isInteger(given.starts) && given.starts > 0, "a whole number above 0", "64");
  requireNumber("--delta", given.delta, given.delta > 0 && Number.isFinite(given.delta), "a positive number", "1e-3");
  requireNumber("--seed", given.seed, Number.isSafeInteger(given.seed), "a whole number", "0");
  const each: Record<string, { fixed: Record<string, number>; tied: Record<string, string> }> = {};
  const all = { fixed: {} as Record<string, number>, tied: {} as Record<string, string> };
  const of = (name: string): [typeof all, string] => {
    const at = name.indexOf(":");
    if (at < 0) return [all, name];
    const law = name.slice(0, at);
    each[law] ??= { fixed: {}, tied: {} };
    return [each[law], name.slice(at + 1)];
  };
  for (const [name, text] of Object.entries(pairs("--fix", given.fix))) {
    const [to, parameter] = of(name);
    to.fixed[parameter] = number(`--fix ${name}`, text);
  }
  for (const [name, other] of Object.entries(pairs("--tie", given.tie))) {
    const [to, parameter] = of(name);
    to.tied[parameter] = other;
  }
  const fit: Partial<FitOptions> = {
    ...(given.loss !== undefined && { loss: given.loss as FitOptions["loss"] }),
    delta: given.delta,
    starts: given.starts,
    seed: given.seed,
    ...all,
  };
  return { fit, each, folds: given.folds, heldOutStarts: Math.ceil(given.starts / 4) };
}
