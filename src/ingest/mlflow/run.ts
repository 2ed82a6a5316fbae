import type { Problem } from "../../errors.ts";
import { noteAt, warningAt } from "../../finding.ts";
import type { About, Parsed } from "../format.ts";
import { printed } from "../printed.ts";
import type { AllSeries } from "../series.ts";
import { hasLoss, parseTraining } from "../training.ts";

/** A run as MLflow keeps it, in files or in a database. */
export interface MlflowRun {
  id: string;
  name: string | undefined;
  experiment: string | undefined;
  /** RUNNING, SCHEDULED, FINISHED, FAILED or KILLED. */
  status: string | undefined;
  deleted: boolean;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: AllSeries;
  /** Files of the values that `metrics` counts. */
  files?: readonly string[];
}

/**
 * The run with its metrics by step. One that was deleted in MLflow, or logged no loss, gives none: a finding says so, since a store holds runs of every kind.
 *
 * @throws RunLogError when two metrics may be the loss.
 */
export function parseMlflowRun(about: About, run: MlflowRun): Parsed {
  const name = run.name || run.id;
  const names = [...run.metrics.keys()];
  const nothing = (problem: Problem): Parsed => ({ runs: [], problems: [problem], columns: names });
  if (run.deleted)
    return nothing(
      noteAt(
        { file: about.file },
        "deleted-run",
        `run "${name}" was deleted in MLflow: it is left out`,
        "restore it there (mlflow runs restore)",
      ),
    );
  if (!hasLoss(about, names))
    return nothing(
      warningAt(
        { file: about.file },
        "run-without-loss",
        `run "${name}" logged no loss: it is left out (its metrics: ${names.length > 0 ? names.slice(0, 12).join(", ") : "none"})`,
        "say which metric is the loss with --map loss=METRIC, or read another experiment",
      ),
    );
  const config = { ...printedOf(withoutOwn(run.tags)), ...printedOf(run.params), mlflow_run_id: run.id };
  return parseTraining({
    ...about,
    run: name,
    series: run.metrics,
    ...(run.files && { files: run.files }),
    axis: "step",
    steps: true,
    config: run.experiment === undefined ? config : { ...config, mlflow_experiment: run.experiment },
    ...(run.status !== undefined && { ended: run.status === "FINISHED" }),
  });
}

/** Tags that MLflow sets itself are of no use outside it. */
function withoutOwn(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith("mlflow.")));
}

function printedOf(texts: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, printed(text)]));
}
