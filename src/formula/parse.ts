import { FormulaError } from "../errors.ts";

/** A node of a parsed formula; `at` is its position in the text (0-based, in characters). */
export type Expression =
  | { kind: "number"; value: number; at: number }
  | { kind: "name"; name: string; at: number }
  | { kind: "negate"; argument: Expression; at: number }
  | { kind: "binary"; operator: Operator; left: Expression; right: Expression; at: number }
  | { kind: "call"; name: FunctionName; arguments: Expression[]; at: number };

export type Operator = "+" | "-" | "*" | "/" | "^";
export type FunctionName = keyof typeof FUNCTIONS;

/** The functions of the language, with the number of arguments that each takes. */
export const FUNCTIONS = { exp: 1, log: 1, min: 2, max: 2, expm1: 1, log1p: 1, softplus: 1, sigmoid: 1 } as const;

export interface Assignment {
  name: string;
  at: number;
  value: Expression;
}

/** A formula as read: assignments in order, then the loss. */
export interface Formula {
  text: string;
  assignments: Assignment[];
  loss: Expression;
}

/** A hostile text must end in an error, not in an exhausted stack or a kernel of megabytes. */
export const LIMITS = { characters: 4000, depth: 64, nodes: 1000 } as const;

interface Token {
  kind: "number" | "name" | "symbol" | "break" | "end";
  text: string;
  at: number;
}

const TOKEN =
  /[ \t\r]+|([0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/^(),=])|([\n;])/y;

function tokenize(text: string): Token[] {
  if (text.length > LIMITS.characters)
    throw new FormulaError(
      text,
      LIMITS.characters,
      `Cannot read a formula of ${text.length} characters: at most ${LIMITS.characters} are allowed`,
      "name shared parts once: one assignment a line, the last line is the loss",
    );
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw unreadable(text, at);
    const kind = match[1] ? "number" : match[2] ? "name" : match[3] ? "symbol" : match[4] ? "break" : undefined;
    // Such names would be found on every JavaScript object.
    if (kind === "name" && match[0] in Object.prototype)
      throw new FormulaError(text, at, `Cannot use "${match[0]}" as a name in a formula`, "rename it");
    if (kind) tokens.push({ kind, text: match[0], at });
    at = TOKEN.lastIndex;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function unreadable(text: string, at: number): FormulaError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const hint =
    character === "." || character === "[" ? "a formula has no properties or indices" : "use + - * / ^ ( ) , numbers, names and functions";
  return new FormulaError(text, at, `Cannot read "${character}" in the formula: it is not part of the language`, hint);
}

const PRECEDENCE: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 4 };
/** Unary minus binds weaker than `^` and stronger than `*`, as in mathematics: -x^2 = -(x^2). */
const NEGATE = 3;

/**
 * Reads the text of a law.
 *
 * One assignment a line (or separated by `;`), the last line is the loss; `+ - * / ^`, numbers, and the functions of `FUNCTIONS`.
 * `^` binds to the right and tighter than a minus sign before it. A line break inside brackets does not end a line.
 *
 * @param text the formula, at most `LIMITS.characters` characters.
 * @throws FormulaError with the position, for anything outside the language, an unbalanced bracket, a text too long or nested too deep.
 * @example
 * parse("E + A/N^alpha").loss.kind // "binary"
 */
export function parse(text: string): Formula {
  const tokens = tokenize(text);
  let index = 0;
  let nodes = 0;
  let depth = 0;
  let brackets = 0;

  const fail = (at: number, message: string, hint?: string): never => {
    throw new FormulaError(text, at, message, hint);
  };
  const peek = (): Token => {
    while (brackets > 0 && (tokens[index] as Token).kind === "break") {
      if ((tokens[index] as Token).text === ";") break;
      index++;
    }
    return tokens[index] as Token;
  };
  const shown = (token: Token): string =>
    token.kind === "end" ? "the end" : token.kind === "break" ? "the end of the line" : `"${token.text}"`;
  const count = <T extends Expression>(node: T): T => {
    if (++nodes > LIMITS.nodes) fail(node.at, `Cannot read the formula: it has more than ${LIMITS.nodes} operations`);
    return node;
  };

  const close = (open: Token): void => {
    const token = peek();
    if (token.text !== ")")
      fail(open.at, `Cannot read the formula: this bracket is not closed before ${shown(token)}`, 'add the missing ")"');
    brackets--;
    index++;
  };

  const primary = (): Expression => {
    const token = peek();
    index++;
    if (token.kind === "number") return count({ kind: "number", value: Number(token.text), at: token.at });
    if (token.kind === "name") return peek().text === "(" ? call(token) : count({ kind: "name", name: token.text, at: token.at });
    if (token.text === "(") {
      brackets++;
      const inside = expression(0);
      close(token);
      return inside;
    }
    if (token.text === "-" || token.text === "+") {
      const argument = expression(NEGATE);
      return token.text === "-" ? count({ kind: "negate", argument, at: token.at }) : argument;
    }
    if (token.text === ")")
      return fail(token.at, "Cannot read the formula: this bracket closes nothing", 'remove the ")" or add the missing "("');
    if (token.text === "*" && tokens[index - 2]?.text === "*")
      return fail(token.at, 'Cannot read "**" in the formula', "a power is written ^");
    return fail(token.at, `Cannot read the formula: a number, a name or a bracket is missing before ${shown(token)}`);
  };

  const call = (name: Token): Expression => {
    if (!Object.hasOwn(FUNCTIONS, name.text)) {
      const hint = `the functions are ${Object.keys(FUNCTIONS).join(", ")}; a product is written with *`;
      fail(name.at, `Cannot call "${name.text}" in the formula: it is not a function of the language`, hint);
    }
    const fn = name.text as FunctionName;
    const open = tokens[index++] as Token;
    brackets++;
    const list = [expression(0)];
    while (peek().text === ",") {
      index++;
      list.push(expression(0));
    }
    close(open);
    if (list.length !== FUNCTIONS[fn]) fail(name.at, `Cannot call ${fn} with ${list.length} arguments: it takes ${FUNCTIONS[fn]}`);
    return count({ kind: "call", name: fn, arguments: list, at: name.at });
  };

  const expression = (minimum: number): Expression => {
    if (++depth > LIMITS.depth) fail(peek().at, `Cannot read the formula: it is nested more than ${LIMITS.depth} deep`);
    let left = primary();
    for (;;) {
      const token = peek();
      const precedence = token.kind === "symbol" ? PRECEDENCE[token.text] : undefined;
      if (precedence === undefined || precedence < minimum) break;
      index++;
      const right = expression(token.text === "^" ? NEGATE : precedence + 1);
      left = count({ kind: "binary", operator: token.text as Operator, left, right, at: token.at });
    }
    depth--;
    return left;
  };

  const assignments: Assignment[] = [];
  let loss: Expression | undefined;
  while ((tokens[index] as Token).kind !== "end") {
    const token = tokens[index] as Token;
    if (token.kind === "break") {
      index++;
      continue;
    }
    if (loss)
      fail(loss.at, "Cannot read the formula: only the last line may be without a name", "write name = … on this line, or remove the line");
    if (token.kind === "name" && tokens[index + 1]?.text === "=") {
      if (Object.hasOwn(FUNCTIONS, token.text)) fail(token.at, `Cannot assign to "${token.text}": it is a function of the language`);
      if (assignments.some((a) => a.name === token.text)) fail(token.at, `Cannot assign to "${token.text}" twice`);
      index += 2;
      assignments.push({ name: token.text, at: token.at, value: expression(0) });
    } else loss = expression(0);
    const next = tokens[index] as Token;
    if (next.kind !== "break" && next.kind !== "end") {
      const product = next.kind === "name" || next.kind === "number" || next.text === "(";
      fail(next.at, `Cannot read the formula: ${shown(next)} is not expected here`, product ? "a product is written with *" : undefined);
    }
  }
  if (!loss) return fail(text.length, "Cannot read the formula: it has no last line that gives the loss", 'an example: "E + A/N^alpha"');
  return { text, assignments, loss };
}

/** The names that a formula reads and does not assign, each with the position of its first use, in order of use. */
export function names(formula: Formula): Map<string, number> {
  const found = new Map<string, number>();
  const assigned = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === "name") {
      if (!assigned.has(node.name) && !found.has(node.name)) found.set(node.name, node.at);
    } else if (node.kind === "negate") visit(node.argument);
    else if (node.kind === "binary") {
      visit(node.left);
      visit(node.right);
    } else if (node.kind === "call") node.arguments.forEach(visit);
  };
  for (const assignment of formula.assignments) {
    visit(assignment.value);
    if (found.has(assignment.name))
      throw new FormulaError(formula.text, assignment.at, `Cannot assign to "${assignment.name}": it is read before this line`);
    assigned.add(assignment.name);
  }
  visit(formula.loss);
  return found;
}
