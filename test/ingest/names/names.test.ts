import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UsageError } from "../../../src/errors.ts";
import { parseLog } from "../../../src/ingest/index.ts";
import { findRunNames, RUN_NAMES } from "../../../src/ingest/names/index.ts";

const values = (pattern: string, name: string) => {
  const named = findRunNames(pattern).read(name);
  return typeof named === "object" ? named.values : named;
};

test("a template: words and other names, k M B T, p for the point, skipped parts", () => {
  const issue = "{params}_{unique}_{epochs}ep_wd{weight_decay}";
  assert.deepEqual(values(issue, "124M_1.5B_16ep_wd0p1"), { params: 124e6, uniqueTokens: 1.5e9, epochs: 16, weightDecay: 0.1 });
  assert.deepEqual(values("{family}_{_}_u{unique}_e{epochs}_wd{wd}_s{seed}", "ar_d160_u25k_e16_wd5_s0"), {
    family: "ar",
    uniqueTokens: 25e3,
    epochs: 16,
    weightDecay: 5,
    seed: 0,
  });
  assert.deepEqual(values("{N}{D}", "7m1b5"), undefined);
  assert.deepEqual(values("{N}{D}", "7m100m"), { params: 7e6, tokens: 100e6 });
  assert.deepEqual(values("{_}lr{lr}", "xlr3e-4"), { learningRate: 3e-4 });
  assert.deepEqual(values("{eval_set}-{params}", "c4-en-70M"), { evalSet: "c4-en", params: 70e6 });
  assert.equal(values(issue, "124M_1.5B_16ep_wd0p1_seed3"), undefined);
  assert.equal(values(issue, ""), undefined);
});

test("a number is taken whole, so that what is skipped leaves no digit behind; what has two readings is called so", () => {
  assert.deepEqual(values("{_}{epochs}ep", "run16ep"), { epochs: 16 });
  assert.deepEqual(values("{params}{_}", "124m4k"), { params: 124e6 });
  assert.equal(values("{tokenizer}_{eval_set}", "a_b_c"), "ambiguous");
  assert.equal(values("lr{lr}", "lr1e+999"), undefined);
  assert.deepEqual(values("{_}-{_}-{_}-{seed}", "----------------------------1"), { seed: 1 });
});

test("names made to take long do not", () => {
  const template = "{_}a{_}b{_}c{tokenizer}d{_}e{seed}";
  assert.equal(values(template, "abcd".repeat(125)), undefined);
  assert.equal(values(template, "a".repeat(100_000)), undefined);
});

test("any name is read or not, and what is read is finite", () => {
  const patterns = [
    ...RUN_NAMES.map(({ id }) => id),
    "{params}_{_}",
    "{_}{unique}x{epochs}{_}",
    "{N}{D}{U}",
    "{family}-{tokenizer}-wd{wd}",
  ].map(findRunNames);
  const letters = fc.constantFrom(..."0123456789.p_-mbkBMxewdlrC^+ar/");
  const names = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: letters, maxLength: 60 }));
  fc.assert(
    fc.property(names, (name) => {
      for (const { read } of patterns) {
        const named = read(name);
        if (named === undefined || named === "ambiguous") continue;
        for (const value of Object.values(named.values))
          assert.ok(value !== undefined && (typeof value !== "number" || Number.isFinite(value)));
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const broken: [template: string, message: RegExp, hint: RegExp][] = [
  ["{parms}", /\{parms\} is no word/, /did you mean "params"/],
  ["{run}", /\{run\} is no word/, /./],
  ["{params", /a brace is not closed/, /slots are written/],
  ["{_}", /no slot/, /datablations/],
  ["{params}_{n_params}", /\{params\} is there twice/, /\{_\}/],
  ["{_}{tokenizer}", /two slots that take any text/, /between/],
  ["datablation", /neither a public set nor a template/, /did you mean "datablations"/],
];
for (const [template, message, hint] of broken)
  test(`broken: ${template}`, () =>
    assert.throws(
      () => findRunNames(template),
      (error: UsageError) => error instanceof UsageError && message.test(error.message) && hint.test(error.hint ?? ""),
    ));

test("every public set says its pattern and where it is from", () => {
  for (const { pattern, read } of RUN_NAMES) {
    assert.match(pattern, /github|README|src\/|experiments\//);
    assert.equal(read("no-name-of-any-set"), undefined);
  }
});

// Names and meanings: README of huggingface/datablations (1b12b8100m: 1.1B, 2.8B, 100M), and runs of its utils/parametric_fit.ipynb.
test("datablations: letters for points, known sizes, a specifier behind", () => {
  const sizes = (name: string) => {
    const named = values("datablations", name);
    return typeof named === "object" ? [named.params, named.tokens, named.uniqueTokens, named.seed] : named;
  };
  assert.deepEqual(sizes("1b12b8100m"), [1.0963e9, 2.8e9, 100e6, undefined]);
  assert.deepEqual(sizes("2b855b55bc4"), [2.81e9, 55e9, 55e9, undefined]);
  assert.deepEqual(sizes("2b855b1b25c4seed2"), [2.81e9, 55e9, 1.25e9, 2]);
  assert.deepEqual(sizes("83m1b51b5"), [82.7e6, 1.5e9, 1.5e9, undefined]);
  assert.deepEqual(sizes("25m200m100m"), [35.5e6, 200e6, 100e6, undefined]);
  assert.deepEqual(sizes("146m7b5100mdedup"), [146.5e6, 7.5e9, 100e6, undefined]);
  for (const name of ["9z100m100m", "7m100m", "7m100m200m", "2b8"]) assert.equal(sizes(name), undefined, name);
});

// run_name, MODEL_PARAMS and parse_length of src/ladder/ladder.py in allenai/OLMo-ladder; 190M-1xC ends at step 7272 of 128 x 4096 tokens.
test("olmo: size without embeddings, and lengths in Chinchillas", () => {
  for (const name of ["peteish-final-190M-1xC", "OLMo-Ladder-190M-1xC", "190M-1xC"])
    assert.deepEqual(values("olmo", name), { paramsNonEmbedding: 190354176, tokens: 20 * 190354176 }, name);
  assert.deepEqual(values("olmo", "peteish-moreeval-rerun-1B-0.5xC"), { paramsNonEmbedding: 1279395840, tokens: 10 * 1279395840 });
  assert.equal(values("olmo", "peteish7"), undefined);
  assert.equal(values("olmo", "OLMo-2M-1xC"), undefined);
});

// Patterns of the README of JinjieNi/Quokka, and names that it and JinjieNi/dlms-are-super-data-learners link.
test("quokka: budgets of compute, budgets of data, and the logs linked by name", () => {
  assert.deepEqual(values("quokka", "1e19_217_7.66b"), { compute: 1e19, params: 217e6, tokens: 7.66e9 });
  assert.deepEqual(values("quokka", "400_1b_70_1000_200_4_256_2e-4"), { params: 400e6, epochs: 70, learningRate: 2e-4 });
  assert.deepEqual(values("quokka", "0b5_192e_difflm_1b"), { uniqueTokens: 0.5e9, epochs: 192, params: 1e9, family: "mdm" });
  assert.deepEqual(values("quokka", "1b5_64e_ar"), { uniqueTokens: 1.5e9, epochs: 64, family: "ar" });
  assert.deepEqual(values("quokka", "10b_9e6_difflm_1b"), { uniqueTokens: 10e9, epochs: 9.6, params: 1e9, family: "mdm" });
  assert.deepEqual(values("quokka", "1024_96b_1e_1b_ar"), { uniqueTokens: 96e9, epochs: 1, params: 1e9, family: "ar" });
  assert.deepEqual(values("quokka", "with_1b_96e_1b_difflm"), { uniqueTokens: 1e9, epochs: 96, params: 1e9, family: "mdm" });
  assert.deepEqual(values("quokka", "1b_96e_difflm_8b1a"), { uniqueTokens: 1e9, epochs: 96, family: "mdm" });
  assert.deepEqual(values("quokka", "uniform_96b_1e_1b_difflm"), { uniqueTokens: 96e9, epochs: 1, params: 1e9 });
  assert.equal(values("quokka", "coder_scaling_ar_2b_stage1_1"), undefined);
});

// build_name of experiments/data_efficiency/train.py in marin-community/marin, and names in its plotting.py.
test("marin: models, tokens of an epoch, rates, seeds; a teacher's data are no epochs", () => {
  assert.deepEqual(values("marin", "150m4k-209Mx16-dclm-cos-lr0.0030-wd0.80"), {
    params: 154147328,
    paramsNonEmbedding: 22813184,
    uniqueTokens: 209e6,
    epochs: 16,
    learningRate: 0.003,
    weightDecay: 0.8,
  });
  assert.deepEqual(values("marin", "1_4b4k-209Mx8-dclm-cos-lr0.0010-wd3.20-seed0"), {
    params: 1431373824,
    paramsNonEmbedding: 906037248,
    uniqueTokens: 209e6,
    epochs: 8,
    learningRate: 0.001,
    weightDecay: 3.2,
    seed: 0,
  });
  assert.deepEqual(values("marin", "300m4k-209Mx16-dclm+ens8x0730^0.9-cos-lr0.0030-wd0.10-bs64"), {
    params: 299649792,
    paramsNonEmbedding: 102648576,
    uniqueTokens: 209e6,
    learningRate: 0.003,
    weightDecay: 0.1,
  });
  assert.deepEqual(values("marin", "1_9b4k-1.7Bx1-dclm-cos-lr0.0010-wd0.10"), {
    params: 1.9e9,
    uniqueTokens: 1.7e9,
    epochs: 1,
    learningRate: 0.001,
    weightDecay: 0.1,
  });
  assert.equal(values("marin", "150m4k-209M-dclm"), undefined);
});

const names = [findRunNames("{params}_{unique}_{epochs}ep")];
const read = (text: string, file = "x.csv") => parseLog({ file, text, names });

test("a name fills what the log is silent of, with a note; a plan where there are several evaluations", () => {
  const one = read("run,loss\n10M_1k_4ep,3\n20M_1k_4ep,2.9\n");
  assert.deepEqual(
    one.runs.map(({ params, uniqueTokens, points }) => [params, uniqueTokens, points[0]?.epochs, points[0]?.tokens]),
    [
      [10e6, 1000, 4, 4000],
      [20e6, 1000, 4, 4000],
    ],
  );
  assert.deepEqual(
    one.problems.map(({ code, severity, message }) => [code, severity, message]),
    [["stated-by-name", "note", 'params, unique_tokens, epochs of run "10M_1k_4ep" are taken from the name "10M_1k_4ep" (and 1 more run)']],
  );
  const [run] = read("run,tokens,loss\n10M_1k_4ep,1000,3\n10M_1k_4ep,2000,2.9\n").runs;
  assert.deepEqual([run?.plannedEpochs, run?.complete, run?.points[1]?.epochs], [4, false, 2]);
});

test("the file's or the folder's name serves where the id is none", () => {
  const [byFile] = parseLog({ file: "logs/10M_1k_4ep.jsonl", text: '{"val_loss":3}', names }).runs;
  assert.equal(byFile?.params, 10e6);
  const [byFolder] = parseLog({ file: "sweep/10M_1k_4ep/log.jsonl", text: '{"val_loss":3}', names }).runs;
  assert.equal(byFolder?.params, 10e6);
});

test("a name that does not match is said, and one that the log contradicts: the log is followed", () => {
  const { runs, problems } = read("run,params,loss\nbaseline,5,3\n10M_1k_4ep,12M,3\n10M_2k_4ep,10.4M,3\n10M_3k_4ep,11M,3\n");
  assert.deepEqual(
    runs.map(({ params }) => params),
    [5, 12e6, 10.4e6, 11e6],
  );
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "warning").map(({ code, source, message }) => [code, source.line, message]),
    [
      ["name-unmatched", 2, 'run "baseline" is not named by {params}_{unique}_{epochs}ep: nothing is taken from its name'],
      [
        "name-disagrees",
        3,
        'run "10M_1k_4ep" is named "10M_1k_4ep", which says params 10000000, and its log says 12000000: the log is followed',
      ],
    ],
  );
});

test("overrides go before logs, and logs before names", () => {
  const overrides = [{ source: { file: "runs.csv", line: 2 }, run: "*", values: { uniqueTokens: 7 } }];
  const [run] = parseLog({ file: "x.csv", text: "run,params,loss\n10M_1k_4ep,10M,3\n", names, overrides }).runs;
  assert.deepEqual([run?.uniqueTokens, run?.params, run?.points[0]?.tokens], [7, 10e6, 28]);
});
