/** Long lines of a report, broken at words. */

/** Characters of a line. */
const WIDTH = 120;

/** @param indent of every line; those after the first are set in by `hang` more. */
export function wrapped(text: string, indent = "", hang = ""): string[] {
  if (text === "") return [];
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${last === undefined ? "" : hang}${word}`);
  }
  return lines;
}

/** A finding, and below it what to do. */
export function findingLines({ severity, message, hint }: { severity: string; message: string; hint?: string | undefined }): string[] {
  return [...wrapped(`${severity}: ${message}`, "  ", "  "), ...(hint ? wrapped(`→ ${hint}`, "    ", "  ") : [])];
}
