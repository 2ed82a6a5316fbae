import { type AccuracyWanted, field, type Observation, UsageError } from "../index.ts";

/** Reads `--accuracy` and `--stage` of `isoloss recipes`. */

/** The columns that `--accuracy` names. */
interface Named {
  tasks: readonly string[];
  mean: string | undefined;
}

/** @returns undefined where no accuracy is asked for. @throws UsageError for an option without a column, or a stage without accuracies. */
export function accuracyNamed(option: string | undefined, stage: "cpt" | "sft" | undefined): Named | undefined {
  if (option === undefined) {
    if (stage !== undefined) throw new UsageError(`Cannot compare stage ${stage}: no accuracy is named`, "as --accuracy avg");
    return undefined;
  }
  const [, mean, list] = /^(?:([^=]*)=)?(.*)$/.exec(option) as unknown as [string, string | undefined, string];
  const tasks = list.split(",").map((name) => name.trim());
  if (mean === "" || tasks.includes(""))
    throw new UsageError(
      `Cannot read --accuracy ${option}: expected columns, or MEAN=columns`,
      "as --accuracy piqa,sciq or --accuracy avg=piqa,sciq",
    );
  return { tasks, mean };
}

/** The columns of accuracies that a log may have in place of a loss: those named, and that of a long table. */
export function accuracyColumns({ tasks, mean }: Named): string[] {
  return [...(mean === undefined ? [] : [mean]), ...tasks, "acc"];
}

export function accuracyWanted(named: Named, stage: "cpt" | "sft" | undefined, rows: readonly Observation[]): AccuracyWanted {
  const { tasks, mean } = named;
  const values = rows.flatMap((row) => accuracyColumns(named).map((name) => field(row, name)));
  const percent = values.some((value) => typeof value === "number" && value > 1);
  return { tasks, ...(mean !== undefined && { mean }), ...(stage && { stage }), unit: percent ? "percent" : "share" };
}
