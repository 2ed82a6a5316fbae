import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, lawIn, type Observation } from "../../src/index.ts";
import { power } from "../../src/laws/power.ts";
import { captionOf, kindOf, panelOf, wordsOf } from "./drawn.ts";
import { sampleOf } from "./sample.ts";

// What the caption of the figure of ensembles says of runs that state less than the shipped ones.

const kind = kindOf("ensembles");

/** Synthetic ensembles without the names of their members and without weight decay. */
const bare = [1, 2, 3, 4, 5].map(
  (members, i): Observation => ({
    run: `e${members}`,
    source: { file: "synthetic.csv", line: i + 2 },
    checkpoint: "final",
    recipe: "ensemble",
    params: 1.5e9,
    members,
    loss: 3 + 0.3 / members + 1e-3 * Math.sin(members),
    fields: {},
  }),
);

test("ensembles: subsets, weight decay, bands and intervals are named where there are any, and only there", async () => {
  const alone = kind.draw({ observations: bare, fits: [fit(lawIn(power, "K"), bare)] });
  const said = captionOf(alone);
  assert.match(said, /one colour a model size \(parameters of one member\)\. Each diamond is one evaluation\./);
  assert.match(said, /fitted at each size, no band; dashed/);
  assert.match(said, /Right: the limit of infinitely many members\.$/);
  assert.ok(wordsOf(panelOf(alone, 1)).includes("parameters: limit"));
  const shipped = captionOf(kind.draw(await sampleOf(kind)));
  assert.match(shipped, /weight decay: 105k at \d.*\. Each diamond is one subset of the trained members\./);
  assert.match(shipped, /95 % band from resampled members, 20 replicates \(subsets share members and are not independent\)/);
  assert.match(shipped, /members with its 95 % interval\.$/);
});
