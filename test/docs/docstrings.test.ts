import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as api from "../../src/index.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { dataConstrained } from "../../src/laws/dataConstrained.ts";
import { power } from "../../src/laws/power.ts";

/**
 * Every `@example` of a docstring runs, with the public API, its own file's exports and the names below in scope; what stands behind `//` is
 * the value of the line.
 */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.includes("shims") && !file.startsWith("cli"),
);

function examples(text: string): string[] {
  return [...text.matchAll(/\* @example\n((?:\s*\* (?!@).*\n)+)/g)].map(([, body = ""]) => body.replace(/^\s*\* ?/gm, "").trim());
}

async function context(): Promise<Record<string, unknown>> {
  const simulated = (law: api.Law, seed: number) => {
    const { theta, design, noise } = law.example as api.Example;
    return api
      .simulate(law, theta, design, noise, seed)
      .map((run) => ({ ...run, family: seed === 2 ? ("mdm" as const) : ("ar" as const), fields: { ...run.fields, folder: "epochs" } }));
  };
  const fitted = async (law: api.Law, seed = 1) => {
    const bare = api.fit(law, api.observations(simulated(law, seed)).observations, { starts: 8 });
    return api.withIntervals(bare, await api.bootstrap(bare, { replicates: 20 }));
  };
  const runs = [...simulated(dataConstrained, 1), ...simulated(dataConstrained, 2).map((run) => ({ ...run, run: `${run.run}-mdm` }))];
  const table = api.observations(runs);
  const whole = await fitted(dataConstrained);
  return {
    ...api,
    chinchilla,
    power,
    runs,
    table,
    rows: table.observations,
    observation: table.observations[0],
    // Runs of one size as the evaluations of one training.
    curves: api.observations(simulated(chinchilla, 1)).observations.map((row) => ({ ...row, run: `size-${row.params}` })),
    fitted: whole,
    draws: whole.draws,
    kLaw: await fitted(api.lawIn(power, "K")),
    ar: whole,
    mdm: await fitted(dataConstrained, 2),
    at: { N: 1e9, U: 1e9, epochs: 4 },
  };
}

test("every example of a docstring runs and gives what it says", async (t) => {
  const scope = await context();
  const all = sources.flatMap((file) => examples(readFileSync(join(root, "src", file), "utf8")).map((code) => ({ file, code })));
  assert.ok(all.length > 20, String(all.length));
  process.chdir(root);
  for (const { file, code } of all)
    await t.test(`src/${file}: ${code.split("\n")[0]}`, async () => {
      const own = await import(pathToFileURL(join(root, "dist/src", file.replace(/\.ts$/, ".js"))).href);
      const names = { ...scope, ...own };
      const body = code
        .split("\n")
        .map((line) => {
          const [, expression = "", result] = /^(.*?);?\s*(?:\/\/ (.*))?$/.exec(line) as unknown as [string, string, string?];
          return result === undefined ? `${expression};` : `check(${expression}, ${result}, ${JSON.stringify(line)});`;
        })
        .join("\n");
      const run = new Function("scope", "check", `return (async () => { with (scope) { ${body} } })();`);
      await run(names, same);
    });
});

function same(got: unknown, expected: unknown, line: string): void {
  if (typeof expected === "number")
    assert.ok(Math.abs((got as number) - expected) <= 1e-7 * Math.max(1, Math.abs(expected)), `${line}: ${got}`);
  else assert.deepEqual(got, expected, line);
}

test("examples are found where a docstring has them", () => {
  assert.deepEqual(examples("/**\n * Adds.\n *\n * @example\n * add(1, 2) // 3\n * add(0, 0) // 0\n */"), [
    "add(1, 2) // 3\nadd(0, 0) // 0",
  ]);
  assert.ok(relative(root, join(root, "src")) === "src");
});
