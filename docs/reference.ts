import { type Declaration, declarationsOf } from "./declarations.ts";
import { exportsOf } from "./exports.ts";
import { pageOf, STAGES, type Stage } from "./stages.ts";

/** An exported name with its declaration and the page that shows it. */
interface Entry extends Declaration {
  file: string;
  stage: Stage;
}

const ORDER: readonly Declaration["kind"][] = ["function", "constant", "error", "type"];
const NOTE = "Written by `npm run docs` from the docstrings; every example runs in a test.";

/**
 * The pages of the API reference in Markdown, by file name: one a stage of the pipe, and `README.md` that lists every name.
 *
 * @param index the text of src/index.ts.
 * @param declarations the text of the compiler's declaration file of a file of src, named without ending: `fit/fit`.
 */
export function reference(index: string, declarations: (file: string) => string): Record<string, string> {
  const all = new Map<string, Map<string, Declaration>>();
  const entries = exportsOf(index).map(({ name, declared: own, file }): Entry => {
    const known = all.get(file) ?? new Map(declarationsOf(declarations(file)).map((declared) => [declared.name, declared]));
    all.set(file, known);
    const declared = known.get(own);
    if (!declared) throw new Error(`Cannot find the declaration of ${name} in ${file}`);
    return { ...declared, name, file, stage: stageOf(file) };
  });
  const places = new Map(entries.map((entry) => [entry.name, entry]));
  const used = STAGES.filter((stage) => entries.some((entry) => entry.stage === stage));
  const pages = used.map((stage) => [pageOf(stage), page(stage, inOrder(entries, stage), places)]);
  return { "README.md": contents(used, entries), ...Object.fromEntries(pages) };
}

function stageOf(file: string): Stage {
  const folder = file.split("/").slice(0, -1).join("/");
  const own = STAGES.find((stage) => stage.folder === folder) ?? STAGES.find((stage) => stage.folder === folder.split("/")[0]);
  if (!own) throw new Error(`Cannot place ${file}: its folder is no stage of docs/stages.ts`);
  return own;
}

function inOrder(entries: readonly Entry[], stage: Stage): Entry[] {
  return entries
    .filter((entry) => entry.stage === stage)
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
}

function contents(stages: readonly Stage[], entries: readonly Entry[]): string {
  const parts = stages.flatMap((stage) => {
    const own = inOrder(entries, stage).filter(({ kind }) => kind !== "type");
    const types = entries.filter((entry) => entry.stage === stage).length - own.length;
    return [
      `## [${stage.title}](${pageOf(stage)})`,
      "",
      `${stage.about} ${types} types.`,
      "",
      ...(own.length > 0 ? ["| | |", "|---|---|"] : []),
      ...own.map((entry) => `| ${link(entry)} | ${firstSentence(entry.doc.text)} |`),
      "",
    ];
  });
  return ["# API reference", "", `${NOTE} Types are on the page of their stage.`, "", ...parts].join("\n").trimEnd().concat("\n");
}

function page(stage: Stage, entries: readonly Entry[], places: ReadonlyMap<string, Entry>): string {
  const parts = entries.flatMap((entry) => [`<a id="${anchor(entry)}"></a>`, `## ${entry.name}`, "", ...section(entry, places), ""]);
  return [`# ${stage.title}`, "", `${stage.about} ${NOTE} [All names](README.md).`, "", ...parts].join("\n").trimEnd().concat("\n");
}

function section({ doc, signature, file, name }: Entry, places: ReadonlyMap<string, Entry>): string[] {
  const types = [...new Set(signature.match(/[A-Z]\w*/g))].flatMap((word) => {
    const place = places.get(word);
    return place && place.name !== name ? [link(place)] : [];
  });
  return [
    ...paragraph(doc.text),
    "```ts",
    signature,
    "```",
    "",
    ...(doc.params.length > 0 ? [...doc.params.map(({ name: argument, text }) => `- \`${argument}\`: ${joined(text)}`), ""] : []),
    ...paragraph(doc.returns === undefined ? "" : `**Returns** ${doc.returns}`),
    ...paragraph(doc.throws === undefined ? "" : `**Throws** ${doc.throws}`),
    ...doc.see.flatMap((source) => paragraph(`**Source** ${source}`)),
    ...(doc.example === undefined ? [] : ["```ts", doc.example, "```", ""]),
    `${types.length > 0 ? `Types: ${types.join(", ")}. ` : ""}Declared in [src/${file}.ts](../../src/${file}.ts).`,
  ];
}

function paragraph(text: string): string[] {
  return text === "" ? [] : [text, ""];
}

function link(entry: Entry): string {
  return `[\`${entry.name}\`](${pageOf(entry.stage)}#${anchor(entry)})`;
}

/** Names that differ in case only, as `Fit` and `fit`, are apart. */
function anchor({ kind, name }: Entry): string {
  return `${kind}-${name}`;
}

/** Without what would end a table's cell. */
function firstSentence(text: string): string {
  const first = joined(text.split("\n\n")[0] ?? "");
  return (/^.*?[.:](?=\s|$)/.exec(first)?.[0] ?? first).replace(/[:;]$/, ".").replaceAll("|", "\\|");
}

function joined(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
