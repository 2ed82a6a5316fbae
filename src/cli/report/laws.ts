import {
  type Comparison,
  compareLaws,
  type Fit,
  findLaw,
  IsolossError,
  type Law,
  nearLowest,
  type Observation,
  THRESHOLDS,
} from "../../index.ts";
import { progress } from "../progress.ts";
import type { Fitting } from "./fitOnce.ts";
import type { ReportFlags } from "./read.ts";
import { byFamily, levelsOf, mostCommon, nameOf, settingOf, single } from "./rows.ts";

/** Which laws a set of logs can be asked for, and their fits: everything is chosen by what the rows vary. */

export interface FittedLaw {
  title: string;
  fit: Fit;
}

/** Laws of one set of rows. What could not be had says why. */
export interface FamilyLaws {
  title: string;
  /** Which rows, in words. */
  rows: string;
  comparison?: Comparison;
  fitted: readonly FittedLaw[];
  refused: readonly string[];
}

/** How far from the lowest loss a parabola in the logarithm of weight decay is taken to hold, as a factor. */
const BOWL = 5;
const { levels: LEVELS } = THRESHOLDS;

export async function familyLaws(
  final: readonly Observation[],
  given: ReportFlags,
  fitting: Fitting,
  signal: AbortSignal,
): Promise<FamilyLaws[]> {
  const found: FamilyLaws[] = [];
  for (const { family, rows } of byFamily(final)) {
    for (const plan of plansOf(nameOf(family), rows)) found.push(await fitted(plan, given, fitting, signal));
  }
  return found.filter(({ fitted: fits, refused }) => fits.length + refused.length > 0);
}

interface Plan {
  title: string;
  rows: Observation[];
  what: string;
  laws: readonly Law[];
}

function plansOf(family: string, all: readonly Observation[]): Plan[] {
  const own = single(all);
  const usual = mostCommon(own, settingOf);
  const setting = usual[0] ? settingOf(usual[0]) : "";
  const others = own.length - usual.length;
  const what = `${usual.length} single models${setting ? ` with ${setting}` : ""}${others > 0 ? `; ${others} with other settings are not in these laws` : ""}`;
  return [
    { title: `${family}: size and data`, rows: usual, what, laws: lawsOf(usual) },
    ensemblePlan(family, all),
    decayPlan(family, own),
  ].filter(({ laws }) => laws.length > 0);
}

/** Laws of size and data that the rows vary enough for. */
function lawsOf(rows: readonly Observation[]): Law[] {
  const many = (of: (row: Observation) => number | undefined): boolean => levelsOf(rows, of).length >= LEVELS;
  const [sizes, tokens] = [many((row) => row.params), many((row) => row.tokens)];
  const named = (ids: readonly string[], options = {}): Law[] => ids.map((id) => findLaw(id, options));
  const repeated = many((row) => (row.uniqueTokens === undefined ? undefined : row.epochs));
  if (sizes && tokens) return named(repeated ? ["data-constrained", "overfit-penalty", "chinchilla"] : ["chinchilla", "kaplan"]);
  if (sizes) return named(["power", "power-no-floor", "exponential"], { in: "params" });
  return tokens ? named(["power", "power-no-floor", "exponential"], { in: "tokens" }) : [];
}

function ensemblePlan(family: string, all: readonly Observation[]): Plan {
  const ensembles = all.filter(({ recipe, members, params }) => recipe === "ensemble" && members !== undefined && params !== undefined);
  const rows = mostCommon(ensembles, (row) => row.uniqueTokens);
  const [members, sizes] = [levelsOf(rows, (row) => row.members), levelsOf(rows, (row) => row.params)];
  const what = `${rows.length} ensembles of ${sizes.length} ${sizes.length === 1 ? "size" : "sizes"}`;
  const title = `${family}: ensembles`;
  if (members.length < LEVELS) return { title, rows, what, laws: [] };
  if (sizes.length >= LEVELS) return { title, rows, what, laws: [findLaw("ensemble-joint")] };
  const one = mostCommon(rows, (row) => row.params);
  return { title, rows: one, what: `${one.length} ensembles of one size`, laws: [findLaw("power", { in: "members" })] };
}

function decayPlan(family: string, own: readonly Observation[]): Plan {
  const rows = mostCommon(
    own.filter(({ weightDecay = 0, recipe = "standard" }) => weightDecay > 0 && ["standard", "regularized"].includes(recipe)),
    (row) => JSON.stringify([row.params, row.uniqueTokens, row.epochs]),
  );
  const title = `${family}: weight decay`;
  if (levelsOf(rows, (row) => row.weightDecay).length <= LEVELS) return { title, rows, what: "", laws: [] };
  const near = nearLowest(rows, "weight_decay", BOWL);
  const what = `${near.length} models of the size, unique tokens and epochs that most were trained with, within a factor ${BOWL} of the best weight decay`;
  return { title, rows: near, what, laws: [findLaw("weight-decay-bowl")] };
}

async function fitted(
  { title, rows, what, laws }: Plan,
  { bootstrap, seed }: ReportFlags,
  fitting: Fitting,
  signal: AbortSignal,
): Promise<FamilyLaws> {
  const fits: FittedLaw[] = [];
  const refused: string[] = [];
  const attempt = async <T>(name: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IsolossError)) throw error;
      refused.push(`${name}: ${error.message}${error.hint ? ` (${error.hint})` : ""}`);
      return undefined;
    }
  };
  for (const law of laws) {
    const fit = await attempt(law.id, () => fitting(law, rows, { bootstrap, seed }, signal));
    if (fit) fits.push({ title: `${title}, ${law.id}`, fit });
  }
  const by = levelsOf(rows, (row) => row.params).length >= LEVELS ? "params" : "tokens";
  const comparison =
    laws.length > 1 && fits.length > 1
      ? await attempt("comparison", () => compareLaws(laws, rows, { by, fit: { seed }, onProgress: progress("comparing laws"), signal }))
      : undefined;
  return { title, rows: what, ...(comparison && { comparison }), fitted: ranked(fits, comparison), refused };
}

/** The law that predicts best first. */
function ranked(fits: readonly FittedLaw[], comparison: Comparison | undefined): FittedLaw[] {
  const place = ({ fit }: FittedLaw): number => comparison?.laws.findIndex(({ name }) => name === fit.law.id) ?? 0;
  return fits.toSorted((a, b) => place(a) - place(b));
}
