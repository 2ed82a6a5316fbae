import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS, OTHER_FINDINGS } from "../../src/fit/checks.ts";
import { checksPage } from "../../src/fit/checksPage.ts";
import { fit } from "../../src/fit/fit.ts";
import { fitsFromJson, toJson } from "../../src/fit/json.ts";
import { THRESHOLDS } from "../../src/fit/thresholds.ts";
import { chinchilla } from "../../src/laws/chinchilla.ts";
import { VERSION } from "../../src/version.ts";
import { filesIn, read } from "../tree.ts";
import { QUICK, simulated } from "./case.ts";
import { FITS } from "./fits.ts";
import { LOGS } from "./logs.ts";
import { USES } from "./uses.ts";

const CASES = [...LOGS, ...FITS, ...USES];
const known = CHECKS.flatMap(({ codes }) => codes);

/** Codes that the sources write, wherever a finding is made. */
const written = new Set(
  filesIn("src")
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) =>
      [
        /\bcode: "([a-z0-9-]+)"/g,
        /\b(?:warning|errorAt|warningAt|noteAt)\)?\(\s*(?:(?:[\w.]+(?:\([^)]*\))?|\{[^}]*\}),\s*)?"([a-z0-9-]+)"/g,
        /\bCODE = "([a-z0-9-]+)"/g,
        /\bmixed\(\s*"\w+",\s*"([a-z0-9-]+)"/g,
      ].flatMap((pattern) => [...read(path).matchAll(pattern)].map(([, code]) => code as string)),
    ),
);

test("there are 25 checks, each with codes, and each code of theirs has a case that triggers it and one that does not", () => {
  assert.deepEqual(
    CHECKS.map(({ number }) => number),
    Array.from({ length: 25 }, (_, i) => i + 1),
  );
  for (const { number, codes } of CHECKS) {
    assert.ok(codes.length > 0, String(number));
    for (const code of codes)
      assert.ok(
        CASES.some((own) => own.check === number && own.code === code),
        `${number} ${code}`,
      );
  }
  for (const { check, code } of CASES) assert.ok(CHECKS[check - 1]?.codes.includes(code), `${check} ${code}`);
});

test("every code in the sources is of a check or among the other findings, and each of these is in the sources", () => {
  const listed = [...known, ...Object.keys(OTHER_FINDINGS)];
  assert.deepEqual(
    [...written].filter((code) => !listed.includes(code)),
    [],
  );
  // A budget's state is its code.
  const states = /state: ([^;]+);/.exec(read("src/analyze/isoflopProfile.ts"))?.[1] ?? "";
  assert.deepEqual(
    listed.filter((code) => !written.has(code) && !states.includes(`"${code}"`)),
    [],
  );
  assert.deepEqual(
    Object.keys(OTHER_FINDINGS).filter((code) => known.includes(code)),
    [],
  );
});

test("every threshold that a check names exists", () => {
  for (const { thresholds } of CHECKS) for (const key of thresholds) assert.ok(key in THRESHOLDS, key);
});

test("docs/checks.md is the page of the table, and the README leads there", () => {
  const make = `node --input-type=module -e 'import { checksPage } from "isoloss"; process.stdout.write(checksPage())' > docs/checks.md`;
  assert.equal(read("docs/checks.md"), checksPage(), `make it anew: ${make}`);
  assert.match(read("README.md"), /\]\(docs\/checks\.md\)/);
});

for (const { check, code, triggered, quiet } of CASES)
  test(`check ${check}: ${code}`, async () => {
    const [loud, silent] = [await triggered(), await quiet()];
    assert.ok(loud.includes(code), `triggered: ${loud.join(", ")}`);
    assert.ok(!silent.includes(code), `quiet: ${silent.join(", ")}`);
  });

test("check 9: rows in other units end in the same status, objective and exponents", () => {
  const rows = simulated();
  const millions = rows.map((row) => ({ ...row, params: (row.params as number) / 1e6, tokens: (row.tokens as number) / 1e6 }));
  const [own, other] = [fit(chinchilla, rows, QUICK), fit(chinchilla, millions, QUICK)];
  assert.equal(other.status, own.status);
  for (const [a, b] of [
    [other.objective, own.objective],
    [other.estimates.alpha, own.estimates.alpha],
    [other.estimates.beta, own.estimates.beta],
    [(other.estimates.A as number) * 1e6 ** (own.estimates.alpha as number), own.estimates.A],
  ] as [number, number][])
    assert.ok(Math.abs(a / b - 1) < 1e-5, `${a}, ${b}`);
});

test("check 16: runs at one D/N are refused with the reason and a way out", () => {
  const rows = simulated().map((row) => ({ ...row, tokens: 20 * (row.params as number) }));
  assert.throws(() => fit(chinchilla, rows, QUICK), /N and D move together in all 81 rows/);
  assert.doesNotThrow(() => fit(chinchilla, simulated(), QUICK));
});

test("check 21: an artifact keeps every digit, its seed, hash and version; other rows of this version are refused", () => {
  const own = fit(chinchilla, simulated(), { ...QUICK, seed: 7 });
  const text = toJson(own);
  const [kept] = fitsFromJson(text, "fit.json");
  assert.deepEqual([kept?.estimates, kept?.solution], [own.estimates, own.solution]);
  assert.equal(kept?.options.seed, 7);
  assert.match(kept?.data.sha256 ?? "", /^[0-9a-f]{64}$/);
  assert.equal(kept?.version, VERSION);
  const edited = JSON.parse(text) as { observations: { loss: number }[] };
  (edited.observations[3] as { loss: number }).loss += 1e-9;
  assert.throws(
    () => fitsFromJson(toJson(edited), "fit.json"),
    /^IsolossError: fit\.json: Cannot use the fit: the 81 rows in it are not those/,
  );
  // Text that looks like a number of another kind stays text of the row.
  const worded = fit(
    chinchilla,
    simulated().map((row) => ({ ...row, fields: { ...row.fields, note: "NaN" } })),
    QUICK,
  );
  assert.doesNotThrow(() => fitsFromJson(toJson(worded), "fit.json"));
});
