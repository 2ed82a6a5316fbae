import { IsolossError, saveFigure, writeWhole } from "../src/index.ts";
import { findings } from "./findings.ts";
import { gallery } from "./gallery.ts";
import { galleryPage } from "./page.ts";
import { steps } from "./progress.ts";
import { report } from "./report.ts";
import { readRows } from "./rows.ts";
import { syntheticData } from "./synthetic.ts";

const RUNS = "runs/kjv-tiny";
const FOLDER = "figures";

/** Reads the shipped runs, prints what they say, and writes the gallery; run from the root of the repository. */
async function build(): Promise<void> {
  const step = steps(9);
  const rows = await readRows(RUNS, step("reading"));
  const found = await findings(rows, step);
  const drawn = gallery(rows, found, await syntheticData());
  await writeWhole(`${FOLDER}/README.md`, galleryPage(drawn), rows.files);
  const specs = Object.entries(drawn);
  const drawing = step("drawing");
  for (const [i, [name, spec]] of specs.entries()) {
    await saveFigure(spec, `${FOLDER}/${name}.svg`, { inputs: rows.files });
    drawing(i + 1, specs.length);
  }
  console.log(report(rows, found));
  console.log(`\nWritten to ${FOLDER}/: ${specs.map(([name]) => `${name}.svg, .vl.json`).join("; ")}`);
}

try {
  await build();
} catch (error) {
  if (!(error instanceof IsolossError)) throw error;
  console.error(error.hint === undefined ? error.message : `${error.message}\n  hint: ${error.hint}`);
  process.exitCode = 1;
}
