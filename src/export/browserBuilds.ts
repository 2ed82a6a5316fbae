import { readFile } from "node:fs/promises";

/** Vega, Vega-Lite and Vega-Embed as scripts of a page, in the order in which they need each other; read from the packages' own browser builds. */
export async function browserBuilds(): Promise<string[]> {
  const files = ["vega", "vega-lite", "vega-embed"].map((name) => new URL(`../build/${name}.min.js`, import.meta.resolve(name)));
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).map((code) => code.replace(/<\/(?=script)/gi, "<\\/"));
}
