import { format, warning } from "../../fit/diagnostic.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import type { BestSetting } from "./bestSettings.ts";
import type { Confounders, Regularisation } from "./confounders.ts";
import { type ComparedSettings, type ConfoundersAt, otherWay } from "./confoundersAt.ts";
import { FAMILIES } from "./families.ts";
import { headerOfTag, type Logged, runsOf } from "./tags.ts";

/** What a comparison of families does not control for: settings that were not logged, not shared, or decide the answer. */
export function settingFindings(found: Omit<Confounders, "diagnostics">, rows: readonly Observation[]): Diagnostic[] {
  return [
    ...FAMILIES.flatMap((family) =>
      notLogged(
        family,
        rows.filter((row) => row.family === family),
      ),
    ),
    ...tuning(found.regularisation),
    ...hangs([...found.overSizes, ...found.cells]),
  ];
}

/** What regularises: unknown, an answer is about unknown trainings. The rest says which training it was. */
const REGULARISES: readonly Logged[] = ["weightDecay", "dropout"];
const TRAINING: readonly Logged[] = ["learningRate", "tokenizer", "evalSet"];
/** What only next-token training may or may not have. */
const OF_AR: readonly Logged[] = ["tokenMasking", "tokenOrder"];

function notLogged(family: string, rows: readonly Observation[]): Diagnostic[] {
  const silent = (names: readonly Logged[]): string[] =>
    names.flatMap((name) => {
      const runs = runsOf(rows.filter((row) => row[name] === undefined));
      return runs === 0 ? [] : [`${headerOfTag(name)} (${runs} of ${runsOf(rows)} runs)`];
    });
  const regularisation = silent(REGULARISES);
  const rest = [...silent(family === "ar" ? [...OF_AR, ...TRAINING] : TRAINING), ...silentCount(rows)];
  if (regularisation.length + rest.length === 0) return [];
  return [
    {
      code: "confounders-not-logged",
      severity: regularisation.length > 0 ? "warning" : "note",
      message: `runs of ${family} do not log ${[...regularisation, ...rest].join(", ")}`,
      hint: "log them in every run: a difference between families may be one of these",
    },
  ];
}

function silentCount(rows: readonly Observation[]): string[] {
  const runs = runsOf(rows.filter(({ paramsNonEmbedding }) => paramsNonEmbedding === undefined));
  return runs === 0 ? [] : [`params_non_embedding (${runs} of ${runsOf(rows)} runs)`];
}

/** Which family was tuned further, or that neither was tuned. */
function tuning(sides: readonly [Regularisation, Regularisation]): Diagnostic[] {
  const values = (header: "weight_decay" | "dropout"): readonly (readonly number[])[] =>
    sides.map((side) => side[header].flatMap(({ value }) => (typeof value === "number" ? value : [])).sort((a, b) => a - b));
  const differing = (["weight_decay", "dropout"] as const).flatMap((header) => {
    const [ar = [], mdm = []] = values(header);
    return ar.join() === mdm.join() ? [] : [`${header} is ${list(ar)} in ar and ${list(mdm)} in mdm`];
  });
  if (differing.length > 0)
    return [
      warning(
        "settings-not-shared",
        `the families were not run over the same settings: ${differing.join("; ")}`,
        "run both over one grid of weight decay (and dropout): a family that was tuned further is lower for it",
      ),
    ];
  const [decays = []] = values("weight_decay");
  if (decays.length !== 1) return [];
  return [
    warning(
      "settings-not-tuned",
      `neither family was tuned: weight_decay is ${decays[0]} in all runs of both`,
      "run both over one grid of weight decay: with more of it the family that overfits may be the lower one",
    ),
  ];
}

const list = (values: readonly number[]): string => (values.length === 0 ? "not logged" : values.join(", "));

function hangs(all: readonly ConfoundersAt[]): Diagnostic[] {
  const changed = all.filter(({ changes }) => changes);
  const [first] = changed;
  if (!first) return [];
  const { shared, best, uniqueTokens, params } = first;
  const [other] = shared.flatMap((own) => [own, ...(own.longest ? [own.longest] : [])]).filter((own) => otherWay(own, best));
  const at = `U = ${format(uniqueTokens)}${params === undefined ? ", each at its best N" : `, N = ${format(params)}`}`;
  return [
    warning(
      "verdict-hangs-on-settings",
      `at ${at} ${other?.verdict.lower} is lower with ${other && said(other)}, and ${best.verdict.lower} at the best setting of each (${said(best)}); so in ${changed.length} of ${all.length} comparisons`,
      "claim neither without its setting: name the regularisation and the epochs of both",
    ),
  ];
}

function said({ ar, mdm }: ComparedSettings): string {
  const one = ({ name, loss, epochs, regularisation }: BestSetting): string =>
    `${name} ${loss.toFixed(3)} at ${epochs === undefined ? "" : `${format(epochs)} epochs, `}${regularisation || "unlogged regularisation"}`;
  return `${one(ar)}; ${one(mdm)}`;
}
