import type { Problem, Source } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import type { Run } from "../run.ts";
import type { Values } from "./values.ts";

/** One row of a table that says what holds of runs, whatever was read of them. */
export interface Override {
  source: Source;
  /** A run's id, a path, or a pattern of them: `*` stands for anything within a name, `**` for folders too, `?` for one character. */
  run: string;
  values: Values;
}

/** Which overrides are of a run, the one that counts least first: patterns in the order of the table, then the row that names the run itself. */
export function overridesOf(overrides: readonly Override[]): (run: string, file: string) => Override[] {
  const exact = new Map(overrides.map((override) => [override.run, override]));
  const patterns = overrides.filter(({ run }) => /[*?]/.test(run)).map((override) => ({ override, pattern: patternOf(override.run) }));
  return (run, file) => {
    const names = namesOf(run, file);
    const own = names.map((name) => exact.get(name)).find((override) => override !== undefined);
    const matching = patterns.filter(({ pattern, override }) => override !== own && names.some((name) => pattern.test(name)));
    return [...matching.map(({ override }) => override), ...(own ? [own] : [])];
  };
}

/** What an override may call a run: its id, its file's path or an end of it, and the file's name without its ending. */
function namesOf(run: string, file: string): string[] {
  const parts = file.split(/[\\/]/);
  const ends = parts.map((_, i) => parts.slice(i).join("/"));
  return [run, ...ends, (parts.at(-1) as string).replace(/(\.[a-z]\w*)(\.(gz|zst))?$/i, "")];
}

function patternOf(text: string): RegExp {
  const source = text.replace(/\*+|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === "?") return "[^/]";
    return part.startsWith("*") ? (part.length > 1 ? ".*" : "[^/]*") : `\\${part}`;
  });
  return new RegExp(`^${source}$`, "s");
}

const MOST_NAMES = 8;

/** Rows of the table that are of no run, and runs that no row is of. */
export function unusedOverrides(overrides: readonly Override[], runs: readonly Run[]): Problem[] {
  const of = overridesOf(overrides);
  const used = new Set<Override>();
  const without = runs.filter(({ run, source }) => {
    const own = of(run, source.file);
    for (const override of own) used.add(override);
    return own.length === 0;
  });
  const unused = overrides
    .filter((override) => !used.has(override))
    .map(({ source, run }) =>
      warningAt(
        source,
        "override-unused",
        `"${run}" is no run that was read`,
        "runs are named by id, path, or a pattern of them: isoloss runs lists them",
      ),
    );
  const [first] = overrides;
  if (!first || without.length === 0) return unused;
  const names = without.slice(0, MOST_NAMES).map(({ run }) => run);
  const listed = `${names.join(", ")}${without.length > names.length ? ", …" : ""}`;
  const { file } = first.source;
  return [
    ...unused,
    noteAt(
      { file },
      "not-overridden",
      `${without.length} of ${runs.length} runs have no row here: ${listed}`,
      "add rows for them where they need one",
    ),
  ];
}
