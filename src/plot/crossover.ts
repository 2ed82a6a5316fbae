import { type CrossoverGroup, crossovers } from "../analyze/versus/crossovers.ts";
import { FAMILIES } from "../analyze/versus/families.ts";
import { sampleNoise } from "../analyze/versus/monteCarloNoise.ts";
import { bestCheckpoints } from "./bestCheckpoints.ts";
import { accuracyPanel, lossesPanel } from "./crossoverPanels.ts";
import { ACCURACY_RULE, type Accuracies, accuraciesOf } from "./errorRates.ts";
import { compose, type FigureKind, having, leftOut } from "./figure.ts";
import { type OtherSetting, otherSetting } from "./otherSetting.ts";
import { levels } from "./rows.ts";

const id = "crossover";
/** Pairs of curves that are drawn: panels of losses alone, and rows of panels where accuracies stand beside them. */
const MOST = { losses: 6, beside: 3 };
/** Columns of accuracies that are drawn. */
const TASKS = 2;

/** Where AR and MDM cross in epochs, by final loss, by best checkpoint and by accuracy, one panel a size and set of unique tokens. */
export const crossoverFigure: FigureKind = {
  id,
  title: "Where AR and MDM cross in epochs at one size and one set of unique tokens: by final loss, best checkpoint and accuracy.",
  needs: `Final losses of both families with params, unique_tokens and epochs, several numbers of epochs each; evaluations along the runs for best checkpoints. ${ACCURACY_RULE}`,
  curves: true,
  fits: [],
  draw({ observations, curves = [] }) {
    const finals = having(id, observations, ["params", "uniqueTokens", "epochs", "family"]);
    const best = bestCheckpoints(finals, curves);
    const accuracies = accuraciesOf(finals);
    const tasks = accuracies?.columns.slice(0, TASKS) ?? [];
    const single = sampleNoise(finals, curves);
    const found = crossovers([...finals, ...best], { along: "epochs", metrics: tasks, ...(single !== undefined && { single }) });
    const shown = chosen(found.groups, tasks.length > 0 ? MOST.beside : MOST.losses);
    const x = shown.flatMap(({ ar, mdm }) => [...ar, ...mdm]).map((row) => row.epochs as number);
    const lowest = new Map(best.map((row) => [row.run, row.loss]));
    const columns = tasks.length > 0 ? tasks.length + 1 : Math.min(shown.length, 2);
    const rest = shown.length - columns;
    const others = shown.map((pair) => FAMILIES.flatMap((family) => otherSetting(pair, family, finals) ?? []));
    const panels = shown.flatMap((pair, i) => [
      lossesPanel(pair, lowest, others[i] ?? [], {
        x,
        isLast: tasks.length > 0 ? i === shown.length - 1 : i >= rest,
        isFirst: tasks.length > 0 || i % columns === 0,
      }),
      ...tasks.map((task) => accuracyPanel(pair, task, accuracies as Accuracies, { x, isLast: i === shown.length - 1 })),
    ]);
    const said = [
      caption(shown, best.length > 0),
      otherWords(others.flat()),
      tasks.length > 0 ? accuracyWords(tasks, (accuracies?.columns.length ?? 0) - tasks.length) : "",
      shown.length < found.groups.length ? `${found.groups.length - shown.length} further pairs with fewer places are not drawn.` : "",
      found.unpaired.length > 0
        ? `${found.unpaired.length} curves at other settings, sizes or tokens have none of the other family beside them, and are not drawn.`
        : "",
    ];
    return compose(id, said.filter(Boolean).join(" ") + leftOut(observations, finals), panels, columns);
  },
};

/** The pairs with the most places of both families, by size and unique tokens. */
function chosen(pairs: readonly CrossoverGroup[], most: number): CrossoverGroup[] {
  const places = ({ ar, mdm }: CrossoverGroup): number =>
    Math.min(...[ar, mdm].map((rows) => new Set(rows.map(({ epochs }) => epochs)).size));
  const cell = ({ at }: CrossoverGroup): number[] => [at.N ?? 0, at.U ?? 0];
  return pairs
    .toSorted((a, b) => places(b) - places(a))
    .slice(0, most)
    .sort((a, b) => {
      const [[n, u], [m, v]] = [cell(a), cell(b)] as [[number, number], [number, number]];
      return n - m || u - v;
    });
}

function caption(shown: readonly CrossoverGroup[], hasBest: boolean): string {
  const rows = shown.flatMap(({ ar, mdm }) => [...ar, ...mdm]);
  const decay = levels(rows.flatMap((row) => row.weightDecay ?? []));
  const differing = [...new Set(shown.flatMap(({ differ }) => differ))];
  return [
    `Validation loss against epochs of AR and MDM at equal parameters and unique tokens (${rows.length} runs${decay.length > 0 ? `, weight decay ${decay.join(", ")}` : ""}).`,
    "Points are final losses of complete schedules; lines join the means of seeds.",
    hasBest
      ? "Dashed (best): the lowest loss that any checkpoint of schedules of up to so many epochs has shown; the lowest of many evaluations is low by chance too."
      : "Dashed (best): the lowest final loss of schedules of up to so many epochs (no evaluations along the runs are given).",
    "A diamond is about where the curves cross, by a straight line between measurements; what is measured is the bracket: it ends at the two places that enclose the crossing, or at farther ones where replicates show that noise between seeds could have moved it (95 %).",
    "The loss of MDM is an upper bound (≤), that of AR is exact: where MDM comes below it is the lower one for certain, and may have been so sooner; where it lies above, that is no proof.",
    differing.length > 0 ? `Settings that are not the same in both families of a pair: ${differing.join(", ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function accuracyWords(tasks: readonly string[], others: number): string {
  return `Beside the losses: accuracies (${tasks.join(", ")}) of the same final checkpoints; dotted lines mark the epochs at which each family's loss is lowest, where it would be stopped early.${others > 0 ? ` ${others} further columns of accuracies are not drawn.` : ""}`;
}

function otherWords(others: readonly OtherSetting[]): string {
  if (others.length === 0) return "";
  const tried = Math.max(...others.map((other) => other.tried));
  return `Rings with a dotted line: the lowest mean final loss of a family at the same size and tokens with other regularisation, chosen among up to ${tried} settings at that regularisation; the crossings are of the settings that both families share.`;
}
