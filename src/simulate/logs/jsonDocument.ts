import type { Field, Run } from "../../run.ts";
import { logRows } from "./logRows.ts";

/** Runs as one JSON document: a list of trainings, each with its configuration and its history. */
export function jsonDocument(runs: readonly Run[]): string {
  const documents = runs.map((run) => {
    const { config, evaluations } = logRows(run);
    return { run: run.run, config, history: evaluations.map(named) };
  });
  return `${JSON.stringify(documents, undefined, 1)}\n`;
}

/** A bare `loss` in a history is a training loss as often as not. */
function named({ loss, ...rest }: Record<string, Field>): Record<string, Field> {
  return loss === undefined ? rest : { ...rest, val_loss: loss };
}
