import { plainName, WORDS, type Word } from "../glossary.ts";
import type { Field } from "../run.ts";
import { type ColumnMap, type Columns, matchColumns } from "./columns.ts";

/** Names within a group of settings that say nothing of the training as such: the name of a data set, of an optimizer. */
const OWN_NAMES: readonly Word[] = ["run", "loss", "finalLoss", "members", "memberRuns", "teacherRuns"];

/**
 * Which of the settings of a training holds which word: by its whole name, else by the last part of a nested one (`optimizer.weight_decay`).
 * Of several that claim a word the one nearest the top counts; where those differ none does, and they stay raw fields.
 *
 * @param settings by the log's own names.
 */
export function settingColumns(settings: Readonly<Record<string, Field>>, map: ColumnMap | undefined): Columns {
  const columns: Columns = {};
  const claims = new Map<Word, { name: string; depth: number }[]>();
  for (const [name, field] of Object.entries(settings)) {
    if (field === null) continue;
    const parts = name.split(/[./]/);
    const [word] = Object.keys(matchColumns("", [parts.at(-1) ?? ""])) as Word[];
    if (word === undefined || plainName(name) === "" || (parts.length > 1 && OWN_NAMES.includes(word))) continue;
    // A number that a setting states in words (`auto`, `linear`) is none.
    if (WORDS[word] === "number" && typeof field !== "number") continue;
    claims.set(word, [...(claims.get(word) ?? []), { name, depth: parts.length }]);
  }
  for (const [word, all] of claims) {
    const top = Math.min(...all.map(({ depth }) => depth));
    const nearest = all.filter(({ depth }) => depth === top).map(({ name }) => name);
    if (new Set(nearest.map((name) => settings[name])).size === 1) columns[word] = nearest[0];
  }
  const names = Object.keys(settings);
  return {
    ...columns,
    ...(map &&
      matchColumns(
        "",
        Object.values(map).filter((name) => names.includes(name)),
        map,
      )),
  };
}
