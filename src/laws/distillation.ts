import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";
import type { Parameter } from "./law.ts";

function shape(name: string, meaning: string, low: number, high: number, start: readonly [number, number]): Parameter {
  return { name, meaning, unit: "1", scale: "log", low, high, start };
}

const SUPERVISED = "sets the loss of the student without a teacher: fitted on runs without one, then held, as the authors do";

/**
 * Loss of a student from its size, its tokens and its teacher's loss L_T.
 *
 * The supervised law E + (A/N^α + B/D^β)^γ says what the student would reach alone; how far its teacher is ahead of that decides whether a
 * better teacher still helps: too good a teacher makes its student worse (the capacity gap). In this form no student ends below its teacher,
 * which the authors did see happen with little data.
 */
export const distillation = defineLaw({
  id: "distillation",
  title: "Distillation law: a student from its teacher's loss",
  // softplus(log(x)/f_1) is ln(1 + x^(1/f_1)) without the overflow of a sharp break.
  formula: `LS = E + (A/N^alpha + B/D^beta)^gamma
gap = exp(-c_1*f_1*softplus(log(LT/(LS*d_1))/f_1))
LT + gap/LT^c_0*(A_S/N^alpha_S + B_S/D^beta_S)^gamma_S`,
  parameters: [
    irreducible("irreducible loss of the supervised law"),
    {
      ...coefficient("A", "size of the parameter term of the supervised law", "nats^(1/gamma)/token · parameters^alpha"),
      start: [10, 1e5],
    },
    { ...coefficient("B", "size of the data term of the supervised law", "nats^(1/gamma)/token · tokens^beta"), start: [10, 1e5] },
    exponent("alpha", "exponent of parameters in the supervised law", 3),
    exponent("beta", "exponent of tokens in the supervised law", 3),
    exponent("gamma", "outer exponent of the supervised law", 3),
    { ...coefficient("A_S", "size of the student's parameter term", "parameters^alpha_S"), start: [10, 1e5] },
    { ...coefficient("B_S", "size of the student's data term", "tokens^beta_S"), start: [10, 1e5] },
    exponent("alpha_S", "exponent of the student's parameters", 3),
    exponent("beta_S", "exponent of the distillation tokens", 3),
    { ...exponent("gamma_S", "outer exponent of the student's terms", 3), start: [0.3, 1.2] },
    shape("c_0", "exponent of the teacher's loss", 1e-3, 20, [0.3, 5]),
    shape("c_1", "change of exponent where the teacher is no longer ahead", 1e-3, 1e4, [0.3, 30]),
    shape("d_1", "ratio of the teacher's loss to the student's own at which that happens", 0.1, 10, [0.7, 1.5]),
    shape("f_1", "width of the change: small is sharp", 0.01, 10, [0.05, 1]),
  ],
  citation: "Busbridge et al. 2025, arXiv:2502.08606, eq. 8 and 1 (N without embeddings)",
  published: [
    {
      id: "busbridge",
      theta: {
        E: 1.22,
        A: 3355,
        B: 18186,
        alpha: 0.408,
        beta: 0.431,
        gamma: 0.452,
        A_S: 2243,
        B_S: 24181,
        alpha_S: 0.321,
        beta_S: 0.637,
        gamma_S: 0.764,
        c_0: 2.549,
        c_1: 522.6,
        d_1: 1.315,
        f_1: 0.09,
      },
      data: "697 distillations and 73 supervised runs on C4, pure distillation at temperature 1; students of 198M to 7.75B parameters",
      source: "Busbridge et al. 2025, arXiv:2502.08606v2, table 6",
      range: { N: [1.98e8, 7.75e9], D: [4e9, 5.12e11], LT: [1.9, 2.8] },
      at: { N: 1.82e9, D: 1e11, LT: 2.2 },
      loss: 2.220088640768164,
      note: "printed to three digits; the bootstrap interval of c_1 has no width (522.6 to 522.6): their runs do not determine it. The ranges of D and LT are approximate",
    },
  ],
  example: {
    theta: {
      E: 1.22,
      A: 3355,
      B: 18186,
      alpha: 0.408,
      beta: 0.431,
      gamma: 0.452,
      A_S: 300,
      B_S: 2000,
      alpha_S: 0.3,
      beta_S: 0.4,
      gamma_S: 0.8,
      c_0: 1.5,
      c_1: 4,
      d_1: 1.05,
      f_1: 0.15,
    },
    design: { N: [1e8, 3e8, 1e9, 3e9, 1e10], D: [1e9, 4e9, 1.6e10, 6.4e10, 2.6e11], LT: [1.7, 1.9, 2.1, 2.3, 2.6, 2.9, 3.3, 3.8] },
    noise: 0.002,
    held: { E: SUPERVISED, A: SUPERVISED, B: SUPERVISED, alpha: SUPERVISED, beta: SUPERVISED, gamma: SUPERVISED },
  },
});
