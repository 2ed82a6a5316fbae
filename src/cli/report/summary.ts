import {
  asymptote,
  crossingText,
  endInWords,
  findingsToTell,
  isLimitKnown,
  place,
  type Recipes,
  type Refused,
  type ReportSection,
  type Versus,
} from "../../index.ts";
import { amount, lossText } from "../numbers.ts";
import type { FamilyLaws } from "./laws.ts";
import type { ReportInput } from "./read.ts";
import { type FamilyRecipes, lowestLimit } from "./recipesSection.ts";
import { byFamily, nameOf } from "./rows.ts";

/** What a reader takes away, each answer with where it comes from. */
export function summarySection(
  input: ReportInput,
  laws: readonly FamilyLaws[],
  compared: readonly FamilyRecipes[],
  families: Versus | Refused | undefined,
): ReportSection {
  const facts = [
    ...byFamily(input.final).map(({ family, rows }): [string, string] => {
      const best = rows.reduce((low, row) => (row.loss < low.loss ? row : low));
      return [`lowest final loss, ${nameOf(family)}`, `${lossText(best.loss)} nats/token, run ${best.run} (${place(best.source)})`];
    }),
    ...laws.flatMap(lawFact),
    ...compared.flatMap(({ family, found }): [string, string][] => (found ? limitFact(family, found) : [])),
    ...(families && !("reason" in families) ? crossingFacts(families) : []),
  ];
  return {
    id: "summary",
    title: "In short",
    blocks: [{ facts }, { text: "Each number is explained below, with what to distrust of it." }],
  };
}

function lawFact({ title, fitted }: FamilyLaws): [string, string][] {
  const [best] = fitted;
  if (!best || best.fit.status === "not-converged" || best.fit.status === "flat") return [];
  const end = asymptote(best.fit);
  const doubtful = findingsToTell(best.fit.diagnostics).filter(({ severity }) => severity !== "note").length;
  const doubts =
    doubtful > 0
      ? `; ${doubtful} ${doubtful === 1 ? "finding" : "findings"} below ${doubtful === 1 ? "says" : "say"} why to distrust it`
      : "";
  if (end.kind === "none") return [[`limit, ${title}`, `none by ${best.fit.law.id}${doubts}`]];
  const isKnown = isLimitKnown({ limit: end.loss, status: best.fit.status, diagnostics: best.fit.diagnostics });
  if (!isKnown) return [[`limit, ${title}`, `not identified by these runs, by ${best.fit.law.id}${doubts}`]];
  const [name, text] = endInWords(end, best.fit, best.fit.law.quantities);
  return [[`${name}, ${title}`, `${text}, by ${best.fit.law.id}${doubts}`]];
}

function limitFact(family: string, found: Recipes): [string, string][] {
  const lowest = lowestLimit(found);
  return lowest === undefined ? [] : [[`lowest limit of a recipe, ${family}`, lowest]];
}

/** Where most is known: the group with the most places. */
function crossingFacts({ crossings }: Versus): [string, string][] {
  if ("reason" in crossings.epochs) return [];
  const places = (measures: (typeof groups)[number]["measures"]): number =>
    measures.reduce((sum, own) => sum + own.places.ar + own.places.mdm, 0);
  const { groups } = crossings.epochs;
  const most = groups.toSorted((a, b) => places(b.measures) - places(a.measures))[0];
  return (most?.measures ?? []).map(({ metric, crossover }) => [
    `AR and MDM cross along epochs, ${metric}`,
    `${crossingText(crossover)}; at ${Object.entries(most?.at ?? {})
      .map(([name, value]) => `${name} = ${amount(name, value)}`)
      .join(", ")}`,
  ]);
}
