import { RunLogError, type Source } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { columnName } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION } from "./assemble.ts";
import { type Derivation, isFinished, progressOf, quotient } from "./derivation.ts";
import type { About } from "./format.ts";
import { lossConverter, lossUnitOf, NO_LOSS } from "./lossUnits.ts";
import { modelParams } from "./modelParams.ts";
import { type Override, overridesOf } from "./overrides.ts";
import type { Remark } from "./remarks.ts";
import { statedByName } from "./statedByName.ts";
import { tokensPerStep } from "./tokensPerStep.ts";
import type { Values } from "./values.ts";

/** What is read of one run, before anything follows from it. */
export interface Draft {
  run: string;
  source: Source;
  /** What its last row states, and its configurations where the row is silent, in the log's own unit. */
  values: Values;
  /** Raw values of the run and of a row, by the file's own names. */
  fields: Readonly<Record<string, Field>>;
  evaluations: number;
}

/** What holds of a run when all has been heard. */
export interface Settled {
  values: Values;
  derivation: Derivation;
  remarks: Remark[];
}

export type Settle = (draft: Draft) => Settled;

/**
 * Settles the runs of a log: what a table of overrides states goes before the log, which goes before what their names state; then the unit
 * of the losses, the tokens of a step, unique tokens, plan and end.
 *
 * @param implied the unit that the name of the loss column states, as `val_ppl` does (`lossColumns`).
 * @throws RunLogError for a unit that cannot be converted, and an override that would be the same at each of several evaluations.
 */
export function settler(log: About, implied?: string): Settle {
  const overrides = overridesOf(log.overrides ?? []);
  return (draft) => {
    const instead = overridden(draft, overrides(draft.run, draft.source.file));
    const heard = { ...draft, values: { ...draft.values, ...instead } };
    const name = statedByName(log.names ?? [], heard);
    const model = ofModel(heard);
    const values: Values = { ...name.values, ...model.values, ...heard.values };
    const known = { ...draft, values };
    const { nats, remarks } = inNats(log, known, implied);
    const steps = stepsOf(known);
    const derivation = { nats, tokensPerStep: steps.perStep, instead, otherwise: name.point };
    const before = progressOf(values, { ...derivation, uniqueTokens: values.uniqueTokens });
    const uniqueTokens = values.uniqueTokens ?? quotient(before.tokens, before.epochs);
    const { tokens, epochs } = progressOf(values, { ...derivation, uniqueTokens });
    const plannedEpochs = values.plannedEpochs ?? quotient(values.plannedTokens, uniqueTokens);
    const cutOff = !isFinished(epochs, plannedEpochs) || !isFinished(tokens, values.plannedTokens);
    const complete = values.complete ?? (cutOff ? false : undefined);
    return {
      values: {
        ...values,
        ...(uniqueTokens !== undefined && { uniqueTokens }),
        ...(plannedEpochs !== undefined && { plannedEpochs }),
        ...(complete !== undefined && { complete }),
        ...(values.finalLoss !== undefined && { finalLoss: nats(values.finalLoss) }),
      },
      derivation: { ...derivation, uniqueTokens },
      remarks: [...name.remarks, ...model.remarks, ...remarks, ...steps.remarks],
    };
  };
}

function overridden({ run, evaluations }: Draft, overrides: readonly Override[]): Values {
  for (const { source, values } of overrides) {
    const one = evaluations > 1 ? EVALUATION.find((word) => word in values) : undefined;
    if (one !== undefined)
      throw new RunLogError(
        source,
        `Cannot override ${columnName(one)} of run "${run}": it would be the same at each of ${evaluations} evaluations`,
        "state planned_epochs, planned_tokens, unique_tokens or final_loss, or correct the log",
      );
  }
  return Object.assign({}, ...overrides.map(({ values }) => values));
}

/** The parameters of the model that a configuration describes, where none are stated. */
function ofModel({ values, fields, source }: Draft): { values: Values; remarks: Remark[] } {
  const found = values.params === undefined && values.paramsNonEmbedding === undefined ? modelParams(fields) : undefined;
  if (!found) return { values: {}, remarks: [] };
  const { params, nonEmbedding, model } = found;
  const message = `params are not logged: ${params} follow from the description of the ${model} model, ${nonEmbedding} without embeddings`;
  const problem = noteAt(source, "params-computed", message, "state params in a configuration where that is wrong");
  return { values: { params, paramsNonEmbedding: nonEmbedding }, remarks: [{ key: message, problem }] };
}

const AS_LOGGED = { nats: (loss: number) => loss, remarks: [] };

function inNats(log: About, { values, source }: Draft, implied: string | undefined): { nats: (loss: number) => number; remarks: Remark[] } {
  if (implied === NO_LOSS) return AS_LOGGED;
  if (values.lossUnit !== undefined && implied !== undefined && lossUnitOf(values.lossUnit) !== implied)
    throw new RunLogError(
      source,
      `Cannot tell the unit of the loss: its column is named for ${implied}, and loss_unit says ${values.lossUnit}`,
      "rename the column of the loss, or mend loss_unit",
    );
  const stated = values.lossUnit ?? implied;
  const unit = stated ?? log.lossUnit;
  if (unit === undefined) return AS_LOGGED;
  const { nats, how } = lossConverter(unit, values.bytesPerToken ?? log.bytesPerToken, source);
  const name = lossUnitOf(unit);
  const remarks: Remark[] = [];
  if (stated === undefined)
    remarks.push({
      key: "assumed",
      problem: noteAt(
        source,
        "loss-unit-assumed",
        `losses are taken to be in ${name}: the log does not say`,
        "log loss_unit beside the loss",
      ),
    });
  else if (log.lossUnit !== undefined && name !== lossUnitOf(log.lossUnit))
    remarks.push({
      key: `stated ${name}`,
      problem: warningAt(
        source,
        "loss-unit-stated",
        `the log states its losses in ${name}: ${log.lossUnit} is not assumed`,
        "what a log states goes first; only what a table of overrides states goes before it (--runs)",
      ),
    });
  if (how !== undefined)
    remarks.push({
      key: `converted ${how}`,
      problem: noteAt(source, "loss-converted", `loss is in ${name}: ${how}`, "raw columns keep the file's own unit"),
    });
  return { nats, remarks };
}

/** The tokens of a step, where a log counts steps and not tokens. */
function stepsOf({ values, fields, source }: Draft): { perStep?: number | undefined; remarks: Remark[] } {
  const { step, tokens, epochs, uniqueTokens } = values;
  if (step === undefined || tokens !== undefined || (epochs !== undefined && uniqueTokens !== undefined)) return { remarks: [] };
  const found = values.tokensPerStep === undefined ? tokensPerStep(fields) : { tokens: values.tokensPerStep, product: "tokens_per_step" };
  if (!found) return { remarks: [] };
  if ("missing" in found) {
    const message = `tokens do not follow from steps: ${found.missing}`;
    return {
      remarks: [
        { key: message, problem: noteAt(source, "tokens-unknown", message, "log tokens, or state tokens_per_step in a configuration") },
      ],
    };
  }
  const message = `tokens are not logged: they are step × ${found.tokens} (${found.product})`;
  return {
    perStep: found.tokens,
    remarks: [
      { key: message, problem: noteAt(source, "tokens-computed", message, "state tokens_per_step in a configuration where that is wrong") },
    ],
  };
}
