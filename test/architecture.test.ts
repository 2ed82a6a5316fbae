import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { filesIn, read, root } from "./tree.ts";

// The shape of the tree (DESIGN): imports go down, one home for each heavy dependency, one public index.

/** Ranks of the folders of src; a file beside them is of rank 0 but the index. */
const RANKS: Readonly<Record<string, number>> = {
  numeric: 0,
  formula: 1,
  ingest: 1,
  table: 1,
  laws: 2,
  fit: 3,
  doctor: 3,
  simulate: 3,
  analyze: 4,
  plot: 5,
  reproduce: 5,
  export: 6,
  index: 7,
  cli: 8,
};
/** Folders beside src: users of the library, and held to its public API. */
const USERS = ["bench", "figures", "notebooks"];
const TOP = 8;
/** What the command line prints with before it loads the library: files that import nothing. */
const LEAVES = ["src/numberText.ts", "src/textTable.ts"];

const HOMES: Readonly<Record<string, RegExp>> = {
  "danfojs-node": /^src\/table\/frame\.ts$/,
  vega: /^src\/(export|plot)\//,
  "vega-lite": /^src\/(export|plot)\//,
  fontkit: /^src\/(export|plot)\//,
  "dejavu-fonts-ttf": /^src\/(export|plot)\//,
  yargs: /^src\/cli\//,
  papaparse: /^bench\//,
  udsv: /^bench\//,
  fzstd: /^src\/ingest\/(unzstd|parquet\/decompressors)\.ts$/,
  tinyglobby: /^src\/(ingest\/findLogs|cli\/watch)\.ts$/,
  yaml: /^src\/ingest\/configuration\.ts$/,
  "ml-levenberg-marquardt": /^src\/fit\//,
  "sql.js": /^src\/ingest\/mlflow\/sqlite\.ts$/,
  hyparquet: /^src\/ingest\/parquet\//,
  "hyparquet-compressors": /^src\/ingest\/parquet\//,
  zeromq: /^notebooks\/kernel\.ts$/,
};
const DISK =
  /^(src\/ingest\/(load|findLogs|readPieces|cache)\.ts|src\/export\/(write|browserBuilds)\.ts|src\/cli\/.*|(bench|figures|notebooks)\/.*)$/;

interface Import {
  file: string;
  /** As written. */
  from: string;
  /** The file that it names, from the root; undefined for a package. */
  path: string | undefined;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  // Statements begin a line, so that an example in a comment is none.
  const fixed = read(file).matchAll(/^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const onDemand = read(file).matchAll(/^(?!\s*(?:\*|\/\/)).*?\bimport\(\s*"([^"]+)"/gm);
  return [
    ...[...fixed].map(([, type, from]) => ({ from: from as string, typeOnly: type !== undefined })),
    ...[...onDemand].map(([, from]) => ({ from: from as string, typeOnly: false })),
  ].map(({ from, typeOnly }) => ({ file, from, typeOnly, path: from.startsWith(".") ? posix.join(dirname(file), from) : undefined }));
}

/** `laws` of src/laws/power.ts, `run` of src/run.ts, `figures` of figures/build.ts. */
function home(path: string): string {
  const parts = path.split("/");
  return (parts[0] === "src" ? (parts[1] ?? "") : (parts[0] ?? "")).replace(/\.ts$/, "");
}

function rank(path: string): number | undefined {
  if (USERS.includes(home(path))) return TOP;
  return RANKS[home(path)] ?? (/^src\/[^/]+\.ts$/.test(path) ? 0 : undefined);
}

const scripts = (folder: string): string[] => filesIn(folder).filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));

const library = scripts("src").filter((path) => !path.startsWith("src/table/shims/"));
const sources = [...library, ...USERS.flatMap(scripts)];
const imports = sources.flatMap(importsOf);

function allowed({ file, path, typeOnly }: Import): boolean {
  if (path === undefined || home(file) === home(path)) return true;
  const [own, other] = [rank(file), rank(path)];
  if (own === undefined || other === undefined) return false;
  if (own === TOP) return path === "src/index.ts" || LEAVES.includes(path);
  // The shape of a fit is what everything from there on speaks of.
  if (typeOnly && path === "src/fit/types.ts") return own >= (RANKS.fit as number);
  return other < own || (own === 0 && other === 0);
}

test("every file of src has a place in the ranks", () => {
  assert.deepEqual(
    library.filter((path) => rank(path) === undefined),
    [],
  );
});

test("relative imports name a file that exists, by its .ts", () => {
  const broken = imports.filter(({ path }) => path !== undefined && !(path.endsWith(".ts") && existsSync(join(root, path))));
  assert.deepEqual(broken.map(show), []);
});

test("imports go down the ranks, and users of the library import its index only", () => {
  assert.deepEqual(imports.filter((item) => !allowed(item)).map(show), []);
});

test("what the command line may load before the library loads nothing itself", () => {
  assert.deepEqual(imports.filter(({ file, typeOnly }) => LEAVES.includes(file) && !typeOnly).map(show), []);
});

test("each heavy dependency has one home", () => {
  const astray = imports.filter(({ file, from, typeOnly }) => !typeOnly && !(HOMES[packageOf(from)]?.test(file) ?? true));
  assert.deepEqual(astray.map(show), []);
});

test("only the loader, the writer, the command line and scripts touch the disk", () => {
  const astray = imports.filter(({ file, from }) => /^(node:)?fs(\/promises)?$/.test(from) && !DISK.test(file));
  assert.deepEqual(astray.map(show), []);
});

test("worker threads live in one file of fit at most", () => {
  const users = imports.filter(({ from }) => /^(node:)?worker_threads$/.test(from)).map(({ file }) => file);
  assert.ok(users.length <= 1 && users.every((file) => file.startsWith("src/fit/")), users.join(", "));
});

test("notebooks import the public API and nothing deeper", () => {
  for (const path of filesIn("notebooks").filter((file) => file.endsWith(".ipynb"))) {
    const cells: { cell_type: string; source: string | string[] }[] = JSON.parse(read(path)).cells;
    const code = cells.filter((cell) => cell.cell_type === "code").map((cell) => [cell.source].flat().join(""));
    const own = code.flatMap((source) => [...source.matchAll(/(?:from|import\()\s*"(\.[^"]*)"/g)].map(([, from]) => from));
    assert.deepEqual(
      own.filter((from) => from !== "../src/index.ts"),
      [],
      path,
    );
  }
});

const INDEX = "src/index.ts";
const noIndex = existsSync(join(root, INDEX)) ? false : `${INDEX} does not exist yet`;

test("the public index re-exports and does nothing else", { skip: noIndex }, () => {
  const code = read(INDEX)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const rest = code.replace(/export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s+from\s+"[^"]+";/g, "").trim();
  assert.equal(rest, "");
});

test("the public index misses no file", { skip: noIndex }, () => {
  const reached = new Set<string>([INDEX]);
  for (const file of reached) for (const { path } of importsOf(file)) if (path !== undefined) reached.add(path);
  assert.deepEqual(
    library.filter((path) => !path.startsWith("src/cli/") && !reached.has(path)),
    [],
    "neither exported nor used by what is exported",
  );
});

test("every analysis is public by its file's name", { skip: noIndex }, () => {
  const names = new Set(read(INDEX).match(/[A-Za-z_$][\w$]*/g));
  const missing = scripts("src/analyze").filter((path) => {
    const name = posix.basename(path, ".ts");
    return new RegExp(`^export (?:async )?(?:function|const) ${name}\\b`, "m").test(read(path)) && !names.has(name);
  });
  assert.deepEqual(missing, []);
});

test("the command line is complete: each of its files is reached from main", {
  skip: existsSync(join(root, "src/cli/main.ts")) ? false : "src/cli/main.ts does not exist yet",
}, () => {
  const reached = new Set<string>(["src/cli/main.ts"]);
  for (const file of reached) for (const { path } of importsOf(file)) if (path?.startsWith("src/cli/")) reached.add(path);
  assert.deepEqual(
    scripts("src/cli").filter((path) => !reached.has(path)),
    [],
  );
});

function packageOf(from: string): string {
  const [scope = "", name] = from.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

function show({ file, from }: Import): string {
  return `${file} imports ${from}`;
}
