import type { Expression, Formula } from "./parse.ts";

const GREEK = new Set(
  "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega".split(
    " ",
  ),
);

/** How tightly a written piece holds together: what needs brackets inside what. */
const SUM = 1;
const PRODUCT = 2;
const SIGNED = 3;
const POWER = 4;
const ATOM = 5;

interface Piece {
  tex: string;
  holds: number;
}

/** TeX of a name: Greek words become letters, the rest after the first letter (or an underscore) a subscript. */
export function texName(name: string, known: Readonly<Record<string, string>> = {}): string {
  if (known[name]) return known[name];
  if (GREEK.has(name)) return `\\${name}`;
  const [head, ...rest] = name.split("_") as [string, ...string[]];
  if (rest.length > 0) return `${texName(head, known)}_{${rest.map((r) => texName(r, known)).join(",")}}`;
  if (name.length === 1) return name;
  const parts = /^([A-Z])([A-Za-z0-9]{1,2})$/.exec(name);
  return parts ? `${parts[1]}_{${parts[2]}}` : `\\mathrm{${name}}`;
}

/**
 * A formula as TeX, one line an assignment and the loss last, ready for an `aligned` environment.
 *
 * @param formula a parsed formula.
 * @param predicted name of what the last line gives.
 * @param known TeX of names that have a conventional spelling, as { RD: "R_D^*" }.
 * @example
 * tex(parse("E + A/N^alpha")) // "L &= E + \\frac{A}{N^{\\alpha}}"
 */
export function tex(formula: Formula, known: Readonly<Record<string, string>> = {}, predicted = "L"): string {
  const write = (node: Expression): Piece => {
    switch (node.kind) {
      case "number":
        return { tex: texNumber(node.value), holds: ATOM };
      case "name":
        return { tex: texName(node.name, known), holds: known[node.name]?.includes("^") ? POWER : ATOM };
      case "negate":
        return { tex: `-${bracket(write(node.argument), PRODUCT)}`, holds: SIGNED };
      case "call":
        return call(node.name, node.arguments.map(write));
      case "binary":
        return binary(node.operator, node.left, node.right);
    }
  };
  const binary = (operator: string, leftNode: Expression, rightNode: Expression): Piece => {
    const left = write(leftNode);
    const right = write(rightNode);
    switch (operator) {
      case "+":
      case "-":
        return {
          tex: `${left.tex} ${operator} ${bracket(right, operator === "-" || right.tex.startsWith("-") ? PRODUCT : SUM)}`,
          holds: SUM,
        };
      case "*":
        return {
          tex: `${bracket(left, PRODUCT)} ${leftNode.kind === "number" || rightNode.kind === "number" ? "\\cdot " : "\\,"}${bracket(right, PRODUCT)}`,
          holds: PRODUCT,
        };
      case "/":
        return { tex: `\\frac{${left.tex}}{${right.tex}}`, holds: PRODUCT };
      default:
        return { tex: `${bracket(left, ATOM)}^{${right.tex}}`, holds: POWER };
    }
  };
  const call = (name: string, inputs: Piece[]): Piece => {
    const [a] = inputs as [Piece];
    switch (name) {
      case "exp":
        return { tex: `e^{${a.tex}}`, holds: POWER };
      case "log":
        return { tex: `\\ln\\left(${a.tex}\\right)`, holds: ATOM };
      case "expm1":
        return { tex: `\\left(e^{${a.tex}} - 1\\right)`, holds: ATOM };
      case "log1p":
        return { tex: `\\ln\\left(1 + ${a.tex}\\right)`, holds: ATOM };
      case "sigmoid":
      case "softplus":
        return { tex: `\\operatorname{${name}}\\left(${a.tex}\\right)`, holds: ATOM };
      default:
        return { tex: `\\${name}\\left(${inputs.map((p) => p.tex).join(", ")}\\right)`, holds: ATOM };
    }
  };
  const lines = formula.assignments.map(({ name, value }) => `${texName(name, known)} &= ${write(value).tex}`);
  return [...lines, `${texName(predicted, known)} &= ${write(formula.loss).tex}`].join(" \\\\\n");
}

function bracket(piece: Piece, needed: number): string {
  return piece.holds >= needed && !(piece.holds === SIGNED && needed > PRODUCT) ? piece.tex : `\\left(${piece.tex}\\right)`;
}

function texNumber(value: number): string {
  const [mantissa, exponent] = String(value).split("e") as [string, string?];
  return exponent === undefined ? mantissa : `${mantissa} \\times 10^{${Number(exponent)}}`;
}
