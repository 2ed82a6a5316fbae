import { readFile, realpath } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { checkLatex, IsolossError, inputsOf, type LatexFile, type LatexFinding, type PaperFit, toJson } from "../index.ts";
import { remark, say } from "./print.ts";
import { table } from "./table.ts";

/** `isoloss export FIT --check paper.tex`: the document, the files that it inputs, and what in them is no longer so. */

const UNSEEN = "numbers typed by hand are not seen";

/** @throws IsolossError where the document cannot be read, holds no number of ours, or one that does not match. */
export async function checkPaper(path: string, fits: readonly PaperFit[], json: boolean): Promise<void> {
  const { sources, unread } = await readDocument(path);
  const { compared, findings, otherRows } = checkLatex(sources, fits);
  for (const note of unread) remark(`not read: ${note}`);
  for (const { file, line, name } of otherRows) remark(`${file}:${line}: written from other rows than the fit \\${name}… now has`);
  if (compared === 0 && findings.length === 0)
    throw new IsolossError(
      `${path}: Cannot check: it defines and uses no number of isoloss${unread.length > 0 ? ", in the files that were read" : ""}`,
      `input the file that isoloss export FIT --latex -o numbers.tex writes, and use its macros; ${UNSEEN}`,
    );
  if (json) say(toJson({ compared, findings, otherRows, read: sources.map(({ file }) => file), unread }));
  else say(findings.length === 0 ? `all ${compared} numbers match (${UNSEEN})` : findingsText(findings));
  if (findings.length > 0)
    throw new IsolossError(
      `${path}: ${findings.length} ${findings.length === 1 ? "number is" : "numbers are"} not what the fits say; ${compared} were compared, and ${UNSEEN}`,
      "write them anew with isoloss export FIT --latex -o numbers.tex; name every fit that the paper quotes",
    );
}

const KINDS: Readonly<Record<LatexFinding["kind"], string>> = {
  differs: "",
  undefined: "of none of these fits",
  "not-read": "used, but no definition of it was read",
};

function findingsText(findings: readonly LatexFinding[]): string {
  const rows = findings.map(({ file, line, what, kind, written = "", wanted }) => [
    `${file}:${line}`,
    what,
    written,
    wanted ?? KINDS[kind],
  ]);
  return table(["where", "number", "as written", "as fitted"], rows);
}

/** The document and what it inputs, within its folder. Files of LaTeX itself and those elsewhere are named, not read. */
async function readDocument(path: string): Promise<{ sources: LatexFile[]; unread: string[] }> {
  const sources: LatexFile[] = [];
  const unread: string[] = [];
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = { EISDIR: "it is a folder", ENOENT: "no such file" }[error.code ?? ""] ?? error.message;
    throw new IsolossError(`${path}: Cannot read the document: ${reason}`, "name the LaTeX source of the paper: --check paper.tex");
  });
  const folder = await realpath(dirname(path));
  const seen = new Set([await realpath(path)]);
  const take = async (file: string, content: string): Promise<void> => {
    sources.push({ file, text: content });
    for (const name of inputsOf(content)) {
      const found = await locate(folder, name);
      if (typeof found === "string") unread.push(`${JSON.stringify(name)} that ${file} inputs: ${found}`);
      else if (!seen.has(found.path)) {
        seen.add(found.path);
        // Named as the document was, so that places can be opened.
        await take(relative(process.cwd(), resolve(dirname(path), relative(folder, found.path))), found.text);
      }
    }
  };
  await take(path, text);
  return { sources, unread };
}

/** A file that is input, as LaTeX finds it from the document's folder; or why it is not read. */
async function locate(folder: string, name: string): Promise<{ path: string; text: string } | string> {
  for (const candidate of [`${name}.tex`, name]) {
    const path = await realpath(resolve(folder, candidate)).catch(() => undefined);
    if (path === undefined) continue;
    if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return "it lies outside the document's folder";
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return { path, text };
  }
  return "no such file there";
}
