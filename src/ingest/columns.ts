import { type Problem, RunLogError, UsageError } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { columnName, plainName, WORDS, type Word, wordOf } from "../glossary.ts";
import { suggestion } from "../words.ts";
import { isCount, unitInHeader } from "./counts.ts";

/** Which column holds a quantity, as `{ loss: "val_ce", params: "N" }`; keys are glossary names. */
export type ColumnMap = Readonly<Record<string, string>>;

/** The column of each word that a file states. */
export type Columns = Partial<Record<Word, string>>;

/** Other names under which logs are known to carry a word, besides its own and its symbol; spelling is compared as in `plainName`. */
export const ALIASES: Partial<Record<Word, readonly string[]>> = {
  run: ["run_id", "run_name", "name"],
  family: ["model_family"],
  loss: ["val_loss", "eval_loss", "validation_loss", "valid_loss", "test_loss"],
  finalLoss: ["final_val_loss", "final_eval_loss"],
  lossKind: ["objective"],
  lossWeight: ["schedule_weight", "elbo_weight"],
  mcSamples: ["monte_carlo_samples", "num_mc_samples", "n_mc_samples"],
  mcSamplesFinal: ["final_mc_samples"],
  params: ["n_params", "num_params", "parameters", "n_parameters", "num_parameters", "total_params", "params_exact"],
  paramsNonEmbedding: ["n_params_non_embedding", "num_params_non_embedding", "non_embedding_params"],
  tokens: ["tokens_seen", "n_tokens", "num_tokens", "total_tokens", "train_tokens"],
  uniqueTokens: ["unique", "n_unique_tokens", "num_unique_tokens"],
  plannedEpochs: ["num_train_epochs", "max_epochs"],
  plannedTokens: ["planned_total_tokens", "total_tokens_planned"],
  tokensPerStep: [
    "tokens_per_iter",
    "tokens_per_iteration",
    "tokens_per_batch",
    "batch_tokens",
    "batch_size_tokens",
    "global_batch_tokens",
  ],
  bytesPerToken: ["bytes_per_tok", "avg_bytes_per_token", "mean_bytes_per_token"],
  epochs: ["epoch", "epochs_seen", "n_epochs", "num_epochs"],
  step: ["steps", "global_step", "iteration", "iter"],
  compute: ["flops", "flops_6nd", "total_flops", "train_flops"],
  members: ["ensemble_k", "ensemble_size", "n_members", "num_members"],
  weightDecay: ["wd"],
  tokenMasking: ["token_mask_rate", "input_mask_rate", "input_masking"],
  flopsPerToken: ["flop_per_token", "training_flops_per_token"],
  teacherLoss: ["teacher_val_loss"],
  weightBits: ["bits_weights", "w_bits", "weight_precision"],
  activationBits: ["bits_activations", "a_bits", "activation_precision"],
  kvCacheBits: ["kv_bits", "bits_kv", "kv_precision"],
  learningRate: ["lr"],
  seed: ["random_seed"],
  vocab: ["vocab_size"],
  teacherRuns: ["teachers", "teacher"],
};

const BY_ALIAS = new Map(Object.entries(ALIASES).flatMap(([word, names]) => names.map((name) => [plainName(name), word as Word] as const)));

/**
 * Which of a file's columns holds which word: the map first, then the glossary's names and symbols, then their aliases.
 *
 * @param names the file's own column names.
 * @param map explicit choices; an entry whose column this file lacks is passed over, so that one map serves a folder of files.
 * @throws UsageError for a key of the map that is no glossary name; RunLogError when two columns claim one word.
 * @example
 * matchColumns("runs.csv", ["n_params", "val_loss"]) // { params: "n_params", loss: "val_loss" }
 */
export function matchColumns(file: string, names: readonly string[], map: ColumnMap = {}): Columns {
  const columns = mappedColumns(map, names);
  const mapped = new Set(Object.values(columns));
  for (const [word, claims] of claimsOf(names.filter((name) => !mapped.has(name)))) {
    if (columns[word] !== undefined) continue;
    // A bare `loss` beside `val_loss` is a training loss as often as not, so the glossary's own name does not win there.
    const exact = word === "loss" && claims.length > 1 ? undefined : claims.find((name) => name === columnName(word));
    if (exact === undefined && claims.length > 1)
      throw new RunLogError(
        { file },
        `Cannot tell which column holds ${columnName(word)}: ${claims.map((c) => `"${c}"`).join(" and ")} both may`,
        `choose one with --map ${columnName(word)}=${claims.at(-1)}`,
      );
    columns[word] = exact ?? (claims[0] as string);
  }
  return columns;
}

/**
 * What a map chooses among `names`.
 *
 * @throws UsageError for a key that is no name of the glossary.
 */
export function mappedColumns(map: ColumnMap, names: readonly string[]): Columns {
  const columns: Columns = {};
  for (const [key, name] of Object.entries(map)) {
    const word = wordOf(key);
    if (!word)
      throw new UsageError(
        `Cannot map "${key}": it is not a name of the glossary`,
        suggestion(
          key,
          Object.keys(WORDS).map((w) => columnName(w as Word)),
          "names",
        ),
      );
    if (names.includes(name)) columns[word] = name;
  }
  return columns;
}

/** The word that `name` is a usual other name of. */
export function aliasOf(name: string): Word | undefined {
  return BY_ALIAS.get(plainName(name));
}

function claimsOf(names: readonly string[]): Map<Word, string[]> {
  const claims = new Map<Word, string[]>();
  const claim = (word: Word | undefined, name: string): void => {
    if (word) claims.set(word, [...(claims.get(word) ?? []), name]);
  };
  const plain = names.map((name) => wordOf(name) ?? aliasOf(name));
  for (const [i, name] of names.entries()) claim(plain[i], name);
  for (const [i, name] of names.entries()) {
    const word = plain[i] ? undefined : inUnit(name)?.word;
    // Beside a column of exact counts one in billions is a label.
    if (word && !plain.includes(word)) claim(word, name);
  }
  return claims;
}

/** The word whose count a column holds in the unit of its header, as `tokens_b`. */
export function inUnit(name: string): { word: Word; power: number } | undefined {
  const stated = unitInHeader(name);
  const word = stated && (wordOf(stated.rest) ?? aliasOf(stated.rest));
  return word && isCount(word) ? { word, power: stated.power } : undefined;
}

/** The power of ten that the header of a word's column states, as 9 of `tokens_b`; else 0. */
export function powerIn(column: string, word: Word): number {
  if (!isCount(word) || wordOf(column) || aliasOf(column)) return 0;
  const stated = inUnit(column);
  return stated?.word === word ? stated.power : 0;
}

/** Columns that are read in the unit of their header, one note each. */
export function scaledColumns(file: string, columns: Columns): Problem[] {
  return Object.entries(columns).flatMap(([word, name]) => {
    const power = powerIn(name, word as Word);
    const message = `${columnName(word as Word)} is read from "${name}", times 1e${power} as its header says`;
    return power === 0 ? [] : noteAt({ file }, "counts-scaled", message, `where that is wrong, rename the column`);
  });
}

/** Column names for a message: quoted, and cut so that a file of another kind does not flood the terminal. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, 20).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return shown.join(", ") + (names.length > shown.length ? `, … (${names.length} in all)` : "");
}
