import { IsolossError, place } from "../../errors.ts";
import { grouped } from "../../grouped.ts";
import { lawIn } from "../../laws/define.ts";
import { power } from "../../laws/power.ts";
import type { Observation } from "../../run.ts";
import { limitOver } from "./limitOver.ts";
import type { Limit, LimitOptions } from "./limits.ts";
import { orRefused, type Refused } from "./refused.ts";
import { COMPARABLE, requireSame, SETTING } from "./sameSetting.ts";

const ACTION = "take the limit N → ∞";

/**
 * The loss that a recipe tends to as its models grow, at one set of unique tokens: E of L(N) = E + A/N^alpha.
 *
 * @param rows single models of one recipe, one tuned setting a size (see `bestOver`), with seeds if there are any; N in any one unit, loss in nats/token.
 * @param options.beyond larger models, predicted but not fitted.
 * @throws IsolossError for sizes fewer than parameters, ensembles, several settings at one size, or rows that differ in recipe, unique tokens, tokenizer,
 * evaluation set or kind of loss.
 * @see Kim, Kotha, Liang & Hashimoto 2025, arXiv:2509.14786, section 3 and figure 3 (E 3.43 at 200M unique tokens).
 * @example
 * const models = [1.5e8, 3e8, 6e8, 1.4e9].map((params) => ({ ...observation, uniqueTokens: 2e8, epochs: 8, tokens: 1.6e9, params, loss: 3 + 3e7 / params }));
 * Number((await sizeLimit(models)).limit.value.toFixed(4)) // 3
 */
export async function sizeLimit(rows: readonly Observation[], options: LimitOptions = {}): Promise<Limit> {
  const all = [...rows, ...(options.beyond ?? [])];
  requireSame(all, [...COMPARABLE, "recipe"], ACTION, "split the rows with --where, so that they differ in size alone");
  const ensemble = all.find((row) => (row.members ?? 1) > 1);
  if (ensemble)
    throw new IsolossError(
      `${place(ensemble.source)}: Cannot ${ACTION} of single models: run "${ensemble.run}" is an ensemble of ${ensemble.members}`,
      "take the limit of ensembles with jointLimit, or leave them out with --where",
    );
  for (const size of grouped(rows, (row) => row.params).values())
    requireSame(size, SETTING, ACTION, "keep the best setting of each size: bestOver(rows, tuned columns, params)");
  const what = `${rows[0]?.recipe ?? "single models"}, N → ∞`;
  const hint = "train single models of further sizes at the same unique tokens, each tuned";
  const replicated = new Set(rows.map((row) => row.params)).size < rows.length;
  const spec = { law: lawIn(power, "N"), what, over: ["N"], along: "N", hint, ...(replicated && { cluster: "params" }) };
  return limitOver(spec, rows, options);
}

/** The limit with N as logged, and with N that counts no embeddings. */
export interface SizeLimits {
  total: Limit | Refused;
  nonEmbedding: Limit | Refused;
}

/**
 * `sizeLimit` with both counts of parameters side by side: exponent and limit depend on whether embeddings count.
 *
 * @param rows as for `sizeLimit`, with `paramsNonEmbedding`.
 * @see the reference: alpha 1.01 and E 3.429 with embeddings, .346 and 3.352 without, on the same four models.
 * @example
 * "reason" in (await sizeLimits([observation])).nonEmbedding // true
 */
export async function sizeLimits(rows: readonly Observation[], options: LimitOptions = {}): Promise<SizeLimits> {
  const { beyond } = options;
  return {
    total: await orRefused(() => sizeLimit(rows, options)),
    nonEmbedding: await orRefused(async () =>
      sizeLimit(withoutEmbeddings(rows), { ...options, ...(beyond && { beyond: withoutEmbeddings(beyond) }) }),
    ),
  };
}

/**
 * Rows whose N counts no embeddings.
 *
 * @throws IsolossError for a row that does not state `paramsNonEmbedding`.
 * @example
 * withoutEmbeddings([{ ...observation, paramsNonEmbedding: 5 }])[0].params // 5
 */
export function withoutEmbeddings(rows: readonly Observation[]): Observation[] {
  return rows.map((row) => {
    if (row.paramsNonEmbedding === undefined)
      throw new IsolossError(
        `${place(row.source)}: Cannot leave embeddings out of N: run "${row.run}" has no params_non_embedding`,
        "log it, or map a column to it with --map params_non_embedding=COLUMN",
      );
    return { ...row, params: row.paramsNonEmbedding };
  });
}
