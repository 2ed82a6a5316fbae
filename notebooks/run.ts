import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cell, differences, type Notebook, outputsOf, stringify, text } from "./document.ts";
import { startKernel } from "./kernel.ts";

// Runs notebooks top to bottom in Deno's Jupyter kernel and stores their outputs:
//   node dist/notebooks/run.js [--check] [NOTEBOOK…]        all of notebooks/ where none is named
// With --check nothing is written, and outputs that differ from the stored ones are shown and fail.
// A cell tagged needs-data reads published tables: without ISOLOSS_DATA it is not run, which is said, and its stored outputs stand.

const root = fileURLToPath(new URL("../../", import.meta.url));
const KERNEL = { display_name: "Deno", language: "typescript", name: "deno" };
const LANGUAGE = { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" };

const tagged = (cell: Cell, tag: string): boolean => [cell.metadata.tags].flat().includes(tag);
const isSkipped = (cell: Cell): boolean => !process.env.ISOLOSS_DATA && tagged(cell, "needs-data");

async function executed(notebook: Notebook, folder: string): Promise<Notebook> {
  const kernel = await startKernel(folder);
  try {
    const cells: Cell[] = [];
    let count = 0;
    for (const cell of notebook.cells) {
      if (cell.cell_type !== "code") {
        cells.push(cell);
        continue;
      }
      count++;
      if (isSkipped(cell)) {
        cells.push(cell);
        continue;
      }
      const outputs = outputsOf(await kernel.execute(text(cell.source)), count, root.replace(/\/$/, ""));
      const error = outputs.find((output) => output.output_type === "error");
      // A cell that shows how something fails says so in its tags, as for Jupyter itself.
      const expected = tagged(cell, "raises-exception");
      if (error && !expected) throw new Error(`code cell ${count} failed\n${text(cell.source)}\n${[...error.traceback].join("\n")}`);
      cells.push({ ...cell, metadata: untimed(cell.metadata), execution_count: count, outputs });
    }
    return { ...notebook, cells, metadata: { ...notebook.metadata, kernelspec: KERNEL, language_info: LANGUAGE } };
  } finally {
    await kernel.close();
  }
}

// Jupyter keeps when each cell ran under this key: it would differ at every run.
function untimed({ execution: _, ...metadata }: Cell["metadata"]): Cell["metadata"] {
  return metadata;
}

async function main(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const named = args.filter((arg) => !arg.startsWith("--")).map((path) => resolve(path));
  const folder = join(root, "notebooks");
  const all = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const paths = named.length > 0 ? named : all.sort().map((name) => join(folder, name));
  let failures = 0;
  for (const path of paths) {
    const say = (message: string): void => console.error(`${relative(root, path)}: ${message}`);
    try {
      const before = readFileSync(path, "utf8");
      const stored = JSON.parse(before) as Notebook;
      const now = await executed(stored, dirname(path));
      const skipped = now.cells.filter(isSkipped).length;
      if (skipped > 0)
        say(`cells that need published data, not run: ${skipped} (ISOLOSS_DATA names no folder); their stored outputs stand`);
      const changes = differences(stored, now);
      const after = stringify(now);
      if (changes.length === 0) say("outputs as stored");
      else if (check) {
        failures++;
        say(`outputs differ from the stored ones (- stored, + now); \`npm run notebooks\` stores the new ones\n${changes.join("\n")}`);
      } else say("new outputs stored");
      if (!check && after !== before) writeFileSync(path, after);
    } catch (error) {
      failures++;
      say(error instanceof Error ? error.message : String(error));
    }
  }
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
