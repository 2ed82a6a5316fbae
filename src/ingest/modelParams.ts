import type { Field } from "../run.ts";

/** Parameters of a model by its description, with embeddings and without those of tokens and positions. */
export interface ModelParams {
  params: number;
  nonEmbedding: number;
  /** What it follows from, for messages. */
  model: string;
}

/** Sizes of a model of known architecture. */
interface Sizes {
  /** The whole number that a description states, or undefined. */
  size: (name: string) => number | undefined;
  flag: (name: string) => boolean | undefined;
}

/** The parameters of embeddings and of all else; undefined where a size is missing. */
type Count = (sizes: Sizes) => { embedding: number; other: number } | undefined;

const gpt2: Count = ({ size, flag }) => {
  const [vocab, positions, width, layers] = [size("vocab_size"), size("n_positions"), size("n_embd"), size("n_layer")];
  if (vocab === undefined || positions === undefined || width === undefined || layers === undefined) return undefined;
  const inner = size("n_inner") ?? 4 * width;
  const attention = 4 * width * width + 4 * width;
  const mlp = 2 * width * inner + inner + width;
  const output = flag("tie_word_embeddings") === false ? vocab * width : 0;
  return { embedding: vocab * width + positions * width + output, other: layers * (attention + mlp + 4 * width) + 2 * width };
};

/** Rotary, RMS-normalised, gated: LLaMA and what is built like it; `biases` of queries, keys and values, and of the output. */
const llama =
  (biases: (sizes: Sizes) => { inputs: boolean; output: boolean; mlp: boolean }): Count =>
  (sizes) => {
    const { size, flag } = sizes;
    const [vocab, width, inner, layers] = [size("vocab_size"), size("hidden_size"), size("intermediate_size"), size("num_hidden_layers")];
    const [heads, keys, tied] = [size("num_attention_heads"), size("num_key_value_heads"), flag("tie_word_embeddings")];
    if (vocab === undefined || width === undefined || inner === undefined || layers === undefined) return undefined;
    if (heads === undefined || keys === undefined || tied === undefined) return undefined;
    const head = size("head_dim") ?? width / heads;
    const [queries, others] = [heads * head, 2 * keys * head];
    const { inputs, output, mlp } = biases(sizes);
    const weights = width * (queries + others) + queries * width + 3 * width * inner;
    const bias = (inputs ? queries + others : 0) + (output ? width : 0) + (mlp ? 2 * inner + width : 0);
    return { embedding: vocab * width * (tied ? 1 : 2), other: layers * (weights + bias + 2 * width) + width };
  };

const neox: Count = ({ size, flag }) => {
  const [vocab, width, inner, layers] = [size("vocab_size"), size("hidden_size"), size("intermediate_size"), size("num_hidden_layers")];
  const tied = flag("tie_word_embeddings");
  if (vocab === undefined || width === undefined || inner === undefined || layers === undefined || tied === undefined) return undefined;
  if (flag("attention_bias") === false) return undefined;
  const attention = 4 * width * width + 4 * width;
  const mlp = 2 * width * inner + inner + width;
  return { embedding: vocab * width * (tied ? 1 : 2), other: layers * (attention + mlp + 4 * width) + 2 * width };
};

/** Architectures whose parameters follow from their configuration exactly, by the `model_type` of Hugging Face transformers. */
const COUNTS: Readonly<Record<string, Count>> = {
  gpt2,
  llama: llama(({ flag }) => ({
    inputs: flag("attention_bias") === true,
    output: flag("attention_bias") === true,
    mlp: flag("mlp_bias") === true,
  })),
  mistral: llama(() => ({ inputs: false, output: false, mlp: false })),
  qwen2: llama(() => ({ inputs: true, output: false, mlp: false })),
  gpt_neox: neox,
};

/**
 * The parameters of a model that a configuration of Hugging Face transformers describes, where they follow from it exactly.
 *
 * @param fields raw values of a run, by full name.
 * @returns undefined for an architecture that is not known, a description that lacks a size, and for two models.
 * @example
 * modelParams({ model_type: "gpt2", vocab_size: 50257, n_positions: 1024, n_embd: 768, n_layer: 12 }).params // 124439808
 */
export function modelParams(fields: Readonly<Record<string, Field>>): ModelParams | undefined {
  const [type, ...others] = Object.keys(fields).filter((name) => /(^|[./])model_type$/.test(name));
  if (type === undefined || others.length > 0) return undefined;
  const model = String(fields[type]);
  const count = Object.hasOwn(COUNTS, model) ? COUNTS[model] : undefined;
  const at = (name: string): Field | undefined => fields[type.replace(/model_type$/, name)];
  const size = (name: string): number | undefined => {
    const value = at(name);
    return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const flag = (name: string): boolean | undefined => {
    const value = at(name);
    return typeof value === "boolean" ? value : undefined;
  };
  const found = count?.({ size, flag });
  if (!found || !Number.isInteger(found.other)) return undefined;
  return { params: found.embedding + found.other, nonEmbedding: found.other, model };
}
