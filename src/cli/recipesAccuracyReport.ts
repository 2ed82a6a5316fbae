import {
  type AccuracyWanted,
  bestAccuracy,
  type Downstream,
  type DownstreamGain,
  type Recipes,
  type StageComparison,
  type StagePoint,
} from "../index.ts";
import { count, intervalText, short } from "./numbers.ts";
import { refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** Accuracies in the report of `isoloss recipes`: errors of pre-trained models, and later stages of training. */

const SHORT: Readonly<Record<string, string>> = {
  params: "N",
  params_label: "N",
  members: "K",
  learning_rate: "rate",
  weight_decay: "weight decay",
};

export function downstreamSection({ downstream: found, leftOut }: Recipes, wanted: AccuracyWanted | undefined): string[] {
  if (!wanted) return [];
  if ("reason" in found) return leftOut.laterStage > 0 ? [] : ["", "Downstream", ...refusals([{ refused: found }])];
  const { cells, incomplete, gains } = found;
  const best = [...new Set(cells.map(({ group }) => JSON.stringify([group.unique_tokens ?? "", group.recipe ?? ""])))]
    .map((key) => JSON.parse(key) as [string, string])
    .map(([unique_tokens, recipe]) => bestOf(cells, { unique_tokens, recipe }));
  const body = best
    .sort((a, b) => Number(a.group.unique_tokens) - Number(b.group.unique_tokens) || a.error - b.error)
    .map((cell) => {
      const gain = "reason" in gains ? undefined : gains.find((one) => one.gain.of === cell)?.gain;
      return [
        cell.group.unique_tokens ? count(Number(cell.group.unique_tokens)) : "",
        cell.group.recipe || "none",
        errorText(cell),
        gain ? gainText(gain) : "",
        cellText(cell),
      ];
    });
  const head = ["U", "recipe", "error", "points, and of accuracy", "best setting"];
  return [
    "",
    `Downstream: 1 − mean accuracy over ${wanted.tasks.join(", ")}, and what is gained over the best standard setting`,
    table(head, body, "  "),
    ...(incomplete.length > 0
      ? [`  ${incomplete.length} settings lack tasks and are left out, as ${incomplete[0]?.missing.join(", ")}`]
      : []),
    ...("reason" in gains ? refusals([{ refused: gains }]) : []),
  ];
}

function bestOf(cells: readonly Downstream[], where: Record<string, string>): Downstream {
  return bestAccuracy(cells, Object.fromEntries(Object.entries(where).filter(([, value]) => value !== "")));
}

/** With two decimals, as papers state points, whatever the interval. */
function gainText({ points, relative }: DownstreamGain): string {
  const whole = points.interval ? ` (${intervalText(points.interval)})` : "";
  return `${(points.value as number).toFixed(2)}${whole}, ${relative.value === undefined ? "" : `${(100 * relative.value).toFixed(1)} %`}`;
}

function errorText({ error, standardError, standardErrorIs }: Downstream): string {
  const sure = standardError === undefined ? "" : ` ± ${standardErrorIs === "at most" ? "at most " : ""}${short(100 * standardError, 2)}`;
  return `${(100 * error).toFixed(2)} %${sure}`;
}

function cellText({ group }: Downstream): string {
  const left = Object.entries(group).filter(([name, value]) => value !== "" && !["recipe", "stage", "unique_tokens"].includes(name));
  return left.map(([name, value]) => `${SHORT[name] ?? name} ${name === "params" ? count(Number(value)) : value}`).join(", ");
}

export function stagesSection({ stages, leftOut }: Recipes): string[] {
  if (leftOut.laterStage === 0) return [];
  const head = ["", "Later stages: the least data that does as well as the most; two measurements, matched or better, not an inverted law"];
  return [...head, ...("reason" in stages ? refusals([{ refused: stages }]) : stages.flatMap(stageText))];
}

function stageText({ stage, task, comparison: { target, match, ratio, points, below } }: StageComparison): string[] {
  const found = match
    ? [
        `    matched or bettered by ${pointText(match)}: ${short(ratio as number, 4)} times less data, ${(points as number).toFixed(2)} points better`,
      ]
    : ["    no smaller amount of data does as well"];
  return [`  ${stage}, ${task}: ${pointText(target)}`, ...found, ...below.map((point) => `    below it: ${pointText(point)}`)];
}

const pointText = ({ label, amount, accuracy }: StagePoint): string =>
  `error ${(100 * (1 - accuracy)).toFixed(2)} % on ${count(amount)} (${label})`;
