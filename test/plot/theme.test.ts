import assert from "node:assert/strict";
import { test } from "node:test";
import { FAMILIES, type Look, RECIPES } from "../../src/plot/theme.ts";

/** Luma of Rec. 709, 0 to 255: what print without colour makes of a colour. */
function grey({ colour }: Look): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Levels of grey that eyes tell apart where they do not touch, in a legend or at two places of a plot. */
const APART = 18;

for (const [name, looks] of Object.entries({ families: FAMILIES, recipes: RECIPES }))
  test(`${name}: every two differ in grey, and in the shape of their marks`, () => {
    const all: Look[] = Object.values(looks);
    all.forEach((look, i) => {
      for (const other of all.slice(i + 1)) {
        assert.ok(Math.abs(grey(look) - grey(other)) >= APART, `${look.label} ${grey(look)}, ${other.label} ${grey(other)}`);
        assert.notEqual(look.shape, other.shape);
      }
    });
  });
