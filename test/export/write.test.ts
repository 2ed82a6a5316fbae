import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { IsolossError, UsageError, writeFolder, writeWhole } from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "isoloss-write-"));
after(() => rmSync(folder, { recursive: true }));

const inside = (name: string): string => join(folder, name);

test("a file is written whole, and over an older one", async () => {
  await writeWhole(inside("a.json"), "one");
  await writeWhole(inside("a.json"), "two");
  assert.equal(readFileSync(inside("a.json"), "utf8"), "two");
  assert.deepEqual(readdirSync(folder), ["a.json"]);
});

test("the mode of an older file is kept, and a link is followed", async () => {
  mkdirSync(inside("linked"));
  writeFileSync(inside("linked/real.txt"), "old");
  chmodSync(inside("linked/real.txt"), 0o640);
  symlinkSync("real.txt", inside("linked/link.txt"));
  await writeWhole(inside("linked/link.txt"), "new");
  assert.equal(readFileSync(inside("linked/real.txt"), "utf8"), "new");
  assert.equal(statSync(inside("linked/real.txt")).mode & 0o777, 0o640);
});

test("a folder of the system, which is there and takes no files, is not said to be missing", {
  skip: !existsSync("/proc/self"),
}, async () => {
  await assert.rejects(
    writeWhole("/proc/isoloss.svg", "x"),
    (error: unknown) =>
      error instanceof IsolossError &&
      /^Cannot write \/proc\/isoloss\.svg: (its folder takes no files|permission denied)$/.test(error.message) &&
      error.hint === "choose a place where you may write",
  );
});

test("an input is never overwritten, whatever name it is given by", async () => {
  mkdirSync(inside("logs"));
  writeFileSync(inside("logs/run.csv"), "precious");
  symlinkSync("run.csv", inside("logs/alias.csv"));
  for (const path of ["logs/run.csv", "logs/../logs/run.csv", "logs/alias.csv"])
    await assert.rejects(
      writeWhole(inside(path), "x", [inside("logs/run.csv")]),
      (error: unknown) => error instanceof UsageError && /one of the files that were read/.test(error.message),
    );
  assert.equal(readFileSync(inside("logs/run.csv"), "utf8"), "precious");
});

const refused: [name: string, path: string, says: RegExp][] = [
  ["a missing folder", "nowhere/a.txt", /its folder does not exist/],
  ["a folder", ".", /it is a folder/],
  ["a path through a file", "a.json/b.txt", /a part of the path is a file/],
  ["a name that is too long", "x".repeat(300), /the name is too long/],
];
for (const [name, path, says] of refused)
  test(`${name} is refused with a hint, and nothing is left behind`, async () => {
    const before = readdirSync(folder);
    await assert.rejects(
      writeWhole(inside(path), "x"),
      (error: unknown) => error instanceof IsolossError && says.test(error.message) && error.hint !== undefined,
    );
    assert.deepEqual(readdirSync(folder), before);
  });

test("a folder or file without permission is refused", {
  skip: process.getuid?.() === 0 && "the super-user may write anywhere",
}, async () => {
  mkdirSync(inside("closed"));
  writeFileSync(inside("closed/a.txt"), "old");
  chmodSync(inside("closed/a.txt"), 0o444);
  await assert.rejects(writeWhole(inside("closed/a.txt"), "x"), /permission denied/);
  chmodSync(inside("closed"), 0o555);
  await assert.rejects(writeWhole(inside("closed/b.txt"), "x"), /permission denied/);
  chmodSync(inside("closed"), 0o755);
});

test("a device is written to as it is", async () => {
  await writeWhole("/dev/null", "gone");
});

test("a folder is written whole, into a free place or an empty folder", async () => {
  const files = [
    { path: "a.txt", text: "one" },
    { path: "deep/down/b.txt", text: "two" },
  ];
  await writeFolder(inside("whole"), files);
  assert.equal(readFileSync(inside("whole/deep/down/b.txt"), "utf8"), "two");
  mkdirSync(inside("empty"));
  await writeFolder(inside("empty"), files);
  assert.deepEqual(readdirSync(inside("empty")).sort(), ["a.txt", "deep"]);
});

test("a folder that holds something is refused, and what it holds stays", async () => {
  mkdirSync(inside("kept"));
  writeFileSync(inside("kept/mine.txt"), "precious");
  await assert.rejects(
    writeFolder(inside("kept"), [{ path: "mine.txt", text: "x" }]),
    (error: unknown) => error instanceof IsolossError && /it holds 1 entry already/.test(error.message),
  );
  assert.equal(readFileSync(inside("kept/mine.txt"), "utf8"), "precious");
});

test("a folder that cannot be written whole, or whose writing is interrupted, leaves nothing behind", async () => {
  const before = readdirSync(folder).sort();
  const twice = [
    { path: "a.txt", text: "one" },
    { path: "a.txt", text: "two" },
  ];
  await assert.rejects(writeFolder(inside("partly"), twice), IsolossError);
  await assert.rejects(writeFolder(inside("nowhere/partly"), twice.slice(1)), /its folder does not exist/);
  await assert.rejects(writeFolder(inside("late"), twice.slice(1), AbortSignal.abort()), { name: "AbortError" });
  assert.deepEqual(readdirSync(folder).sort(), before);
});
