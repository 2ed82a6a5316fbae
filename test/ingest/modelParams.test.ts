import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLog } from "../../src/ingest/index.ts";
import { modelParams } from "../../src/ingest/modelParams.ts";

const gpt2 = { model_type: "gpt2", vocab_size: 50257, n_positions: 1024, n_inner: null };
const llama = { model_type: "llama", tie_word_embeddings: false, attention_bias: false };

// Numbers of parameters as the models' cards state them or their checkpoints hold them.
const published: [name: string, config: Record<string, number | string | boolean | null>, params: number][] = [
  ["openai-community/gpt2", { ...gpt2, n_embd: 768, n_layer: 12 }, 124_439_808],
  ["openai-community/gpt2-xl", { ...gpt2, n_embd: 1600, n_layer: 48 }, 1_557_611_200],
  [
    "meta-llama/Llama-2-7b",
    {
      ...llama,
      vocab_size: 32000,
      hidden_size: 4096,
      intermediate_size: 11008,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 32,
    },
    6_738_415_616,
  ],
  [
    "meta-llama/Llama-3.2-1B",
    {
      ...llama,
      vocab_size: 128256,
      hidden_size: 2048,
      intermediate_size: 8192,
      num_hidden_layers: 16,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 64,
      tie_word_embeddings: true,
    },
    1_235_814_400,
  ],
  [
    "mistralai/Mistral-7B-v0.1",
    {
      model_type: "mistral",
      vocab_size: 32000,
      hidden_size: 4096,
      intermediate_size: 14336,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      tie_word_embeddings: false,
    },
    7_241_732_096,
  ],
  [
    "Qwen/Qwen2.5-0.5B",
    {
      model_type: "qwen2",
      vocab_size: 151936,
      hidden_size: 896,
      intermediate_size: 4864,
      num_hidden_layers: 24,
      num_attention_heads: 14,
      num_key_value_heads: 2,
      tie_word_embeddings: true,
    },
    494_032_768,
  ],
  [
    "EleutherAI/pythia-70m",
    {
      model_type: "gpt_neox",
      vocab_size: 50304,
      hidden_size: 512,
      intermediate_size: 2048,
      num_hidden_layers: 6,
      tie_word_embeddings: false,
    },
    70_426_624,
  ],
];
for (const [name, config, params] of published) test(`parameters of ${name}`, () => assert.equal(modelParams(config)?.params, params));

test("parameters without embeddings are those that the Pythia suite states", () => {
  assert.equal(modelParams(published.at(-1)?.[1] ?? {})?.nonEmbedding, 18_915_328);
});

test("what does not follow exactly is left alone: another architecture, a size that is missing, two models", () => {
  const [, , config] = published.map(([, one]) => one);
  const { num_key_value_heads: _, ...without } = config as Record<string, number | string | boolean | null>;
  assert.equal(modelParams(without), undefined);
  assert.equal(modelParams({ ...config, model_type: "mixtral" }), undefined);
  assert.equal(modelParams({ ...config, model_type: "constructor" }), undefined);
  assert.equal(modelParams({ ...config, hidden_size: 4096.5 }), undefined);
  assert.equal(modelParams({ ...config, "draft.model_type": "gpt2" }), undefined);
  assert.equal(modelParams({}), undefined);
});

test("a log beside a model's description has its parameters, with a note; stated ones go first", () => {
  const companions = [{ source: { file: "config.json" }, level: 1, values: { ...gpt2, n_embd: 768, n_layer: 12 } }];
  const { runs, problems } = parseLog({ file: "x.csv", text: "run,loss\na,3\n", companions });
  assert.deepEqual([runs[0]?.params, runs[0]?.paramsNonEmbedding, runs[0]?.vocab], [124_439_808, 85_056_000, 50257]);
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [["params-computed", "note"]],
  );
  const stated = parseLog({ file: "x.csv", text: "run,params,loss\na,124M,3\n", companions });
  assert.deepEqual([stated.runs[0]?.params, stated.runs[0]?.paramsNonEmbedding, stated.problems], [124e6, undefined, []]);
});
