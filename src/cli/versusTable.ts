import type { Crossover, Versus, VersusVerdict } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { refusals } from "./recipesWords.ts";
import { table } from "./table.ts";
import { findingLines, wrapped } from "./wrapped.ts";

/** The table at the top of `isoloss versus`: one line a question, at the size and regularisation of each set of unique tokens that answer most. */

export function topTable(found: Versus): string[] {
  const { verdicts, settings } = found;
  if (verdicts.length === 0) return ["", "Which is lower", ...("reason" in settings ? refusals([{ refused: settings }]) : [])];
  const same = sharedSettings(verdicts);
  const shown = verdicts.filter((one) => isShown(one, verdicts));
  const heads = shown.map(headOf(shown, same));
  const lines = shown.map((one) => cells(one, same));
  const [columns = "", ...rows] = table(["compared", "AR", "MDM", "lower", "cross along epochs, or settings"], lines, "    ").split("\n");
  return [
    "",
    `Which is lower${same.length > 0 ? ` (all runs: ${same.join(", ")})` : ""}`,
    columns,
    ...rows.flatMap((row, i) => [...(heads[i] === heads[i - 1] ? [] : [`  ${heads[i]}`]), row]),
    ...legend(shown),
    ...confounded(found),
    ...others(verdicts, shown),
  ];
}

/** What each line of the table is under: its unique tokens with the size and regularisation of both, or that nothing was repeated there. */
function headOf(shown: readonly VersusVerdict[], same: readonly string[]): (one: VersusVerdict) => string {
  return ({ uniqueTokens }) => {
    const own = shown.filter((one) => one.uniqueTokens === uniqueTokens);
    const main = own.find(({ params }) => params !== undefined);
    if (main?.params === undefined) return "each family at its best size and settings";
    const held = own.find(({ regularisation }) => regularisation !== undefined)?.regularisation;
    return [`U = ${count(uniqueTokens)}, N = ${count(main.params)}`, held === undefined ? "" : bare(held, same)].filter(Boolean).join(", ");
  };
}

const evaluations = (shown: readonly VersusVerdict[]): number =>
  Math.max(...shown.flatMap(({ question, ar, mdm }) => (question === "best checkpoint" ? [ar.lowestOf, mdm.lowestOf] : [1])));

/** Words for what occurs in the table. */
function legend(shown: readonly VersusVerdict[]): string[] {
  const asks = (question: VersusVerdict["question"]): boolean => shown.some((one) => one.question === question);
  const says = (which: (verdict: VersusVerdict["verdict"]) => boolean): boolean => shown.some(({ verdict }) => which(verdict));
  const crosses = shown.some(({ crossing }) => crossing?.crossover.kind === "crossing");
  const lines: readonly (readonly [boolean, string])[] = [
    [shown.some(({ ar, mdm }) => (ar.epochs ?? mdm.epochs) !== undefined), "Behind a loss its epochs."],
    [asks("final loss"), "final loss: after the longest training that both have had."],
    [
      asks("best checkpoint"),
      `best checkpoint: each run stopped where it was best, each family's lowest, of up to ${evaluations(shown)} evaluations: low by chance too, which what is told apart allows for. Inside a longer schedule the learning rate has not come down there: a schedule of that length may end lower.`,
    ],
    [asks("best settings"), "best settings: each family's lowest final loss over what it was tuned at, AR / MDM."],
    [asks("best sizes and settings"), "best sizes: the same over all sizes of each family."],
    [says(({ strength }) => strength === "proof"), "proof: no looseness of a bound can turn it."],
    [
      says(({ strength, gapToFlip }) => strength === "indication" && gapToFlip > 0),
      "indication: a bound looser than the number behind it (nats/token) would turn it.",
    ],
    [says(provisional), "as measured: no bound can turn it, but its noise is not known, or it rests on what is not logged."],
    [crosses, "A crossing lies between two measurements; where, to the digit, is read off a line between them."],
  ];
  return lines.flatMap(([occurs, text]) => (occurs ? wrapped(text, "  ", "  ") : []));
}

/** Lower by any bound, and yet no proof. */
const provisional = ({ strength, gapToFlip }: VersusVerdict["verdict"]): boolean => strength === "indication" && gapToFlip === 0;

/** What a table of verdicts must not be read without. */
export const CONFOUNDED: readonly string[] = ["verdict-hangs-on-settings", "settings-not-shared", "settings-not-tuned"];

function confounded({ settings }: Versus): string[] {
  const found = "reason" in settings ? [] : settings.diagnostics.filter(({ code }) => CONFOUNDED.includes(code));
  return found.flatMap(findingLines);
}

/** Sets of unique tokens that were not repeated have one line; of the others the size and the regularisation that answer most are shown. */
function isShown(one: VersusVerdict, all: readonly VersusVerdict[]): boolean {
  const own = all.filter(({ uniqueTokens }) => uniqueTokens === one.uniqueTokens);
  const repeated = own.some(({ ar, mdm }) => Math.max(ar.epochs ?? 1, mdm.epochs ?? 1) > 1);
  if (one.question === "best sizes and settings") return !repeated || new Set(own.map(({ params }) => params)).size > 2;
  if (!repeated || one.params !== mostAnswered(own, ({ params }) => params)) return false;
  const ofSize = own.filter(({ params }) => params === one.params);
  return one.regularisation === undefined || one.regularisation === mostAnswered(ofSize, ({ regularisation }) => regularisation);
}

/** The value with the most answers; of equals the later. */
function mostAnswered<T>(own: readonly VersusVerdict[], read: (one: VersusVerdict) => T | undefined): T | undefined {
  const answers = (value: T | undefined): number =>
    own
      .filter((one) => read(one) === value)
      .reduce((sum, { crossing, question }) => sum + (question === "final loss" ? 2 : 1) + (crossing ? 1 : 0), 0);
  const values = [...new Set(own.flatMap((one) => read(one) ?? []))];
  return values.reduce<T | undefined>((best, one) => (best === undefined || answers(one) >= answers(best) ? one : best), undefined);
}

function cells(
  { question, uniqueTokens, params, regularisation, ar, mdm, verdict, crossing }: VersusVerdict,
  same: readonly string[],
): string[] {
  const alone = question === "best sizes and settings";
  const size = (n: number | undefined): string => (n === undefined ? "not logged" : count(n));
  const pair = (own: string, other: string): string => (own === other ? own : `${own} / ${other}`);
  const settings = bothSettings(bare(ar.regularisation, same), bare(mdm.regularisation, same));
  const chosen = params === undefined ? `N = ${pair(size(ar.params), size(mdm.params))}${settings && `, ${settings}`}` : settings;
  return [
    alone ? `best sizes, U = ${count(uniqueTokens)}` : question,
    placed(ar),
    placed(mdm),
    lowerText(verdict),
    regularisation === undefined ? chosen : crossing ? crossText(crossing.crossover) : "",
  ];
}

/** `weight_decay=3 / 0.1`: a name that both begin with stands once. */
function bothSettings(own: string, other: string): string {
  if (own === other) return own;
  const name = own.slice(0, own.indexOf("=") + 1);
  const short = name !== "" && other.startsWith(name) && !`${own}${other}`.includes(",");
  return `${own || "as all"} / ${(short ? other.slice(name.length) : other) || "as all"}`;
}

/** What of a regularisation not all runs have. */
function bare(text: string, same: readonly string[]): string {
  const own = text.split(", ").filter((part) => !same.includes(part));
  return text === "" ? "not logged" : own.join(", ");
}

/** `MDM, proof` or `AR, indication 0.0895`: the gap to flip stands behind what it could flip. */
function lowerText(verdict: VersusVerdict["verdict"]): string {
  if (verdict.lower === undefined) return "neither";
  const how = provisional(verdict) ? "as measured" : verdict.strength;
  return `${verdict.lower.toUpperCase()}, ${how}${verdict.gapToFlip > 0 ? ` ${lossText(verdict.gapToFlip)}` : ""}`;
}

/** As `crossingText`, in the width of a column. */
function crossText(crossover: Crossover): string {
  if (crossover.kind === "none") return `none, from ${short(crossover.from, 3)} to ${short(crossover.to, 3)}`;
  const { x, between, count: times } = crossover;
  return `between ${between.map((end) => short(end, 3)).join(" and ")}, about ${short(x, 3)}${times > 1 ? `; the first of ${times}` : ""}`;
}

const placed = ({ loss, epochs }: VersusVerdict["ar"]): string => `${lossText(loss)}${epochs === undefined ? "" : ` (${short(epochs)})`}`;

/** Parts of the regularisation that every setting has alike. */
function sharedSettings(verdicts: readonly VersusVerdict[]): string[] {
  const all = verdicts.flatMap(({ ar, mdm }) => [ar, mdm]).map(({ regularisation }) => regularisation.split(", "));
  const [first = []] = all;
  return first.filter((part) => part !== "" && all.every((own) => own.includes(part)));
}

/** What the sizes and settings that are not shown say, in one line. */
function others(all: readonly VersusVerdict[], shown: readonly VersusVerdict[]): string[] {
  const left = all.filter((one) => !shown.includes(one));
  if (left.length === 0) return [];
  const times = (lower: string | undefined): number => left.filter(({ verdict }) => verdict.lower === lower).length;
  return [
    `  At other sizes and settings: AR is lower in ${times("ar")} of ${left.length} comparisons, MDM in ${times("mdm")} (all in --json).`,
  ];
}

export const sideName = (side: "first" | "second"): string => (side === "first" ? "AR" : "MDM");
