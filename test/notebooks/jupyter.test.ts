import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../tree.ts";

const scratch = mkdtempSync(join(tmpdir(), "isoloss-jupyter-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
// The stand-in has no ending, so the nearest package.json says how it is read.
writeFileSync(join(scratch, "package.json"), '{ "type": "commonjs" }');

/** Runs the opener where the only program is a stand-in for jupyter (or none), which knows these faces and tells how it was called. */
function opened(faces: readonly string[] | undefined, ...args: string[]) {
  const bin = mkdtempSync(join(scratch, "bin-"));
  const told = join(bin, "told.json");
  if (faces) {
    const path = join(bin, "jupyter");
    const body = `const [face, ...rest] = process.argv.slice(2);
      if (!${JSON.stringify(faces)}.includes(face)) process.exit(1);
      if (rest[0] === "--version") process.exit(0);
      require("fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify({ face, rest, cwd: process.cwd(), path: process.env.JUPYTER_PATH }));
      process.exit(3);`;
    writeFileSync(path, `#!${process.execPath}\n${body}\n`);
    chmodSync(path, 0o755);
  }
  const { status, stderr } = spawnSync(process.execPath, [join(root, "dist/notebooks/jupyter.js"), ...args], {
    env: { ...process.env, PATH: bin, JUPYTER_PATH: "/elsewhere" },
    encoding: "utf8",
  });
  return { status, stderr, told: existsSync(told) ? JSON.parse(readFileSync(told, "utf8")) : undefined };
}

test("JupyterLab opens in notebooks/ with a Deno kernel of this repository's own, before the user's", () => {
  const { status, told } = opened(["lab", "notebook"], "--no-browser");
  assert.equal(status, 3, "its exit code is Jupyter's");
  assert.deepEqual([told.face, told.rest, told.cwd], ["lab", ["--no-browser"], join(root, "notebooks")]);
  const [own, other] = told.path.split(":");
  assert.equal(other, "/elsewhere");
  assert.ok(own.startsWith(join(root, "node_modules")));
  const { argv, display_name } = JSON.parse(readFileSync(join(own, "kernels/deno/kernel.json"), "utf8"));
  assert.equal(display_name, "Deno");
  assert.deepEqual(argv.slice(1), ["jupyter", "--kernel", "--conn", "{connection_file}"]);
  assert.ok(existsSync(argv[0]));
});

test("Jupyter Notebook serves where there is no JupyterLab", () => {
  assert.equal(opened(["notebook"]).told.face, "notebook");
});

test("without Jupyter it says how to have it", () => {
  const { status, stderr } = opened(undefined);
  assert.equal(status, 1);
  assert.match(stderr, /Cannot open Jupyter: .*\n {2}hint: pip install jupyterlab/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});
