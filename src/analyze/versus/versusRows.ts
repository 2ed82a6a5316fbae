import { IsolossError } from "../../errors.ts";
import type { LossKind, Observation } from "../../run.ts";
import { kindOf } from "./sides.ts";
import { singleTraining } from "./trainings.ts";

/** The rows that `versus` compares: single pre-trained models, each with its kind of loss stated. */

export interface VersusRows {
  /** One a run, of checkpoint `final`. */
  final: readonly Observation[];
  /** The best checkpoints of the same runs, of checkpoint `best`; without them final losses stand for them. */
  best?: readonly Observation[];
  /** Evaluations along the same runs, of checkpoint `every`. */
  curves?: readonly Observation[];
}

/** Final rows that are not compared, counted. */
export interface VersusLeftOut {
  /** Ensembles, and students of other models: their compute and data are not their own. */
  combined: number;
  /** Rows of a later stage of training. */
  laterStage: number;
}

/** The rows that are left, and how many are not. */
export function singleRows(rows: VersusRows): { rows: Required<VersusRows>; leftOut: VersusLeftOut } {
  const combined = rows.final.filter((row) => !singleTraining(row));
  const later = rows.final.filter((row) => singleTraining(row) && isLater(row));
  const kept = (all: readonly Observation[] = []): readonly Observation[] => all.filter((row) => singleTraining(row) && !isLater(row));
  const final = kept(rows.final);
  if (final.length === 0)
    throw new IsolossError(
      `Cannot compare families: of ${rows.final.length} rows none is of a single pre-trained model`,
      "give final losses of single models of both families",
    );
  return {
    rows: { final, best: kept(rows.best), curves: kept(rows.curves) },
    leftOut: { combined: combined.length, laterStage: later.length },
  };
}

const isLater = ({ stage }: Observation): boolean => stage !== undefined && stage !== "pretrain";

/** The same rows with what is taken for granted of their kind of loss written into them, so that every part goes by it. */
export function withKinds(rows: readonly Observation[], assume: LossKind | undefined): readonly Observation[] {
  return rows.map((row) => {
    const kind = kindOf(row, assume);
    return row.lossKind !== undefined || kind === undefined ? row : { ...row, lossKind: kind };
  });
}

/** Final rows with the loss of their run's best checkpoint: the same schedules, stopped where each was best. */
export function stoppedRows({ final, best }: Required<VersusRows>): Observation[] {
  const lowest = new Map(best.map((row) => [idOf(row), row]));
  return final.map((row) => {
    const found = lowest.get(idOf(row));
    return found && found.loss < row.loss
      ? { ...row, loss: found.loss, ...(found.mcSamples !== undefined && { mcSamples: found.mcSamples }) }
      : row;
  });
}

export const idOf = ({ run, source }: Observation): string => JSON.stringify([source.file, run]);
