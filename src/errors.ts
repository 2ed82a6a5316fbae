/** Where something was read: a file, and the line in it (1-based) when there is one. */
export interface Source {
  file: string;
  line?: number;
}

/** `file:line`, the form that editors and terminals turn into a link. */
export function place(source: Source): string {
  return source.line === undefined ? source.file : `${source.file}:${source.line}`;
}

/**
 * A finding about the data: flagged, never repaired. `code` is stable.
 *
 * `error`: a fit of these rows stops, or is of other quantities than it says. `warning`: doubtful. `note`: worth knowing.
 */
export interface Problem {
  source: Source;
  code: string;
  severity: "error" | "warning" | "note";
  message: string;
  hint: string;
}

/**
 * There is no result, and the message says why; anything else thrown is a bug of ours.
 *
 * The message states what could not be done, to what, then after a colon the current and the wanted state. `hint` is the next step.
 */
export class IsolossError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = new.target.name;
    this.hint = hint;
    // Whoever shows the error whole, as a notebook does, shows what to do as well.
    const frames = this.stack?.match(/^\s+at .*$/gm);
    if (frames) this.stack = [`${this.name}: ${message}`, ...(hint ? [`→ ${hint}`] : []), ...frames].join("\n");
  }
}

/** The call itself is wrong (an unknown law, a malformed option): the command line exits with 2. */
export class UsageError extends IsolossError {}

/** A log cannot be read or holds a value that cannot stand; the message begins with `file:line`. */
export class RunLogError extends IsolossError {
  readonly source: Source;
  constructor(source: Source, message: string, hint?: string) {
    super(`${place(source)}: ${message}`, hint);
    this.source = source;
  }
}

/** A file is of a kind that logs have, and holds no training: named it is an error, among the files of a folder it is passed over and told. */
export class NoTrainingError extends RunLogError {
  readonly reason: string;
  constructor(source: Source, reason: string, hint?: string) {
    super(source, `Cannot read runs: ${reason}`, hint);
    this.reason = reason;
  }
}

/** A formula cannot be read; the message shows the text with a caret under the position (0-based, in characters). */
export class FormulaError extends UsageError {
  readonly formula: string;
  readonly position: number;
  constructor(formula: string, position: number, message: string, hint?: string) {
    super(`${message}\n${excerpt(formula, position)}`, hint);
    this.formula = formula;
    this.position = position;
  }
}

const EXCERPT = 72;

/** The line of `text` around `position` with a caret below; long lines are cut so that a hostile formula cannot flood a terminal. */
function excerpt(text: string, position: number): string {
  const at = Math.min(Math.max(position, 0), text.length);
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const next = text.indexOf("\n", at);
  const line = text.slice(lineStart, next < 0 ? text.length : next);
  const column = at - lineStart;
  const from = Math.max(0, column - EXCERPT / 2);
  const shown = line.slice(from, from + EXCERPT);
  const before = from > 0 ? "…" : "";
  const after = from + EXCERPT < line.length ? "…" : "";
  return `  ${before}${shown}${after}\n  ${" ".repeat(before.length + column - from)}^`;
}
