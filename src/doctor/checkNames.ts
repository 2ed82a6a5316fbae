import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { columnName } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import { countText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf } from "./ends.ts";

/**
 * Runs whose name tells of another size or length than their row: where the ids of a file say a quantity (as `83m60b100m`, `u100k_e16`), one that
 * does not is a run that was cut off, a wrong cell, or a wrong name.
 */
export function checkNames(runs: readonly Run[]): Problem[] {
  return [...grouped(runs, (run) => run.source.file).values()].flatMap((own) => {
    if (own.length < DATA_THRESHOLDS.named[0]) return [];
    return Object.entries(SAID).flatMap(([word, of]) => outliers(own, word as keyof typeof SAID, of));
  });
}

const SAID = {
  params: (run: Run) => run.params,
  uniqueTokens: (run: Run) => run.uniqueTokens,
  tokens: (run: Run) => endOf(run)?.tokens,
} as const;

function outliers(runs: readonly Run[], word: keyof typeof SAID, of: (run: Run) => number | undefined): Problem[] {
  const stating = runs.filter((run) => of(run) !== undefined);
  const odd = stating.filter((run) => !sizesIn(run.run).some((size) => Math.abs(size / (of(run) as number) - 1) <= DATA_THRESHOLDS.label));
  const varied = new Set(stating.map(of)).size > 1;
  if (!varied || odd.length > (1 - DATA_THRESHOLDS.named[1]) * stating.length) return [];
  return odd.map((run) =>
    noteAt(
      run.source,
      "name-disagrees",
      `run "${run.run}" has ${countText(of(run) as number)} ${columnName(word)}, which its name does not say, as ${stating.length - odd.length} of ${stating.length} names do`,
      "a run that ended early, a wrong cell, or a wrong name: look at its log",
    ),
  );
}

const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };

/** Every count that a name may be read to hold: 2b8 is 2.8 billion, or 2 billion before an 8. */
function sizesIn(name: string): number[] {
  return [...name.matchAll(/(?=(\d+(?:[.p]\d+)?)([kmbt])(\d)?)/gi)].flatMap(([, digits = "", unit = "", decimal]) => {
    const scale = UNITS[unit.toLowerCase()] as number;
    const whole = Number(digits.replace("p", "."));
    return [whole * scale, ...(decimal === undefined ? [] : [Number(`${digits}.${decimal}`) * scale])];
  });
}
