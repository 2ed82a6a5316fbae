import type { Setup } from "../run.ts";

/** Kinds of row that a law ought not to be fitted to together. */
export interface Mixture {
  code: string;
  message: string;
  hint: string;
}

/** What rows mix that differs by more than a law says: kinds of loss, evaluation sets, tokenizers, recipes. */
export function mixtures(rows: readonly Omit<Setup, "run">[]): Mixture[] {
  const mixed = (name: "lossKind" | "evalSet" | "tokenizer", code: string, title: string, hint: string): Mixture[] => {
    const kinds = [...new Set(rows.map((row) => row[name] ?? "unknown"))];
    return kinds.length > 1 ? [{ code, message: `the rows mix ${title}: ${kinds.join(", ")}`, hint }] : [];
  };
  const recipes = [...new Set(rows.map((row) => row.recipe ?? "unknown"))];
  const plain = recipes.filter((recipe) => recipe === "standard" || recipe === "regularized" || recipe === "unknown");
  return [
    ...mixed(
      "lossKind",
      "mixed-loss-kinds",
      "kinds of loss",
      "a bound and a likelihood differ by an unknown gap: fit them apart (--group-by loss_kind) or give each its own floor (--separate E --by loss_kind)",
    ),
    ...mixed("evalSet", "mixed-eval-sets", "evaluation sets", "losses on different text are not comparable: choose one with --where"),
    ...mixed(
      "tokenizer",
      "mixed-tokenizers",
      "tokenizers",
      "losses a token of different tokenizers are not comparable: choose one with --where",
    ),
    ...(plain.length > 0 && plain.length < recipes.length
      ? [
          {
            code: "mixed-recipes",
            message: `the rows mix single runs with other recipes: ${recipes.join(", ")}`,
            hint: "ensembles and distilled students have seen more than their own training: choose with --where recipe=…",
          },
        ]
      : []),
  ];
}
