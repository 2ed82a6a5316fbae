import { noteAt, warningAt } from "../finding.ts";
import { columnName, type Word } from "../glossary.ts";
import { quotient } from "./derivation.ts";
import { namedBy } from "./names/namedBy.ts";
import type { RunNames } from "./names/runNames.ts";
import type { Remark } from "./remarks.ts";
import type { Draft } from "./settle.ts";
import type { Values } from "./values.ts";

/** What the name of a run adds to what is read of it. */
export interface StatedByName {
  /** Of the training. */
  values: Values;
  /** Of the run's only evaluation. */
  point: Pick<Values, "tokens" | "epochs">;
  remarks: Remark[];
}

/**
 * What the name of a run states where its log is silent. A name states a plan: tokens and epochs are those of the only evaluation of a run,
 * and the end of one that has several. Where name and log disagree the log is followed, and it is said.
 */
export function statedByName(patterns: readonly RunNames[], draft: Draft): StatedByName {
  const nothing = { values: {}, point: {} };
  if (patterns.length === 0) return { ...nothing, remarks: [] };
  const { run, source, values } = draft;
  const found = namedBy(patterns, run, source.file);
  const ids = patterns.map(({ id }) => id).join(" or ");
  if (!found)
    return {
      ...nothing,
      remarks: [
        {
          ofRun: true,
          key: "unmatched",
          problem: warningAt(
            source,
            "name-unmatched",
            `run "${run}" is not named by ${ids}: nothing is taken from its name`,
            `names are read as ${patterns.map(({ pattern }) => pattern).join("; or ")}`,
          ),
        },
      ],
    };
  if ("ambiguous" in found)
    return {
      ...nothing,
      remarks: [
        {
          ofRun: true,
          key: "ambiguous",
          problem: warningAt(
            source,
            "name-unmatched",
            `"${found.ambiguous}" may be read in two ways by ${ids}: nothing is taken from it`,
            "put what separates the parts into the template",
          ),
        },
      ],
    };
  const { tokens, epochs, ...setup } = found.named.values;
  const single = draft.evaluations === 1;
  const uniqueTokens = quotient(values.tokens, values.epochs);
  const logged: Values = { ...(uniqueTokens !== undefined && { uniqueTokens }), ...values };
  const plan = single
    ? {}
    : { ...(tokens !== undefined && { plannedTokens: tokens }), ...(epochs !== undefined && { plannedEpochs: epochs }) };
  const added = Object.entries({ ...setup, ...plan }).filter(([word]) => logged[word as keyof Values] === undefined);
  const point = single ? { ...(tokens !== undefined && { tokens }), ...(epochs !== undefined && { epochs }) } : {};
  const words = [...added.map(([word]) => word), ...Object.keys(point).filter((word) => logged[word as keyof Values] === undefined)];
  const remarks: Remark[] = disagreements(draft, found.named.values, found.named.within, logged, found.name);
  if (words.length > 0)
    remarks.push({
      ofRun: true,
      key: `named ${words.join()}`,
      problem: noteAt(
        source,
        "stated-by-name",
        `${words.map((word) => columnName(word as Word)).join(", ")} of run "${run}" are taken from the name "${found.name}"`,
        "a name is rounded and may be wrong: log what it states",
      ),
    });
  return { values: Object.fromEntries(added), point, remarks };
}

/** Numbers of a name may be off by one of their last digit; a run of several evaluations may end before what its name plans, not after it. */
function disagreements(
  { run, source, evaluations }: Draft,
  named: Values,
  within: Partial<Record<Word, number>>,
  logged: Values,
  name: string,
): Remark[] {
  return Object.entries(named).flatMap(([key, value]): Remark[] => {
    const word = key as Word & keyof Values;
    const other = logged[word];
    if (other === undefined || value === undefined) return [];
    const differs =
      typeof value === "number" && typeof other === "number" ? Math.abs(other - value) > (within[word] ?? 0) * (1 + 1e-9) : other !== value;
    const underWay = (word === "tokens" || word === "epochs") && evaluations > 1 && (other as number) < (value as number);
    if (!differs || underWay) return [];
    return [
      {
        ofRun: true,
        key: `disagrees ${word}`,
        problem: warningAt(
          source,
          "name-disagrees",
          `run "${run}" is named "${name}", which says ${columnName(word)} ${value}, and its log says ${other}: the log is followed`,
          "mend the one that is wrong; a table that --runs names goes before both",
        ),
      },
    ];
  });
}
