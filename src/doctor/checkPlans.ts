import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { warningAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf, placeOf } from "./ends.ts";
import { fragmentsOf } from "./fragments.ts";
import { setupText } from "./setupText.ts";

/** Schedules that were cut off, and rows that are evaluations of runs which nothing names. */
export function checkPlans(runs: readonly Run[]): Problem[] {
  const fragments = fragmentsOf(runs);
  return [...grouped(runs, (run) => run.source.file)].flatMap(([file, all]) => {
    const own = all.filter((run) => !fragments.has(run));
    const nameless = own.filter((run) => isNameless(run) && isCutOff(run));
    const setups = grouped(nameless, setupText);
    if (setups.size === 0 || nameless.length < DATA_THRESHOLDS.levels * setups.size) return own.flatMap(unfinished);
    return [
      warningAt(
        { file },
        "rows-without-run",
        `${own.length} rows name no run, and ${nameless.length} of them lie inside ${setups.size} schedules: they look like evaluations, each taken for a run of its own`,
        "name the columns that tell runs apart, as --map run=model+unique_tokens+planned_epochs",
      ),
    ];
  });
}

/** A row without an id is called by its place. */
function isNameless({ run, source }: Run): boolean {
  return source.line !== undefined && run.endsWith(`:${source.line}`);
}

function isCutOff(run: Run): boolean {
  return run.complete === false || isShort(run);
}

function isShort(run: Run): boolean {
  const epochs = endOf(run)?.epochs;
  return epochs !== undefined && run.plannedEpochs !== undefined && epochs < DATA_THRESHOLDS.finished * run.plannedEpochs;
}

function unfinished(run: Run): Problem[] {
  if (!isCutOff(run)) return [];
  const epochs = endOf(run)?.epochs;
  const of = isShort(run) ? ` after ${numberText(epochs as number, 3)} of ${numberText(run.plannedEpochs as number, 4)} epochs` : "";
  const said = run.complete === true ? `states that it is complete, and ends${of}` : `was cut off${of}`;
  return [
    warningAt(
      placeOf(run, -1),
      "incomplete-run",
      `run "${run.run}" ${said}: its last loss is not a final loss`,
      "the learning rate had not come down, so the loss is higher than a complete run's",
    ),
  ];
}
