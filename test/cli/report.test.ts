import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

/** The page's own text: without scripts, and as a reader sees it. */
function readText(path: string): string {
  const markup = readFileSync(path, "utf8").replace(/<script[\s\S]*?<\/script>/g, "");
  return markup
    .replace(/<style>[\s\S]*?<\/style>|<wbr>/g, "")
    .replace(/<[^>]*>/g, "\n")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

test("one page says what was read, what the laws are, and offers to explore them; twice the same", async () => {
  const dir = folder({
    "runs.csv": chinchillaCsv((cells, row) =>
      row === 3 ? { ...cells, loss: "310.5" } : { ...cells, run: row === 1 ? "<b>r1</b>" : `r${row}` },
    ),
    "notes.txt": "x",
  });
  const [one, other] = ["one.html", "other.html"].map((name) => join(folder({}), name)) as [string, string];
  const args = (out: string): string[] => [
    "report",
    ".",
    "--where",
    "loss<100",
    "--bootstrap",
    "20",
    "--title",
    "A <i>sweep</i>",
    "-o",
    out,
  ];
  const { code, stdout, stderr } = await isoloss(args(one), dir);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${one}\n`);
  assert.match(stderr, /complete in itself/);
  const text = readText(one);
  for (const title of [
    "In short",
    "What was read and what was left out",
    "The data",
    "Laws and limits",
    "Explore the laws",
    "Figures",
    "How this was made",
  ])
    assert.ok(text.includes(title), title);
  assert.match(text, /A <i>sweep<\/i>/);
  assert.match(text, /<b>r1<\/b>/);
  // The bad row is left out by the condition, and is named with its place all the same.
  assert.match(text, /runs\.csv:4\s+warning\s+[^\n]*310\.5/);
  assert.match(text, /12 read, 11 with a final loss/);
  assert.match(text, /Fitted to 11 single models/);
  assert.match(text, /chinchilla predicts|kaplan predicts/);
  assert.match(text, /What to do: /);
  assert.match(text, /\d+ figures that these rows do not give/);
  assert.match(text, /isoloss report \. --where 'loss<100' --bootstrap 20 --seed 0/);
  const again = await isoloss(args(other), dir);
  assert.equal(again.code, 0);
  assert.deepEqual(readFileSync(other), readFileSync(one));
});

test("both families: comparability and crossings; rows that state recipes: their limits", async () => {
  const dir = folder({});
  const where = ["--where", "unique_tokens=51200", "--where", "params=41660|104780|271674"];
  const { code, stdout, stderr } = await isoloss([
    "report",
    "runs/kjv-tiny",
    ...where,
    "--bootstrap",
    "10",
    "--json",
    "-o",
    join(dir, "r.html"),
  ]);
  assert.equal(code, 0, stderr);
  const { sections, bytes } = JSON.parse(stdout) as { sections: { id: string }[]; bytes: number };
  assert.deepEqual(
    sections.map(({ id }) => id),
    ["summary", "read", "data", "laws", "explore", "recipes", "families", "figures", "method"],
  );
  assert.ok(bytes < 2e6, String(bytes));
  const text = readText(join(dir, "r.html"));
  assert.match(text, /the loss of mdm is an upper bound, that of ar is exact/);
  assert.match(text, /AR and MDM cross along epochs, final loss\s+between 16 and 32/);
  assert.match(text, /ensemble, K → ∞ at N = 105k, U = 51.2k/);
  assert.match(text, /AR: ensembles, ensemble-joint/);
  assert.match(text, /AR: weight decay, weight-decay-bowl/);
});

test("no page, another ending, a page that cannot be written, or rows that are none are refused", async () => {
  const dir = folder({ "runs.csv": chinchillaCsv() });
  refused(await isoloss(["report", "runs.csv"], dir), 2, [/no page is named/]);
  refused(await isoloss(["report", "runs.csv", "-o", "report.pdf"], dir), 2, [/Cannot write a report as report\.pdf/]);
  refused(await isoloss(["report", "runs.csv", "-o", "none/report.html"], dir), 1, [/its folder does not exist/]);
  refused(await isoloss(["report", "runs.csv", "--bootstrap", "1.5", "-o", "r.html"], dir), 2, [/--bootstrap/]);
  refused(await isoloss(["report", "runs.csv", "--where", "params>1T", "-o", "r.html"], dir), 1, [/Cannot|none/]);
  assert.deepEqual(names(dir), ["runs.csv"]);
});

test("logs that no law can be fitted to still give a page, which says so", async () => {
  const dir = folder({ "few.csv": "run,params,loss\na,1e8,3\nb,2e8,2.9\n" });
  const { code, stderr } = await isoloss(["report", "few.csv", "--bootstrap", "5", "-o", "r.html"], dir);
  assert.equal(code, 0, stderr);
  const text = readText(join(dir, "r.html"));
  assert.match(text, /vary no quantity in three or more values/);
  assert.doesNotMatch(text, /Explore the laws/);
});
