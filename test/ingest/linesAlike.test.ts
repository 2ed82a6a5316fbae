import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FALSE, lineShape, lineValues, NULL, NUMBER, readAlike, TEXT, TRUE } from "../../src/ingest/linesAlike.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const values = lineValues();

/** What a line holds by the shape of another, or undefined where it is written otherwise. */
function readBy(like: string, line: string): { object: Record<string, unknown>; next: number } | undefined {
  const shape = lineShape(like, JSON.parse(like));
  if (!shape) return undefined;
  const bytes = bytesOf(line);
  const next = readAlike(shape, bytes, 0, values);
  if (next < 0) return undefined;
  const held = (k: number): unknown => {
    const kind = values.kinds[k] as number;
    if (kind === NUMBER) return values.numbers[k];
    if (kind === TEXT) return new TextDecoder().decode(bytes.subarray(values.bounds[2 * k], values.bounds[2 * k + 1]));
    assert.ok([TRUE, FALSE, NULL].includes(kind), `kind ${kind}`);
    return kind === NULL ? null : kind === TRUE;
  };
  return { object: Object.fromEntries(shape.names.map((name, k) => [name, held(k)])), next };
}

test("a line that is written like another is read without a parser: numbers, texts, true, false and null, spaces and line ends as they are", () => {
  const like = '{ "a": 1,"b" :"x", "c":true }';
  for (const line of [
    '{ "a": -0,"b" :"", "c":null }\n',
    '{ "a": 2.50e-3,"b" :null, "c":false }\r\n',
    '{ "a": "s","b" :12345678901234567890, "c":1e400 }\n',
  ])
    assert.deepEqual(readBy(like, line), { object: JSON.parse(line), next: line.length });
});

test("a line that is written otherwise is left to the parser", () => {
  const like = '{"a":1,"b":"x"}';
  const otherwise = [
    '{"a":1, "b":"x"}\n',
    '{"b":1,"a":"x"}\n',
    '{"a":1,"b":"x","c":1}\n',
    '{"a":1}\n',
    '{"a":01,"b":"x"}\n',
    '{"a":+1,"b":"x"}\n',
    '{"a":1.,"b":"x"}\n',
    '{"a":.5,"b":"x"}\n',
    '{"a":-,"b":"x"}\n',
    '{"a":1e,"b":"x"}\n',
    '{"a":1e+,"b":"x"}\n',
    '{"a":NaN,"b":"x"}\n',
    '{"a":nul,"b":"x"}\n',
    '{"a":[1],"b":"x"}\n',
    '{"a":1,"b":"\\n"}\n',
    '{"a":1,"b":"é"}\n',
    '{"a":1,"b":"x\t"}\n',
    '{"a":1,"b":"x"}',
    '{"a":1,"b":"x"}}\n',
    '{"a":1,"b":"x"} {}\n',
    '{"a":1,"b":"x"}\r\r\n',
    '{"a":1,"b":"x',
    '{"a":1,',
    "",
  ];
  for (const line of otherwise) assert.equal(readBy(like, line), undefined, line);
});

test("only a line of plain values tells how others are written", () => {
  for (const like of ['{"a":[1]}', '{"a":{}}', '{"a":"\\u0041"}', '{"é":1}', '{"a":1,"a":2}', '{"b":1,"1":2}', "{}", '{"a\\"":1}'])
    assert.equal(lineShape(like, JSON.parse(like)), undefined, like);
});

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 5e-324, 2 ** 53 + 2, 1e23, 0.1, 123456.789),
  fc.string({ maxLength: 6 }),
  fc.boolean(),
  fc.constant(null),
);
const plainName = fc.string({ minLength: 1, maxLength: 3 }).filter((name) => /^[a-z_ ]+$/.test(name));
/** -0 has a text in JSON, which JSON.stringify does not write. */
const written = (row: Record<string, unknown>, gap: string): string =>
  `{${Object.entries(row)
    .map(([name, held]) => `${gap}${JSON.stringify(name)}:${gap}${Object.is(held, -0) ? "-0" : JSON.stringify(held)}`)
    .join(",")}}`;

test("whatever bytes are put into a line, it is read as JSON.parse reads it or left to the parser", () => {
  const damage = fc.record({ at: fc.nat(200), put: fc.constantFrom(...'0123456789-+.eE"\\,:{}[] \t\r\ntfnul\u0001é') });
  let read = 0;
  fc.assert(
    fc.property(
      fc.dictionary(plainName, fc.tuple(value, value), { minKeys: 1, maxKeys: 5 }),
      fc.constantFrom("", " ", "\t "),
      fc.option(damage),
      (pairs, gap, harm) => {
        const row = (i: 0 | 1) => Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, pair[i]]));
        const like = written(row(0), gap);
        let line = `${written(row(1), gap)}\n`;
        if (harm) line = line.slice(0, harm.at) + harm.put + line.slice(harm.at + 1);
        const got = readBy(like, line);
        if (!got) {
          // A line of the same make is read but where a text needs a parser.
          if (!harm) assert.ok(/\\|[^\t -~]/.test(like + line.slice(0, -1)), line);
          return;
        }
        read++;
        const whole = new TextDecoder().decode(bytesOf(line).subarray(0, got.next));
        assert.deepEqual(got.object, JSON.parse(whole), line);
        assert.ok(whole.endsWith("\n") && !whole.slice(0, -1).includes("\n"), line);
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(read > 1000, `${read} lines were read`);
});
