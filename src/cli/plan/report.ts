import { noiseText, type Power, type PowerStep, type Share, type Tolerance } from "../../index.ts";
import { short } from "../numbers.ts";
import { thetaText } from "../simulation/truth.ts";
import { facts, table } from "../table.ts";
import { toleranceText } from "./known.ts";
import type { Plan } from "./planOf.ts";

/** How many runs it takes, for a reader: the answer, the table, what it rests on. */
export function planText(plan: Plan, found: Power): string {
  const { truth, origin, known, growth } = plan;
  const { steps, within, share, simulations, replicates, seed, level } = found;
  const rows = steps.map((step) => [
    String(step.runs),
    step.compute === undefined ? "" : short(step.compute, 3),
    step.reason === undefined ? shareText(step.known) : "none",
    step.reason === undefined ? reachText(step.reach.median, within) : "",
    step.reason === undefined ? reachText(step.reach.most, within) : "",
    step.holds.of > 0 ? shareText(step.holds) : "",
  ]);
  const head = [
    "runs",
    "FLOP in all",
    `known ${toleranceText(within, known.unit)}`,
    "half reach",
    `${percent(share)} reach`,
    "hold the truth",
  ];
  return [
    answer(plan, found),
    "",
    table(head, rows, "  "),
    ...steps.flatMap(({ runs, reason }) => (reason === undefined ? [] : [`  ${runs} runs: ${reason}`])),
    "",
    facts(
      [
        [
          "truth",
          `${known.name} = ${short(found.truth)}${unitText(known.unit)} in ${truth.law.id === "formula" ? truth.law.formula : truth.law.id}: ${thetaText(truth.theta)} (${origin})`,
        ],
        ["noise", noiseText(truth.noise)],
        [
          "designs",
          growth === "levels"
            ? "more levels of each quantity between its ends"
            : "the design again with other seeds; smaller ones are parts of it",
        ],
        ["simulated", `${simulations} data sets of each design, ${replicates} bootstrap refits of each, seed ${seed}`],
        ["reach", `how far a ${percent(level)} interval goes from its estimate; shares have 95 % intervals of the number of simulations`],
      ],
      "  ",
    ),
  ].join("\n");
}

/** One sentence: between which sizes the answer lies, and how sure it is. */
export function answer({ known }: Plan, { steps, enough, share, within }: Power): string {
  const what = `${known.name} ${toleranceText(within, known.unit)}`;
  const at = (runs: number | undefined): PowerStep | undefined => steps.find((step) => step.runs === runs);
  const last = steps.at(-1) as PowerStep;
  if (!enough)
    return `not reached by ${last.runs} runs: ${last.reason === undefined ? `${shareText(last.known)} of simulations know ${what}` : "they do not determine the law"}, ${percent(share)} is asked for`;
  const [step, before] = [at(enough.runs) as PowerStep, at(enough.before)];
  if (!before) return `${step.runs} runs, the fewest tried, are enough: ${shareText(step.known)} of simulations know ${what}`;
  const miss = before.known.value >= share ? `, by intervals that hold the truth in only ${percent(before.holds.value)}` : "";
  const less =
    before.reason === undefined
      ? `with ${before.runs} runs ${shareText(before.known)}${miss}`
      : `${before.runs} runs do not determine the law`;
  return `between ${before.runs} and ${step.runs} runs: with ${step.runs} runs ${shareText(step.known)} of simulations know ${what}, ${less}`;
}

function shareText({ value, low, high }: Share): string {
  return `${percent(value)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`;
}

function reachText(reach: number, within: Tolerance): string {
  if (!Number.isFinite(reach)) return "no end";
  return "factor" in within ? `${short(reach, 3)}×` : "relative" in within ? `±${short(100 * reach, 2)} %` : `±${short(reach, 2)}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function unitText(unit: string): string {
  return unit === "1" || unit === "" ? "" : ` ${unit}`;
}
