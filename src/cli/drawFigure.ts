import type { FigureKind } from "../index.ts";
import { figureData } from "./figureData.ts";
import { remark } from "./print.ts";

/** Size of text where a width is given and no paper, points: that of figures as they are. */
const TEXT_POINTS = 8.25;
/** Points by which text may be smaller and look the same. */
const SEEN = 0.05;

type Given = Parameters<typeof figureData>[2] & {
  out: string;
  paper: string | undefined;
  width: string | undefined;
  theme: string;
  title: string | undefined;
  letters: boolean;
};

/** A figure that was drawn and saved. */
export interface Drawn {
  figure: string;
  caption: string;
  /** What was written. */
  files: string[];
  /** What was read. */
  inputs: string[];
  rows: number;
}

/** Reads what a figure is made of, draws it, and saves it by the ending of its name. */
export async function drawFigure(kind: FigureKind, inputs: readonly string[], given: Given, signal: AbortSignal): Promise<Drawn> {
  const { findPaper, fitWidth, misfits, requireEnding, requireWritable, saveFigure, set, textOf, widthOf } = await import("../index.ts");
  const { out, title, letters, theme } = given;
  // A wrong option is said before a long read.
  requireEnding(out);
  const paper = given.paper === undefined ? undefined : findPaper(given.paper);
  const width = given.width === undefined ? paper?.width : widthOf(given.width);
  await requireWritable(out);
  const { data, files } = await figureData(kind, inputs, given, signal);
  await requireWritable(out, files);
  const drawn = set(kind.draw(data), { ...(title !== undefined && { title }), letters, grey: theme === "grey" });
  const text = paper?.text ?? TEXT_POINTS;
  const spec = width === undefined ? drawn : await fitWidth(drawn, width, text);
  if (width !== undefined && textOf(spec) < text - SEEN)
    remark(`text is ${textOf(spec).toFixed(1)} points, not ${text}: labels leave too little of ${Math.round(width)} points to the plots`);
  if (width !== undefined) for (const what of await misfits(spec, width)) remark(what);
  signal.throwIfAborted();
  const written = await saveFigure(spec, out, { inputs: files });
  return { figure: kind.id, caption: spec.usermeta.isoloss.caption, files: written, inputs: files, rows: data.observations.length };
}
