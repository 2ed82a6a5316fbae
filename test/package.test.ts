import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesIn, read, root } from "./tree.ts";

type Versions = Record<string, string>;
interface Manifest {
  dependencies: Versions;
  devDependencies: Versions;
  peerDependencies: Versions;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
  overrides: Versions;
}
const manifest = JSON.parse(read("package.json")) as Manifest;
const { dependencies, devDependencies, peerDependencies, overrides } = manifest;

/** Dependencies that no file imports, and why they are here. */
const TOOLS: Readonly<Record<string, string>> = {
  typescript: "compiles",
  "@biomejs/biome": "lints and formats",
  deno: "runs the notebooks",
  "@tensorflow/tfjs-node": "stands in under danfojs-node",
  xlsx: "stands in under danfojs-node",
};

test("versions are exact", () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies }).filter(
    ([name, version]) => !/^\d+\.\d+\.\d+$/.test(version) && version !== overrides[name],
  );
  assert.deepEqual(loose, []);
});

test("overrides are the shims beside the frame, and a dependency each", () => {
  for (const [name, version] of Object.entries(overrides)) {
    assert.match(version, /^file:\.\/src\/table\/shims\//);
    // Without this npm writes links into the lock that lead nowhere.
    assert.equal(devDependencies[name], version);
  }
});

test("danfojs-node is optional for who installs isoloss, and here for its tests", () => {
  assert.equal(dependencies["danfojs-node"], undefined);
  assert.equal(peerDependencies["danfojs-node"], devDependencies["danfojs-node"]);
  assert.equal(manifest.peerDependenciesMeta["danfojs-node"]?.optional, true);
});

const complete = existsSync(join(root, "src/index.ts")) ? false : "src/index.ts does not exist yet";

test("every dependency is imported", { skip: complete }, () => {
  const text = (folders: readonly string[]): string => {
    const scripts = folders.flatMap(filesIn).filter((path) => path.endsWith(".ts"));
    return scripts.map(read).join("\n");
  };
  const [library, all] = [text(["src"]), text(["src", "test", "bench", "figures", "notebooks"])];
  // Also `import.meta.resolve` of a file in it.
  const imported = (name: string, code: string): boolean =>
    ['"', "`"].some((quote) => code.includes(quote + name + quote) || code.includes(`${quote}${name}/`));
  const idle = [
    ...Object.keys(dependencies).filter((name) => !imported(name, library)),
    ...Object.keys(devDependencies).filter((name) => !(name in TOOLS) && !name.startsWith("@types/") && !imported(name, all)),
  ];
  assert.deepEqual(idle, []);
});

test("the README's commands are the package's and CI's", () => {
  for (const command of ["npm ci && npm run figures", "npm ci && npm test"]) assert.ok(read("README.md").includes(command), command);
  assert.ok(read(".ci/run").includes("npm ci && npm test"));
});

test("no file names a machine's folder or a registry", () => {
  // Put together here, so that this file passes its own test.
  const folders = ["work", "home", "root", "Users"].map((name) => `/${name}/`);
  const hosts = [["registry", "npmjs", "org"].join("."), ["registry", "yarnpkg", "com"].join(".")];
  const used = process.env.npm_config_registry;
  if (used !== undefined && URL.canParse(used)) hosts.push(new URL(used).host);
  const path = new RegExp(`(?<![\\w.~/-])(?:${folders.join("|")})[\\w.]|\\b[A-Z]:\\\\Users`);
  const bad = filesIn("").flatMap((file) => {
    const text = read(file);
    return [...(path.exec(text) ?? []), ...hosts.filter((host) => text.includes(host))].map((found) => `${file}: ${found}`);
  });
  assert.deepEqual(bad, []);
});
