import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { columnName, type Word } from "../glossary.ts";
import type { ColumnMap } from "./columns.ts";
import { baseOf, EVALUATION_AND_END } from "./companions.ts";
import type { Configuration } from "./configuration.ts";
import type { Companion } from "./format.ts";

/** How many runs of how many logs each configuration speaks of that is not of one log alone. */
export interface Shared {
  /** A log has these configurations beside it, and this many runs. */
  add: (companions: readonly Companion[], runs: number) => void;
  /** What each states of several runs. */
  problems: () => Problem[];
}

/** Counts the runs that configurations of folders speak of: one that was meant for a single run would say its size of all. */
export function sharedConfigurations(map: ColumnMap | undefined): Shared {
  const uses = new Map<string, { configuration: Configuration; logs: number; runs: number }>();
  return {
    add(companions, runs) {
      const once = new Map(companions.map((companion) => [companion.source.file, companion]));
      for (const [file, { level, ...configuration }] of once) {
        if (level === 0) continue;
        const known = uses.get(file) ?? { configuration, logs: 0, runs: 0 };
        uses.set(file, { ...known, logs: known.logs + 1, runs: known.runs + runs });
      }
    },
    problems: () =>
      [...uses.values()].flatMap(({ configuration, logs, runs }) => {
        if (runs < 2) return [];
        const { values } = baseOf(
          { file: configuration.source.file, ...(map && { map }) },
          { own: [configuration], left: [...EVALUATION_AND_END, "run"] },
        ).reading;
        const names = (Object.keys(values) as Word[]).map(columnName);
        if (names.length === 0) return [];
        return noteAt(
          configuration.source,
          "configuration-shared",
          `${names.join(", ")} ${names.length === 1 ? "is" : "are"} taken from here for ${runs} runs${logs > 1 ? ` of ${logs} logs` : ""}, where nothing nearer states ${names.length === 1 ? "it" : "them"}`,
          "right where it describes a whole sweep; what is of one run belongs in its log, or beside it as LOG.config.json",
        );
      }),
  };
}
