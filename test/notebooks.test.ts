import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { filesIn, read, root } from "./tree.ts";

// Inside the package, whose dependencies its own sources import.
const scratch = mkdtempSync(join(root, "dist", "notebooks-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

function run(...args: string[]) {
  return spawnSync(process.execPath, [join(root, "dist/notebooks/run.js"), ...args], { cwd: root, encoding: "utf8" });
}

/** A notebook of code cells, outside the repository. */
function notebook(name: string, ...sources: string[]): string {
  const path = join(scratch, name);
  const cells = sources.map((source) => ({ cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] }));
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 }));
  return path;
}

const stored = (path: string) => JSON.parse(readFileSync(path, "utf8")).cells.map((cell: { outputs: unknown }) => cell.outputs);

test("stored outputs of every kind come out again", () => {
  const { status, stderr } = run("--check", "test/fixtures/outputs.ipynb");
  assert.equal(status, 0, stderr);
});

test("storing twice changes no byte", () => {
  const path = join(scratch, "twice.ipynb");
  const source = read("test/fixtures/outputs.ipynb").replaceAll("../../src/", `${root}src/`);
  writeFileSync(path, source);
  assert.equal(run(path).status, 0);
  assert.equal(readFileSync(path, "utf8"), source);
});

test("a difference is shown by cell, and fails a check", () => {
  const path = notebook("differs.ipynb", 'console.log("same\\nold");');
  assert.equal(run(path).status, 0);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("old", "new"));
  // The source says new, the stored output too: make the output old again.
  const changed = JSON.parse(readFileSync(path, "utf8"));
  changed.cells[0].outputs[0].text = ["same\n", "old\n"];
  writeFileSync(path, JSON.stringify(changed));
  const { status, stderr } = run("--check", path);
  assert.equal(status, 1);
  assert.match(stderr, /cell 1, line 3 of its outputs:\n {2}- old\n {2}\+ new/);
  assert.match(readFileSync(path, "utf8"), /old/, "a check writes nothing");
});

test("pictures may differ in bits that nobody can see, and in nothing else; text in nothing", () => {
  const svg = (x: string, y: string): string =>
    `({ [Symbol.for("Jupyter.display")]: () => ({ "image/svg+xml": "<svg><g><path d=\\"M${x},2L3,4\\"/></g></svg>", "text/plain": "at ${y}" }) });`;
  const path = notebook("picture.ipynb", svg("10.00001", "1.5"));
  assert.equal(run(path).status, 0);
  const cell = (x: string, y: string): void => {
    const changed = JSON.parse(readFileSync(path, "utf8"));
    changed.cells[0].source = svg(x, y);
    writeFileSync(path, JSON.stringify(changed));
  };
  cell("10.00002", "1.5");
  assert.equal(run("--check", path).status, 0);
  cell("10.2", "1.5");
  assert.match(run("--check", path).stderr, /- <path d="M10.00001[\s\S]*\+ <path d="M10.2/);
  cell("10.00001", "1.50001");
  assert.match(run("--check", path).stderr, /- at 1.5\n {2}\+ at 1.50001/);
});

test("a picture inside HTML is read as a picture; numbers of a live chart are results and may differ in rounding alone", () => {
  const shown = (x: string, loss: string): string =>
    `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": '<img src="data:image/svg+xml;base64,' + btoa('<svg><path d="M${x},2"/></svg>') + '">', "application/vnd.vegalite.v5+json": { data: [{ loss: ${loss} }] } }) });`;
  const path = notebook("chart.ipynb", shown("10.00001", "3.5"));
  assert.equal(run(path).status, 0);
  const differs = (x: string, loss: string): string => {
    const changed = JSON.parse(readFileSync(path, "utf8"));
    changed.cells[0].source = shown(x, loss);
    writeFileSync(path, JSON.stringify(changed));
    return run("--check", path).stderr;
  };
  assert.match(differs("10.00002", "3.5000000000001"), /outputs as stored/);
  assert.match(differs("10.2", "3.5"), /- <path d="M10.00001[\s\S]*\+ <path d="M10.2/);
  assert.match(differs("10.00001", "3.503"), /"loss": 3.5\n[\s\S]*"loss": 3.503/);
});

test("a value that only looks like a result is shown as it is, and the cell does not fail", () => {
  const source = `import { displayResults } from "${root}src/index.ts"; displayResults();`;
  const path = notebook(
    "lookalike.ipynb",
    source,
    '({ caption: "x", head: ["a"], rows: [[1, 2]] });',
    '[{ loss: 3, low: 2, high: 4, name: "mine" }];',
    "[{ law: 1, estimates: 2, census: 3, observations: 4 }];",
  );
  const { status, stderr } = run(path);
  assert.equal(status, 0, stderr);
  const [, table, prediction, fits] = stored(path).map((outputs: { data: object }[]) => JSON.stringify(outputs[0]?.data));
  assert.match(table, /caption/);
  assert.match(prediction, /mine/);
  assert.match(fits, /census: 3[\s\S]*not shown as a result of isoloss: /);
});

test("a cell that fails is named with its error, and nothing is written", () => {
  const path = notebook("fails.ipynb", "const loss = 3;", 'throw new Error("no such run");');
  const before = readFileSync(path, "utf8");
  const { status, stderr } = run(path);
  assert.equal(status, 1);
  assert.match(stderr, /code cell 2 failed[\s\S]*no such run/);
  assert.equal(readFileSync(path, "utf8"), before);
});

test("a cell tagged raises-exception may fail, and the next one runs", () => {
  const path = notebook("expected.ipynb", 'throw new Error("as told");', "1 + 1;");
  const tagged = JSON.parse(readFileSync(path, "utf8"));
  tagged.cells[0].metadata.tags = ["raises-exception"];
  writeFileSync(path, JSON.stringify(tagged));
  const { status, stderr } = run(path);
  assert.equal(status, 0, stderr);
  const [failed, next] = stored(path);
  assert.equal(failed[0].evalue, "as told");
  assert.deepEqual(next[0].data, { "text/plain": ["2"] });
});

test("a cell that needs data is run where they are, and keeps its outputs where they are not", () => {
  const path = notebook("data.ipynb", 'Deno.env.get("ISOLOSS_DATA");', "2;");
  const changed = JSON.parse(readFileSync(path, "utf8"));
  changed.cells[0].metadata.tags = ["needs-data"];
  writeFileSync(path, JSON.stringify(changed));
  const { ISOLOSS_DATA: _, ...env } = process.env;
  const runIn = (more: Record<string, string>) =>
    spawnSync(process.execPath, [join(root, "dist/notebooks/run.js"), path], { cwd: root, encoding: "utf8", env: { ...env, ...more } });
  assert.equal(runIn({ ISOLOSS_DATA: "published" }).status, 0);
  const [before] = stored(path);
  assert.deepEqual(before[0].data, { "text/plain": ['"published"'] });
  const without = runIn({});
  assert.equal(without.status, 0, without.stderr);
  assert.match(without.stderr, /cells that need published data, not run: 1/);
  assert.deepEqual(stored(path)[0], before);
});

test("outputs name no folder of this machine", () => {
  const path = notebook("folder.ipynb", `console.log(${JSON.stringify(`${root}runs`)});`);
  assert.equal(run(path).status, 0);
  assert.deepEqual(stored(path), [[{ name: "stdout", output_type: "stream", text: ["./runs\n"] }]]);
});

const ready = existsSync(join(root, "src/index.ts")) ? false : "src/index.ts does not exist yet";
for (const path of filesIn("notebooks").filter((file) => file.endsWith(".ipynb"))) {
  test(`${path} gives its stored outputs`, { skip: ready }, () => {
    const { status, stderr } = run("--check", path);
    assert.equal(status, 0, stderr);
  });
}
