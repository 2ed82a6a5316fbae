import { plainName } from "../glossary.ts";
import type { Run } from "../run.ts";

/** Entries of tokenizers that are known by name, as their makers publish them. */
const KNOWN: Readonly<Record<string, number>> = {
  gpt2: 50_257,
  r50kbase: 50_257,
  gptneox20b: 50_277,
  llama: 32_000,
  llama2: 32_000,
  llama3: 128_256,
  cl100kbase: 100_277,
};

/** Entries of a run's vocabulary: as logged, else those of its tokenizer where its name is a known one. */
export function vocabOf({ vocab, tokenizer }: Run): number | undefined {
  return vocab ?? (tokenizer === undefined ? undefined : KNOWN[plainName(tokenizer)]);
}
