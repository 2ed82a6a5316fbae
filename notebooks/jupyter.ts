import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoPath } from "./deno.ts";

// Opens notebooks/ in JupyterLab, else Jupyter Notebook, with Deno's kernel registered for that one process:
//   node dist/notebooks/jupyter.js [ARGUMENT OF JUPYTER…]

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Kernels of this repository alone: nothing is written to the user's own Jupyter folders. */
const kernels = join(root, "node_modules/.cache/isoloss/jupyter");

const MISSING = `Cannot open Jupyter: neither "jupyter lab" nor "jupyter notebook" runs here
  hint: pip install jupyterlab (on Debian: apt install jupyter-notebook), then npm run jupyter again; or open notebooks/ in an editor with Deno's kernel`;

function registerKernel(): void {
  const folder = join(kernels, "kernels/deno");
  const argv = [denoPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: "Deno", language: "typescript" }));
}

const face = ["lab", "notebook"].find((name) => spawnSync("jupyter", [name, "--version"], { stdio: "ignore" }).status === 0);
if (face === undefined) {
  console.error(MISSING);
  process.exitCode = 1;
} else {
  registerKernel();
  const path = [kernels, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
  const jupyter = spawn("jupyter", [face, ...process.argv.slice(2)], {
    cwd: join(root, "notebooks"),
    env: { ...process.env, JUPYTER_PATH: path },
    stdio: "inherit",
  });
  // Ctrl-C is for Jupyter, which asks whether it is meant.
  process.on("SIGINT", () => {});
  jupyter.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}
