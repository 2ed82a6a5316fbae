import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readText, requires } from "../reference/data.ts";
import { folder, isoloss, refused } from "./isoloss.ts";

// What `isoloss recipes` says of accuracies, of later stages, and of runs that are too few for anything else.

const quick = ["--bootstrap", "20"];
const HEAD = "run,family,loss_kind,recipe,unique_tokens,params,epochs,weight_decay,lr,members,loss,stage,piqa,sciq,tokenizer";
const rows = [
  "a,ar,nll,standard,1e8,1e6,8,0.1,1e-3,1,3.5,,0.6,0.7,bpe",
  "b,ar,nll,regularized,1e8,1e6,8,1.6,1e-3,1,3.4,,0.62,0.74,bpe",
  "c,ar,nll,regularized,1e8,2e6,8,1.6,1e-3,1,3.3,,0.63,0.75,bpe",
];
const later = [
  "most,ar,nll,standard,8e8,1e6,1,0.1,1e-3,1,3.0,cpt,0.70,0.80,bpe",
  "less,ar,nll,ensemble,1e8,1e6,4,0.1,1e-3,8,3.0,cpt,0.71,0.79,bpe",
];
const csv = (...lines: readonly string[]): string => [HEAD, ...lines].join("\n");

describe("recipes by accuracy", { concurrency: 2 }, () => {
  const dir = folder({
    "wide.csv": csv(...rows),
    "later.csv": csv(...rows, ...later),
    "percent.csv": csv(...rows).replace(
      /0\.(6\d?|7\d?),0\.(7\d?)/g,
      (_, a: string, b: string) => `${a.padEnd(2, "0")},${b.padEnd(2, "0")}`,
    ),
    "one.csv": csv(rows[0] as string),
    "students.csv": csv((rows[0] as string).replace("standard", "distilled")),
    "noparams.csv": csv((rows[0] as string).replace("1e6", "")),
    "tokenizers.csv": csv(rows[0] as string, rows[1] as string, (rows[2] as string).replace("bpe", "bytes")),
    "none.csv": csv(...rows.map((line) => line.replace("1e8", ""))),
  });
  const said = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await isoloss(["recipes", ...args, ...quick], dir);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  test("errors and percentage points over the standard recipe, from shares and from percent", async () => {
    // Means .65, .68, .69: 4 points, 4/65 of the accuracy.
    for (const file of ["wide.csv", "percent.csv"]) {
      const text = await said(file, "--accuracy", "piqa,sciq");
      assert.match(text, /^ +100M +regularized +31\.00 % +4\.00, 6\.2 % +N 2M/m);
      assert.match(text, /^ +100M +standard +35\.00 % +N 1M/m);
      assert.match(text, /^Measured: /m, "losses are compared beside");
    }
  });

  test("where nothing is asked and no row is of a later stage, nothing is said of accuracies", async () => {
    assert.doesNotMatch(await said("wide.csv"), /Downstream|Later stages|accurac/);
  });

  test("rows of a later stage are not compared by loss, and by accuracy where that is asked for", async () => {
    const without = await said("later.csv");
    assert.match(without, /left out: 2 rows of later stages/);
    assert.match(without, /^Later stages.*\n +Cannot compare accuracies: no column of them is named\n +name the columns, as --accuracy/m);
    assert.match(without, /^Recipes on 5 rows at unique tokens 100M;/m, "800M is of the later stage alone");
    const text = await said("later.csv", "--accuracy", "piqa,sciq");
    assert.match(
      text,
      /cpt, piqa: error 30\.00 % on 800M .*\n +matched or bettered by error 29\.00 % on 100M .*: 8 times less data, 1\.00 points better/,
    );
    assert.match(text, /cpt, sciq: .*\n +no smaller amount of data does as well\n +below it: error 21\.00 % on 100M/);
  });

  test("a column that no row states is refused in its place", async () => {
    assert.match(await said("wide.csv", "--accuracy", "pica"), /^Downstream\n +Cannot average accuracies: no row states pica/m);
  });

  test("the paper's accuracies: 9.05 and 6.85 points", requires("infinite-compute/downstream_200m.csv"), async () => {
    const paper = folder({ "tasks.csv": readText("infinite-compute/downstream_200m.csv") });
    const { stdout, stderr } = await isoloss(["recipes", "tasks.csv", "--accuracy", "avg3=arc_easy,piqa,sciq"], paper);
    assert.match(stdout, /^ +210M +ensemble +35\.61 % .* 9\.05 \(.*\), 16\.4 % +N 1\.4B/m, stderr);
    assert.match(stdout, /^ +210M +distilled +37\.81 % .* 6\.85 /m);
    assert.match(stdout, /^ +210M +self_distilled +39\.46 % /m);
    assert.doesNotMatch(stdout, /^Measured/m, "an accuracy is no loss");
    assert.doesNotMatch(stderr, /loss/, "nor is it doubted as one");
    const mapped = await isoloss(["recipes", "tasks.csv", "--map", "loss=acc", "--accuracy", "avg3=arc_easy,piqa,sciq"], paper);
    assert.equal(mapped.stdout, stdout);
    refused(await isoloss(["recipes", "tasks.csv"], paper), 1, [/Cannot find the column of the loss/]);
  });

  test("the paper's continued pre-training: 4B match or better 73B", requires("infinite-compute/cpt_math.csv"), async () => {
    const paper = folder({ "cpt.csv": readText("infinite-compute/cpt_math.csv") });
    const args = ["--map", "unique_tokens=unique_tokens_b", "--stage", "cpt", "--accuracy", "avg"];
    const { stdout, stderr } = await isoloss(["recipes", "cpt.csv", ...args], paper);
    assert.match(stdout, /matched or better, not an inverted law/, stderr);
    assert.match(
      stdout,
      /cpt, avg: error 60\.77 % on 73B .*\n +matched or bettered by error 59\.42 % on 4B .*members=8.*: 18\.25 times less data, 1\.35 points/,
    );
  });

  const thin: [string, string, RegExp[]][] = [
    ["one row", "one.csv", [/^Recipes on 1 row at/m, /there is 1 size \(N = 1000000\)/, /there is 1 set of unique tokens/]],
    [
      "a student alone",
      "students.csv",
      [/no share: no regularised model of the size/, /no run has recipe standard\n +train the standard recipe/],
    ],
  ];
  for (const [title, file, patterns] of thin)
    test(`${title}: every part says what is missing, once`, async () => {
      const text = await said(file);
      for (const pattern of patterns) assert.match(text, pattern);
      assert.doesNotMatch(text, /undefined|null|NaN|= \)|are 0|Cannot.*Cannot/);
    });

  const cases: [string, string[], number, ...RegExp[]][] = [
    ["tokenizers that are mixed", ["tokenizers.csv"], 1, /has tokenizer bytes/, /hint: keep one kind: --where tokenizer=bpe$/m],
    ["a run without a size", ["noparams.csv"], 1, /none of 1 rows .* states params\n/, /hint: log params of every run/],
    ["runs without unique tokens", ["none.csv"], 1, /of 3 rows 3 state a recipe, and none of these unique_tokens/],
    ["a list that ends in a comma", ["wide.csv", "--accuracy", "piqa,"], 2, /--accuracy piqa,/],
    ["a mean without a name", ["wide.csv", "--accuracy", "=piqa"], 2, /--accuracy =piqa/],
    ["a stage without accuracies", ["wide.csv", "--stage", "cpt"], 2, /no accuracy is named/],
    ["a stage that is none", ["wide.csv", "--stage", "late"], 2, /stage/],
  ];
  for (const [title, args, code, ...patterns] of cases)
    test(`refuses ${title}`, async () => refused(await isoloss(["recipes", ...args], dir), code, patterns));
});
