import type { LossPoint, Run } from "../../run.ts";
import type { LogFile } from "./logFiles.ts";
import { logRows } from "./logRows.ts";
import { STEPS } from "./steps.ts";

/**
 * One run as the `trainer_state.json` of a Hugging Face Trainer, in a folder of its own, with its configuration beside it. Evaluations are 100 steps apart.
 */
export function trainerState(run: Run, name: string): LogFile[] {
  const { config } = logRows(run);
  const history = run.points.map((point, i) => ({
    ...(point.epochs !== undefined && { epoch: point.epochs }),
    eval_loss: point.loss,
    ...(point.tokens !== undefined && { num_input_tokens_seen: point.tokens }),
    ...(point.mcSamples !== undefined && { mc_samples: point.mcSamples }),
    ...point.fields,
    step: STEPS * (i + 1),
  }));
  const last = run.points.at(-1) as LossPoint;
  const steps = STEPS * run.points.length;
  const planned = run.plannedEpochs ?? last.epochs;
  const share = run.plannedEpochs !== undefined && last.epochs !== undefined ? last.epochs / run.plannedEpochs : 1;
  const state = {
    best_metric: null,
    best_model_checkpoint: null,
    ...(last.epochs !== undefined && { epoch: last.epochs }),
    eval_steps: STEPS,
    global_step: steps,
    is_hyper_param_search: false,
    is_local_process_zero: true,
    is_world_process_zero: true,
    log_history: history,
    logging_steps: STEPS,
    max_steps: Math.round(steps / share),
    ...(last.tokens !== undefined && { num_input_tokens_seen: last.tokens }),
    ...(planned !== undefined && { num_train_epochs: planned }),
    save_steps: STEPS,
    total_flos: 0,
    trial_name: null,
    trial_params: null,
  };
  return [
    { path: `${name}/trainer_state.json`, text: json(state) },
    { path: `${name}/config.json`, text: json(config) },
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
