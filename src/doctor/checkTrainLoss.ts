import { pointAt } from "../curve.ts";
import { DATA_THRESHOLDS } from "../dataThresholds.ts";
import type { Problem } from "../errors.ts";
import { errorAt, warningAt } from "../finding.ts";
import { plainName } from "../glossary.ts";
import { grouped } from "../grouped.ts";
import { ALIASES } from "../ingest/columns.ts";
import { readNumber } from "../ingest/values.ts";
import { numberText } from "../numberText.ts";
import type { Run } from "../run.ts";
import { endOf } from "./ends.ts";
import { rawNames, rawOf } from "./rawOf.ts";

/** Losses of training in the place of those of held-out text, where a log has both. */
export function checkTrainLoss(runs: readonly Run[]): Problem[] {
  return [...grouped(runs, (run) => run.source.file).values()].flatMap((own) => isTrainColumn(own) ?? areExchanged(own) ?? []);
}

const CODE = "train-loss";
const TRAIN = /^(train(ing)?(loss|ce|nll|crossentropy)|(loss|ce|nll)train(ing)?)$/;
const HELD_OUT = new Set((ALIASES.loss ?? []).map(plainName));

const columns = (run: Run): { train?: string; heldOut?: string } => {
  const names = rawNames(run);
  const [train, heldOut] = [names.find((name) => TRAIN.test(plainName(name))), names.find((name) => HELD_OUT.has(plainName(name)))];
  return { ...(train !== undefined && { train }), ...(heldOut !== undefined && { heldOut }) };
};

function numberAt(run: Run, column: string): number {
  const raw = rawOf(run, column);
  return typeof raw === "number" ? raw : (readNumber(String(raw ?? "")) ?? Number.NaN);
}

/** The loss is the column of training, and another column holds held-out losses. */
function isTrainColumn(runs: readonly Run[]): Problem[] | undefined {
  const wrong = runs.filter((run) => {
    const { train, heldOut } = columns(run);
    const loss = pointAt(run, -1)?.loss;
    return train !== undefined && heldOut !== undefined && numberAt(run, train) === loss && numberAt(run, heldOut) !== loss;
  });
  const [first] = wrong;
  if (!first || wrong.length < runs.length / 2) return undefined;
  const { train, heldOut } = columns(first);
  const message = `the loss of ${wrong.length} of ${runs.length} runs is that of training ("${train}"), though "${heldOut}" is there`;
  return [errorAt(first.source, CODE, message, `laws are of held-out losses: --map loss=${heldOut}`)];
}

/** Where data repeat, a model is better on what it has seen: training losses above the held-out ones are the held-out ones. */
function areExchanged(runs: readonly Run[]): Problem[] | undefined {
  const repeated = runs.flatMap((run) => {
    const { train } = columns(run);
    const end = endOf(run);
    if (train === undefined || !end || !((end.epochs ?? 1) >= DATA_THRESHOLDS.freshEpochs)) return [];
    const above = numberAt(run, train) / end.loss;
    return Number.isFinite(above) ? { run, train, above } : [];
  });
  const odd = repeated.filter(({ above }) => above > 1 + DATA_THRESHOLDS.trainAbove);
  const [first] = odd;
  if (!first || odd.length < DATA_THRESHOLDS.most * repeated.length) return undefined;
  const { run, train, above } = first;
  const message = `the loss and "${train}" may be exchanged: after ${numberText(endOf(run)?.epochs ?? Number.NaN, 3)} epochs and more, "${train}" lies above the loss in ${odd.length} of ${repeated.length} runs (${above.toFixed(2)} times in run "${run.run}")`;
  return [
    warningAt(
      run.source,
      CODE,
      message,
      `if so, --map loss=${train}; where the training loss holds a penalty or dropout, nothing is wrong`,
    ),
  ];
}
