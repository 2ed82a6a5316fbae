import { readFile } from "node:fs/promises";
import { type Fit, fitsFromJson, IsolossError } from "../index.ts";

/** The fits that `isoloss fit -o` kept in a file. */
export async function readFits(file: string): Promise<Fit[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = { EISDIR: "it is a folder", ENOENT: "no such file" }[error.code ?? ""] ?? error.message;
    throw new IsolossError(`${file}: Cannot read a fit: ${reason}`, "write one with: isoloss fit LAW PATH -o fit.json");
  });
  return fitsFromJson(text, file);
}
