import { curveOf } from "../curve.ts";
import { type Problem, place } from "../errors.ts";
import { noteAt } from "../finding.ts";
import { grouped } from "../grouped.ts";
import type { Run } from "../run.ts";

/** A state that a trainer saved with a checkpoint, in a folder of its own below that of the training. */
const STATE = /^(.*?)(?:(?:^|[\\/])checkpoint-\d+)?[\\/]?trainer_state\.json$/;

/**
 * Runs without the earlier states of trainings that are there in a later one: a Trainer saves its whole history with every checkpoint, so that the
 * histories of `checkpoint-*` overlap. What is passed over is told; a history that is not the beginning of the later one is kept.
 */
export function withoutEarlierStates(runs: readonly Run[]): { runs: Run[]; problems: Problem[] } {
  const states = runs.filter(({ source }) => STATE.test(source.file));
  const passed = new Map<Run, Run>();
  for (const same of grouped(states, ({ source }) => STATE.exec(source.file)?.[1] ?? "").values()) {
    const [last, ...others] = same.toSorted((a, b) => lastStep(b) - lastStep(a) || a.source.file.length - b.source.file.length);
    for (const run of others) if (last && isBeginning(run, last)) passed.set(run, last);
  }
  const problems = [...grouped([...passed], ([, last]) => last)].map(([last, earlier]) =>
    noteAt(
      last.source,
      "earlier-states",
      `run "${last.run}" is read from its last state; ${earlier.length} earlier ${earlier.length === 1 ? "state holds" : "states hold"} the beginning of it and ${earlier.length === 1 ? "is" : "are"} passed over: ${listed(earlier.map(([run]) => place(run.source)))}`,
      "nothing is lost: every evaluation of theirs is in the last state",
    ),
  );
  return { runs: runs.filter((run) => !passed.has(run)), problems };
}

function lastStep(run: Run): number {
  return curveOf(run).step?.at(-1) ?? Number.NEGATIVE_INFINITY;
}

function isBeginning(run: Run, later: Run): boolean {
  const [own, other] = [curveOf(run), curveOf(later)];
  return own.loss.every((loss, i) => Object.is(loss, other.loss[i]) && Object.is(own.step?.[i], other.step?.[i]));
}

function listed(places: readonly string[]): string {
  return places.length > 5 ? `${places.slice(0, 5).join(", ")}, … (${places.length})` : places.join(", ");
}
