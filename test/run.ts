import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Runs every compiled *.test.js, or those whose path contains an argument: `node dist/test/run.js fit table/frame`.
// Node 20 takes no glob after --test, and given a folder it runs every file in it, helpers too.

const here = fileURLToPath(new URL(".", import.meta.url));
const parts = process.argv.slice(2);
const tests = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.js") && (parts.length === 0 || parts.some((part) => path.replaceAll("\\", "/").includes(part))))
  .sort();
if (tests.length === 0) {
  console.error(`No test in a path that contains ${parts.join(" or ") || ".test.js"}`);
  process.exit(1);
}
// By default Node leaves one processor idle, which of two is half.
const options = ["--test", "--test-reporter=spec", `--test-concurrency=${availableParallelism()}`];
// Tests leave nothing in the folder of whoever runs them.
const env = { ...process.env, ISOLOSS_CACHE: "off" };
const { status } = spawnSync(process.execPath, [...options, ...tests.map((path) => join(here, path))], { stdio: "inherit", env });
process.exitCode = status ?? 1;
