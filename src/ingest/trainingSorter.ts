import type { Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { VARYING } from "./assemble.ts";
import { matchColumns } from "./columns.ts";
import type { About } from "./format.ts";
import { stated } from "./progress.ts";
import { isStated } from "./values.ts";

/** A training among those of one log, by what its rows have stated so far. */
export interface Sorted {
  /** The run id that its rows state. */
  run: string | undefined;
  /** Its place among the log's trainings, from 1. */
  place: number;
}

interface Open {
  training: Sorted;
  setup: Record<string, Field>;
  step: number | undefined;
}

/** What a schedule may move while a training goes on; another value at an earlier step is another training's all the same. */
const SCHEDULED: ReadonlySet<string> = new Set([
  "weightDecay",
  "dropout",
  "tokenMasking",
  "teacherLoss",
  "lossWeight",
  "flopsPerToken",
  "uniqueTokens",
] satisfies Word[]);

/**
 * Tells of the rows of one log, in its order, to which training each belongs: a row that states another run id or setup never joins one before it.
 * A row that states none is of the training before it.
 *
 * @param notIds columns that carry no run id in this kind of log, whatever their name.
 * @returns takes the fields of a row, and the configuration that it carries, where it does.
 */
export function trainingSorter(
  log: About,
  notIds: readonly string[] = [],
): (fields: Record<string, Field>, configuration?: string) => Sorted {
  const words = new Map<string, Word | undefined>();
  const wordOf = (name: string): Word | undefined => {
    if (!words.has(name)) {
      const [word] = notIds.includes(name) ? [] : (Object.keys(matchColumns(log.file, [name], log.map)) as Word[]);
      words.set(name, word === "run" || (word && !VARYING.includes(word)) ? word : undefined);
    }
    return words.get(name);
  };
  const byKey = new Map<string, Open>();
  let last: Open | undefined;
  let count = 0;
  return (fields, configuration) => {
    const setup: Open["setup"] = configuration === undefined ? {} : { configuration };
    for (const name of Object.keys(fields)) {
      const field = fields[name];
      const word = isStated(field) ? wordOf(name) : undefined;
      if (word) setup[word] = field as Field;
    }
    const step = stated("step", fields);
    const key = JSON.stringify(Object.entries(setup).sort(([a], [b]) => (a < b ? -1 : 1)));
    const differing = last && differences(last.setup, setup);
    const goesOn = step !== undefined && last?.step !== undefined && step > last.step;
    const scheduled = goesOn && differing?.every((word) => SCHEDULED.has(word)) ? last : undefined;
    const found = differing?.length === 0 ? last : (byKey.get(key) ?? scheduled);
    const open: Open = found ?? { training: { run: undefined, place: ++count }, setup: {}, step: undefined };
    Object.assign(open.setup, setup);
    if (setup.run !== undefined) open.training.run = String(setup.run);
    open.step = step ?? open.step;
    byKey.set(key, open);
    last = open;
    return open.training;
  };
}

function differences(before: Open["setup"], after: Open["setup"]): string[] {
  return Object.keys(after).filter((word) => before[word] !== undefined && String(before[word]) !== String(after[word]));
}
