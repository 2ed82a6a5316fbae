import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { declarationsOf, docstring } from "../../docs/declarations.ts";
import { exportsOf } from "../../docs/exports.ts";
import { reference } from "../../docs/reference.ts";
import { filesIn, read, root } from "../tree.ts";

const FOLDER = "docs/api";
const declarations = (file: string): string => read(`dist/src/${file}.d.ts`);
const pages = reference(read("src/index.ts"), declarations);

test("the API reference is what the docstrings say: npm run docs writes it anew", () => {
  assert.deepEqual(
    filesIn(FOLDER),
    Object.keys(pages)
      .map((name) => `${FOLDER}/${name}`)
      .sort(),
  );
  for (const [name, text] of Object.entries(pages)) assert.equal(text, read(`${FOLDER}/${name}`), name);
});

test("every name of the public API is on a page, and every function and constant says what it is", () => {
  const all = Object.values(pages).join("\n");
  const undocumented = exportsOf(read("src/index.ts")).filter(({ name, declared, file }) => {
    assert.ok(all.includes(`\n## ${name}\n`), name);
    const found = declarationsOf(declarations(file)).filter((declaration) => declaration.name === declared);
    assert.equal(found.length, 1, `${name} of ${file}`);
    return found[0]?.kind !== "type" && found[0]?.doc.text === "";
  });
  assert.deepEqual(undocumented, []);
});

test("every link of the reference leads somewhere", () => {
  for (const [name, text] of Object.entries(pages))
    for (const [, file = "", anchor] of text.matchAll(/\]\(([^)#]+)(?:#([^)]+))?\)/g)) {
      const there =
        file in pages
          ? anchor === undefined || (pages[file] as string).includes(`<a id="${anchor}"></a>`)
          : existsSync(join(root, FOLDER, file));
      assert.ok(there, `${name}: ${file}#${anchor}`);
    }
});

test("declarations end where they end, whatever stands inside", () => {
  const text = [
    "/** Not of anything that follows. */",
    'import { x } from "./x.ts";',
    "/** A text; with an end. */",
    'export declare const a: "; }" | `b;`;',
    "/** Either way. */",
    "export declare function o(x: string): 1;",
    "export declare function o(x: number): 2;",
    "export type F = (x: { y: number; }) => Record<string, () => void>;",
    "/**",
    " * Two lines",
    " * of text.",
    " *",
    " * @param x a number,",
    " *   positive.",
    " * @throws UsageError else.",
    " * @see Source, eq. 1.",
    " * @example",
    " * f(1) // 2",
    " */",
    "export declare function f<T extends object = {}>(x: number, { y }?: {",
    "    y?: T;",
    "}): Promise<T>;",
    "export interface I {",
    "    /** Of y; here. */",
    "    y: number;",
    "}",
    "export declare class E extends Error {",
    "    hint: string;",
    "}",
  ].join("\n");
  assert.deepEqual(
    declarationsOf(text).map(({ name, kind, signature, doc }) => [name, kind, signature, doc.text]),
    [
      ["a", "constant", 'const a: "; }" | `b;`;', "A text; with an end."],
      ["o", "function", "function o(x: string): 1;\nfunction o(x: number): 2;", "Either way."],
      ["F", "type", "type F = (x: { y: number; }) => Record<string, () => void>;", ""],
      ["f", "function", "function f<T extends object = {}>(x: number, { y }?: {\n  y?: T;\n}): Promise<T>;", "Two lines\nof text."],
      ["I", "type", "interface I {\n  /** Of y; here. */\n  y: number;\n}", ""],
      ["E", "error", "class E extends Error {\n  hint: string;\n}", ""],
    ],
  );
  const { params, throws, see, example } = declarationsOf(text)[3]?.doc ?? docstring("");
  assert.deepEqual(
    [params, throws, see, example],
    [[{ name: "x", text: "a number,\n  positive." }], "UsageError else.", ["Source, eq. 1."], "f(1) // 2"],
  );
});
