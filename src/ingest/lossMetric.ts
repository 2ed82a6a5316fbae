import { RunLogError } from "../errors.ts";
import { wordOf } from "../glossary.ts";
import { type ColumnMap, listed } from "./columns.ts";
import type { About } from "./format.ts";
import { unitOfColumn } from "./lossUnits.ts";

/** Words of a metric's name that say on which data it was measured. */
const VALIDATION = new Set(["val", "valid", "validation", "eval", "evaluation", "dev", "heldout"]);
/** Words that say no more of a loss than that it is one. */
const FILLERS = new Set(["lm", "avg", "average", "mean", "micro", "cross", "entropy", "ce", "crossentropy"]);
/** Words of metrics that are no loss a token: other measures, parts of a loss, averages over sets, summaries of a curve. */
const OTHERS = new Set(
  "train training ppl perplexity bpb bpc macro std var min max best final last ema aux z router moe balancing load time count tokens diff gap".split(
    " ",
  ),
);

/**
 * What the name of a metric says: `plain` is the loss on the whole validation set, `filled` that with words that say no more, `part` that on one of
 * several sets, `unit` a perplexity or bits a byte.
 */
type Kind = "plain" | "filled" | "test" | "part" | "unit";

/**
 * The metric of a trainer's log that is its validation loss: the one that the map names, else the plain one (`eval/loss`, `val_loss`), else that on a
 * test set, else the only one of a named set (`eval/c4/loss`), else one in another unit (`val_ppl`). A training loss is taken only where the map names it.
 *
 * @param names the metrics found.
 * @param bare whether a plain `loss` counts as the validation loss where there is no other.
 * @returns undefined where a column stands for the loss (`insteadOfLoss`).
 * @throws RunLogError that lists the metrics where none is a validation loss, or several may be.
 */
export function lossMetric(log: About, names: readonly string[], bare = false): string | undefined {
  const mapped = mappedLoss(log.map);
  if (mapped !== undefined && names.includes(mapped)) return mapped;
  const kinds = names.map((name) => ({ name, kind: kindOf(name) }));
  for (const kind of ["plain", "filled", "test", "part", "unit"] as const) {
    const claims = kinds.filter((metric) => metric.kind === kind).map(({ name }) => name);
    if (claims.length > 1)
      throw new RunLogError(
        { file: log.file },
        `Cannot tell which metric is the loss: ${listed(claims)} all may`,
        `choose one with --map ${quoted(`loss=${claims[0]}`)}`,
      );
    if (claims.length === 1) return claims[0];
  }
  if (bare && names.includes("loss")) return "loss";
  if (log.insteadOfLoss?.some((name) => names.includes(name))) return undefined;
  const other = names.find((name) => wordsOf(name).includes("loss")) ?? "METRIC";
  throw new RunLogError(
    { file: log.file },
    `Cannot find a validation loss: the metrics are ${names.length > 0 ? listed(names) : "none"}`,
    `evaluate on held-out data, or say which metric to take with --map ${quoted(`loss=${other}`)}`,
  );
}

/** The column that a map names for the loss. */
export function mappedLoss(map: ColumnMap | undefined): string | undefined {
  return Object.entries(map ?? {}).find(([key]) => wordOf(key) === "loss")?.[1];
}

const KINDS = new Map<string, Kind | undefined>();

/** Whether a metric may be a validation loss, by its name. */
export function isLossMetric(name: string): boolean {
  return kindOf(name) !== undefined;
}

/** Names recur on every row of a log, so that each is read once. */
function kindOf(name: string): Kind | undefined {
  if (KINDS.has(name)) return KINDS.get(name);
  const kind = read(name);
  if (KINDS.size < 4096) KINDS.set(name, kind);
  return kind;
}

function read(name: string): Kind | undefined {
  const words = wordsOf(name);
  if (unitOfColumn(name) !== undefined && words.some((word) => VALIDATION.has(word))) return "unit";
  if (words.length > 12 || words.some((word) => OTHERS.has(word))) return undefined;
  const validation = words.some((word) => VALIDATION.has(word));
  if (!validation && !words.includes("test")) return undefined;
  const rest = words.filter((word) => !VALIDATION.has(word) && word !== "test");
  const [said, fillers] = [rest.filter((word) => !FILLERS.has(word)), rest.length];
  const measure =
    said.length === 0 ? rest.some((word) => /^(ce|entropy|crossentropy)$/.test(word)) : /^(loss|nll)$/.test(said.at(-1) as string);
  if (!measure) return undefined;
  if (said.length > 1) return validation ? "part" : undefined;
  if (!validation) return "test";
  return fillers === said.length ? "plain" : "filled";
}

/** `eval/CrossEntropyLoss` → eval, cross, entropy, loss. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .map((word) => (word === "losses" ? "loss" : word));
}

/** A word of a command line, quoted where a shell would split it. */
function quoted(text: string): string {
  return /^[\w/=.:-]+$/.test(text) ? text : `"${text}"`;
}
