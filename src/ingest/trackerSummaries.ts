import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { Field } from "../run.ts";
import type { RawRow } from "./parseRows.ts";
import { contradictions, RESUMED, type Section } from "./trackerSections.ts";

/** What a line says of a whole run. */
export interface Summary {
  id: string | undefined;
  row: RawRow;
  configuration: Record<string, Field>;
  /** The lines that it ends, where it names no run. */
  section: Section | undefined;
  /** Whether it is of another training than the rows of its run's name. */
  other: boolean;
}

/** The summaries of one log, in its order. */
export interface Summaries {
  add: (summary: Summary) => void;
  all: Summary[];
  problems: Problem[];
}

/**
 * Keeps of the summaries of one run the last, and says so. Of one run are those of one name whose configurations agree, or go on from a checkpoint, and
 * those without a name that end the same lines or state no configuration.
 */
export function trackerSummaries(): Summaries {
  const all: Summary[] = [];
  const problems: Problem[] = [];
  const ofOne = (a: Summary, b: Summary): boolean => {
    if (a.id !== b.id || a.section !== b.section) return false;
    const stated = [a, b].map(({ configuration }) => Object.keys(configuration).length > 0);
    if (a.id === undefined && a.section === undefined && stated.some(Boolean)) return false;
    return contradictions(a.configuration, b.configuration).every((name) => RESUMED.test(name));
  };
  return {
    all,
    problems,
    add(summary) {
      const at = all.findIndex((other) => ofOne(other, summary));
      const earlier = all[at];
      if (!earlier) {
        all.push(summary);
        return;
      }
      problems.push(
        noteAt(
          earlier.row.source,
          "summary-replaced",
          `the summary at line ${summary.row.source.line} is of the same run${summary.id === undefined ? "" : ` "${summary.id}"`}, and counts instead`,
          "give each run a name, or a seed in its configuration, where they are several",
        ),
      );
      const configuration = { ...earlier.configuration, ...summary.configuration };
      all[at] = { ...summary, configuration };
    },
  };
}
