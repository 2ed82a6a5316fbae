import type { Fit } from "../index.ts";
import { command } from "./command.ts";
import { json } from "./options.ts";
import { remark, say } from "./print.ts";

const FORMATS = ["latex", "csv", "markdown"] as const;

export const exportCommand = command({
  command: "export <fit..>",
  describe: "Numbers of fits for a paper: LaTeX macros and table, CSV, Markdown; or check those of a paper",
  positionals: {
    fit: { type: "string", array: true, demandOption: true, describe: "Fits that isoloss fit -o kept (.json)" },
  },
  options: {
    latex: { type: "boolean", default: false, describe: "A file of \\newcommand, and a booktabs table" },
    csv: { type: "boolean", default: false, describe: "A row a number, with every digit" },
    markdown: { type: "boolean", default: false, describe: "The table as Markdown" },
    out: {
      type: "string",
      alias: "o",
      describe: "Where to; of LaTeX the macros, with the table beside it: numbers.tex, numbers-table.tex",
    },
    check: { type: "string", describe: "A LaTeX document: list its numbers that are no longer those of the fits" },
    ...json,
  },
  examples: [
    ["export fit.json --latex -o numbers.tex", "macros in numbers.tex, the table in numbers-table.tex"],
    ["export ar.json mdm.json --markdown", "two fits side by side"],
    ["export fit.json --check paper.tex", "does the paper still say what the fit says?"],
  ],
  run: async (given) => {
    const { csvText, latexMacros, latexTable, markdownTable, paperColumns, requireWritable, toJson, UsageError, writeWhole } = await import(
      "../index.ts"
    );
    const wanted = FORMATS.filter((format) => given[format]);
    if (given.check !== undefined && (wanted.length > 0 || given.out !== undefined))
      throw new UsageError("Cannot check and write at once: --check takes neither a format nor -o", "leave them out, or leave --check out");
    if (wanted.length > 1)
      throw new UsageError(`Cannot export as ${wanted.join(" and ")} at once`, "name one format, and call again for another");
    const [format] = wanted;
    if (given.check === undefined && format === undefined && !given.json)
      throw new UsageError("Cannot export: no format is named", "one of --latex, --csv, --markdown, or --json; or --check paper.tex");
    const papers = await paperFits(given.fit);
    if (given.check !== undefined) {
      const { checkPaper } = await import("./exportCheck.ts");
      return checkPaper(given.check, papers, given.json);
    }
    const columns = (): string => {
      const { head, rows } = paperColumns(papers);
      return csvText(head, rows);
    };
    const out = given.out;
    const texts: [path: string, text: string][] =
      format === "latex"
        ? [
            [out ?? "", latexMacros(papers)],
            [out === undefined ? "" : besideMacros(out), latexTable(papers)],
          ]
        : [[out ?? "", format === "csv" ? columns() : format === "markdown" ? markdownTable(papers) : `${toJson(papers)}\n`]];
    for (const paper of papers) for (const note of paper.notes) remark(`${[paper.file, ...Object.values(paper.group)].join(" ")}: ${note}`);
    if (out === undefined)
      return say(
        texts
          .map(([, text]) => text)
          .join("\n")
          .trimEnd(),
      );
    for (const [path] of texts) await requireWritable(path, given.fit);
    for (const [path, text] of texts) await writeWhole(path, text, given.fit);
    const files = texts.map(([path]) => path);
    say(given.json && format !== undefined ? toJson({ files }) : files.join("\n"));
  },
});

/** `numbers.tex` → `numbers-table.tex`. */
function besideMacros(path: string): string {
  return `${path.replace(/\.tex$/i, "")}-table.tex`;
}

/** The fits of files, each called by its file. */
async function paperFits(files: readonly string[]) {
  const { basename } = await import("node:path");
  const { paperFit, requireDistinct } = await import("../index.ts");
  const { readFits } = await import("./readFits.ts");
  const kept = await Promise.all(
    files.map(async (file): Promise<[string, Fit[]]> => [basename(file).replace(/(?<=.)\.[^.]*$/, ""), await readFits(file)]),
  );
  const papers = kept.flatMap(([name, fits]) => fits.map((fit) => paperFit(fit, name)));
  requireDistinct(papers);
  return papers;
}
