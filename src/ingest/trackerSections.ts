import { type Problem, RunLogError, type Source } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import type { Field } from "../run.ts";
import { stated } from "./progress.ts";

/** The lines of a tracker's log that are of one training as its configurations have it: of the run that they name, else of what follows them. */
export interface Section {
  /** Tells it from the others of the log. */
  key: string;
  /** The run that its lines name. */
  id: string | undefined;
  settings: Record<string, Field>;
  /** The section without a name in which the run began: what it states holds for the run as well. */
  around?: Section | undefined;
}

interface Open extends Section {
  around?: Open | undefined;
  /** The key under which its configuration names the run. */
  idKey?: string | undefined;
  ids: Set<string>;
  rows: number;
  first: number | undefined;
  last: number | undefined;
  /** A later configuration that may be of another training: the next row tells. */
  next?: { settings: Record<string, Field>; source: Source; differing: string[] } | undefined;
  /** The summary that has ended it. */
  closed: Source | undefined;
  /** Where a setting was stated anew before any row. */
  restated?: { source: Source; name: string } | undefined;
}

/** The run that a line names, and the key that says so. */
export type Id = readonly [key: string, id: string] | undefined;

/** Takes the configurations and rows of one log in its order, and says of what section each row is. */
export interface Sections {
  configure: (id: Id, settings: Record<string, Field>, source: Source) => void;
  sectionOf: (id: Id, fields: Record<string, Field>) => Section;
  /** The section that a summary without a name ends: the one before it, where their settings agree. */
  close: (settings: Record<string, Field>, source: Source) => Section | undefined;
  /** Whether the rows of a run are of another setup than these settings. */
  isOther: (id: string, settings: Record<string, Field>) => boolean;
  problems: Problem[];
  /** @throws RunLogError where several runs began below configurations that contradict each other and name none. */
  end: () => void;
}

/** Settings that a run may change when it goes on from a checkpoint. */
export const RESUMED =
  /resum|restart|checkpoint|ckpt|init_from|load_from|path|_dir$|time|date|host|device|nodes|world_size|(max|total|num_train|train)_(steps|iters|epochs|tokens)/i;

const HINT = "name the run in its lines where it is the same one";

/** What the lines of a section state of its run. */
export function settingsIn({ around, settings }: Section): Record<string, Field> {
  return { ...(around && settingsIn(around)), ...settings };
}

/** The settings that both state, and differently. */
export function contradictions(before: Record<string, Field>, after: Record<string, Field>): string[] {
  return Object.keys(after).filter((name) => Object.hasOwn(before, name) && String(before[name]) !== String(after[name]));
}

/**
 * Keeps the configurations of a log apart: each holds for the run that it names, else for the rows that follow. One that contradicts the settings of
 * the rows before it begins another training, unless it only lengthens them or goes on from a checkpoint.
 */
export function trackerSections(): Sections {
  const byId = new Map<string | undefined, Open>();
  const all: Open[] = [];
  const problems: Problem[] = [];
  const begin = (id: string | undefined, around: Open | undefined, idKey?: string): Open => {
    const section: Open = {
      closed: undefined,
      key: `section ${all.length}`,
      id,
      settings: {},
      around,
      idKey,
      ids: new Set(),
      rows: 0,
      first: undefined,
      last: undefined,
    };
    all.push(section);
    byId.set(id, section);
    return section;
  };
  let open = begin(undefined, undefined);

  /** The section in which a run began that no configuration names: one under another kind of name where it directly precedes, else the nameless one. */
  const around = (idKey: string): Open | undefined => {
    if (open.idKey === undefined || open.idKey === idKey || open.rows > 0) return byId.get(undefined);
    const waiting = all.filter(({ idKey: key, rows, ids }) => key !== undefined && rows === 0 && ids.size === 0);
    return waiting.length === 1 && waiting[0] === open ? open : byId.get(undefined);
  };

  return {
    problems,
    configure(id, settings, source) {
      const known = byId.get(id?.[1]);
      open = known ?? begin(id?.[1], byId.get(undefined), id?.[0]);
      open.idKey ??= id?.[0];
      const before = { ...open.settings, ...open.next?.settings };
      const differing = contradictions(before, settings);
      const [name] = differing.filter((key) => !RESUMED.test(key));
      if (open.rows === 0) {
        if (name !== undefined) open.restated ??= { source, name };
        Object.assign(open.settings, settings);
      } else if (differing.length > 0 || open.next || open.closed) {
        open.next = {
          settings: { ...open.next?.settings, ...settings },
          source: open.next?.source ?? source,
          differing: [...(open.next?.differing ?? []), ...differing],
        };
      } else Object.assign(open.settings, settings);
    },
    sectionOf(id, fields) {
      const step = stated("step", fields);
      if (id && !byId.has(id[1])) {
        const nameless = byId.get(undefined);
        // A run that begins below a new configuration is not of the one before.
        if (nameless?.next) after(nameless, undefined);
        open = begin(id[1], around(id[0]));
      } else if (id) open = byId.get(id[1]) as Open;
      open = after(open, step);
      for (const section of [open, open.around]) {
        if (!section) continue;
        section.rows++;
        if (open.id !== undefined) section.ids.add(open.id);
      }
      open.first ??= step;
      open.last = step ?? open.last;
      return open;
    },
    close(settings, source) {
      const stated = settingsIn(open);
      if (open.rows === 0 || contradictions(stated, settings).some((name) => !RESUMED.test(name))) return undefined;
      Object.assign(open.settings, settings);
      open.closed = source;
      return open;
    },
    isOther(id, settings) {
      const section = byId.get(id);
      return section !== undefined && section.rows > 0 && contradictions(settingsIn(section), settings).some((name) => !RESUMED.test(name));
    },
    end() {
      for (const { restated, ids } of all)
        if (restated && ids.size > 1)
          throw new RunLogError(
            restated.source,
            `Cannot tell of which run the configuration is: it contradicts the one before in ${restated.name}, and ${ids.size} runs follow`,
            'name the run in the line of its configuration, as {"run": "a", "config": {…}}, or make a file of each run',
          );
    },
  };

  /** The section itself, or the one that begins where this row goes on from a contradicting configuration, or begins again after a summary. */
  function after(section: Open, step: number | undefined): Open {
    const { next, closed } = section;
    section.next = undefined;
    section.closed = undefined;
    const anew = step === undefined || section.first === undefined || step <= section.first;
    if (!next) {
      if (!closed || !anew) return section;
      problems.push(
        noteAt(closed, "several-trainings", "the steps begin again after this summary: what follows is taken for another training", HINT),
      );
      return begin(section.id, section.around, section.idKey);
    }
    const other = next.differing.filter((name) => !RESUMED.test(name));
    if ((other.length === 0 && !anew) || (next.differing.length === 0 && !closed)) {
      Object.assign(section.settings, next.settings);
      if (next.differing.length > 0)
        problems.push(
          warningAt(
            next.source,
            "settings-changed",
            `the training went on with other settings: ${next.differing.slice(0, 3).join(", ")}${next.differing.length > 3 ? ", …" : ""}; the later are taken`,
            "its first part was trained otherwise: leave the run out of comparisons along what changed",
          ),
        );
      return section;
    }
    problems.push(
      noteAt(
        next.source,
        "several-trainings",
        `${next.differing.length > 0 ? `the configuration contradicts the one before in ${other[0] ?? next.differing[0]}` : "the steps begin again below this configuration"}: what follows is taken for another training`,
        HINT,
      ),
    );
    const begun = begin(section.id, section.around, section.idKey);
    Object.assign(begun.settings, next.settings);
    return begun;
  }
}
