import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { isoloss, MAIN } from "./isoloss.ts";

/** Hooks that name every module as it is loaded; what is required rather than imported is in Node's own cache at the end. */
const HOOKS = `
  export async function load(url, context, next) {
    process._rawDebug("LOADED " + url);
    return next(url, context);
  }`;
const REGISTER = `
  import { createRequire, register } from "node:module";
  register("data:text/javascript," + encodeURIComponent(${JSON.stringify(HOOKS)}));
  process.on("exit", () => { for (const file of Object.keys(createRequire("file:///").cache)) process._rawDebug("LOADED " + file); });`;

function modulesOf(args: readonly string[]): string[] {
  const { stderr, status } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(REGISTER)}`, MAIN, ...args],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  return [...stderr.matchAll(/^LOADED (.*)$/gm)].map(([, url]) => url as string);
}

const packagesOf = (modules: readonly string[]): Set<string> =>
  new Set(modules.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));

const HEAVY = ["vega", "vega-lite", "danfojs-node", "zod", "fontkit", "@resvg/resvg-js", "pdfkit"];

test("--help loads the parser of the command line and nothing of the library", () => {
  for (const args of [["--help"], ["fit", "--help"]]) {
    const modules = modulesOf(args);
    assert.ok(packagesOf(modules).has("yargs"), "the hooks see what is loaded");
    assert.deepEqual(
      modules.filter((url) => /\/dist\/src\/(?!cli\/|numberText\.js|textTable\.js)/.test(url)),
      [],
    );
    assert.deepEqual(
      HEAVY.filter((name) => packagesOf(modules).has(name)),
      [],
    );
  }
});

test("a command that draws nothing loads none of the drawing", () => {
  const packages = packagesOf(modulesOf(["laws", "chinchilla"]));
  assert.deepEqual(
    HEAVY.filter((name) => packages.has(name)),
    [],
  );
});

test("--version is the package's, and help shows examples", async () => {
  const [version, help, fit] = await Promise.all([isoloss(["--version"]), isoloss(["--help"]), isoloss(["fit", "--help"])]);
  const { VERSION } = await import("../../src/index.ts");
  assert.equal(version.stdout.trim(), VERSION);
  for (const name of ["runs", "laws", "fit", "predict", "plot", "completion"]) assert.match(help.stdout, new RegExp(`isoloss ${name} `));
  assert.match(fit.stdout, /Examples:\n.*isoloss fit chinchilla/);
  assert.deepEqual([version.code, help.code, fit.code], [0, 0, 0]);
});

test("the shell is told the commands and their options", async () => {
  const [script, commands, options] = await Promise.all([
    isoloss(["completion"]),
    isoloss(["--get-yargs-completions", "isoloss", "pr"]),
    isoloss(["--get-yargs-completions", "isoloss", "fit", "--boot"]),
  ]);
  assert.match(script.stdout, /get-yargs-completions/);
  assert.match(commands.stdout, /^predict\b/m);
  assert.match(options.stdout, /^--bootstrap\b/m);
});
