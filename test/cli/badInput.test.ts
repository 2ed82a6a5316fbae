import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { chinchillaCsv, folder, isoloss, names, refused } from "./isoloss.ts";

const good = chinchillaCsv();
const files = {
  "good.csv": good,
  "empty.csv": "",
  "cut.csv.gz": gzipSync(good).subarray(0, 80),
  "no-loss.csv": chinchillaCsv(({ loss, ...cells }) => ({ ...cells, score: loss as string })),
  "no-params.csv": chinchillaCsv(({ params, ...cells }) => ({ ...cells, width: params as string })),
  "nan.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "NaN" } : cells)),
  "negative.csv": chinchillaCsv((cells, row) => (row === 3 ? { ...cells, loss: "-2.5" } : cells)),
  "few.csv": good.split("\n").slice(0, 5).join("\n"),
  "one-size.csv": chinchillaCsv((cells) => ({ ...cells, params: "1000000000" })),
  "not-a-fit.json": '{"law": {}}',
};
const dir = folder(files);
mkdirSync(join(dir, "no-logs"));
const listed = names(dir);

const fit = (path: string, ...rest: string[]): string[] => ["fit", "chinchilla", path, "--bootstrap", "0", "-o", "out.json", ...rest];
const formula = (text: string): string[] => ["fit", text, "good.csv", "--bootstrap", "0", "-o", "out.json"];

type Case = [title: string, args: string[], code: number, ...patterns: RegExp[]];
const cases: Case[] = [
  ["a missing file", fit("none.csv"), 1, /^none\.csv: Cannot read: no such file/],
  ["an empty file", fit("empty.csv"), 1, /^empty\.csv: .* the file is empty/],
  ["a folder with no logs", fit("no-logs"), 1, /^no-logs: Cannot find run logs/],
  ["a truncated gzip", fit("cut.csv.gz"), 1, /^cut\.csv\.gz: Cannot read: the gzip file ends too early/],
  [
    "a CSV without a loss",
    fit("no-loss.csv"),
    1,
    /^no-loss\.csv: Cannot find the column of the loss: the file has run, params, tokens, score/,
  ],
  [
    "a CSV without a quantity of the law",
    fit("no-params.csv"),
    1,
    /^no-params\.csv:\d+: .* no params \(N\).* its log has .*run, tokens, loss, width/,
    /--map params=/,
  ],
  [
    "a loss that is NaN",
    fit("nan.csv"),
    1,
    /^nan\.csv:4: Cannot read loss "NaN" of run "r3": expected a finite positive number in nats\/token/,
  ],
  ["a negative loss", fit("negative.csv"), 1, /^negative\.csv:4: Cannot read loss -2.5 of run "r3"/],
  ["fewer rows than parameters", fit("few.csv"), 1, /4 rows for 5 parameters \(E, A, B, alpha, beta\)/],
  ["all runs at one size", fit("one-size.csv"), 1, /all 12 rows have the same parameters \(N = 1B\)/],
  ["an unknown law", ["fit", "chinchila", "good.csv", "-o", "out.json"], 2, /Cannot find law "chinchila"/, /did you mean "chinchilla"\?/],
  ["a law without its quantity", ["fit", "power", "good.csv", "-o", "out.json"], 2, /the quantity it is in is not named/, /--in params/],
  ["an unknown function", formula("E + sqrt(A/N)"), 2, /Cannot call "sqrt"/, /\^$/m, /the functions are exp, log/],
  ["a property access", formula("E + A.constructor/N"), 2, /Cannot read "\."/, /no properties/],
  ["a name that every object has", formula("E + constructor/N"), 2, /Cannot use "constructor" as a name/],
  ["an unbalanced bracket", formula("E + (A/N^alpha"), 2, /this bracket is not closed/],
  [
    "a name that nearly equals a column",
    formula("E + A/token^alpha"),
    2,
    /"token" is a parameter: it looks like tokens/,
    /did you mean D\?/,
  ],
  ["a name in another case than a quantity", formula("E + A/n^alpha"), 2, /"n" is a parameter/, /did you mean N\?/],
  ["a formula of 1e5 characters", formula(`E${" + A/N".repeat(16_600)}`), 2, /Cannot read a formula of 99601 characters/],
  ["an output in a folder that is not there", [...fit("good.csv").slice(0, -1), "none/out.json"], 1, /none\/out\.json.*(folder|directory)/],
  ["an output that is a folder", [...fit("good.csv").slice(0, -1), "no-logs"], 1, /no-logs.*folder/],
  ["an output that is an input", [...fit("good.csv").slice(0, -1), "./good.csv"], 2, /good\.csv.*(read|input)/],
  ["residuals onto an input", fit("good.csv", "--residuals", "good.csv"), 2, /good\.csv.*(read|input)/],
  ["an unknown column in --where", fit("good.csv", "--where", "familly=ar"), 2, /"familly": there is no such column/],
  ["a condition that is none", fit("good.csv", "--where", "family"), 2, /Cannot read the condition "family"/],
  ["a condition that keeps nothing", fit("good.csv", "--where", "params>1T"), 1, /none of 12 rows meets it/],
  ["--map of an unknown name", fit("good.csv", "--map", "lossy=loss"), 2, /Cannot map "lossy"/],
  ["--fix of an unknown parameter", fit("good.csv", "--fix", "alfa=0.3"), 2, /no parameter "alfa"/],
  ["--fix without a number", fit("good.csv", "--fix", "alpha=big"), 2, /--fix alpha "big": expected a number/],
  ["--tie of an unknown parameter", fit("good.csv", "--tie", "beta=alfa"), 2, /no parameter "alfa"/],
  ["--separate by an unknown column", fit("good.csv", "--separate", "E", "--by", "famly"), 2, /Cannot separate by "famly"/],
  [
    "--separate without --by, in one family",
    fit("good.csv", "--separate", "E"),
    2,
    /Cannot separate by family: all 12 rows/,
    /--by COLUMN/,
  ],
  [
    "--fix of one group alone",
    fit("good.csv", "--by", "run", "--separate", "B", "--fix", "A[r1]=400"),
    2,
    /held for r1, and not for run "r10"/,
  ],
  ["a number that is none", fit("good.csv", "--starts", "many"), 2, /--starts is not a number/],
  ["a level outside 0 to 1", fit("good.csv", "--level", "95"), 2, /--level 95: expected a share/],
  ["a choice that there is not", fit("good.csv", "--loss", "absolute"), 2, /huber.*squared/],
  ["an option given twice", fit("good.csv", "--delta", "1", "--delta", "2"), 2, /--delta is given twice/],
  ["an unknown option", fit("good.csv", "--bootstraps", "3"), 2, /--bootstraps/, /did you mean --bootstrap\?/],
  ["an unknown command", ["fitt", "chinchilla", "good.csv"], 2, /Cannot find the command "fitt"/, /did you mean "fit"\?/],
  ["no command", [], 2, /no command is given/],
  ["no path", ["fit", "chinchilla"], 2, /an argument is missing/, /isoloss fit <law> <path\.\.>/],
  [
    "an option that is not there takes the path",
    ["runs", "--nope", "x.csv"],
    2,
    /the option --nope: runs has no such option/,
    /isoloss runs --help/,
  ],
  ["no law", ["fit", "good.csv", "good.csv"], 2, /Cannot tell which law is meant/],
  ["an unknown law to show", ["laws", "powr"], 2, /did you mean "power"\?/],
  ["a missing log to list", ["runs", "none.csv"], 1, /^none\.csv: Cannot read/],
  ["a fit that is not there", ["predict", "fit.json", "--at", "N=1e9"], 1, /^fit\.json: Cannot read a fit: no such file/],
  ["a fit that is none", ["predict", "not-a-fit.json", "--at", "N=1e9"], 1, /^not-a-fit\.json: Cannot read a fit: estimates, solution/],
  ["a fit that is no JSON", ["predict", "good.csv", "--at", "N=1e9"], 1, /^good\.csv: Cannot read a fit/],
  ["a point without a quantity", ["predict", "data-constrained", "--set", "c4", "--at", "N=1e9"], 2, /D, U are not given/],
  [
    "an unknown quantity",
    ["predict", "data-constrained", "--at", "tokns=1e9"],
    2,
    /"tokns": it is not a quantity/,
    /did you mean "tokens"\?/,
  ],
  ["quantities that disagree", ["predict", "data-constrained", "--at", "N=1e9,U=1e9,D=2e9,epochs=4"], 2, /D\/U is 2/],
  ["an unknown published set", ["predict", "chinchilla", "--set", "besirogl", "--at", "N=1e9,D=1e9"], 2, /did you mean "besiroglu"\?/],
  ["a set that is not chosen", ["predict", "chinchilla", "--at", "N=1e9,D=1e9"], 2, /--set hoffmann or --set besiroglu/],
  ["a walk that is none", ["predict", "data-constrained", "--at", "N=1e9,U=1e9", "--over", "epochs=1"], 2, /expected NAME=FROM:TO/],
];

describe("bad input is refused with a message and a hint", { concurrency: 4 }, () => {
  for (const [title, args, code, ...patterns] of cases)
    test(title, async () => {
      refused(await isoloss(args, dir), code, patterns);
      assert.deepEqual(names(dir), listed);
    });
});
