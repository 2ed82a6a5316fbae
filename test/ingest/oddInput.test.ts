import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { RunLogError } from "../../src/errors.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { finalRows } from "../../src/table/finalRows.ts";
import { observations } from "../../src/table/observations.ts";

// What careless and hostile hands give: it is read as it is meant, or refused with what to do, and never misread in silence.

const root = await mkdtemp(join(tmpdir(), "isoloss-odd-"));
after(() => rm(root, { recursive: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const HEAD = "run,params,tokens,loss\n";
const ROWS = "a,1e8,1e9,3.4\nb,2e8,2e9,3.2\n";
const PLAIN = [
  ["a", 1e8, 1e9, 3.4],
  ["b", 2e8, 2e9, 3.2],
];

const READ: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ["mark.csv", `\ufeff${HEAD}${ROWS}`],
  ["crlf.csv", `${HEAD}${ROWS}`.replaceAll("\n", "\r\n")],
  ["cr.csv", `${HEAD}${ROWS}`.replaceAll("\n", "\r")],
  ["semicolons.csv", `${HEAD}${ROWS}`.replaceAll(",", ";")],
  ["tabs.csv", `${HEAD}${ROWS}`.replaceAll(",", "\t")],
  ["spaces.csv", `${HEAD}${ROWS}`.replaceAll(",", " , ")],
  ["quoted.csv", `run,params,tokens,loss,note\na,1e8,1e9,3.4,"two\nlines, ""so"""\nb,2e8,2e9,3.2,\n`],
  ["groups.csv", `${HEAD}a,"100,000,000",1_000_000_000,3.4\nb,200M,2 B,3.2\n`],
  ["index.csv", ",run,params,tokens,loss\n0,a,1e8,1e9,3.4\n1,b,2e8,2e9,3.2\n"],
  ["trailing.csv", `${HEAD}${ROWS}`.replaceAll("\n", ",\n")],
  ["members.csv.gz", Buffer.concat([gzipSync(HEAD + ROWS.slice(0, 14)), gzipSync(ROWS.slice(14))])],
  ["prototype.csv", "__proto__,constructor,run,params,tokens,loss\n1,2,a,1e8,1e9,3.4\n1,2,b,2e8,2e9,3.2\n"],
  ["mark.json", `\ufeff${JSON.stringify(PLAIN.map(([run, params, tokens, loss]) => ({ run, params, tokens, loss })))}`],
  ["mark.jsonl", `\ufeff${PLAIN.map(([run, params, tokens, loss]) => JSON.stringify({ run, params, tokens, loss })).join("\r\n")}`],
];

for (const [name, content] of READ)
  test(`${name} is read`, async () => {
    const { runs } = await loadRuns([await put(name, content)]);
    assert.deepEqual(
      runs.map(({ run, params, points }) => [run, params, points[0]?.tokens, points[0]?.loss]),
      PLAIN,
    );
  });

const REFUSED: readonly (readonly [name: string, content: string | Uint8Array, message: RegExp, hint: RegExp])[] = [
  ["utf16.csv", Buffer.from(`\ufeff${HEAD}${ROWS}`, "utf16le"), /^it is text in UTF-16$/, /save it as UTF-8/],
  ["bare16.csv", Buffer.from(`${HEAD}${ROWS}`, "utf16le"), /^it is text in UTF-16$/, /save it as UTF-8/],
  ["big16.csv", Buffer.from(`${HEAD}${ROWS}`, "utf16le").swap16(), /^it is text in UTF-16$/, /save it as UTF-8/],
  ["latin.csv", Buffer.from(`${HEAD}\xe9,1,1,3\n`, "latin1"), /^Cannot read: it is not text in UTF-8$/, /save it as UTF-8/],
  [
    "junk.csv",
    Uint8Array.from({ length: 600 }, (_, i) => (i * i * 31 + 130) % 251),
    /^it is no text, whatever its ending says$/,
    /known by their content/,
  ],
  ["sheet.csv", Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), /Excel workbook/, /export its sheet as CSV/],
  ["pointer.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n", /pointer of Git LFS/, /git lfs pull/],
  ["error.csv", "<!DOCTYPE html>\n<html>404</html>", /page of HTML/, /fetch it again/],
  ["bars.csv", "| run | loss |\n|---|---|\n| a | 3 |\n", /one column, "\| run \| loss \|"/, /told apart by commas/],
  ["blanks.csv", "run params loss\na 1e8 3\n", /one column, "run params loss"/, /told apart by commas/],
  ["comment.csv", `# made by hand\n${HEAD}${ROWS}`, /it has 4 cells, the header has 1$/, /"# made by hand", is no header: leave it out/],
  ["separator.csv", `sep=;\n${HEAD}${ROWS}`.replaceAll(",", ";"), /4 cells/, /"sep=", is no header: leave it out/],
  ["remark.csv", `${HEAD}# half time\n${ROWS}`, /1 cells/, /a line of comment is no row/],
  ["ragged.csv", `${HEAD}a,1e8,1e9\n`, /3 cells/, /quote cells/],
  ["twice.csv", "run,loss,loss\na,3,4\n", /"loss" is there twice/, /rename/],
  ["header.csv", HEAD, /a header at most/, /one row a run/],
  ["nothing.csv.gz", gzipSync(""), /the file is empty/, /leave it out/],
  ["no-bytes.csv.gz", "", /the file is empty/, /leave it out/],
  ["cut.csv.zst", Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1]), /zstd file ends too early/, /copy it again/],
  [
    "stamped.jsonl",
    '[2024-01-01 10:00:00] {"step":1,"val_loss":3.4}\n',
    /other text before what looks like JSON/,
    /keep the objects alone/,
  ],
  ["deep.json", "[".repeat(1e5), /nests deeper/, /rows of numbers/],
  ["python.jsonl", "{'step': 1, 'val_loss': 3.4}\n", /Expected property name/, /a dict as Python prints it/],
  ["half.jsonl", '{"step":1,"val_loss":3.4}\n{"step":2,"val_lo', /Unterminated string/, /still being written/],
];

for (const [name, content, message, hint] of REFUSED)
  test(`${name} is refused with what to do`, async () => {
    const path = await put(name, content);
    await assert.rejects(loadRuns([path]), (error: RunLogError) => {
      assert.ok(error instanceof RunLogError);
      assert.ok(error.message.startsWith(path));
      const why = error.message.slice(error.message.indexOf(": ", path.length + 2) + 2);
      assert.match(why, message);
      assert.match(error.hint ?? "", hint);
      return true;
    });
  });

test("links that lead back, pipes and folders that end as logs do are passed over, or read as what they are", async () => {
  await put("odd/runs.csv/a.csv", HEAD + ROWS);
  await symlink("..", join(root, "odd/runs.csv/up"));
  await symlink("nowhere", join(root, "odd/lost.csv"));
  const { runs, skipped } = await loadRuns([join(root, "odd")]);
  assert.equal(runs.length, 2);
  assert.deepEqual(
    skipped.map(({ file, reason }) => [file.slice(root.length + 1), reason]),
    [["odd/lost.csv", "it is neither a file nor a folder"]],
  );
});

test("a header that is repeated between rows is an error at its line, with the way out", async () => {
  const { runs } = await loadRuns([await put("joined.csv", HEAD + ROWS + HEAD + ROWS.replace("a,", "c,").replace("b,", "d,"))]);
  const found = checkRuns(runs).filter(({ severity }) => severity === "error");
  assert.deepEqual(
    found.map(({ source, hint }) => [source.line, hint.split(";")[0]]),
    [[4, "the row repeats the header, as where tables were joined: leave it out"]],
  );
});

test("names of runs may hold what tells the parts of an export's headers apart", async () => {
  const name = '"lr 1e-3 - seed 2 - val/loss"';
  const { runs } = await loadRuns([
    await put(
      "chart.csv",
      `"Step",${name},${name.replace('loss"', 'loss__MIN"')},${name.replace('loss"', 'loss__MAX"')}\n1,3.4,3.4,3.4\n2,3.3,3.3,3.3\n`,
    ),
  ]);
  assert.deepEqual(
    runs.map(({ run, points }) => [run, points.map(({ loss }) => loss)]),
    [["lr 1e-3 - seed 2", [3.4, 3.3]]],
  );
});

test("a run that went on from a checkpoint ends once, where it ended; what was evaluated twice is told, and is no end", async () => {
  const part = (from: number, to: number, above: number) =>
    Array.from({ length: (to - from) / 100 + 1 }, (_, i) => from + 100 * i).map((step) => ({
      run: "a",
      step,
      tokens: 1e6 * step,
      loss: above - step / 1000,
    }));
  const rows = [...part(100, 400, 5), ...part(300, 600, 4.9)];
  const csv = `run,step,tokens,loss\n${rows.map((row) => `${Object.values(row).join(",")}\n`).join("")}`;
  for (const [name, content] of [
    ["resumed.csv", csv],
    ["resumed.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")],
  ] as const) {
    const { runs } = await loadRuns([await put(name, content)]);
    assert.deepEqual(
      checkRuns(runs).map(({ code }) => code),
      ["repeated-evaluation"],
    );
    for (const checkpoint of ["final", "best"] as const) {
      const { observations: ends, excluded } = observations(runs, { checkpoint });
      assert.deepEqual(
        ends.map(({ tokens, loss }) => [tokens, loss]),
        [[6e8, 4.9 - 0.6]],
      );
      assert.deepEqual(
        excluded.map(({ reason, runs: own }) => [reason.split(":")[0], own]),
        [["second evaluations at places of another run of that id", ["a"]]],
      );
    }
    assert.equal(observations(runs, { checkpoint: "every" }).observations.length, rows.length);
  }
});

test("runs of one name that differ in their seed, in a raw column or in their log, or that have no place, each keep their end", async () => {
  const course = (lead: string, steps: readonly number[], tail = ""): string =>
    steps.map((step) => `${lead},${step},${step}e6,${5 - step / 1000}${tail}\n`).join("");
  const long = [100, 200, 300];
  const head = "run,seed,step,tokens,loss";
  const cases: readonly [string, Record<string, string>, number][] = [
    ["seeds", { "seeds.csv": `${head}\n${course("124M,0", long)}${course("124M,1", [100, 200])}` }, 2],
    ["texts", { "texts.csv": `${head},text\n${course("124M,0", long, ",web")}${course("124M,0", [100, 200], ",books")}` }, 2],
    ["logs", { "one.csv": `${head}\n${course("124M,0", long)}`, "two.csv": `${head}\n${course("124M,0", [100, 200])}` }, 2],
    ["places", { "places.csv": "run,loss\na,3.1\na,3.2\nb,3.3\n" }, 3],
    ["again", { "again.csv": `${head}\n${course("124M,0", long)}${course("124M,0", [300])}` }, 1],
  ];
  for (const [folder, files, ends] of cases) {
    const paths = await Promise.all(Object.entries(files).map(([name, content]) => put(`${folder}-${name}`, content)));
    const { runs } = await loadRuns(paths);
    assert.equal(observations(runs).observations.length, ends, folder);
    assert.equal(finalRows(runs).length, ends, folder);
  }
});

for (const [name, content] of [
  ["line.csv", `${HEAD}${ROWS}\xe9,1,1,3\n`],
  ["nested.jsonl", `${'{"step":1,"val_loss":3.4,"opt":{"lr":1}}\n'.repeat(200)}{"step":2,"val_loss":3.3,"note":"\xe9"}\n`],
  ["line.jsonl", '{"step":1,"val_loss":3.4}\n{"step":2,"val_loss":3.3,"note":"\xe9"}\n'],
] as const)
  test(`${name}: text in another encoding is refused at its line`, async () => {
    const path = await put(name, Buffer.from(content, "latin1"));
    const line = content.slice(0, content.indexOf("\xe9")).split("\n").length;
    await assert.rejects(loadRuns([path]), (error: RunLogError) =>
      error.message.startsWith(`${path}:${line}: Cannot read: it is not text in UTF-8`),
    );
  });
