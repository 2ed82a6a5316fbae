import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { read } from "../tree.ts";
import { logsPage, unlisted } from "./logsPage.ts";

const data = process.env.ISOLOSS_DATA ?? "../shared/data";
const skip = existsSync(data) || process.env.ISOLOSS_DATA ? false : `no reference data at ${data}: set ISOLOSS_DATA`;

test("docs/logs.md is what the doctor finds in the shipped and the published logs, and the README leads there", { skip }, async () => {
  assert.equal(read("docs/logs.md"), await logsPage(data), "make it anew: node dist/test/reference/logsPage.js > docs/logs.md");
  assert.match(read("README.md"), /\]\(docs\/logs\.md\)/);
});

test("every CSV of the reference data is on the page", { skip }, () => {
  const files = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".csv"));
  assert.deepEqual(unlisted(files.map((file) => `data/${file}`)), []);
});
