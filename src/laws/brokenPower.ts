import { coefficient, defineLaw, exponent, irreducible } from "./define.ts";

/**
 * L(x) = E + A·x^(−c₀)·(1 + (x/d)^(1/f))^(−c₁f): a power law whose exponent turns from c₀ to c₀ + c₁ around x = d.
 *
 * With c₁ below −c₀ the loss falls and then rises (double descent has that shape, and needs a second break to fall again).
 */
export const brokenPower = defineLaw({
  id: "broken-power",
  title: "Smoothly broken power law, one break",
  // The softplus is ln(1 + (x/d)^(1/f)): a sharp break (small f) would overflow the power.
  formula: "E + A/x^c_0*exp(-c_1*f*softplus(log(x/d)/f))",
  parameters: [
    irreducible("floor: the loss as the quantity grows without bound, where it falls"),
    coefficient("A", "height above the floor at one unit of the quantity", "nats/token · unit^c_0"),
    exponent("c_0", "exponent before the break"),
    { name: "c_1", meaning: "change of the exponent at the break", unit: "1", scale: "linear", low: -5, high: 10, start: [-0.5, 1.5] },
    { name: "d", meaning: "place of the break", unit: "unit of the quantity", scale: "log", low: 1e-3, high: 1e30, start: [1, 1e12] },
    { name: "f", meaning: "width of the break: small is sharp", unit: "1", scale: "log", low: 0.01, high: 10, start: [0.05, 1] },
  ],
  citation: "Caballero et al. 2023, arXiv:2210.14891, eq. 1 with n = 1",
  published: [],
  example: {
    theta: { E: 2, A: 3, c_0: 0.2, c_1: 0.6, d: 30, f: 0.25 },
    design: { x: Array.from({ length: 40 }, (_, i) => 4 ** (i / 5)) },
    noise: 0.002,
  },
});
