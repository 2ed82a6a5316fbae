import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findPaper, fitWidth, IsolossError, requireWritable, saveFigure, set } from "../src/index.ts";
import { publishedFigures } from "./publishedFigures.ts";

/** Draws the published figures into a folder, made where it is not there, as wide as a page of text: `node dist/figures/published.js FOLDER`; ISOLOSS_DATA names the published data. */
async function main([folder]: readonly string[]): Promise<void> {
  const data = process.env.ISOLOSS_DATA;
  if (folder === undefined || data === undefined)
    throw new IsolossError(
      `Cannot draw the published figures: ${folder === undefined ? "no folder to write to is named" : "ISOLOSS_DATA names no folder of published data"}`,
      "ISOLOSS_DATA=data npm run figures:published FOLDER",
    );
  await mkdir(folder).catch(({ code }: NodeJS.ErrnoException) => {
    if (code !== "EEXIST")
      throw new IsolossError(`Cannot make folder ${folder}: ${code}`, "name a folder that is there, or one to make in such a folder");
  });
  await requireWritable(join(folder, `${publishedFigures[0]?.id}.pdf`));
  const { width, text } = findPaper("neurips");
  for (const { id, of, draw } of publishedFigures) {
    const spec = await draw(data);
    const laidOut = await fitWidth(spec, width, text);
    const paths = [
      ...(await saveFigure(laidOut, join(folder, `${id}.pdf`))),
      ...(await saveFigure(laidOut, join(folder, `${id}.png`))),
      ...(await saveFigure(set(laidOut, { grey: true }), join(folder, `${id}-grey.png`))),
    ];
    console.log(`${of}\n  ${paths.join(", ")}\n  ${spec.description}`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof IsolossError)) throw error;
  console.error(error.hint === undefined ? error.message : `${error.message}\n  hint: ${error.hint}`);
  process.exitCode = 1;
}
