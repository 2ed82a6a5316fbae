import { warningAt } from "../finding.ts";
import type { Field } from "../run.ts";
import { type Gathering, gather } from "./evaluationRows.ts";
import type { About, Parsed } from "./format.ts";
import type { RawRow } from "./parseRows.ts";
import { type Section, settingsIn } from "./trackerSections.ts";
import { parseTrainerLog, type TrainerLog, together } from "./trainerLog.ts";
import { type Sorted, trainingSorter } from "./trainingSorter.ts";

interface Gathered {
  training: Sorted;
  first: RawRow;
  section: Section | undefined;
  settings: Record<string, Field>;
  gathering: Gathering;
}

/** Takes the rows of one log one by one, and keeps those of each training apart. */
export interface GatheringTrainings {
  /**
   * @param configuration what the row itself states of its training.
   * @param section what tells its training from others of the log beside what it states, and what holds for it.
   */
  add: (row: RawRow, configuration?: Record<string, Field>, section?: Section) => void;
  /** Whether a row came that may be an evaluation. */
  any: () => boolean;
  /**
   * @throws RunLogError where no metric, or more than one, is the validation loss of a training.
   */
  end: (training: Pick<TrainerLog, "name" | "settings" | "stepsFrom">) => Parsed;
}

/**
 * Gathers the evaluations of a log that may hold several trainings (see `trainingSorter`, `gather`). Trainings without an evaluation are left out
 * beside others, and told.
 *
 * @param bare whether a plain `loss` counts as the validation loss where there is no other.
 * @param notIds columns that carry no run id in this kind of log.
 */
export function gatherTrainings(
  log: About,
  { bare = false, notIds }: { bare?: boolean; notIds?: readonly string[] } = {},
): GatheringTrainings {
  const sort = trainingSorter(log, notIds);
  const trainings = new Map<Sorted, Gathered>();
  return {
    add(row, configuration, section) {
      const own = configuration && JSON.stringify(configuration);
      const training = sort(
        { ...configuration, ...row.fields },
        section && own !== undefined ? `${section.key} ${own}` : (section?.key ?? own),
      );
      const known = trainings.get(training);
      const open = known ?? { training, first: row, section, settings: {}, gathering: gather(log, { bare }) };
      if (!known) trainings.set(training, open);
      if (configuration) Object.assign(open.settings, configuration);
      open.gathering.add(row);
    },
    any: () => [...trainings.values()].some(({ gathering }) => gathering.any()),
    end({ name, settings, ...rest }) {
      const all = [...trainings.values()];
      const nameOf = ({ run, place }: Sorted): string => run ?? (place === 1 ? name : `${name} (${place})`);
      const evaluated = all.filter(({ gathering }) => gathering.any());
      return together(
        // Where none is evaluated the first says what it has instead.
        (evaluated.length > 0 ? evaluated : all.slice(0, 1)).map((open, i) =>
          parseTrainerLog(log, {
            ...rest,
            name: nameOf(open.training),
            settings: { ...settings, ...(open.section && settingsIn(open.section)), ...open.settings },
            found: open.gathering.end(),
            problems:
              i > 0 || evaluated.length === 0
                ? []
                : all
                    .filter(({ gathering }) => !gathering.any())
                    .map(({ training, first }) =>
                      warningAt(
                        first.source,
                        "run-without-loss",
                        `run "${nameOf(training)}" has rows of training only, and is left out`,
                        "a run that ended before its first evaluation has nothing to fit",
                      ),
                    ),
          }),
        ),
      );
    },
  };
}
