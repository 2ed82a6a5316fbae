import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolossError, type Observation } from "../../src/index.ts";
import { captionOf, kindOf, marksOf, near, panelOf, runsOf, wordsOf } from "./drawn.ts";
import { rows, sampleOf } from "./sample.ts";

const kind = kindOf("decay-over-epochs");

test("decay-over-epochs: panels are the sizes with two weight decays at two numbers of epochs each", async () => {
  const spec = kind.draw(await sampleOf(kind)) as unknown as { concat: { title: { text: string } }[] };
  assert.deepEqual(
    spec.concat.map(({ title }) => title.text),
    ["272k parameters", "699k parameters"],
  );
});

test("decay-over-epochs: lines join means of seeds, and the ring lies at the lowest of them", async () => {
  const first = panelOf(kind.draw(await sampleOf(kind)), 0);
  const own = rows(["family=ar", "recipe=standard", "weight_decay=0.1", "unique_tokens=51200", "params=271674"]);
  const means = [1, 2, 4, 8, 16, 32].map((epochs) => {
    const same = own.filter((row) => row.epochs === epochs);
    return same.reduce((sum, { loss }) => sum + loss, 0) / same.length;
  });
  const line = marksOf(first, "line").find(({ rows: of }) => of.length === 6);
  line?.rows.forEach(({ y }, i) => {
    assert.ok(near(y, means[i] as number));
  });
  const ring = marksOf(first, "point").find(({ mark }) => mark.size === 90);
  assert.equal(ring?.rows[0]?.x, 8);
  assert.ok(near(ring?.rows[0]?.y, Math.min(...means)));
  const words = wordsOf(first);
  assert.ok(words.includes(Math.min(...means).toFixed(2)) && words.includes("λ 0.1") && words.includes("λ 3"));
  // The shortest of two trainings: the minimum of that weight decay may lie at fewer epochs.
  assert.ok(words.some((text) => text.startsWith("≤ ")));
});

test("decay-over-epochs: what is not drawn is counted", async () => {
  const data = await sampleOf(kind);
  const spec = kind.draw(data);
  const drawn = [0, 1].flatMap((i) => runsOf(panelOf(spec, i)));
  const singles = data.observations.filter(({ recipe }) => recipe === "standard" || recipe === "regularized");
  assert.match(captionOf(spec), new RegExp(`${singles.length - drawn.length} rows of single models are not drawn`));
});

test("decay-over-epochs: errors stand beside losses where accuracies are stated", async () => {
  const { observations } = await sampleOf(kind);
  const stated = observations.map((row) => ({ ...row, fields: { ...row.fields, acc: 1 - row.loss / 10 } }));
  const spec = kind.draw({ observations: stated });
  assert.equal((spec as unknown as { concat: unknown[] }).concat.length, 4);
  const [losses, errors] = [runsOf(panelOf(spec, 0)), runsOf(panelOf(spec, 1))];
  losses.forEach(({ run, y }, i) => {
    assert.equal(errors[i]?.run, run);
    assert.ok(near(errors[i]?.y, 10 * (y as number)));
  });
});

test("decay-over-epochs: a line keeps the best learning rate of each length", () => {
  const grid = [0.1, 1].flatMap((weightDecay) =>
    [1, 2].flatMap((epochs) =>
      [0.001, 0.01].map(
        (learningRate, i): Observation => ({
          run: `${weightDecay}-${epochs}-${learningRate}`,
          source: { file: "synthetic.jsonl", line: i + 1 },
          checkpoint: "final",
          params: 1e6,
          uniqueTokens: 1e6,
          weightDecay,
          epochs,
          learningRate,
          loss: 4 - weightDecay - epochs / 10 + (epochs === 1 ? i : 1 - i),
          fields: {},
        }),
      ),
    ),
  );
  const drawn = runsOf(panelOf(kind.draw({ observations: grid }), 0)).map(({ run }) => run);
  assert.deepEqual(drawn.sort(), ["0.1-1-0.001", "0.1-2-0.01", "1-1-0.001", "1-2-0.01"]);
});

test("decay-over-epochs: refuses rows with one weight decay, and says which runs are missing", () => {
  assert.throws(
    () => kind.draw({ observations: rows(["family=ar", "weight_decay=0.1"]) }),
    (error: unknown) => error instanceof IsolossError && /two weight decays/.test(error.message) && /0\.1 and 1\.6/.test(error.hint ?? ""),
  );
});
