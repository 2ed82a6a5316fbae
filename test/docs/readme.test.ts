import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MAIN } from "../cli/isoloss.ts";
import { read, root } from "../tree.ts";

// Every command and every piece of code that the README shows runs, in its order, in a folder beside the shipped runs.

const scratch = mkdtempSync(join(tmpdir(), "isoloss-readme-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
for (const shipped of ["runs", "figures"]) symlinkSync(join(root, shipped), join(scratch, shipped));

const readme = read("README.md");

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, body = ""]) => body);
}

function ran(args: readonly string[], cwd: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ISOLOSS_DATA: undefined },
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (said.stderr += text));
    child.on("error", reject).on("close", (code) => resolve({ code, ...said }));
  });
}

/** The words of a command, as a shell takes them apart: quotes hold spaces together, a # begins a comment. */
function words(line: string): string[] {
  const parts = [...line.replace(/\s#\s.*$/, "").matchAll(/(?:"([^"]*)"|'([^']*)'|[^\s"']+)+/g)];
  return parts.map(([whole]) => whole.replace(/["']/g, ""));
}

const commands = blocks("sh")
  .flatMap((block) => block.split("\n"))
  .filter((line) => line.startsWith("npx isoloss "));

test("the README shows every command", async () => {
  const { stdout } = await ran([MAIN, "--help"], scratch);
  const known = [...stdout.matchAll(/^ {2}isoloss (\w+)/gm)].map(([, name]) => name);
  assert.ok(known.length > 15, stdout);
  const shown = new Set(commands.map((line) => words(line)[2]));
  assert.deepEqual(
    known.filter((name) => name !== "completion" && !shown.has(name)),
    [],
  );
});

/** Fewer refits and simulations than a command takes by itself: what it does is the same. */
const REFITS = ["--bootstrap", "40"];
const QUICKER: Readonly<Record<string, readonly string[]>> = {
  fit: REFITS,
  plot: REFITS,
  recipes: REFITS,
  versus: REFITS,
  report: REFITS,
  isoflop: REFITS,
  plan: [...REFITS, "--simulations", "8", "--runs", "40:80"],
};

for (const line of commands)
  test(line, async () => {
    const args = words(line).slice(2);
    const { code, stderr } = await ran([MAIN, ...args, ...(QUICKER[args[0] as string] ?? [])], scratch);
    assert.equal(code, 0, stderr);
  });

for (const code of blocks("ts"))
  test(`the library: ${code.split("\n")[0]}`, async () => {
    // Inside the package, which may import itself by its name.
    const path = join(root, "dist", `readme-${process.pid}.mjs`);
    writeFileSync(path, code);
    try {
      const { code: exit, stdout, stderr } = await ran([path], root);
      assert.equal(exit, 0, stderr);
      const printed = [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, text]) => text);
      assert.deepEqual(stdout.trimEnd().split("\n"), printed);
    } finally {
      rmSync(path);
    }
  });

test("paths that the README links to are there", () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = ""]) => path);
  assert.ok(links.length > 5);
  assert.deepEqual(
    links.filter((path) => !existsSync(join(root, path))),
    [],
  );
});
