import { RunLogError } from "../errors.ts";
import type { Field } from "../run.ts";
import { evaluationsOf } from "./evaluationRows.ts";
import type { LogText, Parsed, TextFormat } from "./format.ts";
import { folderName, pathOf } from "./names.ts";
import { isObject, type Json, leavesOf, parseDocument } from "./nested.ts";
import type { RawRow } from "./parseRows.ts";
import { numberOf, stated } from "./progress.ts";
import { parseTrainerLog } from "./trainerLog.ts";

/** `trainer_state.json` of the Hugging Face Trainer: `log_history` holds rows of training (`loss`) and of evaluation (`eval_loss`). */
export const trainerState: TextFormat = {
  id: "trainer-state",
  content: "text",
  title: "Hugging Face trainer_state.json",
  extensions: [],
  names: /^trainer_state\.json$/,
  recognises: ({ text }) =>
    isEmpty(text) || (/^\s*\{/.test(text) && /"log_history"\s*:\s*\[/.test(text) && /"(global_step|epoch|best_metric)"\s*:/.test(text)),
  nothingYet: ({ text }) => (isEmpty(text) ? "its history is empty: the training has not logged yet" : undefined),
  parse: parseTrainerState,
};

const isEmpty = (text: string): boolean => /^\s*\{/.test(text) && /"log_history"\s*:\s*\[\s*\]/.test(text);

/** A folder of one checkpoint: its training is the folder above. */
const CHECKPOINT = /^checkpoint-\d+$/;

/** What of the state is no setting of the training: its log, its progress, and what depends on the process that wrote it. */
const NO_SETTINGS = /^(log_history|stateful_callbacks|epoch|global_step|total_flos|num_input_tokens_seen|is_|trial_)/;

/**
 * Reads the state of a Trainer: the training is complete where `global_step` has come to `max_steps`; `total_flos` is the compute of its last step.
 *
 * @throws RunLogError where the history is empty or holds no evaluation.
 */
function parseTrainerState(log: LogText): Parsed {
  const { file } = log;
  const state = parseDocument(log.text, file);
  if (!isObject(state) || !Array.isArray(state.log_history))
    throw new RunLogError(
      { file },
      "Cannot find the history of the training: log_history is no list",
      "give the trainer_state.json itself",
    );
  const history = state.log_history.filter(isObject);
  if (history.length === 0)
    throw new RunLogError(
      { file },
      "Cannot read a run: the history of the training is empty",
      "a training that has not logged yet: leave it out",
    );
  const steps = numberOf(state.max_steps as Field);
  const step = numberOf(state.global_step as Field);
  const planned = numberOf(state.num_train_epochs as Field);
  const settings = {
    ...leavesOf(Object.fromEntries(Object.entries(state).filter(([name]) => !NO_SETTINGS.test(name))), "."),
    ...(planned !== undefined && { planned_epochs: planned }),
  };
  return parseTrainerLog(log, {
    name: nameOf(log),
    settings,
    found: evaluationsOf(
      log,
      history.map((entry): RawRow => ({ source: { file }, fields: atEnd(leavesOf(entry, "/"), state, step) })),
    ),
    complete: steps !== undefined && steps > 0 && step !== undefined ? step >= steps : undefined,
  });
}

/** Tokens and compute are those of the last step; the Trainer writes 0 where it does not count them. */
function atEnd(row: Record<string, Field>, state: Json, step: number | undefined): Record<string, Field> {
  if (step === undefined || stated("step", row) !== step) return row;
  const told = ["total_flos", "num_input_tokens_seen"].flatMap((name) => {
    const value = numberOf(state[name] as Field);
    return value !== undefined && value > 0 && row[name] === undefined ? [[name, value] as const] : [];
  });
  return { ...row, ...Object.fromEntries(told) };
}

function nameOf(log: LogText): string {
  const parts = pathOf(log);
  const folder = parts.at(-2) ?? log.folder ?? "";
  if (!CHECKPOINT.test(folder)) return folderName(log);
  return folderName({ file: parts.slice(0, -2).concat("trainer_state.json").join("/"), folder });
}
