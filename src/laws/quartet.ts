import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";
import type { Parameter, PublishedSet } from "./law.ts";

function efficiency(name: string, meaning: string): Parameter {
  return { name, meaning, unit: "1", scale: "log", low: 0.01, high: 10, start: [0.3, 1] };
}

const BF16 = {
  E: 1.3408460539510816,
  A: 127444.68546799707,
  B: 465834.31227225706,
  alpha: 0.578520117717248,
  beta: 0.538876899794824,
  gamma: 0.2764156900618507,
};

const set = (id: string, eff: { eff_N: number; eff_D: number }, data: string, loss: number): PublishedSet => ({
  id,
  theta: { ...BF16, ...eff },
  data,
  source: "Quartet repository, notebooks/plots.ipynb (5b9d74c), printed outputs; Castro et al. 2025, arXiv:2505.14669",
  range: { N: [3.05e7, 2.03e8], D: [7.5e8, 8e10] },
  at: { N: 102777856, D: 1e10 },
  loss,
});

const HELD =
  "within one precision it only rescales a term: fitted on runs in that precision, with the rest held at its values in full precision";

/** E + (A/(N·eff_N)^α + B/(D·eff_D)^β)^γ: low precision in the forward pass costs parameters, in the backward pass tokens. */
export const quartet = defineLaw({
  id: "quartet",
  title: "Quartet's law: effective parameters and tokens in low precision",
  formula: "E + (A/(N*eff_N)^alpha + B/(D*eff_D)^beta)^gamma",
  parameters: [
    irreducible(),
    { ...coefficient("A", "size of the parameter term", "nats^(1/gamma)/token · parameters^alpha"), start: [10, 1e7] },
    { ...coefficient("B", "size of the data term", "nats^(1/gamma)/token · tokens^beta"), start: [10, 1e7] },
    { ...exponent("alpha", "exponent of parameters", 3), start: [0.2, 1] },
    { ...exponent("beta", "exponent of tokens", 3), start: [0.2, 1] },
    { ...exponent("gamma", "outer exponent", 3), low: 0.01, start: [0.2, 1] },
    efficiency("eff_N", "share of the parameters that is left in the forward pass's precision; 1 in full precision"),
    efficiency("eff_D", "share of the tokens that is left in the backward pass's precision; 1 in full precision"),
  ],
  citation: "Castro et al. 2025, arXiv:2505.14669, eq. 1 and repository",
  published: [
    set(
      "bf16",
      { eff_N: 1, eff_D: 1 },
      "Llama-like models of 30M to 200M parameters on C4 in BF16 (two larger ones among the fitted)",
      2.8886037809101053,
    ),
    set(
      "mxfp4-forward",
      { eff_N: 0.6451630916603083, eff_D: 1 },
      "forward pass in MXFP4 (QuEST), backward in BF16; base held",
      2.9593438723530254,
    ),
    set(
      "mxfp4-backward",
      { eff_N: 1, eff_D: 0.8934685215915907 },
      "backward pass in MXFP4 (stochastic rounding), forward in BF16; base held",
      2.8990044539200355,
    ),
  ],
  example: {
    theta: { E: 1.4, A: 2000, B: 9000, alpha: 0.4, beta: 0.42, gamma: 0.5, eff_N: 0.65, eff_D: 0.9 },
    design: { N: [1e7, 3e7, 1e8, 3e8, 1e9, 3e9, 1e10], D: [3e8, 1e9, 3e9, 1e10, 3e10, 1e11, 3e11] },
    noise: 0.002,
    held: { eff_N: HELD, eff_D: HELD },
  },
});
