import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { commands } from "../../src/cli/index.ts";
import { folder, isoloss } from "./isoloss.ts";

// Every example that help shows runs as it stands, beside simulated logs of the names that it speaks of. The commands that are left out want logs
// of several recipes, or draw: test/docs/readme.test.ts runs those on the shipped runs.

const ELSEWHERE = ["analyze", "recipes", "versus", "plot", "report", "reproduce"];

/** Less work than a command takes by itself: what it does is the same. */
const QUICKER: Readonly<Record<string, readonly string[]>> = {
  fit: ["--bootstrap", "20", "--starts", "4"],
  compare: ["--starts", "4"],
  isoflop: ["--bootstrap", "20"],
  plan: ["--bootstrap", "20", "--simulations", "4"],
};

/** The words of an example, as a shell takes them apart. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([whole, quoted]) => quoted ?? whole);
}

const lines = commands.flatMap(({ command, examples }) => {
  const [name = ""] = command.split(" ");
  return ELSEWHERE.includes(name) ? [] : examples.map(([line]) => ({ name, line }));
});

const dir = folder({});

async function done(args: readonly string[]): Promise<void> {
  const { code, stderr } = await isoloss(args, dir);
  assert.equal(code, 0, `${args.join(" ")}\n${stderr}`);
}

async function prepare(): Promise<void> {
  const design = ["--design", "N=70M,300M,1B,3B; U=1B,4B,16B; epochs=1,4,16", "--noise", "0.004"];
  await Promise.all([
    done(["simulate", "data-constrained", ...design, "--replicates", "2", "--with", "family=ar", "-o", "runs"]),
    done([
      "simulate",
      "data-constrained",
      ...design,
      "--seed",
      "1",
      "--replicates",
      "2",
      "--with",
      "family=mdm,loss_kind=elbo",
      "-o",
      "mdm.csv",
    ]),
    done(["simulate", "data-constrained", ...design, "--seed", "2", "--with", "family=ar", "-o", "ar.csv"]),
  ]);
  const members = [1e8, 3e8].flatMap((N) => [1, 2, 4, 8, 16].map((K) => `n${N}-k${K},ensemble,${N},1e9,${K},${3.2 - N / 1e9 + 0.3 / K}\n`));
  mkdirSync(join(dir, "ensembles"));
  writeFileSync(join(dir, "ensembles", "ensembles.csv"), `run,recipe,params,unique_tokens,members,loss\n${members.join("")}`);
  copyFileSync(join(dir, "mdm.csv"), join(dir, "runs", "mdm.csv"));
  writeFileSync(join(dir, "sweep.csv"), "run,N,tokens,loss,val_ce\na,2e8,1e10,3.1,3.1\nb,4e8,4e10,2.8,2.8\n");
  const fitted = (law: string, from: string, to: string) => done(["fit", law, from, ...(QUICKER.fit as string[]), "-o", to]);
  await Promise.all([
    fitted("chinchilla", "ar.csv", "base.json"),
    fitted("data-constrained", "ar.csv", "ar.json"),
    fitted("data-constrained", "mdm.csv", "mdm.json"),
    fitted("data-constrained", "runs", "fit.json"),
  ]);
  await done(["export", "fit.json", "--latex", "-o", "numbers.tex"]);
  const [, macro] = /\\newcommand\{?(\\\w+)/.exec(readFileSync(join(dir, "numbers.tex"), "utf8")) ?? [];
  writeFileSync(join(dir, "paper.tex"), `\\input{numbers}\nThe floor is ${macro}.\n`);
}

await prepare();

describe("examples of help", { concurrency: 2 }, () => {
  for (const { name, line } of lines) test(line, () => done([...words(line), ...(QUICKER[name] ?? [])]));
});
