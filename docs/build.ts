import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reference } from "./reference.ts";

// Writes docs/api anew from the docstrings: node dist/docs/build.js

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "docs/api");

const pages = reference(readFileSync(join(root, "src/index.ts"), "utf8"), (file) =>
  readFileSync(join(root, `dist/src/${file}.d.ts`), "utf8"),
);
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (old.endsWith(".md") && !(old in pages)) rmSync(join(folder, old));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
console.log(`Written to docs/api/: ${Object.keys(pages).join(", ")}`);
