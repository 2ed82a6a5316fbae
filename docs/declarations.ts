/** What a docstring says, by part. */
export interface Docstring {
  text: string;
  params: readonly { name: string; text: string }[];
  returns?: string;
  throws?: string;
  see: readonly string[];
  example?: string;
}

/** One exported name of a module, as its declaration file states it. */
export interface Declaration {
  name: string;
  kind: "function" | "constant" | "type" | "error";
  doc: Docstring;
  /** The declaration as TypeScript, without its docstring. */
  signature: string;
}

const START = /^export (?:declare )?(?:abstract )?(async function|function|const|interface|type|class) ([A-Za-z_$][\w$]*)/gm;
const KINDS = {
  function: "function",
  "async function": "function",
  const: "constant",
  interface: "type",
  type: "type",
  class: "error",
} as const;

/**
 * The exported declarations of a TypeScript declaration file (.d.ts), each with the docstring before it.
 *
 * @param text as the compiler writes it: one statement begins a line, a docstring stands right before it.
 */
export function declarationsOf(text: string): Declaration[] {
  const all = [...text.matchAll(START)].map((match): Declaration => {
    const [, word, name] = match as unknown as [string, keyof typeof KINDS, string];
    const end = endOf(text, match.index);
    return {
      name,
      kind: KINDS[word],
      doc: docstring(before(text, match.index)),
      signature: text
        .slice(match.index, end)
        .replace(/^export (declare )?/, "")
        .replace(/^( {4})+/gm, (indent) => " ".repeat(indent.length / 2)),
    };
  });
  return [...new Set(all.map(({ name }) => name))].map((name) => overloaded(all.filter((declared) => declared.name === name)));
}

/** Overloads are one declaration, with the docstring of the first that has one. */
function overloaded(all: readonly Declaration[]): Declaration {
  const documented = (all.find(({ doc }) => doc.text !== "") ?? all[0]) as Declaration;
  return { ...documented, signature: all.map(({ signature }) => signature).join("\n") };
}

/** A statement ends with the semicolon, or the brace of a body, that stands outside all brackets. */
function endOf(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i] as string;
    if (text.startsWith("/*", i)) i = text.indexOf("*/", i) + 1;
    else if (text.startsWith("=>", i)) i++;
    else if (c === '"' || c === "'" || c === "`") i = closing(text, i);
    else if ("([{<".includes(c)) depth++;
    else if (")]}>".includes(c)) depth--;
    if (depth === 0 && (c === ";" || (c === "}" && /^(interface|(declare )?class)/.test(text.slice(from + 7, from + 30))))) return i + 1;
  }
  return text.length;
}

function closing(text: string, open: number): number {
  let i = open + 1;
  while (i < text.length && text[i] !== text[open]) i += text[i] === "\\" ? 2 : 1;
  return i;
}

function before(text: string, at: number): string {
  const start = text.lastIndexOf("/**", at);
  const end = start < 0 ? -1 : text.indexOf("*/", start) + 2;
  return start >= 0 && text.slice(end, at).trim() === "" ? text.slice(start + 3, end - 2) : "";
}

/** Reads the text of a docstring, with or without its asterisks. */
export function docstring(comment: string): Docstring {
  const plain = comment.replace(/^[ \t]*\* ?/gm, "").trim();
  const [text = "", ...tags] = plain.split(/^@(?=(?:param|returns|throws|see|example)\b)/m);
  const all = tags.map((tag) => /^(\w+)\s*([\s\S]*)$/.exec(tag.trim()) as unknown as [string, string, string]);
  const of = (name: string): string[] => all.flatMap(([, tag, body]) => (tag === name ? [body.trim()] : []));
  const [returns] = of("returns");
  const thrown = of("throws");
  const [example] = of("example");
  return {
    text: text.trim(),
    params: of("param").map((body) => {
      const [, name = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(body) ?? [];
      return { name, text: rest };
    }),
    see: of("see"),
    ...(returns !== undefined && { returns }),
    ...(thrown.length > 0 && { throws: thrown.join(" ") }),
    ...(example !== undefined && { example }),
  };
}
